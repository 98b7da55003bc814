//! The section `login` of the configuration file: how long a login counts, and who needs a second factor
//! (decision 0024).

use std::path::PathBuf;

use domain::login::{LoginRules, MINUTE, SecondFactor};
use serde::{Deserialize, Serialize};

use crate::limits::within;
use crate::output::Failure;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Login {
    /// Minutes without a request after which a session ends.
    pub idle_minutes: usize,
    /// The same for whoever holds a privileged post.
    pub idle_minutes_privileged: usize,
    /// Hours after which a session ends, even if it is in use.
    pub longest_hours: usize,
    /// Minutes for which a proof of who somebody is counts.
    pub proof_minutes: usize,
    /// Who must use one-time codes or a certificate.
    pub second_factor: SecondFactor,
    /// PEM file of the authorities whose certificates are accepted for logging in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorities: Option<PathBuf>,
}

impl Default for Login {
    fn default() -> Self {
        let rules = LoginRules::default();
        let minutes = |millis: i64| usize::try_from(millis / MINUTE).unwrap_or_default();
        Self {
            idle_minutes: minutes(rules.idle),
            idle_minutes_privileged: minutes(rules.idle_privileged),
            longest_hours: minutes(rules.longest) / 60,
            proof_minutes: minutes(rules.proof),
            second_factor: rules.second_factor,
            authorities: None,
        }
    }
}

impl Login {
    /// Errors: a time outside its bounds.
    pub fn check(&self) -> Result<(), Failure> {
        within("login.idle_minutes", self.idle_minutes, &(1..=480))?;
        within("login.idle_minutes_privileged", self.idle_minutes_privileged, &(1..=480))?;
        within("login.longest_hours", self.longest_hours, &(1..=24))?;
        within("login.proof_minutes", self.proof_minutes, &(1..=60))
    }

    pub fn rules(&self) -> LoginRules {
        let millis = |minutes: usize| i64::try_from(minutes).unwrap_or(i64::MAX / MINUTE) * MINUTE;
        LoginRules {
            idle: millis(self.idle_minutes),
            idle_privileged: millis(self.idle_minutes_privileged),
            longest: millis(self.longest_hours * 60),
            proof: millis(self.proof_minutes),
            second_factor: self.second_factor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_that_of_the_rules_and_a_time_outside_its_bounds_is_refused_by_name() {
        assert_eq!(Login::default().rules(), LoginRules::default());
        assert!(Login::default().check().is_ok(), "the control");
        let wrong = Login { idle_minutes_privileged: 0, ..Login::default() };
        assert!(wrong.check().unwrap_err().0.contains("login.idle_minutes_privileged = 0"));
    }
}
