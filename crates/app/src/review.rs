//! 信息审核 (Art. 11): another person than the submitter returns or rejects, with a reason.

use domain::application::ApplicationStep;
use domain::caller::Caller;
use domain::event::EventKind;
use domain::policy::Action;
use store::Receipt;

use crate::collect::{ApplicationVersion, move_on, person};
use crate::door::App;
use crate::error::Error;

impl App {
    /// Sends the application back to its clerk. Errors: same person, no reason, not submitted.
    pub async fn return_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        reason: &str,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let kind = EventKind::ApplicationReturned;
        self.decide(caller, version, ApplicationStep::Return, kind, reason).await
    }

    /// Ends the application without a certificate. Errors as for a return.
    pub async fn reject_application(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        reason: &str,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let kind = EventKind::ApplicationRejected;
        self.decide(caller, version, ApplicationStep::Reject, kind, reason).await
    }

    async fn decide(
        &self,
        caller: &Caller,
        version: &ApplicationVersion,
        step: ApplicationStep,
        kind: EventKind,
        reason: &str,
    ) -> Result<(ApplicationVersion, Receipt), Error> {
        let (work, mut row, permit) =
            self.begin_step(caller, version, Action::ReviewApplication).await?;
        move_on(&work, &mut row, step, reason)?;
        row.reviewed_by = person(work.caller());
        self.finish_step(work, row, permit, kind).await
    }
}
