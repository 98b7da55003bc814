//! The filters of the auditor's list, and the index along which the log is read for them.

use domain::id::bucket_of;
use domain::identifier::CertificateIdentifier;
use store::{Queries, RecordRow};

use crate::kernel::Error;
use crate::kernel::page::{MOST_COUNTED, Period, Total, unfit};
use crate::records::certificate::{by_id, load, subject};

/// Largest number of certificates with the same printed number that the filter considers: numbers are unique
/// within a unit and a type only.
const MOST_NUMBERED: i64 = 50;

/// The filter of the auditor's list. An empty filter admits all records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    pub event: String,
    /// Code of the unit in which the actor acted.
    pub unit: String,
    /// Account or identity of the person who acted. It is never a name, because addresses are logged by
    /// gateways (I10).
    pub person: String,
    /// Identifier or printed number of a certificate.
    pub certificate: String,
    pub period: Period,
}

/// The index along which records are read: the one of the narrowest condition. What the other conditions do
/// not admit is left out of what was read.
pub(super) enum Along {
    /// What a certificate's records are about, and the actor if one is wanted.
    Subjects(Vec<String>, Option<String>),
    Actor(String),
    Unit(String),
    Event(String),
    All,
}

impl Along {
    /// # Errors
    /// A refusal with the name of the parameter: the certificate, the person or the unit does not exist.
    pub(super) async fn of(rows: &mut Queries, filter: &RecordFilter) -> Result<Self, Error> {
        let unit = filter.unit.as_str();
        if !unit.is_empty() && rows.unit_shown(unit).await?.is_none() {
            return Err(unfit("unit", "没有这个单位").into());
        }
        let actor = match filter.person.as_str() {
            "" => None,
            person => Some(actor_of(rows, person).await?),
        };
        Ok(match (filter.certificate.as_str(), actor) {
            ("", Some(actor)) => Self::Actor(actor),
            ("", None) if !unit.is_empty() => Self::Unit(unit.to_owned()),
            ("", None) if !filter.event.is_empty() => Self::Event(filter.event.clone()),
            ("", None) => Self::All,
            (certificate, actor) => Self::Subjects(subjects_of(rows, certificate).await?, actor),
        })
    }

    /// Records with identities from `first` to `before`, newest first.
    pub(super) async fn records(
        &self,
        rows: &mut Queries,
        first: &str,
        before: &str,
        limit: i64,
    ) -> Result<Vec<RecordRow>, Error> {
        Ok(match self {
            Self::Subjects(subjects, _) => {
                let mut all = Vec::new();
                for subject in subjects {
                    all.extend(rows.records_of_subject(subject, first, before, limit).await?);
                }
                all.sort_by(|a, b| b.record_id.cmp(&a.record_id));
                all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
                all
            }
            Self::Actor(actor) => rows.records_of_actor(actor, first, before, limit).await?,
            Self::Unit(unit) => rows.records_of_unit(unit, first, before, limit).await?,
            Self::Event(event) => rows.records_of_event(event, first, before, limit).await?,
            Self::All => rows.records_between(first, before, limit).await?,
        })
    }

    /// Whether the conditions that the index does not meet admit a record.
    pub(super) fn admits(&self, filter: &RecordFilter, record: &RecordRow) -> bool {
        let fits = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        let by_actor = match self {
            Self::Subjects(_, Some(actor)) => *actor == record.actor,
            Self::Subjects(..) | Self::Actor(_) | Self::Unit(_) | Self::Event(_) | Self::All => {
                true
            }
        };
        by_actor && fits(&filter.event, &record.event) && fits(&filter.unit, &record.unit_code)
    }

    /// How many records there are; `None` if a condition stands beside that of the index, so that counting
    /// would have to read the records.
    pub(super) async fn count(
        &self,
        rows: &mut Queries,
        filter: &RecordFilter,
        first: &str,
        end: &str,
    ) -> Result<Option<Total>, Error> {
        let most = MOST_COUNTED + 1;
        let (no_event, no_unit) = (filter.event.is_empty(), filter.unit.is_empty());
        let counted = match self {
            Self::Actor(actor) if no_event && no_unit => {
                rows.count_records_of_actor(actor, first, end, most).await?
            }
            Self::Unit(unit) if no_event => {
                rows.count_records_of_unit(unit, first, end, most).await?
            }
            Self::Event(event) => rows.count_records_of_event(event, first, end, most).await?,
            Self::All => rows.count_records(first, end, most).await?,
            Self::Subjects(..) | Self::Actor(_) | Self::Unit(_) => return Ok(None),
        };
        Ok(Some(Total::of(counted)))
    }
}

/// How records name a person with an account or an identity.
async fn actor_of(rows: &mut Queries, person: &str) -> Result<String, Error> {
    let known = match bucket_of(person) {
        Some(_) => rows.person_shown(person).await?,
        None => rows.person_by_account(person).await?,
    };
    let known = known.ok_or_else(|| unfit("person", "没有这个账号的人员"))?;
    Ok(format!("person:{}", known.person_id))
}

/// What records of a certificate are about: the certificate and its application.
async fn subjects_of(rows: &mut Queries, certificate: &str) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    if CertificateIdentifier::parse(certificate).is_ok() {
        match load(rows, certificate).await {
            Ok(row) => found.push(row),
            Err(Error::NotFound) => (),
            Err(error) => return Err(error),
        }
    } else {
        for id in rows.certificates_numbered(certificate, MOST_NUMBERED).await? {
            found.push(by_id(rows, &id).await?);
        }
    }
    if found.is_empty() {
        return Err(unfit("certificate", "没有此标识或编号的证照").into());
    }
    let both = |row| [subject(row), format!("application {}", row.application_id)];
    Ok(found.iter().flat_map(both).collect())
}
