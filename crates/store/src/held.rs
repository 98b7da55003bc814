//! A connection that is held for one transaction and given back in a known state.
//!
//! `BEGIN`, `COMMIT` and `ROLLBACK` are sent as statements, because the counter of nested transactions that the
//! library keeps goes wrong when a commit fails: SQLite has then rolled back by itself, and every later
//! transaction on the connection is refused. A connection whose commit or rollback fails is closed instead
//! of going back to its pool, so that writing recovers without a restart (decision 0020).

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool, Postgres, Sqlite};
use tokio::runtime::Handle;

/// An engine on which a plain statement can be run.
pub(crate) trait Engine: Database {
    fn run(
        connection: &mut Self::Connection,
        statement: &'static str,
    ) -> impl Future<Output = Result<(), sqlx::Error>> + Send;
}

impl Engine for Sqlite {
    async fn run(
        connection: &mut Self::Connection,
        statement: &'static str,
    ) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(statement).execute(connection).await.map(drop)
    }
}

impl Engine for Postgres {
    async fn run(
        connection: &mut Self::Connection,
        statement: &'static str,
    ) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(statement).execute(connection).await.map(drop)
    }
}

/// A connection within a transaction. If it is dropped, the transaction is rolled back.
pub(crate) struct Held<DB: Engine> {
    /// `None` when the transaction has ended.
    connection: Option<PoolConnection<DB>>,
    /// Rolls back after a drop, because a drop cannot wait.
    runtime: Handle,
}

impl<DB: Engine> Held<DB> {
    /// Takes a connection and begins a transaction with the statement `begin`.
    pub async fn begin(pool: &Pool<DB>, begin: &'static str) -> Result<Self, sqlx::Error> {
        let connection = Some(pool.acquire().await?);
        let mut held = Self { connection, runtime: Handle::current() };
        DB::run(held.open()?, begin).await?;
        Ok(held)
    }

    /// The connection. Errors: the transaction has ended.
    pub fn open(&mut self) -> Result<&mut DB::Connection, sqlx::Error> {
        match &mut self.connection {
            Some(connection) => Ok(connection),
            None => Err(sqlx::Error::PoolClosed),
        }
    }

    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        let committed = DB::run(self.open()?, "COMMIT").await;
        if let Some(mut connection) = self.connection.take()
            && committed.is_err()
        {
            connection.close_on_drop();
        }
        committed
    }
}

impl<DB: Engine> Drop for Held<DB> {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        self.runtime.spawn(async move {
            if DB::run(&mut connection, "ROLLBACK").await.is_err() {
                connection.close_on_drop();
            }
        });
    }
}
