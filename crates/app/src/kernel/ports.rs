//! Ports: traits for the systems outside the program. The crate `outside` holds the adapters, which
//! reach the network. No use case calls a port inside a transaction (decision 0015).

use seal::time_stamp::Request;

use crate::kernel::Error;

/// A time-stamping authority (GB/T 20520, RFC 3161).
pub trait TimeStamper: Send + Sync {
    /// Returns the DER encoding of the TimeStampToken for `request`. The caller checks that the
    /// token answers this request and that its signature is valid. Errors: [`Error::Unavailable`]
    /// when the authority does not answer; the job that needs the token is tried again later.
    fn token(&self, request: &Request) -> Result<Vec<u8>, Error>;
}
