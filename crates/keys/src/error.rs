//! The error of this crate.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or a device is missing, malformed or locked, or does not answer.
    #[error("not available: {0}")]
    Unavailable(String),
    /// A fault of the program, or no randomness.
    #[error("internal error: {0}")]
    Internal(String),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}
