//! Errors of the store.

use crate::away::is_away;

/// What can go wrong in the store, as far as a caller may act differently on it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The row was saved by someone else after it was read.
    #[error("the row was changed by someone else in the meantime")]
    Conflict,
    /// A row with the same unique key exists; the text names the constraint.
    #[error("a row with this key exists already: {0}")]
    Unique(String),
    /// The database, or a file that the work needs, cannot be reached.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// Stored data contradict themselves, their digest or their key.
    #[error("stored data are damaged: {0}")]
    Corrupt(String),
    /// The database has another schema than this program expects.
    #[error("the schema does not fit this program: {0}")]
    Schema(String),
    /// A row that a caller wanted to rely on is not as the log or its MAC says (I14). An alarm is raised.
    #[error("edited behind the program: {0}")]
    Edited(String),
    /// Nothing is written at the moment (I15); see `Cause`.
    #[error("nothing is written: {0}")]
    Stopped(String),
    /// The text of a record would not follow its grammar.
    #[error("the record is malformed: {0}")]
    Malformed(String),
    /// Any other error of the database.
    #[error("database error: {0}")]
    Database(String),
}

impl Error {
    /// Names the table of a value that cannot be read.
    pub(crate) fn in_table(self, table: &str) -> Self {
        if let Self::Edited(what) = self {
            return Self::Edited(format!("{table}: {what}"));
        }
        self
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(inner) = &error
            && inner.is_unique_violation()
        {
            return Self::Unique(inner.message().to_owned());
        }
        if let sqlx::Error::ColumnDecode { .. } = &error {
            return Self::Edited(format!("a value cannot be read: {error}"));
        }
        let code = error.as_database_error().and_then(|inner| inner.code());
        let away = code.is_some_and(|code| is_away(&code))
            || matches!(
                error,
                sqlx::Error::PoolTimedOut
                    | sqlx::Error::PoolClosed
                    | sqlx::Error::WorkerCrashed
                    | sqlx::Error::Tls(_)
                    | sqlx::Error::Io(_)
            );
        if away { Self::Unavailable(error.to_string()) } else { Self::Database(error.to_string()) }
    }
}
