//! 带日期的规则 (dated data, Art. 28, 29, decision 0017): data that change without a release.
//!
//! Each version has the day on which it takes effect and the article on which it rests. One person
//! proposes it, another one signs it for the city manager, and all versions are kept.

use std::collections::HashMap;
use std::fmt;

use crate::refusal::{Code, Refusal};
use crate::region::Regions;
use crate::rulebook::RuleBook;
use crate::workday::Calendar;

vocabulary! {
    /// The data that are versioned in this way.
    pub enum DataName {
        RuleBook = "rule_book", "规章参数", "Rule book";
        Workdays = "workdays", "工作日历", "Workdays";
        Regions = "regions", "行政区划", "Regions";
    }
}

vocabulary! {
    /// Stored states of a version.
    pub enum DataState {
        Proposed = "proposed", "待签署", "Proposed";
        /// It applies from its day of effect until a later version takes effect.
        InForce = "in_force", "已签署", "Signed";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

vocabulary! {
    /// What can be done to a version.
    pub enum DataStep {
        Sign = "sign", "签署", "Sign";
        Withdraw = "withdraw", "撤回", "Withdraw";
    }
}

/// Returns the state after the step. A signed version stays signed; only a later version replaces it.
/// `proposed_by` and `acting` are identities of persons.
///
/// # Errors
/// Refuses a signature by the person who proposed the version, and a step that the state does not allow.
pub fn step(
    state: DataState,
    step: DataStep,
    proposed_by: &str,
    acting: &str,
) -> Result<DataState, Refusal> {
    match (state, step) {
        (DataState::Proposed, DataStep::Sign) if proposed_by == acting => {
            Err(Refusal::new(Code::SamePerson))
        }
        (DataState::Proposed, DataStep::Sign) => Ok(DataState::InForce),
        (DataState::Proposed, DataStep::Withdraw) => Ok(DataState::Withdrawn),
        (DataState::InForce | DataState::Withdrawn, DataStep::Sign | DataStep::Withdraw) => {
            Err(Refusal::new(Code::DataState).with("state", state.as_str()))
        }
    }
}

/// The first error in a text of dated data, with the number of its line (from 1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFault {
    pub line: usize,
    pub why: String,
}

impl fmt::Display for DataFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for DataFault {}

impl From<DataFault> for Refusal {
    fn from(fault: DataFault) -> Self {
        Refusal::new(Code::DataInvalid).with("fault", fault.to_string())
    }
}

impl DataName {
    /// The version that is part of the release. It is in force until another version takes effect.
    pub fn embedded(self) -> &'static str {
        match self {
            Self::RuleBook => crate::rulebook::TEXT,
            Self::Workdays => crate::workday::TEXT,
            Self::Regions => crate::region::TEXT,
        }
    }

    /// Checks that a text has the format of these data.
    ///
    /// # Errors
    /// The first line that is not in the format.
    pub fn check(self, text: &str) -> Result<(), DataFault> {
        match self {
            Self::RuleBook => RuleBook::parse(text).map(drop),
            Self::Workdays => Calendar::parse(text).map(drop),
            Self::Regions => Regions::parse(text).map(drop),
        }
    }
}

/// The lines in which two versions differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    pub added: Vec<String>,
    pub removed: Vec<String>,
}

/// The lines in which `new` differs from `old`. The order of the lines, comments and white space at the ends
/// of lines are ignored. A line that occurs several times counts several times.
pub fn differences(old: &str, new: &str) -> Differences {
    Differences { added: lines_beyond(old, new), removed: lines_beyond(new, old) }
}

/// The lines of `text` that `known` does not have, or has less often. The time grows with the number of
/// lines and not with its square, because a version may have a hundred thousand of them.
fn lines_beyond(known: &str, text: &str) -> Vec<String> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (_, line) in data_lines(known) {
        *counts.entry(line.trim_end()).or_default() += 1;
    }
    let mut beyond = Vec::new();
    for (_, line) in data_lines(text) {
        match counts.get_mut(line.trim_end()) {
            Some(count) if *count > 0 => *count -= 1,
            Some(_) | None => beyond.push(line.trim_end().to_owned()),
        }
    }
    beyond
}

/// The lines with their numbers (from 1), except comments and empty lines.
pub(crate) fn data_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    numbered.filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_of_the_release_are_well_formed() {
        for name in DataName::ALL {
            assert_eq!(name.check(name.embedded()), Ok(()), "{name}");
            assert!(name.check("nonsense").is_err(), "{name}");
        }
    }

    #[test]
    fn a_version_is_signed_by_another_person_and_stays_signed() {
        let go = |state, by| step(state, by, "jia", "yi");
        assert_eq!(go(DataState::Proposed, DataStep::Sign).unwrap(), DataState::InForce);
        assert_eq!(go(DataState::Proposed, DataStep::Withdraw).unwrap(), DataState::Withdrawn);
        let own = step(DataState::Proposed, DataStep::Sign, "jia", "jia").unwrap_err();
        assert_eq!(own.code(), Code::SamePerson);
        for state in [DataState::InForce, DataState::Withdrawn] {
            for by in DataStep::ALL {
                assert_eq!(go(state, *by).unwrap_err().code(), Code::DataState, "{state} {by}");
            }
        }
    }

    #[test]
    fn differences_are_the_added_and_the_removed_lines() {
        let old = "# a note\n2026 off 0101\n2026 off 0102\n2026 off 0102\n";
        let new = "2026 off 0102\n2026 off 0103  \n# another note\n";
        let found = differences(old, new);
        assert_eq!(found.added, ["2026 off 0103"]);
        assert_eq!(found.removed, ["2026 off 0101", "2026 off 0102"]);
        assert_eq!(differences(old, old), Differences::default());
    }

    #[test]
    fn versions_of_many_lines_are_compared_in_time_that_grows_with_their_lines() {
        let lines =
            |from: u32| -> String { (from..from + 60_000).map(|n| format!("{n}\n")).collect() };
        // With a search through all lines for each line, this would be 3,600,000,000 comparisons.
        let found = differences(&lines(0), &lines(60_000));
        assert_eq!((found.added.len(), found.removed.len()), (60_000, 60_000));
        let found = differences(&lines(0), &lines(1));
        assert_eq!((found.added, found.removed), (vec!["60000".into()], vec!["0".into()]));
    }

    #[test]
    fn the_table_of_states_is_up_to_date() {
        crate::vocabulary::tests::prints_the_machine::<DataState, DataStep>(
            "data",
            |state, what| step(state, what, "jia", "yi").ok(),
        );
    }
}
