//! Ports: what lies outside the program, as the use cases see it. The adapters that reach the network
//! live in the crate `outside`; no use case calls a port inside a transaction (decision 0015).

use seal::time_stamp::Request;

use crate::kernel::Error;

/// A time-stamping authority (GB/T 20520, RFC 3161).
pub trait TimeStamper: Send + Sync {
    /// The DER of the TimeStampToken that answers `request`. The caller checks that the token is
    /// about this request and is signed. Errors: [`Error::Unavailable`] when the authority does not
    /// answer; what was to be sealed waits and is tried again.
    fn token(&self, request: &Request) -> Result<Vec<u8>, Error>;
}
