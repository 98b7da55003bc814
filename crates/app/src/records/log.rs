//! 日志 (log): the details of records. A record contains only a salted digest of its details, so
//! that they can be erased without a change of the log (I10).

use domain::event::{EventKind, Manner};
use store::Queries;
use store::cipher::Slot;

use crate::kernel::{App, Error};

impl App {
    /// The details of a record; `None` if it has none or they were erased.
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

/// The Chinese name of an event. A record with an unknown event shows its code.
pub(crate) fn event_zh(event: &str) -> String {
    EventKind::parse(event).map_or_else(|| event.to_owned(), |kind| kind.zh().to_owned())
}

/// In which form something was shown, according to the details of the record.
pub(crate) fn manner_in(details: Option<&serde_json::Value>) -> Option<Manner> {
    Manner::parse(details?.get("manner")?.as_str()?)
}
