//! 制证申请 (application, Art. 7, 10): the states between draft and decision and the steps between them.
//!
//! The reviewer is never the person who submitted the application (Art. 7, "four eyes"). The state
//! machine enforces this, because one person may hold the posts of clerk and reviewer at once.

use crate::refusal::{Code, Refusal};
use crate::text;

vocabulary! {
    /// Whether an application asks for a first certificate or for a new version of an existing one.
    pub enum ApplicationKind {
        New = "new", "新办", "New";
        Update = "update", "更新", "Update";
    }
}

vocabulary! {
    /// 更新事由 (Art. 10): why a certificate is updated. Every update produces a new version of it.
    pub enum UpdateReason {
        Renewal = "renewal", "换发", "Renewal";
        Change = "change", "变更", "Change";
        Extension = "extension", "延续", "Extension";
        Reissue = "reissue", "补发", "Reissue";
        Correction = "correction", "更正", "Correction";
    }
}

vocabulary! {
    /// Stored states of an application.
    pub enum ApplicationState {
        Draft = "draft", "草稿", "Draft";
        Submitted = "submitted", "待审核", "Waiting for review";
        Approved = "approved", "已通过", "Approved";
        Completed = "completed", "已办结", "Completed";
        Rejected = "rejected", "不予通过", "Rejected";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

vocabulary! {
    /// What can be done to an application.
    pub enum ApplicationStep {
        Save = "save", "保存", "Save";
        Submit = "submit", "提交", "Submit";
        Approve = "approve", "通过", "Approve";
        Return = "return", "退回", "Return";
        Reject = "reject", "不予通过", "Reject";
        Withdraw = "withdraw", "撤回", "Withdraw";
        Complete = "complete", "办结", "Complete";
    }
}

/// What [`step`] must know beside the state.
#[derive(Clone, Copy, Debug, Default)]
pub struct ApplicationFacts<'a> {
    /// Identity of the person who submitted the application; empty before it was submitted.
    pub submitted_by: &'a str,
    /// Identity of the person who takes the step.
    pub acting: &'a str,
    /// Reason given for a return or a rejection.
    pub reason: &'a str,
}

/// Returns the state after the step.
///
/// An approved application waits for its certificate file. A production that failed is visible in
/// the state of its job and is not a state of the application.
///
/// # Errors
/// Refuses a step that the state does not allow, a review by the submitter, and a return or rejection
/// without a reason.
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
    if matches!(step, T::Return | T::Reject) {
        text::reason(facts.reason)?;
    }
    Ok(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OTHER: ApplicationFacts<'_> =
        ApplicationFacts { submitted_by: "a", acting: "b", reason: "缺材料" };

    #[test]
    fn the_submitter_of_an_application_cannot_review_it() {
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
    fn no_step_leads_out_of_a_final_state() {
        use ApplicationState as S;
        for state in [S::Completed, S::Rejected, S::Withdrawn] {
            for what in ApplicationStep::ALL {
                assert!(step(state, *what, OTHER).is_err());
            }
        }
    }

    #[test]
    fn the_table_of_states_is_up_to_date() {
        crate::vocabulary::tests::prints_the_machine::<ApplicationState, ApplicationStep>(
            "application",
            |state, what| step(state, what, OTHER).ok(),
        );
    }
}
