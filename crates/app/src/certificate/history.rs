//! 证照履历 (history, Art. 21): the records about one certificate and its application.

use domain::caller::{Caller, Role};
use domain::date::rfc3339;
use domain::policy::Action;
use ledger::record::Record;
use serde::{Deserialize, Serialize};
use store::{Reader, RecordRow};

use crate::kernel::{App, Error};
use crate::records::certificate::{load, place_of, subject};
use crate::records::log::event_zh;

/// Number of records that are loaded at a time.
const PAGE: i64 = 500;
/// Number of readings that a history shows, the newest ones. Changes are shown without a limit.
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
    pub unit_name: String,
    /// The post that gave the actor the right to act.
    pub post: Option<Role>,
    pub post_zh: String,
    pub record_id: String,
    pub reason: Option<String>,
}

impl App {
    /// The history of a certificate, oldest step first, beginning with its application.
    pub async fn certificate_history(
        &self,
        caller: &Caller,
        identifier: &str,
    ) -> Result<Vec<Step>, Error> {
        let action = Action::ReadCertificate;
        self.refuse_foreign(caller, action, identifier).await?;
        let mut reader = self.read().await?;
        let loaded = load(&mut reader, identifier).await;
        let row = self.present(caller, action, loaded).await?;
        self.permit_read(caller, action, &place_of(&row)?).await?;
        let application = format!("application {}", row.application_id);
        let mut records = changes_of(&mut reader, &application).await?;
        records.extend(changes_of(&mut reader, &subject(&row)).await?);
        // Looking at a certificate may be frequent, and must not hide what changed it.
        records.extend(reader.readings_of(&subject(&row), MOST_READINGS).await?);
        records.sort_by(|a, b| a.record_id.cmp(&b.record_id));
        let mut steps = Vec::with_capacity(records.len());
        for record in records {
            let unit = reader.unit(&record.unit_code).await?;
            let details = self.details(&mut reader, &record.record_id).await?;
            let detail = |name: &str| details.as_ref()?.get(name)?.as_str().map(str::to_owned);
            let post = Record::value(&record.body, "role").unwrap_or_default();
            let role = Role::parse(post);
            steps.push(Step {
                at: rfc3339(record.at),
                event_zh: event_zh(&record.event),
                event: record.event,
                actor: actor(record.actor, detail("operator")),
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

/// The actor with the operator of a calling system, of which the record has only a keyed hash.
fn actor(recorded: String, operator: Option<String>) -> String {
    match (recorded.rsplit_once('/'), operator) {
        (Some((system, _)), Some(operator)) => format!("{system}/{operator}"),
        (_, _) => recorded,
    }
}

/// All records of a subject that changed something.
async fn changes_of(reader: &mut Reader, subject: &str) -> Result<Vec<RecordRow>, Error> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let page = reader.changes_of(subject, &after, PAGE).await?;
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
