//! Code that the tests of this crate share.

use crate::{Error, Randomness};

/// The randomness of the operating system.
pub(crate) struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), Error> {
        #[expect(clippy::disallowed_methods, reason = "the tests need different keys")]
        getrandom::fill(bytes).map_err(|error| Error::Internal(error.to_string()))
    }
}
