//! 证照: rows of certificates, their states and frozen content, and the certificate that an update
//! replaces (Art. 10).

use domain::certificate::{self, CertificateState, CertificateStep, Effect};
use domain::code::normal;
use domain::date::Date;
use domain::field::Facts;
use domain::holder::Holder;
use domain::identifier::CertificateIdentifier;
use domain::policy::Place;
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{CertificateRow, Queries};

use crate::kernel::{App, Error};

/// What will be rendered and sealed; never edited afterwards (I5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    pub identifier: String,
    pub number: String,
    pub type_code: String,
    pub catalog_number: i64,
    pub holder: Holder,
    pub facts: Facts,
    pub valid_from: Date,
    /// Absent = long term.
    pub valid_to: Option<Date>,
    pub paper_number: String,
}

/// A certificate as callers name it for a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateVersion {
    pub identifier: String,
    pub row_version: i64,
}

/// The row behind an identifier.
pub(crate) async fn load(rows: &mut Queries, identifier: &str) -> Result<CertificateRow, Error> {
    let known = CertificateIdentifier::parse(identifier).map_err(|_| Error::NotFound)?;
    let id = rows.certificate_of_identifier(known.as_str()).await?.ok_or(Error::NotFound)?;
    by_id(rows, &id).await
}

pub(crate) async fn by_id(rows: &mut Queries, id: &str) -> Result<CertificateRow, Error> {
    let bucket = domain::id::bucket_of(id).ok_or(Error::NotFound)?;
    rows.certificate(bucket.number(), id).await?.ok_or(Error::NotFound)
}

pub(crate) fn state_of(row: &CertificateRow) -> Result<CertificateState, Error> {
    Ok(row.state.parse()?)
}

pub(crate) fn effect_of(row: &CertificateRow, today: Date) -> Result<Effect, Error> {
    let day = |text: &str| Date::parse(text);
    Ok(Effect::on(state_of(row)?, day(&row.valid_from), day(&row.valid_to), today))
}

/// The certificate's next state, at this instant.
pub(crate) fn move_on(
    row: &mut CertificateRow,
    step: CertificateStep,
    now: i64,
) -> Result<(), Error> {
    certificate::step(state_of(row)?, step)?.as_str().clone_into(&mut row.state);
    row.changed_at = now;
    Ok(())
}

/// How a certificate stands in records; its history is found by it.
pub(crate) fn subject(row: &CertificateRow) -> String {
    format!("certificate {}", row.identifier)
}

pub(crate) fn place_of(row: &CertificateRow) -> Result<Place, Error> {
    Ok(Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? })
}

pub(crate) fn named(row: &CertificateRow) -> CertificateVersion {
    CertificateVersion { identifier: row.identifier.clone(), row_version: row.version }
}
/// Slot of a certificate's frozen content.
pub(crate) fn certificate_slot(id: &str) -> Slot<'_> {
    Slot { table: "certificate", column: "content", row: id }
}

/// The certificate that an update may replace. Errors: unknown, of another unit, type or holder,
/// replaced already, or in a state that ends it.
pub(crate) async fn check_target(
    rows: &mut Queries,
    identifier: &str,
    unit: &str,
    type_code: &str,
    holder_index: &[u8; 32],
) -> Result<CertificateRow, Error> {
    let wrong = || Refusal::new(Code::UpdateTarget).with("identifier", identifier);
    let row = match load(rows, identifier).await {
        Err(Error::NotFound) => return Err(wrong().into()),
        other => other?,
    };
    let fits = row.unit_code == unit
        && row.type_code == type_code
        && row.holder_index == holder_index
        && row.replaced_by.is_empty()
        && certificate::step(state_of(&row)?, CertificateStep::Supersede).is_ok();
    if fits { Ok(row) } else { Err(wrong().into()) }
}

impl App {
    pub(crate) fn frozen(&self, row: &CertificateRow) -> Result<Frozen, Error> {
        self.open(certificate_slot(&row.certificate_id), &row.content_sealed)
    }

    /// The keyed hash under which a holder's rows are found.
    pub(crate) fn holder_index(&self, holder_code: &str) -> [u8; 32] {
        self.store().keys().index("holder", &normal(holder_code))
    }
}
