//! Randomness as an argument, for keys, nonces, salts and identities.

use crate::Error;

/// A source of random bytes.
pub trait Randomness: Send + Sync {
    /// Fills `bytes` with random bytes. Errors: the source gives none; `bytes` must not be used
    /// then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;
}
