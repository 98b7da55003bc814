//! 电子印章 (seal): its states in the city's register (国办发〔2025〕33号, Art. 22).
//!
//! A seal that is not in use stamps nothing. A stamp made after the seal went out of use does not count
//! when a file is verified.

use crate::refusal::{Code, Refusal};

vocabulary! {
    /// Stored states of a seal.
    pub enum SealState {
        Active = "active", "在用", "In use";
        Suspended = "suspended", "停用", "Suspended";
        /// Somebody else may have the key.
        Lost = "lost", "丢失", "Lost";
        Replaced = "replaced", "已更换", "Replaced";
        Revoked = "revoked", "已注销", "Revoked";
    }
}

vocabulary! {
    /// What can be done to a seal.
    pub enum SealStep {
        Suspend = "suspend", "停用", "Suspend";
        Resume = "resume", "恢复", "Resume";
        ReportLost = "report_lost", "挂失", "Report lost";
        Replace = "replace", "更换", "Replace";
        Revoke = "revoke", "注销", "Revoke";
    }
}

/// Returns the state after the step. `Lost`, `Replaced` and `Revoked` are final.
///
/// # Errors
/// Refuses a step that the state does not allow.
pub fn step(state: SealState, step: SealStep) -> Result<SealState, Refusal> {
    use SealState as S;
    use SealStep as T;
    match (state, step) {
        (S::Active, T::Suspend) => Ok(S::Suspended),
        (S::Suspended, T::Resume) => Ok(S::Active),
        (S::Active | S::Suspended, T::ReportLost) => Ok(S::Lost),
        (S::Active | S::Suspended, T::Replace) => Ok(S::Replaced),
        (S::Active | S::Suspended, T::Revoke) => Ok(S::Revoked),
        (
            S::Active | S::Suspended | S::Lost | S::Replaced | S::Revoked,
            T::Suspend | T::Resume | T::ReportLost | T::Replace | T::Revoke,
        ) => Err(Refusal::new(Code::SealState)
            .with("state", state.as_str())
            .with("step", step.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_states_is_up_to_date() {
        crate::vocabulary::tests::prints_the_machine::<SealState, SealStep>(
            "seal",
            |state, what| step(state, what).ok(),
        );
    }
}
