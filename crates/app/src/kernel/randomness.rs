//! Randomness: the one place that draws random bytes from the operating system (I3).

pub use keys::Randomness;

/// The operating system's source of random bytes.
#[derive(Debug)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn fill(&self, bytes: &mut [u8]) -> Result<(), keys::Error> {
        getrandom::fill(bytes).map_err(|error| keys::Error::Internal(error.to_string()))
    }
}
