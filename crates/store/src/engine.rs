//! The one file that names the engines: how each is opened and how a transaction begins.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Postgres, Sqlite, SqlitePool, Transaction};

use crate::cipher::KeyRing;
use crate::error::Error;
use crate::files::References;
use crate::migrate::{self, MigrationListener};
use crate::transaction::{Change, Operation, Queries, Reader};

/// Readers of the embedded database; it has one writer.
const READERS: u32 = 4;
const CONNECTIONS: u32 = 16;
const ACQUIRE_SECONDS: u64 = 10;

/// Unit and region a saved row belongs to, for the door's check of the permit's reach. Empty where
/// the row's unit is not known: no permit covers that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub unit: String,
    pub region: String,
}

/// An open database with the keys of its sealed columns. Cheap to share behind an `Arc`.
#[derive(Debug)]
pub struct Store {
    engine: Engine,
    keys: KeyRing,
    pub(crate) references: References,
}

#[derive(Debug)]
enum Engine {
    Sqlite { writer: SqlitePool, reader: SqlitePool },
    Postgres(sqlx::PgPool),
}

/// A transaction of either engine.
pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one query function of the engine crates on a transaction.
macro_rules! on_engine {
    ($inner:expr, $function:ident($($argument:expr),*)) => {
        match $inner {
            $crate::engine::Inner::Sqlite(tx) => store_sqlite::$function(&mut **tx, $($argument),*).await,
            $crate::engine::Inner::Postgres(tx) => store_postgres::$function(&mut **tx, $($argument),*).await,
        }
        .map_err($crate::error::Error::from)
    };
}
pub(crate) use on_engine;

/// Durability of the embedded database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// Every commit is on the disk before it is answered.
    Full,
    /// Only for filling a new database that is thrown away if that fails.
    Off,
}

