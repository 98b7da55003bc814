//! 停用与启用 (standing): whether a person, a calling system or a unit takes part at present. Whoever is
//! suspended can do nothing from the next request on; open sessions end for good.

use crate::refusal::{Code, Refusal};

vocabulary! {
    /// Stored states of a person, a calling system and a unit.
    pub enum StandingState {
        Active = "active", "在用", "Active";
        Suspended = "suspended", "已停用", "Suspended";
    }
}

vocabulary! {
    /// What can be done to one of them.
    pub enum StandingStep {
        Suspend = "suspend", "停用", "Suspend";
        Resume = "resume", "启用", "Resume";
    }
}

impl StandingState {
    /// The state in the column `active`.
    pub fn of(active: i64) -> Self {
        if active == 1 { Self::Active } else { Self::Suspended }
    }

    /// The column `active`.
    pub fn column(self) -> i64 {
        i64::from(self == Self::Active)
    }
}

/// Returns the state after the step.
///
/// # Errors
/// Refuses a step that the state does not allow.
pub fn step(state: StandingState, step: StandingStep) -> Result<StandingState, Refusal> {
    use StandingState as S;
    use StandingStep as T;
    match (state, step) {
        (S::Active, T::Suspend) => Ok(S::Suspended),
        (S::Suspended, T::Resume) => Ok(S::Active),
        (S::Active, T::Resume) | (S::Suspended, T::Suspend) => {
            Err(Refusal::new(Code::StandingState)
                .with("state", state.as_str())
                .with("step", step.as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_states_is_up_to_date() {
        crate::vocabulary::tests::prints_the_machine::<StandingState, StandingStep>(
            "standing",
            |state, what| step(state, what).ok(),
        );
    }

    #[test]
    fn a_state_is_read_from_its_column() {
        for state in StandingState::ALL {
            assert_eq!(StandingState::of(state.column()), *state);
        }
    }
}
