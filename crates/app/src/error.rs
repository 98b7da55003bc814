//! What a use case can answer instead of its value; `web` alone maps it to status codes.

use domain::policy::Denied;
use domain::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The policy said no, and the attempt stands in the log.
    #[error("{} is not allowed", .0.action.as_str())]
    Denied(Denied),
    /// A rule said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("not found")]
    NotFound,
    /// Somebody changed the row meanwhile.
    #[error("changed meanwhile")]
    Conflict,
    #[error("not available: {0}")]
    Unavailable(String),
    #[error("internal: {0}")]
    Internal(String),
}

impl Error {
    /// The stable code of the answer. What the caller may not know of does not exist for them.
    pub fn code(&self) -> Code {
        match self {
            Self::Denied(denied) if denied.hidden => Code::NotFound,
            Self::Denied(_) => Code::Denied,
            Self::Refused(refusal) => refusal.code(),
            Self::NotFound => Code::NotFound,
            Self::Conflict => Code::Conflict,
            Self::Unavailable(_) => Code::Unavailable,
            Self::Internal(_) => Code::Internal,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict => Self::Conflict,
            store::Error::Unavailable(why) => Self::Unavailable(why),
            store::Error::Unique(_)
            | store::Error::Corrupt(_)
            | store::Error::Schema(_)
            | store::Error::Database(_) => Self::Internal(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}