impl Store {
    /// Names of the engines, as bench and configuration call them.
    pub const ENGINES: [&'static str; 2] = ["sqlite", "postgres"];

    /// The address of an embedded database in a file.
    pub fn file_url(path: &Path) -> String {
        format!("sqlite:{}", path.display())
    }

    /// Opens the database at `url`: `sqlite:<path>` or `postgres://…`.
    /// Errors as for [`Store::open_sqlite`], and an address of neither engine.
    pub async fn open(url: &str, keys: KeyRing, now: i64) -> Result<Self, Error> {
        match url.split_once(':') {
            Some(("sqlite", path)) => {
                Self::open_sqlite(Path::new(path.trim_start_matches("//")), keys, now).await
            }
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(url, keys, now).await,
            Some(_) | None => Err(Error::Unavailable(format!("no engine for the address {url}"))),
        }
    }

    /// Brings the schema at `url` up to date before it is opened, and tells `listener` of every
    /// step: for databases that take a while. Errors: as for [`Store::open`].
    pub async fn migrate(
        url: &str,
        now: i64,
        listener: MigrationListener<'_>,
    ) -> Result<(), Error> {
        match url.split_once(':') {
            Some(("sqlite", path)) => {
                let options = file_options(Path::new(path.trim_start_matches("//")));
                let pool =
                    SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
                let migrated = migrate::sqlite(&pool, now, listener).await;
                pool.close().await;
                migrated
            }
            Some(("postgres" | "postgresql", _)) => {
                let options = PgConnectOptions::from_str(url)?;
                let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await?;
                let migrated = migrate::postgres(&pool, now, listener).await;
                pool.close().await;
                migrated
            }
            Some(_) | None => Err(Error::Unavailable(format!("no engine for the address {url}"))),
        }
    }

    /// Opens, and brings the schema up to date; `now` stamps new schema steps (ms since 1970).
    /// Errors: not reachable, or a schema step this program does not know.
    pub async fn open_sqlite(path: &Path, keys: KeyRing, now: i64) -> Result<Self, Error> {
        Self::open_file(path, keys, now, Sync::Full).await
    }

    /// See [`Store::open_sqlite`].
    pub async fn open_file(
        path: &Path,
        keys: KeyRing,
        now: i64,
        sync: Sync,
    ) -> Result<Self, Error> {
        let synchronous = match sync {
            Sync::Full => SqliteSynchronous::Full,
            Sync::Off => SqliteSynchronous::Off,
        };
        let options = file_options(path).synchronous(synchronous);
        let pool = |most| {
            SqlitePoolOptions::new()
                .max_connections(most)
                .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS))
        };
        let writer = pool(1).connect_with(options.clone()).await?;
        migrate::sqlite(&writer, now, &mut |_| {}).await?;
        let reader = pool(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self {
            engine: Engine::Sqlite { writer, reader },
            keys,
            references: References::default(),
        })
    }

    /// See [`Store::open_sqlite`]; `url` as PostgreSQL clients write it.
    pub async fn open_postgres(url: &str, keys: KeyRing, now: i64) -> Result<Self, Error> {
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS))
            .connect_with(PgConnectOptions::from_str(url)?)
            .await?;
        migrate::postgres(&pool, now, &mut |_| {}).await?;
        Ok(Self { engine: Engine::Postgres(pool), keys, references: References::default() })
    }

    /// Opens `url` as a service without rights on the schema, after the owner of the tables, at
    /// `owner_url`, has brought them up to date and granted the service what it needs. Only
    /// PostgreSQL knows roles. Errors: as for [`Store::open`]; the role's name is not plain.
    pub async fn open_service(
        url: &str,
        owner_url: &str,
        keys: KeyRing,
        now: i64,
    ) -> Result<Self, Error> {
        let service = PgConnectOptions::from_str(url)?;
        let owner = PgPoolOptions::new()
            .max_connections(1)
            .connect_with(PgConnectOptions::from_str(owner_url)?)
            .await?;
        migrate::postgres(&owner, now, &mut |_| {}).await?;
        migrate::grant(&owner, service.get_username()).await?;
        owner.close().await;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS))
            .connect_with(service)
            .await?;
        migrate::check(&pool).await?;
        Ok(Self { engine: Engine::Postgres(pool), keys, references: References::default() })
    }

    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// Transactions that gain by writing at the same time: the embedded engine has one writer.
    pub fn writers(&self) -> usize {
        match self.engine {
            Engine::Sqlite { .. } => 1,
            Engine::Postgres(_) => 4,
        }
    }

    pub fn engine_name(&self) -> &'static str {
        match self.engine {
            Engine::Sqlite { .. } => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// Whether damaged pages would be noticed: SQLite's file is guarded by the log's row evidence
    /// alone, PostgreSQL needs a cluster with data checksums.
    pub async fn data_checksums(&self) -> Result<Option<bool>, Error> {
        match &self.engine {
            Engine::Sqlite { .. } => Ok(None),
            Engine::Postgres(pool) => {
                let setting: String =
                    sqlx::query_scalar("SHOW data_checksums").fetch_one(pool).await?;
                Ok(Some(setting == "on"))
            }
        }
    }

    /// A consistent view; nothing can be written through it.
    pub async fn read(&self) -> Result<Reader, Error> {
        let inner = match &self.engine {
            Engine::Sqlite { reader, .. } => Inner::Sqlite(reader.begin().await?),
            // One state for all that is read, as on the embedded engine: log and head, rows and records
            // belong together while others write.
            Engine::Postgres(pool) => Inner::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        };
        Ok(Reader::new(Queries { inner }))
    }

    /// A change under the log record `record_id`; commits only with its record (I1).
    pub async fn change(&self, record_id: String) -> Result<Change, Error> {
        Ok(Change::new(self.writing().await?, record_id))
    }

    /// Work on tables that are no evidence.
    pub async fn operation(&self) -> Result<Operation, Error> {
        Ok(Operation::new(self.writing().await?))
    }

    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }

    /// IMMEDIATE: the one writer takes its lock at the start, never half way.
    async fn writing(&self) -> Result<Queries, Error> {
        let inner = match &self.engine {
            Engine::Sqlite { writer, .. } => {
                Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Engine::Postgres(pool) => Inner::Postgres(pool.begin().await?),
        };
        Ok(Queries { inner })
    }
}

fn file_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // NORMAL loses acknowledged commits at a power cut (security reference §2.2).
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(ACQUIRE_SECONDS))
}

impl Inner {
    pub(crate) async fn commit(self) -> Result<(), Error> {
        match self {
            Inner::Sqlite(tx) => tx.commit().await?,
            Inner::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
