//! The errors of the use cases. Only the crate `web` maps them to HTTP status codes.

use domain::policy::Denied;
use domain::vocabulary::UnknownWord;
use domain::{Code, Refusal};
use store::Receipt;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The policy denied the action. The attempt is recorded in the log.
    #[error("{} is not allowed", .0.action.as_str())]
    Denied(Denied),
    /// A rule of `domain` refused the request.
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("not found")]
    NotFound,
    /// Another transaction changed the row since the caller read it, or inserted the same key.
    #[error("the row was changed by another request")]
    Conflict,
    /// The request was answered before. Nothing was done again; the value is the first answer.
    #[error("this request was already answered")]
    Repeated(Box<Repeated>),
    /// Something that the program depends on is absent or does not answer, such as the database, a
    /// cipher device or a key. The request may succeed later.
    #[error("not available: {0}")]
    Unavailable(String),
    /// A row that the act relies on is not as the log says (I14). The text names it for the operator.
    #[error("edited behind the program: {0}")]
    Edited(String),
    /// Nothing is written at the moment (I15, decision 0020).
    #[error("nothing is written: {0}")]
    Stopped(String),
    /// A fault of the program or of its stored data.
    #[error("internal error: {0}")]
    Internal(String),
}

/// The first answer to a request that was repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    pub value: serde_json::Value,
    pub receipt: Receipt,
}

impl Error {
    /// The stable code of the answer. A denial that must not reveal whether the row exists has the
    /// code of a row that does not exist.
    pub fn code(&self) -> Code {
        match self {
            Self::Denied(denied) if denied.hidden => Code::NotFound,
            Self::Denied(_) => Code::Denied,
            Self::Refused(refusal) => refusal.code(),
            Self::NotFound => Code::NotFound,
            Self::Conflict | Self::Repeated(_) => Code::Conflict,
            Self::Edited(_) => Code::EvidenceBroken,
            Self::Stopped(_) => Code::LogStopped,
            Self::Unavailable(_) => Code::Unavailable,
            Self::Internal(_) => Code::Internal,
        }
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            // The use case had checked that the key was free; another transaction inserted it
            // since.
            store::Error::Conflict | store::Error::Unique(_) => Self::Conflict,
            store::Error::Unavailable(why) => Self::Unavailable(why),
            store::Error::Edited(what) => Self::Edited(what),
            store::Error::Stopped(why) => Self::Stopped(why),
            // The use case that built the record knows its fields; this is the last barrier.
            store::Error::Malformed(_) => Refusal::new(Code::RequestInvalid).into(),
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

/// A column contains a word that is not in its vocabulary, so another program must have written it.
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
