//! Counts how many files each seal has sealed today. The counts are files of the key folder, so
//! that they survive a restart and several processes share them.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::PathBuf;

use seal::signer::{KeyRef, SignerError, Tally};

/// The folder of the counts. The file of a seal contains the day (days since 1970) and the number
/// of files.
pub(super) struct Folder(pub PathBuf);

impl Tally for Folder {
    fn grant(&self, key: &KeyRef, day: i64, wanted: u64, ceiling: u64) -> Result<u64, SignerError> {
        let place = self.0.join(&key.id);
        let failed = |why: &dyn std::fmt::Display| {
            SignerError::Unavailable(format!("count of {}: {why}", place.display()))
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if key.id.is_empty() || !key.id.chars().all(plain) {
            return Err(failed(&"the identity of a seal may contain only letters, digits and -"));
        }
        let open = || -> std::io::Result<File> {
            fs::create_dir_all(&self.0)?;
            let mut options = OpenOptions::new();
            let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
            let file = options.open(&place)?;
            file.lock()?;
            Ok(file)
        };
        let mut file = open().map_err(|error| failed(&error))?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|error| failed(&error))?;
        let (known, used) = read(&text).ok_or_else(|| failed(&"not a day and a number"))?;
        let (day, used) = if day > known { (day, 0) } else { (known, used) };
        let granted = wanted.min(ceiling.saturating_sub(used));
        let mut write = || -> std::io::Result<()> {
            // All lines have the same length and are written in place, so that a power cut leaves
            // the old line or the new one.
            let line = format!("{day:>12} {:>20}\n", used + granted);
            file.rewind()?;
            file.write_all(line.as_bytes())?;
            file.sync_all()
        };
        write().map_err(|error| failed(&error))?;
        Ok(granted)
    }
}

/// Parses day and number. An empty file is a seal that has not sealed anything yet.
fn read(text: &str) -> Option<(i64, u64)> {
    if text.is_empty() {
        return Some((i64::MIN, 0));
    }
    let (day, used) = text.trim().split_once(' ')?;
    Some((day.parse().ok()?, used.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use seal::signer::Role;

    use super::*;

    fn key(id: &str) -> KeyRef {
        KeyRef::new(Role::Seal, id)
    }

    #[test]
    fn processes_share_the_count_of_a_day_and_a_new_day_begins_at_zero() {
        let folder = tempfile::tempdir().unwrap();
        let tally = || Folder(folder.path().join("tally"));
        let grant = |day, wanted| tally().grant(&key("s-1"), day, wanted, 10).unwrap();
        assert_eq!([grant(5, 4), grant(5, 4), grant(5, 4), grant(5, 4)], [4, 4, 2, 0]);
        assert_eq!(grant(4, 1), 0, "a clock that went back does not reset the count");
        assert_eq!(grant(6, 3), 3);
        assert_eq!(
            tally().grant(&key("s-2"), 5, 10, 10).unwrap(),
            10,
            "seals are counted separately"
        );
        assert_eq!(tally().grant(&key("s-1"), 6, 9, 2).unwrap(), 0, "the limit was lowered today");
    }

    #[test]
    fn a_count_that_cannot_be_read_grants_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let tally = Folder(folder.path().to_owned());
        assert_eq!(tally.grant(&key("s-1"), 5, 1, 10).unwrap(), 1, "negative control");
        fs::write(folder.path().join("s-1"), "five seals").unwrap();
        let refused = tally.grant(&key("s-1"), 5, 1, 10).unwrap_err();
        assert!(refused.to_string().contains("s-1"), "{refused}");
        assert!(tally.grant(&key("../x"), 5, 1, 10).is_err());
    }

    #[test]
    fn concurrent_requests_are_granted_no_more_than_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let granted: u64 = std::thread::scope(|scope| {
            let one =
                || (0..20).map(|_| Folder(path.to_owned()).grant(&key("s"), 1, 7, 500).unwrap());
            let all: Vec<_> = (0..8).map(|_| scope.spawn(move || one().sum::<u64>())).collect();
            all.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(granted, 500);
    }
}
