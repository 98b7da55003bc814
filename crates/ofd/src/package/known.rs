//! A cache of decompressed members.
//!
//! Certificates of one type share fonts and artwork byte for byte. A program that verifies many of
//! them need not decompress and hash these again.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sm3::{Digest, Sm3};

/// Maximum number of bytes in the cache, compressed and decompressed. When it is full, it is
/// emptied.
const MAX_CACHED_BYTES: usize = 64_000_000;
/// Minimum length in bytes of a cached member; a shorter one is decompressed as fast as looked up.
const MIN_CACHED_LENGTH: usize = 2_000;

/// The content of a member and, once it was needed, its SM3.
#[derive(Default)]
pub struct Unpacked {
    bytes: Vec<u8>,
    sm3: OnceLock<[u8; 32]>,
}

impl Unpacked {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, sm3: OnceLock::new() }
    }

    /// The SM3 of the content, computed on first use.
    pub fn sm3(&self) -> &[u8; 32] {
        self.sm3.get_or_init(|| Sm3::digest(&self.bytes).into())
    }

    pub(crate) fn is_hashed(&self) -> bool {
        self.sm3.get().is_some()
    }

    /// Sets the SM3, which was computed together with that of other members.
    pub(crate) fn set_sm3(&self, sm3: [u8; 32]) {
        self.sm3.get_or_init(|| sm3);
    }
}

impl Deref for Unpacked {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl PartialEq for Unpacked {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl fmt::Debug for Unpacked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}

/// Decompressed members by checksum and length. The compressed bytes are compared as well, so a
/// forged checksum finds nothing.
#[derive(Default)]
pub struct Known {
    cache: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    members: HashMap<(u32, usize), (Vec<u8>, Arc<Unpacked>)>,
    bytes: usize,
}

impl Known {
    pub(crate) fn find(&self, crc: u32, packed: &[u8]) -> Option<Arc<Unpacked>> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, content) = cache.members.get(&(crc, packed.len()))?;
        (known == packed).then(|| Arc::clone(content))
    }

    pub(crate) fn keep(&self, crc: u32, packed: &[u8], content: &Arc<Unpacked>) {
        let size = packed.len() + content.len();
        if content.len() < MIN_CACHED_LENGTH || size > MAX_CACHED_BYTES {
            return;
        }
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.bytes + size > MAX_CACHED_BYTES {
            *cache = Cache::default();
        }
        let key = (crc, packed.len());
        let before = cache.members.insert(key, (packed.to_vec(), Arc::clone(content)));
        let freed = before.map_or(0, |(packed, content)| packed.len() + content.len());
        cache.bytes = cache.bytes + size - freed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_found_only_by_its_exact_bytes() {
        let known = Known::default();
        let content = Arc::new(Unpacked::new(vec![7; 3_000]));
        known.keep(9, b"packed", &content);
        assert!(known.find(9, b"packed").is_some());
        assert!(known.find(9, b"Packed").is_none(), "same checksum and length, other bytes");
        assert!(known.find(8, b"packed").is_none());
        known.keep(1, b"small", &Arc::new(Unpacked::new(vec![7; 10])));
        assert!(known.find(1, b"small").is_none(), "too short to be cached");
    }

    #[test]
    fn the_cache_does_not_exceed_its_limit() {
        let known = Known::default();
        for at in 0..100_u32 {
            known.keep(at, b"packed", &Arc::new(Unpacked::new(vec![0; 1_000_000])));
            let cache = known.cache.lock().unwrap();
            assert!(cache.bytes <= MAX_CACHED_BYTES && !cache.members.is_empty());
        }
        assert!(known.find(99, b"packed").is_some());
        assert!(known.find(0, b"packed").is_none());
    }
}
