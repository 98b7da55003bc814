//! 备注 (note): loading rows of notes, and their state and sealed text.

use domain::id::bucket_of;
use domain::note::NoteState;
use domain::policy::Place;
use domain::region::Region;
use store::cipher::Slot;
use store::{NoteRow, Queries};

use crate::kernel::Error;

pub(crate) async fn load(rows: &mut Queries, note_id: &str) -> Result<NoteRow, Error> {
    let bucket = bucket_of(note_id).ok_or(Error::NotFound)?;
    rows.note(bucket.number(), note_id).await?.ok_or(Error::NotFound)
}

pub(crate) fn place_of(row: &NoteRow) -> Result<Place, Error> {
    Ok(Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? })
}

pub(crate) fn state_of(row: &NoteRow) -> Result<NoteState, Error> {
    Ok(row.state.parse()?)
}

/// Column and row for which the text of a note is encrypted.
pub(crate) fn text_slot(note_id: &str) -> Slot<'_> {
    Slot { table: "note", column: "text", row: note_id }
}
