//! Randomness. No other module reads random bytes from the operating system (I3), so that tests can
//! use a fixed sequence.

pub use keys::Randomness;

/// The operating system's source of random bytes.
#[derive(Debug)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    #[expect(clippy::disallowed_methods, reason = "only this module may call it")]
    fn fill(&self, bytes: &mut [u8]) -> Result<(), keys::Error> {
        getrandom::fill(bytes).map_err(|error| keys::Error::Internal(error.to_string()))
    }
}
