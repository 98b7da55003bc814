//! 制证申请: from draft to decision; approver and submitter are never the same person.

use serde::{Deserialize, Serialize};

use crate::refusal::{Code, Refusal};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationKind {
    New,
    Update,
}

/// 更新事由 (Art. 10): always a new version of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateReason {
    Renewal,
    Change,
    Extension,
    Reissue,
    Correction,
}

macro_rules! named {
    ($type:ident { $($name:ident = $code:literal, $zh:literal;)+ }) => {
        impl $type {
            pub const ALL: &'static [$type] = &[$($type::$name),+];
            pub fn as_str(self) -> &'static str { match self { $($type::$name => $code),+ } }
            pub fn zh(self) -> &'static str { match self { $($type::$name => $zh),+ } }
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.as_str() == text)
            }
        }
    };
}
pub(crate) use named;

named!(ApplicationKind { New = "new", "新办"; Update = "update", "更新"; });
named!(UpdateReason {
    Renewal = "renewal", "换发";
    Change = "change", "变更";
    Extension = "extension", "延续";
    Reissue = "reissue", "补发";
    Correction = "correction", "更正";
});

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationState {
    Draft,
    Submitted,
    Approved,
    Completed,
    Rejected,
    Withdrawn,
}

named!(ApplicationState {
    Draft = "draft", "草稿";
    Submitted = "submitted", "待审核";
    Approved = "approved", "已通过";
    Completed = "completed", "已办结";
    Rejected = "rejected", "不予通过";
    Withdrawn = "withdrawn", "已撤回";
});

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationStep {
    Save,
    Submit,
    Approve,
    Return,
    Reject,
    Withdraw,
    Complete,
}

named!(ApplicationStep {
    Save = "save", "保存";
    Submit = "submit", "提交";
    Approve = "approve", "通过";
    Return = "return", "退回";
    Reject = "reject", "不予通过";
    Withdraw = "withdraw", "撤回";
    Complete = "complete", "办结";
});

/// What a step needs to know beside the state.
#[derive(Clone, Copy, Debug, Default)]
pub struct ApplicationFacts<'a> {
    pub submitted_by: &'a str,
    pub acting: &'a str,
    pub reason: &'a str,
}

/// The next state, or why not. Only `Approved` waits for the file; a failed production is a
/// property of its job, not a state (I6).
pub fn step(
    state: ApplicationState,
    step: ApplicationStep,
    facts: ApplicationFacts<'_>,
) -> Result<ApplicationState, Refusal> {
    use ApplicationState as S;
    use ApplicationStep as T;
    let next = match (state, step) {
        (S::Draft, T::Save) => S::Draft,
        (S::Draft, T::Submit) => S::Submitted,
        (S::Draft | S::Submitted, T::Withdraw) => S::Withdrawn,
        (S::Submitted, T::Approve) => S::Approved,
        (S::Submitted, T::Return) => S::Draft,
        (S::Submitted, T::Reject) => S::Rejected,
        (S::Approved, T::Complete) => S::Completed,
        (
            S::Draft | S::Submitted | S::Approved | S::Completed | S::Rejected | S::Withdrawn,
            T::Save | T::Submit | T::Withdraw | T::Approve | T::Return | T::Reject | T::Complete,
        ) => {
            return Err(Refusal::new(Code::ApplicationState)
                .with("state", state.as_str())
                .with("step", step.as_str()));
        }
    };
    let reviewing = matches!(step, T::Approve | T::Return | T::Reject);
    if reviewing && facts.acting == facts.submitted_by {
        return Err(Refusal::new(Code::SamePerson));
    }
    if matches!(step, T::Return | T::Reject) && facts.reason.trim().is_empty() {
        return Err(Refusal::new(Code::ReasonMissing));
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER: ApplicationFacts<'_> =
        ApplicationFacts { submitted_by: "a", acting: "b", reason: "缺材料" };

    #[test]
    fn four_eyes() {
        let same = ApplicationFacts { acting: "a", ..OTHER };
        for review in [ApplicationStep::Approve, ApplicationStep::Return, ApplicationStep::Reject] {
            let refused = step(ApplicationState::Submitted, review, same).unwrap_err();
            assert_eq!(refused.code(), Code::SamePerson);
            assert!(step(ApplicationState::Submitted, review, OTHER).is_ok());
        }
    }

    #[test]
    fn returning_and_rejecting_need_a_reason() {
        let silent = ApplicationFacts { reason: "  ", ..OTHER };
        for review in [ApplicationStep::Return, ApplicationStep::Reject] {
            let refused = step(ApplicationState::Submitted, review, silent).unwrap_err();
            assert_eq!(refused.code(), Code::ReasonMissing);
        }
        assert!(step(ApplicationState::Submitted, ApplicationStep::Approve, silent).is_ok());
    }

    #[test]
    fn ended_applications_stay_ended() {
        use ApplicationState as S;
        for state in [S::Completed, S::Rejected, S::Withdrawn] {
            for what in ApplicationStep::ALL {
                assert!(step(state, *what, OTHER).is_err());
            }
        }
    }
}
