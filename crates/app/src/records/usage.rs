//! 用证记录 (use of a certificate): the place and the sealed note of a row.

use domain::policy::Place;
use domain::region::Region;
use store::UsageRow;
use store::cipher::Slot;

use crate::kernel::Error;

/// Column and row for which the note of a use is encrypted.
pub(crate) fn note_slot(use_code: &str) -> Slot<'_> {
    Slot { table: "usage", column: "note", row: use_code }
}

pub(crate) fn place_of(used: &UsageRow) -> Result<Place, Error> {
    Ok(Place { unit: used.unit_code.clone(), region: Region::parse(&used.region)? })
}
