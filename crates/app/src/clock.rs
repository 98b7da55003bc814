//! Time and chance: the one place that reads the clock and draws random bytes (I3).

/// Milliseconds since 1970 UTC.
pub trait Clock: Send + Sync {
    fn now(&self) -> i64;
}

/// Random bytes for identities, nonces and salts.
pub trait Chance: Send + Sync {
    /// Errors: the operating system gives none; nothing may go on then.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), crate::Error>;
}

/// The machine's clock.
#[derive(Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn now(&self) -> i64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's randomness.
#[derive(Debug)]
pub struct SystemChance;

impl Chance for SystemChance {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    fn fill(&self, bytes: &mut [u8]) -> Result<(), crate::Error> {
        getrandom::fill(bytes).map_err(|error| crate::Error::Internal(error.to_string()))
    }
}
