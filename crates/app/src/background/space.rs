//! The guard of free space (decision 0020): a database that runs out of space in the middle of its
//! work may need repair, so writing stops before that and goes on by itself when there is room again.

use std::path::{Path, PathBuf};

use store::Cause;

use crate::kernel::App;

/// Writing stops when less than this share of a disk is free, in percent, or less than [`MOST_NEEDED`].
const LEAST_PERCENT: u64 = 5;
/// More free space than this is always enough, in bytes.
const MOST_NEEDED: u64 = 512 * 1024 * 1024;

/// Size and free space of the disk of a folder, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    pub size: u64,
    pub free: u64,
}

impl Space {
    /// The space on the disk of `folder`. Errors: the folder cannot be examined.
    pub fn of(folder: &Path) -> std::io::Result<Self> {
        let found = rustix::fs::statvfs(folder)?;
        Ok(Self {
            size: found.f_blocks.saturating_mul(found.f_frsize),
            free: found.f_bavail.saturating_mul(found.f_frsize),
        })
    }

    /// The least free space with which the city writes, in bytes.
    pub fn least(self) -> u64 {
        (self.size / 100 * LEAST_PERCENT).min(MOST_NEEDED)
    }
}

impl App {
    /// Stops writing while one of the folders has too little free space or cannot be examined.
    pub fn guard_space(&self, folders: &[PathBuf]) {
        let low = folders.iter().find_map(|folder| {
            let space = match Space::of(folder) {
                Ok(space) => space,
                Err(error) => return Some(format!("{}: {error}", folder.display())),
            };
            let megabytes = |bytes: u64| bytes / (1024 * 1024);
            (space.free < space.least()).then(|| {
                let (free, least) = (megabytes(space.free), megabytes(space.least()));
                format!("{} has {free} MB free and needs {least} MB", folder.display())
            })
        });
        match low {
            Some(why) => self.store().stop_writing(Cause::Space, &why),
            None => self.store().go_on_writing(Cause::Space),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_space_that_is_needed_grows_with_the_disk_up_to_a_limit() {
        let disk = |size| Space { size, free: 0 }.least();
        assert_eq!(disk(100 << 20), 5 << 20);
        assert_eq!(disk(1 << 40), MOST_NEEDED);
        let here = Space::of(Path::new(".")).unwrap();
        assert!(here.size > 0 && here.free <= here.size);
        assert!(Space::of(Path::new("no such folder")).is_err());
    }
}
