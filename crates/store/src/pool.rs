//! The pools of connections. A connection whose state is not known any more does not go back to work.

use std::time::Duration;

use sqlx::pool::PoolOptions;
use sqlx::{Connection, Database};

/// How long a transaction waits for a free connection or for the write lock, in seconds.
pub(crate) const ACQUIRE_SECONDS: u64 = 10;

/// A pool that closes a connection whose commit and rollback have both failed, as they do on SQLite when the disk
/// is full. The library still counts its transaction and would refuse every later one (decision 0020).
pub(crate) fn pooled<DB: Database>(most: u32) -> PoolOptions<DB> {
    PoolOptions::new()
        .max_connections(most)
        .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS))
        .before_acquire(|connection: &mut DB::Connection, _| {
            let ended = !connection.is_in_transaction();
            Box::pin(async move { Ok(ended) })
        })
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{Acquire, Sqlite};

    use super::*;

    /// With a full disk, SQLite ends the transaction by itself; COMMIT and ROLLBACK then fail.
    async fn written_after_a_lost_transaction(options: PoolOptions<Sqlite>) -> bool {
        let folder = tempfile::tempdir().unwrap();
        let file = SqliteConnectOptions::new()
            .filename(folder.path().join("some.db"))
            .create_if_missing(true);
        let pool = options.connect_with(file).await.unwrap();
        sqlx::raw_sql("CREATE TABLE some (number INTEGER)").execute(&pool).await.unwrap();
        let mut lost = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
        sqlx::raw_sql("ROLLBACK").execute(&mut *lost).await.unwrap();
        lost.commit().await.unwrap_err();
        let Ok(mut next) = pool.begin_with("BEGIN IMMEDIATE").await else { return false };
        let next = next.acquire().await.unwrap();
        sqlx::raw_sql("INSERT INTO some VALUES (1)").execute(next).await.is_ok()
    }

    #[tokio::test]
    async fn a_connection_that_ended_its_transaction_by_itself_is_not_used_again() {
        assert!(written_after_a_lost_transaction(pooled(1)).await);
        let plain = PoolOptions::new().max_connections(1);
        assert!(!written_after_a_lost_transaction(plain).await, "negative control");
    }
}
