//! What the check reads from: one view of the database, or many in small steps.

use std::time::Duration;

use crate::engine::Store;
use crate::error::Error;
use crate::transaction::Reader;

/// The transactions of a check.
pub(crate) enum View {
    /// One transaction for everything, which sees one state.
    One(Reader),
    /// A transaction for each page, so that the check of a large log holds no old state of the database.
    Steps { reader: Reader, pause: Duration },
}

impl View {
    /// The transaction for the next page.
    pub async fn next(&mut self, store: &Store) -> Result<&mut Reader, Error> {
        match self {
            Self::One(reader) => Ok(reader),
            Self::Steps { reader, pause } => {
                tokio::time::sleep(*pause).await;
                *reader = store.read().await?;
                Ok(reader)
            }
        }
    }
}
