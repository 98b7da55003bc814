//! 证照 (certificate): loading rows, their state and frozen content, and the certificate that an
//! update replaces (Art. 10).

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

/// The frozen content: what the file shows and what is sealed. It is never edited (I5, decision
/// 0006).
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
    /// Last valid day; `None` means long term (长期).
    pub valid_to: Option<Date>,
    pub paper_number: String,
}

/// Names a certificate in a request for a change. `row_version` is the version that the caller
/// read: the change is refused if the row was saved since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateVersion {
    pub identifier: String,
    pub row_version: i64,
}

/// Loads the row with this certificate identifier. Errors: [`Error::NotFound`] if the identifier is
/// malformed or unknown.
pub(crate) async fn load(rows: &mut Queries, identifier: &str) -> Result<CertificateRow, Error> {
    let known = CertificateIdentifier::parse(identifier).map_err(|_| Error::NotFound)?;
    let id = rows.certificate_of_identifier(known.as_str()).await?.ok_or(Error::NotFound)?;
    let row = by_id(rows, &id).await?;
    // A look-up that was moved must not lead to the certificate of somebody else (I14).
    if row.identifier != known.as_str() {
        return Err(rows.edited(format!("the look-up of identifier {}", known.as_str())).into());
    }
    Ok(row)
}

/// Loads the row with this `certificate_id`. Errors: [`Error::NotFound`].
pub(crate) async fn by_id(rows: &mut Queries, id: &str) -> Result<CertificateRow, Error> {
    let bucket = domain::id::bucket_of(id).ok_or(Error::NotFound)?;
    rows.certificate(bucket.number(), id).await?.ok_or(Error::NotFound)
}

pub(crate) fn state_of(row: &CertificateRow) -> Result<CertificateState, Error> {
    Ok(row.state.parse()?)
}

/// What the certificate counts for today. It follows from state and validity and is never stored
/// (I6).
pub(crate) fn effect_of(row: &CertificateRow, today: Date) -> Result<Effect, Error> {
    let day = |text: &str| Date::parse(text);
    Ok(Effect::on(state_of(row)?, day(&row.valid_from), day(&row.valid_to), today))
}

/// Moves the row to its next state and sets `changed_at` to `now` (milliseconds since 1970 UTC).
pub(crate) fn move_on(
    row: &mut CertificateRow,
    step: CertificateStep,
    now: i64,
) -> Result<(), Error> {
    certificate::step(state_of(row)?, step)?.as_str().clone_into(&mut row.state);
    row.changed_at = now;
    Ok(())
}

/// The subject of records about a certificate. The history of the certificate is found by it.
pub(crate) fn subject(row: &CertificateRow) -> String {
    format!("certificate {}", row.identifier)
}

pub(crate) fn place_of(row: &CertificateRow) -> Result<Place, Error> {
    Ok(Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? })
}

pub(crate) fn named(row: &CertificateRow) -> CertificateVersion {
    CertificateVersion { identifier: row.identifier.clone(), row_version: row.version }
}

/// Column and row for which the frozen content of a certificate is encrypted.
pub(crate) fn certificate_slot(id: &str) -> Slot<'_> {
    Slot { table: "certificate", column: "content", row: id }
}

/// Loads the certificate that an update is to replace. Errors: a refusal if it is unknown, belongs
/// to another unit, type or holder, is replaced already, or is in a final state.
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

    /// Keyed hash of a holder's code. Rows are found by it, because the code itself is stored only
    /// encrypted (I10).
    pub(crate) fn holder_index(&self, holder_code: &str) -> [u8; 32] {
        self.store().keys().index("holder", &normal(holder_code))
    }
}
