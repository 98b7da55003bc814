//! 证照 (certificate): loading rows, their state and frozen content, and the certificate that an
//! update replaces (Art. 10).

use domain::caller::Caller;
use domain::certificate::{self, CertificateState, CertificateStep, Effect, Revocation};
use domain::code::{compared, searched_forms};
use domain::date::Date;
use domain::field::Facts;
use domain::holder::Holder;
use domain::identifier::CertificateIdentifier;
use domain::policy::{Action, Place, may_concern};
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{CertificateRow, Queries};

use crate::kernel::asking::HolderIndex;
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

fn revocation_slot(id: &str) -> Slot<'_> {
    Slot { table: "certificate", column: "revocation", row: id }
}

/// Whose certificate an update replaces.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TargetHolder<'a> {
    /// That of the holder with this keyed hash.
    Same(&'a [u8; 32]),
    /// That of a holder whose code was wrong: the update is a correction that states its basis.
    Corrected,
}

/// Loads the certificate that an update is to replace. Errors: one and the same refusal if it is unknown,
/// belongs to another unit, type or holder, is replaced already, or is in a final state.
pub(crate) async fn check_target(
    rows: &mut Queries,
    identifier: &str,
    unit: &str,
    type_code: &str,
    holder: TargetHolder<'_>,
) -> Result<CertificateRow, Error> {
    refuse_foreign_target(identifier, unit)?;
    let row = match load(rows, identifier).await {
        Err(Error::NotFound) => return Err(wrong_target(identifier).into()),
        other => other?,
    };
    let fits = row.unit_code == unit
        && row.type_code == type_code
        && match holder {
            TargetHolder::Same(index) => row.holder_index == index,
            TargetHolder::Corrected => true,
        }
        && row.replaced_by.is_empty()
        && certificate::step(state_of(&row)?, CertificateStep::Supersede).is_ok();
    if fits { Ok(row) } else { Err(wrong_target(identifier).into()) }
}

/// Refuses to update a certificate that another unit issued, without looking it up.
pub(crate) fn refuse_foreign_target(identifier: &str, unit: &str) -> Result<(), Refusal> {
    match CertificateIdentifier::parse(identifier) {
        Ok(known) if known.issuer() == unit => Ok(()),
        Ok(_) | Err(_) => Err(wrong_target(identifier)),
    }
}

/// The one refusal of a certificate that cannot be updated, whatever the cause.
fn wrong_target(identifier: &str) -> Refusal {
    Refusal::new(Code::UpdateTarget).with("identifier", identifier)
}

/// The keyed hashes of one holder's code in all forms in which it may be indexed; the first is that of today.
pub(crate) struct SearchedHolder(Vec<(HolderIndex, bool)>);

impl SearchedHolder {
    pub fn present(&self) -> HolderIndex {
        self.0.first().map_or([0; 32], |(index, _)| *index)
    }

    /// Each index, and whether only certificates of persons are meant.
    pub fn forms(&self) -> impl Iterator<Item = (&HolderIndex, bool)> {
        self.0.iter().map(|(index, of_person)| (index, *of_person))
    }
}

impl App {
    /// Refuses a certificate of a unit that does not concern the caller, before anything is looked up: the
    /// identifier names the issuer, so answer, record and work do not depend on whether the certificate
    /// exists. Errors: [`App::absent`].
    pub(crate) async fn refuse_foreign(
        &self,
        caller: &Caller,
        action: Action,
        identifier: &str,
    ) -> Result<(), Error> {
        let known = CertificateIdentifier::parse(identifier);
        if known.is_ok_and(|known| may_concern(caller, action, known.issuer())) {
            Ok(())
        } else {
            Err(self.absent(caller, action).await)
        }
    }

    pub(crate) fn frozen(&self, row: &CertificateRow) -> Result<Frozen, Error> {
        self.open(certificate_slot(&row.certificate_id), &row.content_sealed)
    }

    /// Reason and law of a revocation, encrypted for the row (I10).
    pub(crate) fn sealed_revocation(
        &self,
        certificate_id: &str,
        revocation: &Revocation,
    ) -> Result<Vec<u8>, Error> {
        let texts = (&revocation.reason, &revocation.legal_basis);
        self.seal(revocation_slot(certificate_id), &texts)
    }

    /// Reason and law of a revocation. Rows that are older than the encryption have them in clear.
    pub(crate) fn revocation_texts(&self, row: &CertificateRow) -> Result<(String, String), Error> {
        if row.revocation_sealed.is_empty() {
            return Ok((row.revocation_reason.clone(), row.revocation_basis.clone()));
        }
        self.open(revocation_slot(&row.certificate_id), &row.revocation_sealed)
    }

    /// Keyed hash of a holder's code in the form by which holders are compared. Rows are found by it, because the
    /// code itself is stored only encrypted (I10).
    pub(crate) fn holder_index(&self, holder_code: &str) -> HolderIndex {
        self.store().keys().index("holder", &compared(holder_code))
    }

    /// The keyed hashes by which the certificates of a holder are searched: that of the code as it is stored today,
    /// and then that of the form in which it was stored before identity numbers were widened.
    pub(crate) fn searched_holder(&self, holder_code: &str) -> SearchedHolder {
        let forms = searched_forms(holder_code, Date::at(self.now()));
        SearchedHolder(
            forms.iter().map(|form| (self.holder_index(&form.code), form.of_person)).collect(),
        )
    }
}
