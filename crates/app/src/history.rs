//! Histories and the audit log (Art. 21): records as their readers see them.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use ledger::record::Record;
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{Receipt, RecordRow};

use crate::door::App;
use crate::error::Error;
use crate::search::{NEWEST, Page};
use crate::status::{place_of, subject};
use crate::view::load;

/// Most records of one history that are shown.
const MOST: i64 = 500;
/// Most records that one page of a filtered list looks at; its cursor leads on.
const LOOKED_AT: i64 = 2_000;

/// One step in the life of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Step {
    pub at: String,
    #[schema(value_type = EventKind)]
    pub event: String,
    pub event_zh: String,
    pub actor: String,
    pub unit_name: String,
    /// The post in which the actor acted.
    #[schema(value_type = domain::caller::Role)]
    pub post: String,
    pub post_zh: String,
    pub record_id: String,
    pub reason: Option<String>,
}

/// A record as the auditor's list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordSummary {
    /// Place in the log; absent until the sequencer has given one.
    pub index: Option<i64>,
    pub record_id: String,
    pub at: String,
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
    /// The certificate's whole life, oldest first, from its application on.
    pub async fn certificate_history(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<Vec<Step>, Error> {
        let mut reader = self.read().await?;
        let row = load(&mut reader, identifier).await?;
        self.permit_read(caller, Action::ReadCertificate, &place_of(&row)?).await?;
        let application = format!("application {}", row.application_id);
        let mut records = reader.records_of(&application, "", MOST).await?;
        records.extend(reader.records_of(&subject(&row), "", MOST).await?);
        records.sort_by(|a, b| a.record_id.cmp(&b.record_id));
        let mut steps = Vec::with_capacity(records.len());
        for record in records {
            let unit = reader.unit(&record.unit_code).await?;
            let details = self.details(&mut reader, &record.record_id).await?;
            let reason = details.as_ref().and_then(|details| details.get("reason"));
            let post = Record::value(&record.body, "role").unwrap_or_default();
            let role = domain::caller::Role::parse(post);
            steps.push(Step {
                at: rfc3339(record.at),
                event_zh: event_zh(&record.event),
                event: record.event,
                actor: record.actor,
                unit_name: unit.map_or_else(String::new, |unit| unit.name),
                post_zh: role.map_or_else(String::new, |role| role.zh().to_owned()),
                post: post.to_string(),
                record_id: record.record_id,
                reason: reason.and_then(|reason| reason.as_str()).map(str::to_owned),
            });
        }
        Ok(steps)
    }

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
        let mut looked_at = 0;
        let mut items = Vec::new();
        let mut next = None;
        while items.len() < usize::try_from(limit).unwrap_or(0) && looked_at < LOOKED_AT {
            let rows = work.rows();
            let page = if filter.unit.is_empty() {
                rows.records_before(&before, limit).await?
            } else {
                rows.records_of_unit_before(&filter.unit, &before, limit).await?
            };
            let more = i64::try_from(page.len()).unwrap_or(0) == limit;
            looked_at += limit;
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

    pub(crate) async fn details(
        &self,
        rows: &mut store::Queries,
        record_id: &str,
    ) -> Result<Option<serde_json::Value>, Error> {
        let Some(detail) = rows.detail(record_id).await? else { return Ok(None) };
        let slot = Slot { table: "audit_detail", column: "details", row: record_id };
        Ok(Some(self.open(slot, &detail.details_sealed)?))
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

fn event_zh(event: &str) -> String {
    EventKind::parse(event).map_or_else(|| event.to_owned(), |kind| kind.zh().to_owned())
}
