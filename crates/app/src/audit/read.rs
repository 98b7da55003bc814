//! The audit log (Art. 21): the auditor lists records and views one with its proof of inclusion.

use domain::caller::{Caller, Role};
use domain::date::rfc3339;
use domain::event::{Event, EventKind, Manner, SubjectKind};
use domain::policy::{Action, Citywide};
use ledger::record::Record;
use serde::{Deserialize, Serialize};
use store::{Queries, Receipt, RecordRow};

use super::filter::{Along, RecordFilter};
use crate::kernel::page::{Page, Sieve};
use crate::kernel::{App, Error};
use crate::records::actor::{ActorView, Actors, unit_shown};
use crate::records::log::{event_zh, manner_in};
use crate::records::told::{DetailView, in_words};

/// The events whose records say in which form something was shown.
const SHOWINGS: [EventKind; 2] = [EventKind::CertificateViewed, EventKind::ArchiveCopyTaken];

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
    /// Who that is.
    pub by: ActorView,
    /// The post that gave the actor the right to act; absent for a denial.
    pub post: Option<Role>,
    pub post_zh: String,
    pub unit: String,
    pub unit_name: String,
    #[schema(value_type = domain::event::RecordOutcome)]
    pub outcome: String,
    /// What the record is about: a kind and an identity.
    pub subject: String,
    pub subject_kind: Option<SubjectKind>,
    /// What people call it, where it is not called by its code; otherwise empty.
    pub subject_name: String,
    /// In which form a certificate or a copy was shown.
    pub manner: Option<Manner>,
}

/// A record with its proof of inclusion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RecordProof {
    /// What the list shows of the record.
    pub summary: RecordSummary,
    /// The exact text of the record.
    pub text: String,
    /// The details of the record; absent if it has none or they were erased.
    pub details: Option<serde_json::Value>,
    /// The details in words.
    pub told: Vec<DetailView>,
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
        let page = self.page_of_records(work.rows(), filter, before, limit).await?;
        let event = Event::new(EventKind::AuditRead, "log");
        work.commit(permit.done((), event)).await?;
        Ok(page)
    }

    /// One page of the list, for those who may read the log; the caller of this records the reading.
    pub(super) async fn page_of_records(
        &self,
        rows: &mut Queries,
        filter: &RecordFilter,
        before: &str,
        limit: i64,
    ) -> Result<Page<RecordSummary>, Error> {
        let along = Along::of(rows, filter).await?;
        let (first, end) = filter.period.span();
        let total = match before {
            "" => along.count(rows, filter, &first, &end).await?,
            _ => None,
        };
        let end = if before.is_empty() { end } else { end.min(before.to_owned()) };
        let mut sieve = Sieve::new(&end, limit);
        while sieve.wants() {
            let read = along.records(rows, &first, &sieve.at(), limit + 1).await?;
            sieve.add(read, |row| &row.record_id, |row| along.admits(filter, row));
        }
        let (next, mut actors) = (sieve.next(), Actors::default());
        let mut items = Vec::with_capacity(sieve.kept.len());
        for record in sieve.kept {
            items.push(self.record_summary(rows, &mut actors, record).await?);
        }
        Ok(Page { items, next, total })
    }

    async fn record_summary(
        &self,
        rows: &mut Queries,
        actors: &mut Actors,
        record: RecordRow,
    ) -> Result<RecordSummary, Error> {
        let place = rows.place_of(&record.record_id).await?;
        let manner = match SHOWINGS.iter().any(|kind| record.event == kind.as_str()) {
            true => manner_in(self.details(rows, &record.record_id).await?.as_ref()),
            false => None,
        };
        let post = Role::parse(Record::value(&record.body, "role").unwrap_or_default());
        Ok(RecordSummary {
            index: place.map(|place| place.place),
            at: rfc3339(record.at),
            event_zh: event_zh(&record.event),
            by: actors.view(self, rows, &record.actor).await?,
            post_zh: post.map_or_else(String::new, |post| post.zh().to_owned()),
            post,
            unit_name: unit_shown(rows, &record.unit_code).await?,
            record_id: record.record_id,
            event: record.event,
            actor: record.actor,
            unit: record.unit_code,
            outcome: record.outcome,
            manner,
            subject_kind: SubjectKind::of(&record.subject).0,
            subject_name: actors.subject(self, rows, &record.subject).await?,
            subject: record.subject,
        })
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
        let (text, leaf) = (record.body.clone(), hex::encode(&record.leaf));
        let shown = RecordProof {
            summary: self.record_summary(rows, &mut Actors::default(), record).await?,
            text,
            told: details.as_ref().map_or_else(Vec::new, in_words),
            details,
            index: place,
            leaf,
            proof: proof.iter().map(hex::encode).collect(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            root: hex::encode(root),
        };
        let event = Event::new(EventKind::AuditRead, format!("record {record_id}"));
        work.commit(permit.done(shown, event)).await
    }
}
