//! 用证记录 (use of a certificate): the place and the sealed texts of a row, and who made the use.

use domain::id::bucket_of;
use domain::policy::Place;
use domain::region::Region;
use store::cipher::Slot;
use store::{Queries, UsageRow};

use crate::kernel::{App, Error};

/// Column and row for which the note of a use is encrypted.
pub(crate) fn note_slot(use_code: &str) -> Slot<'_> {
    Slot { table: "usage", column: "note", row: use_code }
}

/// Column and row for which the operator of a use is encrypted.
pub(crate) fn operator_slot(use_code: &str) -> Slot<'_> {
    Slot { table: "usage", column: "operator", row: use_code }
}

impl App {
    /// Who made a use: `person:<id>` or `client:<id>/<operator>`. Rows that are older than the encryption
    /// have the operator in clear.
    pub(crate) fn used_by(&self, used: &UsageRow) -> Result<String, Error> {
        if used.operator_sealed.is_empty() {
            return Ok(used.actor.clone());
        }
        let operator: String = self.open(operator_slot(&used.use_code), &used.operator_sealed)?;
        let system = used.actor.rsplit_once('/').map_or(used.actor.as_str(), |(system, _)| system);
        Ok(format!("{system}/{operator}"))
    }
}

pub(crate) async fn load(rows: &mut Queries, use_code: &str) -> Result<UsageRow, Error> {
    let bucket = bucket_of(use_code).ok_or(Error::NotFound)?;
    rows.usage(bucket.number(), use_code).await?.ok_or(Error::NotFound)
}

pub(crate) fn place_of(used: &UsageRow) -> Result<Place, Error> {
    Ok(Place { unit: used.unit_code.clone(), region: Region::parse(&used.region)? })
}
