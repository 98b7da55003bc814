//! Why a key cannot be had.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or device that is missing, malformed, locked, or does not answer.
    #[error("not available: {0}")]
    Unavailable(String),
    #[error("internal: {0}")]
    Internal(String),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}
