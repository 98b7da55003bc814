//! What a use case can answer instead of its value; `web` alone maps it to status codes.

use domain::policy::Denied;
use domain::vocabulary::UnknownWord;
use domain::{Code, Refusal};
use store::Receipt;

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
    /// The request was answered before; here is that answer, nothing was done again.
    #[error("answered before")]
    Repeated(Box<Repeated>),
    #[error("not available: {0}")]
    Unavailable(String),
    #[error("internal: {0}")]
    Internal(String),
}

/// What a repeated request was answered the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    pub value: serde_json::Value,
    pub receipt: Receipt,
}

impl Error {
    /// The stable code of the answer. What the caller may not know of does not exist for them.
    pub fn code(&self) -> Code {
        match self {
            Self::Denied(denied) if denied.hidden => Code::NotFound,
            Self::Denied(_) => Code::Denied,
            Self::Refused(refusal) => refusal.code(),
            Self::NotFound => Code::NotFound,
            Self::Conflict | Self::Repeated(_) => Code::Conflict,
            Self::Unavailable(_) => Code::Unavailable,
            Self::Internal(_) => Code::Internal,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            // A unique key that was free when the rule looked: somebody was quicker.
            store::Error::Conflict | store::Error::Unique(_) => Self::Conflict,
            store::Error::Unavailable(why) => Self::Unavailable(why),
            store::Error::Corrupt(_) | store::Error::Schema(_) | store::Error::Database(_) => {
                Self::Internal(error.to_string())
            }
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// A column with a word that its vocabulary does not have: another program wrote it.
impl From<UnknownWord> for Error {
    fn from(error: UnknownWord) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<keys::Error> for Error {
    fn from(error: keys::Error) -> Self {
        match error {
            keys::Error::Unavailable(why) => Self::Unavailable(why),
            keys::Error::Internal(why) => Self::Internal(why),
        }
    }
}
