//! What was unpacked before. Certificates of one type share their fonts and artwork byte for byte:
//! a program that verifies many of them need not inflate and hash those again.

use std::collections::HashMap;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sm3::{Digest, Sm3};

/// Bytes kept in all, packed and unpacked; what is beyond starts afresh.
const MOST_BYTES: usize = 64_000_000;
/// A smaller member is unpacked as quickly as it is looked up.
const LEAST_LENGTH: usize = 2_000;

/// A member's content and, once somebody asked for it, its SM3.
#[derive(Default)]
pub struct Unpacked {
    bytes: Vec<u8>,
    sm3: OnceLock<[u8; 32]>,
}

impl Unpacked {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, sm3: OnceLock::new() }
    }

    pub fn sm3(&self) -> &[u8; 32] {
        self.sm3.get_or_init(|| Sm3::digest(&self.bytes).into())
    }

    pub(crate) fn is_hashed(&self) -> bool {
        self.sm3.get().is_some()
    }

    /// `sm3` was computed over this content elsewhere, with others side by side.
    pub(crate) fn hashed(&self, sm3: [u8; 32]) {
        self.sm3.get_or_init(|| sm3);
    }
}

impl Deref for Unpacked {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl fmt::Debug for Unpacked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.bytes.len())
    }
}

/// Compressed members by checksum and length; the packed bytes themselves decide whether one is
/// the same, so nobody can pass off another content for a known one.
#[derive(Default)]
pub struct Known {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    members: HashMap<(u32, usize), (Vec<u8>, Arc<Unpacked>)>,
    bytes: usize,
}

impl Known {
    pub(crate) fn find(&self, crc: u32, packed: &[u8]) -> Option<Arc<Unpacked>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (known, content) = kept.members.get(&(crc, packed.len()))?;
        (known == packed).then(|| Arc::clone(content))
    }

    pub(crate) fn keep(&self, crc: u32, packed: &[u8], content: &Arc<Unpacked>) {
        let size = packed.len() + content.len();
        if content.len() < LEAST_LENGTH || size > MOST_BYTES {
            return;
        }
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + size > MOST_BYTES {
            *kept = Kept::default();
        }
        let key = (crc, packed.len());
        let before = kept.members.insert(key, (packed.to_vec(), Arc::clone(content)));
        let freed = before.map_or(0, |(packed, content)| packed.len() + content.len());
        kept.bytes = kept.bytes + size - freed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_very_bytes_are_known() {
        let known = Known::default();
        let content = Arc::new(Unpacked::new(vec![7; 3_000]));
        known.keep(9, b"packed", &content);
        assert!(known.find(9, b"packed").is_some());
        assert!(known.find(9, b"Packed").is_none(), "same checksum and length, other bytes");
        assert!(known.find(8, b"packed").is_none());
        known.keep(1, b"small", &Arc::new(Unpacked::new(vec![7; 10])));
        assert!(known.find(1, b"small").is_none(), "not worth it");
    }

    #[test]
    fn memory_is_bounded() {
        let known = Known::default();
        for at in 0..100_u32 {
            known.keep(at, b"packed", &Arc::new(Unpacked::new(vec![0; 1_000_000])));
            let kept = known.kept.lock().unwrap();
            assert!(kept.bytes <= MOST_BYTES && !kept.members.is_empty());
        }
        assert!(known.find(99, b"packed").is_some());
        assert!(known.find(0, b"packed").is_none());
    }
}
