//! 检查点 (checkpoint): the newest checkpoint of the log as a signed note in a folder outside the
//! database (decision 0003).

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use ledger::Hash;
use ledger::checkpoint::{Checkpoint, Note, Scheme, key_id};
use seal::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};

use crate::kernel::Error;

/// File name of the newest checkpoint in its folder.
pub const NEWEST: &str = "newest.note";
/// File that says why the log is not to be believed. Only a renewed checkpoint removes it.
pub(crate) const STOPPED: &str = "stopped.txt";
/// File that is locked while the newest checkpoint is compared and written.
const LOCK: &str = "newest.lock";

/// The folder in which checkpoints are written, and the name (origin) of the log.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    pub folder: PathBuf,
    pub origin: String,
}

/// Locks the folder, so that two processes do not compare and write at the same time. The lock ends with
/// the file. Errors: the folder cannot be written.
pub(crate) fn lock_folder(folder: &Path) -> std::io::Result<File> {
    fs::create_dir_all(folder)?;
    let file = File::options().create(true).truncate(false).write(true).open(folder.join(LOCK))?;
    file.lock()?;
    Ok(file)
}

/// Writes the note to a new file and renames it, so that a power cut leaves the old note or the new
/// one.
pub fn write_newest(folder: &Path, note: &Note) -> std::io::Result<()> {
    write_durably(folder, NEWEST, &note.text())
}

fn write_durably(folder: &Path, name: &str, text: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let fresh = folder.join(format!("{name}.new"));
    let mut file = File::create(&fresh)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&fresh, folder.join(name))?;
    File::open(folder)?.sync_all()
}

/// Keeps outside the database why the log is not to be believed, so that a restart does not forget it.
pub(crate) fn note_stop(folder: &Path, why: &str) -> std::io::Result<()> {
    match read_stop(folder)? {
        Some(_) => Ok(()),
        None => write_durably(folder, STOPPED, why),
    }
}

/// Why an earlier process stopped because of the log; `None` if none did.
pub(crate) fn read_stop(folder: &Path) -> std::io::Result<Option<String>> {
    match fs::read_to_string(folder.join(STOPPED)) {
        Ok(why) => Ok(Some(why)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Forgets why the log was not to be believed.
pub(crate) fn forget_stop(folder: &Path) -> std::io::Result<()> {
    match fs::remove_file(folder.join(STOPPED)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => File::open(folder)?.sync_all(),
    }
}

/// Reads the newest note and verifies its signature; `None` if there is no note yet. Errors: the
/// note cannot be read, or `public_key` did not sign it for the log `origin`.
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

/// Size and root of the checkpoint, as [`store::Store::verify`] takes them.
pub fn outside(checkpoint: &Checkpoint) -> (u64, Hash) {
    (checkpoint.size, checkpoint.root)
}

/// Name of the key in the signature line of a note (C2SP signed note).
pub(crate) fn line_name(origin: &str) -> String {
    format!("{origin}/sm2")
}
