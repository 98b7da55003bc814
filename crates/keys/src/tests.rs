//! What the tests of this crate share.

use crate::{Error, Randomness};

/// The operating system's randomness.
pub(crate) struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        #[expect(clippy::disallowed_methods, reason = "a test needs keys that differ")]
        getrandom::fill(bytes).map_err(|error| Error::Internal(error.to_string()))
    }
}
