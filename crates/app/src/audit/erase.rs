//! Erasing the details of a record, when a law demands it (PIPL 47, I10). The record itself stays: it holds
//! only a salted digest of the details, so the log is whole without them.

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::text;
use store::Receipt;

use crate::kernel::{App, Error};

impl App {
    /// Erases the details of a record, by order of the operator, and records it with its basis. Errors:
    /// the record has no details; the basis is empty.
    pub async fn erase_details(&self, record_id: &str, basis: &str) -> Result<Receipt, Error> {
        let basis = text::reason(basis)?;
        let work = self.begin(&Caller::program("shell")).await?;
        let (mut work, permit) = work.permit(Action::GuardLog, &Citywide).await?;
        if work.rows().erase_detail(record_id).await? != 1 {
            return Err(Error::NotFound);
        }
        let event = Event::new(EventKind::DetailsErased, format!("record {record_id}"))
            .with_details(serde_json::json!({ "basis": basis }));
        Ok(work.commit(permit.done((), event)).await?.1)
    }
}
