//! Randomness as an argument: what keys, nonces, salts and identities are made of.

use crate::Error;

/// A source of random bytes.
pub trait Randomness: Send + Sync {
    /// Fills `bytes`. Errors: the source gives none; nothing may be made from what stands in `bytes`
    /// then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error>;
}
