//! Files that only their owner may read: configuration, keys and the embedded database. The store and the key
//! folder create theirs so; what an administrator or a backup has put there is corrected.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io::{Error, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use app::Store;

use crate::config::Config;

/// Rights of the group and of everybody else.
const OTHERS: u32 = 0o077;

/// Makes a folder, and those above it, that only its owner may read, if there is none.
pub fn make_folder(folder: &Path) -> Result<(), Error> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Writes a new file that only its owner may read.
pub fn write_new(file: &Path, text: &str) -> Result<(), Error> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file)?
        .write_all(text.as_bytes())
}

/// Whether others than the owner have any right to the file. A file that does not exist is not exposed.
pub fn is_exposed(file: &Path) -> bool {
    fs::metadata(file).is_ok_and(|known| known.permissions().mode() & OTHERS != 0)
}

/// Takes all rights from others than the owner.
pub fn restrict(file: &Path) -> Result<(), Error> {
    let mode = fs::metadata(file)?.permissions().mode();
    if mode & OTHERS == 0 {
        return Ok(());
    }
    fs::set_permissions(file, Permissions::from_mode(mode & !OTHERS))
}

/// The files of a city that hold secrets or rows, as far as they exist.
pub fn files(config: &Config) -> Vec<PathBuf> {
    let mut found = Vec::new();
    found.extend(Store::files_at(&config.database.url).into_iter().filter(|file| file.is_file()));
    found.extend(config.paths.keys_password.clone().filter(|file| file.is_file()));
    found.extend(files_in(&config.paths.keys));
    found
}

/// The files in a folder and in its folders.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => waiting.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                Ok(_) | Err(_) => {}
            }
        }
    }
    found
}
