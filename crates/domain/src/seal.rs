//! 电子印章 as the city's register knows it (国办发〔2025〕33号): a seal out of use stamps nothing, and
//! what it stamps after that moment is worth nothing.

use crate::refusal::{Code, Refusal};

vocabulary! {
    pub enum SealState {
        Active = "active", "在用", "In use";
        Suspended = "suspended", "停用", "Suspended";
        /// Its key may be in other hands.
        Lost = "lost", "丢失", "Lost";
        Replaced = "replaced", "已更换", "Replaced";
        Revoked = "revoked", "已注销", "Revoked";
    }
}

vocabulary! {
    pub enum SealStep {
        Suspend = "suspend", "停用", "Suspend";
        Resume = "resume", "恢复", "Resume";
        ReportLost = "report_lost", "挂失", "Report lost";
        Replace = "replace", "更换", "Replace";
        Revoke = "revoke", "注销", "Revoke";
    }
}

impl SealState {
    /// Out of use for good: its X.509 certificate stands in the revocation list.
    pub fn is_final(self) -> bool {
        match self {
            Self::Active | Self::Suspended => false,
            Self::Lost | Self::Replaced | Self::Revoked => true,
        }
    }
}

/// The next state, or why not. Lost, replaced and revoked are final.
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
