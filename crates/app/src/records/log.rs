//! 日志: records of the log as rows, and their erasable details.

use domain::event::EventKind;
use store::Queries;
use store::cipher::Slot;

use crate::kernel::{App, Error};

impl App {
    /// Details of a record, while they are kept.
    pub(crate) async fn details(
        &self,
        rows: &mut Queries,
        record_id: &str,
    ) -> Result<Option<serde_json::Value>, Error> {
        let Some(detail) = rows.detail(record_id).await? else { return Ok(None) };
        let slot = Slot { table: "audit_detail", column: "details", row: record_id };
        Ok(Some(self.open(slot, &detail.details_sealed)?))
    }
}

pub(crate) fn event_zh(event: &str) -> String {
    EventKind::parse(event).map_or_else(|| event.to_owned(), |kind| kind.zh().to_owned())
}
