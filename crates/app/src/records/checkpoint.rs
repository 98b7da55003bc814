//! 检查点: the newest checkpoint as a signed note in a folder outside the database.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use ledger::Hash;
use ledger::checkpoint::{Checkpoint, Note, Scheme, key_id};
use seal::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};

use crate::kernel::Error;

/// Name of the newest checkpoint in its folder.
pub const NEWEST: &str = "newest.note";

/// Writes the note so that a power cut leaves the old one or the new one, never a part.
pub fn write_newest(folder: &Path, note: &Note) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let fresh = folder.join("newest.note.new");
    let mut file = File::create(&fresh)?;
    file.write_all(note.text().as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, folder.join(NEWEST))?;
    File::open(folder)?.sync_all()
}

/// Reads and judges the newest note; `None` if there is none yet. Errors: unreadable, or not
/// signed by `public_key` for `origin`.
pub fn read_newest(
    folder: &Path,
    origin: &str,
    public_key: &PublicKey,
) -> Result<Option<Checkpoint>, Error> {
    let text = match fs::read_to_string(folder.join(NEWEST)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::Unavailable(error.to_string())),
    };
    let wrong = |why: &str| Error::Unavailable(format!("the outside checkpoint {why}"));
    let note = Note::parse(&text).map_err(|_| wrong("cannot be read"))?;
    let name = line_name(origin);
    let id = key_id(&name, Scheme::Sm2, &public_key.to_xy());
    let signature = note
        .signature(&name, id)
        .and_then(|raw| Signature::from_raw(raw).ok())
        .ok_or_else(|| wrong("is not signed by the log's key"))?;
    let signed = digest(DEFAULT_USER_ID, public_key, note.body.as_bytes());
    if note.checkpoint.origin == origin && public_key.verify(&signed, &signature) {
        Ok(Some(note.checkpoint))
    } else {
        Err(wrong("is not signed by the log's key"))
    }
}

/// Size and root for [`store::Store::verify`].
pub fn outside(checkpoint: &Checkpoint) -> (u64, Hash) {
    (checkpoint.size, checkpoint.root)
}

pub(crate) fn line_name(origin: &str) -> String {
    format!("{origin}/sm2")
}
