//! A certificate's whole life, for the auditor (Art. 21): every change, reading and use, and who it was.

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use store::Receipt;

use crate::kernel::{App, Error};
use crate::records::certificate::load;
use crate::records::history::{HistoryFor, Step};

impl App {
    /// The history of any certificate of the city, oldest step first. The reading is recorded as readings
    /// of the log are; it shows none of the content of the certificate.
    pub async fn certificate_life(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<(Vec<Step>, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::ReadAuditLog, &Citywide).await?;
        let row = load(work.rows(), identifier).await?;
        let steps = self.steps_of(work.rows(), &row, HistoryFor::Auditor).await?;
        // Not the certificate as subject: the reading of a history is no part of it.
        let event = Event::new(EventKind::AuditRead, format!("history {}", row.identifier));
        work.commit(permit.done(steps, event)).await
    }
}
