//! The audit log (Art. 21): the auditor lists records and views one with its proof of inclusion.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use serde::{Deserialize, Serialize};
use store::{Receipt, RecordRow};

use crate::kernel::page::{NEWEST, Page};
use crate::kernel::{App, Error};
use crate::records::log::event_zh;

/// Largest number of records that one page of a filtered list examines. A page may therefore be
/// short or empty although more records match; its key leads to the next page.
const MAX_EXAMINED: i64 = 2_000;

/// A record as the auditor's list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordSummary {
    /// Place in the log; absent until the sequencer has assigned one.
    pub index: Option<i64>,
    pub record_id: String,
    pub at: String,
    /// The text in the stored record, so that the list can show a record that was edited into an
    /// unknown event.
    #[schema(value_type = EventKind)]
    pub event: String,
    pub event_zh: String,
    pub actor: String,
    pub unit: String,
    #[schema(value_type = domain::event::RecordOutcome)]
    pub outcome: String,
    pub subject: String,
}

/// A record with its proof of inclusion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordProof {
    /// The exact text of the record.
    pub text: String,
    /// The details of the record; absent if it has none or they were erased.
    pub details: Option<serde_json::Value>,
    /// Place in the log; absent until the sequencer has assigned one.
    pub index: Option<i64>,
    /// Hash of the record as a leaf of the tree, in hexadecimal.
    pub leaf: String,
    /// The hashes of the inclusion proof from the leaf to the root, in hexadecimal.
    pub proof: Vec<String>,
    /// Number of leaves of the tree.
    pub size: i64,
    /// Root hash of the tree, in hexadecimal.
    pub root: String,
}

/// The filter of the auditor's list. An empty filter admits all records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    pub event: String,
    pub unit: String,
}

impl App {
    /// Lists records, newest first. Reading the log is itself recorded, once for each page.
    pub async fn records(
        &self,
        caller: &Caller,
        filter: &RecordFilter,
        before: &str,
        limit: i64,
    ) -> Result<Page<RecordSummary>, Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::ReadAuditLog, &Citywide).await?;
        let mut before = if before.is_empty() { NEWEST.to_owned() } else { before.to_owned() };
        let mut examined = 0;
        let mut items = Vec::new();
        let mut next = None;
        while items.len() < usize::try_from(limit).unwrap_or(0) && examined < MAX_EXAMINED {
            let rows = work.rows();
            let page = if filter.unit.is_empty() {
                rows.records_before(&before, limit).await?
            } else {
                rows.records_of_unit_before(&filter.unit, &before, limit).await?
            };
            let more = i64::try_from(page.len()).unwrap_or(0) == limit;
            examined += limit;
            for record in page {
                if items.len() >= usize::try_from(limit).unwrap_or(0) {
                    break;
                }
                before.clone_from(&record.record_id);
                if filter.event.is_empty() || record.event == filter.event {
                    let place = rows.place_of(&record.record_id).await?;
                    items.push(record_summary(record, place.map(|place| place.place)));
                }
            }
            next = more.then(|| before.clone());
            if !more {
                break;
            }
        }
        let event = Event::new(EventKind::AuditRead, "log");
        work.commit(permit.done((), event)).await?;
        Ok(Page { items, next })
    }

    /// Returns one record with its inclusion proof in the current tree. The proof is empty until
    /// the sequencer has placed the record. The read is itself recorded.
    pub async fn record(
        &self,
        caller: &Caller,
        record_id: &str,
    ) -> Result<(RecordProof, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::ReadAuditLog, &Citywide).await?;
        let rows = work.rows();
        let record = rows.record(record_id).await?.ok_or(Error::NotFound)?;
        let place = rows.place_of(record_id).await?.map(|place| place.place);
        let (size, root) = rows.tree().await?;
        let proof = match place.and_then(|place| u64::try_from(place).ok()) {
            Some(place) if place < size => rows.inclusion(place, size).await?,
            Some(_) | None => Vec::new(),
        };
        let details = self.details(rows, record_id).await?;
        let shown = RecordProof {
            text: record.body,
            details,
            index: place,
            leaf: hex::encode(&record.leaf),
            proof: proof.iter().map(hex::encode).collect(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            root: hex::encode(root),
        };
        let event = Event::new(EventKind::AuditRead, format!("record {record_id}"));
        work.commit(permit.done(shown, event)).await
    }
}

fn record_summary(record: RecordRow, index: Option<i64>) -> RecordSummary {
    RecordSummary {
        index,
        at: rfc3339(record.at),
        event_zh: event_zh(&record.event),
        record_id: record.record_id,
        event: record.event,
        actor: record.actor,
        unit: record.unit_code,
        outcome: record.outcome,
        subject: record.subject,
    }
}
