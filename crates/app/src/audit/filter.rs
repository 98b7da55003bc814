//! The filters of the auditor's list, and the index along which the log is read for them.

use domain::id::bucket_of;
use domain::identifier::CertificateIdentifier;
use domain::job::JobKind;
use store::{CertificateRow, Queries, RecordRow};

use super::life::history_of;
use crate::kernel::Error;
use crate::kernel::page::{MOST_COUNTED, NEWEST, Period, Total, unfit};
use crate::records::certificate::{by_id, load, subject};
use crate::records::unit::refuse_unknown_unit;

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
    /// The certificates, and the actor if one is wanted.
    Certificates(Vec<About>, Option<String>),
    Actor(String),
    Unit(String),
    Event(String),
    All,
}

/// By what the records about a certificate are found.
pub(super) struct About {
    certificate_id: String,
    subjects: Vec<String>,
}

impl About {
    /// The certificate itself, its application, the job that produces it, and the readings of its history.
    async fn of(rows: &mut Queries, row: &CertificateRow) -> Result<Self, Error> {
        let mut subjects =
            vec![subject(row), format!("application {}", row.application_id), history_of(row)];
        let job = rows.job_of(JobKind::Produce.as_str(), &row.certificate_id, "").await?;
        subjects.extend(job.map(|job| format!("job {}", job.job_id)));
        Ok(Self { certificate_id: row.certificate_id.clone(), subjects })
    }

    async fn records(
        &self,
        rows: &mut Queries,
        first: &str,
        before: &str,
        limit: i64,
    ) -> Result<Vec<RecordRow>, Error> {
        let mut all = rows.records_of_uses(&self.certificate_id, first, before, limit).await?;
        for subject in &self.subjects {
            all.extend(rows.records_of_subject(subject, first, before, limit).await?);
        }
        Ok(all)
    }
}

impl Along {
    /// # Errors
    /// A refusal with the name of the parameter: the certificate, the person or the unit does not exist.
    pub(super) async fn of(rows: &mut Queries, filter: &RecordFilter) -> Result<Self, Error> {
        let unit = filter.unit.as_str();
        if !unit.is_empty() {
            refuse_unknown_unit(rows, unit).await?;
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
            (certificate, actor) => {
                Self::Certificates(certificates_of(rows, certificate).await?, actor)
            }
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
            Self::Certificates(certificates, _) => {
                let mut all = Vec::new();
                for about in certificates {
                    all.extend(about.records(rows, first, before, limit).await?);
                }
                all.sort_by(|a, b| b.record_id.cmp(&a.record_id));
                // One answer may tell of two of the certificates.
                all.dedup_by(|a, b| a.record_id == b.record_id);
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
            Self::Certificates(_, Some(actor)) => *actor == record.actor,
            Self::Certificates(..)
            | Self::Actor(_)
            | Self::Unit(_)
            | Self::Event(_)
            | Self::All => true,
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
            Self::Certificates(..) | Self::Actor(_) | Self::Unit(_) => return Ok(None),
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

/// The certificate with an identifier, or all versions of the certificates with a printed number.
async fn certificates_of(rows: &mut Queries, certificate: &str) -> Result<Vec<About>, Error> {
    let mut found = Vec::new();
    if CertificateIdentifier::parse(certificate).is_ok() {
        match load(rows, certificate).await {
            Ok(row) => found.push(row),
            Err(Error::NotFound) => (),
            Err(error) => return Err(error),
        }
    } else {
        for id in rows.certificates_numbered(certificate, MOST_NUMBERED).await? {
            let newest = by_id(rows, &id).await?;
            let (unit, of_type) = (newest.unit_code.as_str(), newest.type_code.as_str());
            let versions = rows
                .certificates_of_number(unit, certificate, of_type, "", NEWEST, MOST_NUMBERED)
                .await?;
            found.extend(versions);
        }
    }
    if found.is_empty() {
        return Err(unfit("certificate", "没有此标识或编号的证照").into());
    }
    let mut all = Vec::with_capacity(found.len());
    for row in &found {
        all.push(About::of(rows, row).await?);
    }
    Ok(all)
}
