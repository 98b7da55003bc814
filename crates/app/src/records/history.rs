//! 证照履历 (history, Art. 21): the records about one certificate and its application.

use domain::caller::Role;
use domain::date::rfc3339;
use domain::event::{Manner, SubjectKind};
use ledger::record::Record;
use serde::{Deserialize, Serialize};
use store::{CertificateRow, Queries, RecordRow};

use super::actor::{ActorView, Actors};
use super::certificate::subject;
use super::log::{event_zh, manner_in};
use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error};

/// Number of records that are loaded at a time.
const PAGE: i64 = 500;
/// Number of readings, and of records of uses, that a history shows, the newest ones. Changes are shown without a
/// limit.
const MOST_READINGS: i64 = 200;

/// One step in the history of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Step {
    pub at: String,
    /// The text in the stored record, so that the history can show a record that was edited into an
    /// unknown event.
    #[schema(value_type = domain::event::EventKind)]
    pub event: String,
    pub event_zh: String,
    pub actor: String,
    /// Who that is, for the auditor.
    pub by: Option<ActorView>,
    pub unit_name: String,
    /// The post that gave the actor the right to act.
    pub post: Option<Role>,
    pub post_zh: String,
    pub record_id: String,
    pub reason: Option<String>,
    /// In which form the certificate or its copy was shown.
    pub manner: Option<Manner>,
    /// For what the certificate was used, or the copy taken.
    pub purpose: Option<StepPurpose>,
}

/// The purpose of a use (Art. 14).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StepPurpose {
    pub matter_code: String,
    /// Empty if the matter is no longer registered.
    pub matter_name: String,
    pub case_number: String,
}

/// For whom a history is: the auditor sees the uses by other units too, and who acted by name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HistoryFor {
    Issuer,
    Auditor,
}

/// The records of a certificate, oldest first, beginning with its application.
pub(crate) async fn records_of(
    rows: &mut Queries,
    row: &CertificateRow,
    reader: HistoryFor,
) -> Result<Vec<RecordRow>, Error> {
    let application = format!("application {}", row.application_id);
    let mut records = changes_of(rows, &application).await?;
    records.extend(changes_of(rows, &subject(row)).await?);
    // Looking at a certificate may be frequent, and must not hide what changed it.
    records.extend(rows.readings_of(&subject(row), MOST_READINGS).await?);
    if reader == HistoryFor::Auditor {
        let uses = rows.records_of_uses(&row.certificate_id, "", NEWEST, MOST_READINGS).await?;
        records.extend(uses);
    }
    records.sort_by(|a, b| a.record_id.cmp(&b.record_id));
    Ok(records)
}

impl App {
    /// The history of a certificate, oldest step first.
    pub(crate) async fn steps_of(
        &self,
        rows: &mut Queries,
        row: &CertificateRow,
        reader: HistoryFor,
    ) -> Result<Vec<Step>, Error> {
        let records = records_of(rows, row, reader).await?;
        let mut steps = Vec::with_capacity(records.len());
        let mut actors = Actors::default();
        for record in records {
            let unit = rows.unit_shown(&record.unit_code).await?;
            let details = self.details(rows, &record.record_id).await?;
            let detail = |name: &str| details.as_ref()?.get(name)?.as_str().map(str::to_owned);
            let post = Record::value(&record.body, "role").unwrap_or_default();
            let role = Role::parse(post);
            let actor = actor(record.actor, detail("operator"));
            let by = match reader {
                HistoryFor::Auditor => Some(actors.view(self, rows, &actor).await?),
                HistoryFor::Issuer => None,
            };
            steps.push(Step {
                manner: manner_in(details.as_ref()),
                purpose: purpose_of(rows, &record.subject).await?,
                at: rfc3339(record.at),
                event_zh: event_zh(&record.event),
                event: record.event,
                actor,
                by,
                unit_name: unit.map_or_else(String::new, |unit| unit.name),
                post_zh: role.map_or_else(String::new, |role| role.zh().to_owned()),
                post: role,
                record_id: record.record_id,
                reason: detail("reason"),
            });
        }
        Ok(steps)
    }
}

/// For what a use was made; `None` if the subject is no use.
async fn purpose_of(rows: &mut Queries, subject: &str) -> Result<Option<StepPurpose>, Error> {
    let (Some(SubjectKind::Use), use_code) = SubjectKind::of(subject) else { return Ok(None) };
    let Some(used) = rows.usage_shown(use_code).await? else { return Ok(None) };
    let matter = rows.matter_shown(&used.matter_code).await?;
    Ok(Some(StepPurpose {
        matter_name: matter.map_or_else(String::new, |matter| matter.name),
        matter_code: used.matter_code,
        case_number: used.case_number,
    }))
}

/// The actor with the operator of a calling system, of which the record has only a keyed hash.
fn actor(recorded: String, operator: Option<String>) -> String {
    match (recorded.rsplit_once('/'), operator) {
        (Some((system, _)), Some(operator)) => format!("{system}/{operator}"),
        (_, _) => recorded,
    }
}

/// All records of a subject that changed something.
async fn changes_of(rows: &mut Queries, subject: &str) -> Result<Vec<RecordRow>, Error> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = rows.changes_of(subject, &after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after.clone_from(&last.record_id);
        all.extend(page);
    }
}

#[cfg(test)]
mod tests {
    use domain::event::EventKind;

    /// The queries name these events in their text.
    #[test]
    fn the_readings_of_a_certificate_are_those_of_the_queries() {
        let queries = include_str!("../../../store/queries/log.rs");
        let readings = [
            EventKind::CertificateViewed,
            EventKind::CertificateDownloaded,
            EventKind::CertificateRedrawn,
        ];
        for kind in readings {
            let word = format!("'{}'", kind.as_str());
            assert_eq!(queries.matches(&word).count(), 2, "{word}");
        }
        assert!(!queries.contains("'certificate.issued'"));
    }
}
