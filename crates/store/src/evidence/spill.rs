//! Storage for entries that do not fit into memory: a temporary file with partitions by a hash of the
//! entry's name.

use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher};
use std::io;
use std::os::unix::fs::FileExt;

use ledger::Hash;

use crate::error::Error;

/// Number of partitions. With 10 million rows a partition holds about 40,000 of them, which are some
/// megabytes.
pub(super) const PARTITIONS: usize = 256;
/// Number of bytes of a partition that are gathered in memory before they are written.
const CHUNK: usize = 16 * 1024;

/// The name (table and key), version and digest of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    pub version: i64,
    pub digest: Hash,
}

/// The entries of all partitions. The file has no name, so it is removed when it is closed, even by a crash.
pub(super) struct Spill {
    file: File,
    end: u64,
    count: u64,
    partitions: Vec<Partition>,
}

#[derive(Clone, Default)]
struct Partition {
    gathered: Vec<u8>,
    /// Offsets and lengths of the chunks that were written, in bytes.
    chunks: Vec<(u64, usize)>,
}

impl Spill {
    pub fn new() -> Result<Self, Error> {
        let file = tempfile::tempfile().map_err(failed)?;
        Ok(Self { file, end: 0, count: 0, partitions: vec![Partition::default(); PARTITIONS] })
    }

    /// Number of entries so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn add(&mut self, entry: &Entry) -> Result<(), Error> {
        let mut hasher = DefaultHasher::new();
        entry.name.hash(&mut hasher);
        let at = hasher.finish() as usize % PARTITIONS;
        let Partition { gathered, chunks } = &mut self.partitions[at];
        gathered.extend((entry.name.len() as u64).to_le_bytes());
        gathered.extend(entry.name.as_bytes());
        gathered.extend(entry.version.to_le_bytes());
        gathered.extend(entry.digest);
        self.count += 1;
        if gathered.len() >= CHUNK {
            self.file.write_all_at(gathered, self.end).map_err(failed)?;
            chunks.push((self.end, gathered.len()));
            self.end += gathered.len() as u64;
            gathered.clear();
        }
        Ok(())
    }

    /// Takes the entries of a partition, in the order in which they were added. A second call returns
    /// nothing.
    pub fn partition(&mut self, at: usize) -> Result<Vec<Entry>, Error> {
        let Partition { gathered, chunks } = std::mem::take(&mut self.partitions[at]);
        let mut bytes = Vec::new();
        for (start, length) in chunks {
            let end = bytes.len();
            bytes.resize(end + length, 0);
            self.file.read_exact_at(&mut bytes[end..], start).map_err(failed)?;
        }
        bytes.extend(gathered);
        let mut entries = Vec::new();
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let (entry, after) = read(rest).ok_or_else(|| failed(io::Error::other("cut short")))?;
            entries.push(entry);
            rest = after;
        }
        Ok(entries)
    }
}

fn read(bytes: &[u8]) -> Option<(Entry, &[u8])> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (name, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    let (version, rest) = rest.split_first_chunk()?;
    let (digest, rest) = rest.split_first_chunk()?;
    let name = String::from_utf8(name.to_vec()).ok()?;
    Some((Entry { name, version: i64::from_le_bytes(*version), digest: *digest }, rest))
}

fn failed(error: io::Error) -> Error {
    Error::Unavailable(format!("temporary file of the check: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_in_their_order_whether_written_or_gathered() {
        let mut spill = Spill::new().unwrap();
        let entry = |number: i64| Entry {
            name: format!("unit U{}", number % 1_000),
            version: number,
            digest: [number as u8; 32],
        };
        let all: Vec<Entry> = (0..100_000).map(entry).collect();
        all.iter().for_each(|entry| spill.add(entry).unwrap());
        assert!(spill.end > 0, "most of it was written");
        assert!(spill.partitions.iter().all(|partition| partition.gathered.len() < CHUNK));
        let mut back = vec![];
        for at in 0..PARTITIONS {
            let entries = spill.partition(at).unwrap();
            assert!(entries.is_sorted_by_key(|entry| entry.version));
            back.extend(entries);
        }
        back.sort_by_key(|entry| entry.version);
        assert!(back == all);
    }
}
