//! What a caller of the store can act on.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody saved the row meanwhile.
    #[error("the row was changed meanwhile")]
    Conflict,
    /// A unique key is taken; the text names the constraint.
    #[error("already there: {0}")]
    Unique(String),
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// What is stored contradicts itself or its digest.
    #[error("stored data are damaged: {0}")]
    Corrupt(String),
    #[error("the schema does not fit this program: {0}")]
    Schema(String),
    #[error("database: {0}")]
    Database(String),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(inner) = &error
            && inner.is_unique_violation()
        {
            return Self::Unique(inner.message().to_owned());
        }
        let away = matches!(
            error,
            sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)
        );
        if away { Self::Unavailable(error.to_string()) } else { Self::Database(error.to_string()) }
    }
}
