//! Files of the key folder. A file is written whole or not at all, and only its owner can read it.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::Error;

/// Writes a new file. Errors: the file exists already, or cannot be written.
pub(super) fn write_new(folder: &Path, name: &str, content: &[u8]) -> Result<(), Error> {
    write(folder, name, content, Place::Free)
}

/// Whether a file of that name may exist.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// It must not exist.
    Free,
    /// It exists and is replaced.
    Taken,
}

/// Writes a temporary file and then moves it to its place, durably. Only the owner can read the
/// file.
pub(super) fn write(folder: &Path, name: &str, content: &[u8], at: Place) -> Result<(), Error> {
    let place = folder.join(name);
    let fresh = folder.join(format!("{name}.new"));
    let written = || -> std::io::Result<()> {
        // A temporary file that a power cut left may be readable by others.
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(&fresh)?;
        file.write_all(content)?;
        file.sync_all()?;
        match at {
            Place::Taken => fs::rename(&fresh, &place)?,
            // A hard link, unlike a rename, never replaces an existing file.
            Place::Free => {
                fs::hard_link(&fresh, &place)?;
                fs::remove_file(&fresh)?;
            }
        }
        File::open(folder)?.sync_all()
    };
    written().map_err(|error| failed(&place, error))
}

pub(super) fn read(folder: &Path, name: &str) -> Result<String, Error> {
    let place = folder.join(name);
    fs::read_to_string(&place).map_err(|error| failed(&place, error))
}

pub(super) fn failed(place: &Path, why: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("key folder {}: {why}", place.display()))
}
