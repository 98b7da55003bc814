//! Files of the key folder: whole or not there, readable by their owner only.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::Error;

/// Writes a file that must not exist yet.
pub(super) fn write_new(folder: &Path, name: &str, content: &[u8]) -> Result<(), Error> {
    write(folder, name, content, Place::Free)
}

/// Whether a file of the name is there already.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Free,
    Taken,
}

/// Writes a file beside its place and moves it there, durably, readable by its owner only.
pub(super) fn write(folder: &Path, name: &str, content: &[u8], at: Place) -> Result<(), Error> {
    let place = folder.join(name);
    let fresh = folder.join(format!("{name}.new"));
    let written = || -> std::io::Result<()> {
        // One left by a power cut may have other rights.
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
            // A hard link, unlike a rename, never replaces what is there.
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
