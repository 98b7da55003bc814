//! Decompresses one member within the limits, or takes it from the cache.

use std::sync::Arc;

use budget::{Budget, Exceeded, Work};
use flate2::{Decompress, FlushDecompress, Status};

use super::known::{Known, Unpacked};
use super::read::Entry;

/// Maximum compression ratio of a member longer than one megabyte.
pub const MAX_RATIO: u64 = 100;
/// Decompressed length in bytes up to which any compression ratio is allowed.
const RATIO_EXEMPT_LENGTH: u64 = 1_000_000;
/// Compression method DEFLATE (APPNOTE 4.4.5).
const DEFLATED: u64 = 8;

/// Result of decompressing a member.
pub(super) enum Unpack {
    Content(Arc<Unpacked>),
    /// The content does not match the declared checksum.
    ChecksumMismatch(Arc<Unpacked>),
    Damaged,
    TooLarge,
}

/// Returns the content of a member, from the cache `known` if it is there.
pub(super) fn content(
    entry: &Entry,
    packed: &[u8],
    known: Option<&Known>,
    budget: &Budget,
) -> Result<Unpack, Exceeded> {
    let crc = u32::try_from(entry.crc).unwrap_or_default();
    let deflated = known.filter(|_| entry.method == DEFLATED);
    if let Some(content) = deflated.and_then(|known| known.find(crc, packed))
        && content.len() as u64 == entry.length
    {
        return Ok(Unpack::Content(content));
    }
    let work = if entry.method == DEFLATED { Work::Inflate } else { Work::Copy };
    budget.charge(work, entry.length)?;
    let content = match unpack(entry, packed) {
        Ok(content) => Arc::new(Unpacked::new(content)),
        Err(why) => return Ok(why),
    };
    if crc32fast::hash(&content) != crc {
        return Ok(Unpack::ChecksumMismatch(content));
    }
    if let Some(known) = deflated {
        budget.hold(packed.len())?;
        known.keep(crc, packed, &content);
    }
    Ok(Unpack::Content(content))
}

fn unpack(entry: &Entry, packed: &[u8]) -> Result<Vec<u8>, Unpack> {
    if entry.method == 0 && entry.packed == entry.length {
        return Ok(packed.to_vec());
    }
    let Ok(length) = usize::try_from(entry.length) else { return Err(Unpack::TooLarge) };
    if entry.length > RATIO_EXEMPT_LENGTH && entry.length > MAX_RATIO * entry.packed.max(1) {
        return Err(Unpack::TooLarge);
    }
    if entry.method != DEFLATED {
        return Err(Unpack::Damaged);
    }
    // One more byte than declared, so that a longer stream is noticed.
    let mut content = Vec::with_capacity(length + 1);
    let mut inflater = Decompress::new(false);
    let status = inflater.decompress_vec(packed, &mut content, FlushDecompress::Finish);
    // Bytes after the end of the stream would be neither shown nor protected by a signature.
    let all = inflater.total_in() == entry.packed && content.len() == length;
    match status {
        Ok(Status::StreamEnd) if all => Ok(content),
        Ok(_) | Err(_) => Err(Unpack::Damaged),
    }
}
