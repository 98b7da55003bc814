//! Histories and the audit log (Art. 21): records as their readers see them.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use serde::{Deserialize, Serialize};
use store::{Receipt, RecordRow};

use crate::kernel::page::{NEWEST, Page};
use crate::kernel::{App, Error};
use crate::records::log::event_zh;

/// Records that one page of a filtered list examines at most; its cursor leads on.
const MAX_EXAMINED: i64 = 2_000;

/// A record as the auditor's list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordSummary {
    /// Place in the log; absent until the sequencer has given one.
    pub index: Option<i64>,
    pub record_id: String,
    pub at: String,
    /// As it is stored, so that a record which somebody edited can still be read.
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
    /// The record's exact text.
    pub text: String,
    /// Its erasable details, while they are kept.
    pub details: Option<serde_json::Value>,
    pub index: Option<i64>,
    pub leaf: String,
    /// Hashes from the leaf to the root, hex.
    pub proof: Vec<String>,
    pub size: i64,
    pub root: String,
}

/// How the auditor's list is narrowed; empty = everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    pub event: String,
    pub unit: String,
}

impl App {
    /// The auditor's list, newest first. That it was read is recorded, once a page.
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

    /// One record with its proof under the newest tree.
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
