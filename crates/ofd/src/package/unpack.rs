//! One member's content, within the limits, from its packed form or from memory.

use std::sync::Arc;

use flate2::{Decompress, FlushDecompress, Status};

use super::known::{Known, Unpacked};
use super::read::Entry;

/// Largest ratio of a member that is longer than one megabyte.
pub const MAX_RATIO: u64 = 100;
const RATIO_FROM: u64 = 1_000_000;
const DEFLATED: u64 = 8;

pub(super) enum Unpack {
    Content(Arc<Unpacked>),
    /// Unpacked, though its checksum is another.
    WrongSum(Arc<Unpacked>),
    Damaged,
    TooLarge,
}

/// Unpacks and checks, or remembers having done so.
pub(super) fn content(entry: &Entry, packed: &[u8], known: Option<&Known>) -> Unpack {
    let crc = u32::try_from(entry.crc).unwrap_or_default();
    let deflated = known.filter(|_| entry.method == DEFLATED);
    if let Some(content) = deflated.and_then(|known| known.find(crc, packed))
        && content.len() as u64 == entry.length
    {
        return Unpack::Content(content);
    }
    let content = match unpack(entry, packed) {
        Ok(content) => Arc::new(Unpacked::new(content)),
        Err(why) => return why,
    };
    if crc32fast::hash(&content) != crc {
        return Unpack::WrongSum(content);
    }
    if let Some(known) = deflated {
        known.keep(crc, packed, &content);
    }
    Unpack::Content(content)
}

fn unpack(entry: &Entry, packed: &[u8]) -> Result<Vec<u8>, Unpack> {
    if entry.method == 0 && entry.packed == entry.length {
        return Ok(packed.to_vec());
    }
    let Ok(length) = usize::try_from(entry.length) else { return Err(Unpack::TooLarge) };
    if entry.length > RATIO_FROM && entry.length > MAX_RATIO * entry.packed.max(1) {
        return Err(Unpack::TooLarge);
    }
    if entry.method != DEFLATED {
        return Err(Unpack::Damaged);
    }
    // One byte of room more than promised, to see a stream that is longer than it says.
    let mut content = Vec::with_capacity(length + 1);
    let mut inflater = Decompress::new(false);
    let status = inflater.decompress_vec(packed, &mut content, FlushDecompress::Finish);
    // Bytes behind the stream's end would be seen by nobody and covered by nothing.
    let all = inflater.total_in() == entry.packed && content.len() == length;
    match status {
        Ok(Status::StreamEnd) if all => Ok(content),
        Ok(_) | Err(_) => Err(Unpack::Damaged),
    }
}
