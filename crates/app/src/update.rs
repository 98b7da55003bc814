//! 更新 (Art. 10): renewal, change, extension, reissue, correction: always a new version, never an
//! edit of the old one. The old version loses its force in the commit that gives it to the new.

use domain::certificate::{CertificateStep, step};
use domain::{Code, Refusal};
use store::{CertificateRow, Queries};

use crate::error::Error;
use crate::view::{load, state_of};

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
        && step(state_of(&row)?, CertificateStep::Supersede).is_ok();
    if fits { Ok(row) } else { Err(wrong().into()) }
}

/// One update at a time: two would both become the newest version.
pub(crate) async fn refuse_second_update(
    rows: &mut Queries,
    identifier: &str,
) -> Result<(), Error> {
    match rows.open_updates_of(identifier, 1).await?.first() {
        None => Ok(()),
        Some(other) => {
            let refusal =
                Refusal::new(Code::UpdatePending).with("application", &other.application_id);
            Err(refusal.into())
        }
    }
}
