//! The two database engines: how each is opened and how its transactions begin. Apart from the schema
//! steps in `migrate`, the error codes in `away`, the catalogs in `inspect` and the tests of `pool`, no other
//! file of this crate names an engine (decision 0004).

use std::fs::{self, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Postgres, Sqlite, SqlitePool, Transaction};

use crate::cipher::KeyRing;
use crate::error::Error;
use crate::files::References;
use crate::migrate::{self, MigrationListener};
use crate::pool::{ACQUIRE_SECONDS, pooled};
use crate::transaction::{Change, Operation, Queries, Reader};
use crate::watch::Watch;

/// Number of connections that read an SQLite database. One more connection writes, because SQLite
/// allows one writer at a time.
const READERS: u32 = 4;
/// Pages after which SQLite copies the file `-wal` into the database, about 16 MB. The pages at the end of each table
/// are written by nearly every commit, and are copied once.
const WAL_PAGES: &str = "4000";
/// Largest number of connections to PostgreSQL.
const CONNECTIONS: u32 = 16;

/// The unit and the region to which a saved row belongs. The door compares them with the reach of the
/// permit (decision 0001). Both are empty if the unit of the row is unknown; no permit covers that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub unit: String,
    pub region: String,
}

/// An open database with the keys of its sealed columns. Callers share it behind an `Arc`.
#[derive(Debug)]
pub struct Store {
    pub(crate) engine: Engine,
    base: Arc<Base>,
    pub(crate) references: References,
}

/// What a store shares with its transactions.
#[derive(Debug)]
pub(crate) struct Base {
    pub keys: KeyRing,
    pub watch: Watch,
}

#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite { writer: SqlitePool, reader: SqlitePool },
    Postgres(sqlx::PgPool),
}

/// A transaction on one of the engines.
pub(crate) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs a query function of the engine's crate on a transaction.
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

/// Durability of an SQLite database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// A commit returns after it is on the disk.
    Full,
    /// The operating system decides when data reach the disk. Only for filling a new database that can be
    /// discarded after a failure.
    Off,
}

impl Store {
    /// Names of the engines, as in addresses and in the command `bench`.
    pub const ENGINES: [&'static str; 2] = ["sqlite", "postgres"];

    /// The address of an SQLite database in a file.
    pub fn file_url(path: &Path) -> String {
        format!("sqlite:{}", path.display())
    }

    /// The files of the database at `url` on this machine; none for PostgreSQL.
    pub fn files_at(url: &str) -> Vec<PathBuf> {
        let path = url.strip_prefix("sqlite:").map(|path| path.trim_start_matches("//"));
        path.map_or_else(Vec::new, |path| files_of(Path::new(path)).into())
    }

    /// Opens the database at `url`: `sqlite:<path>` or `postgres://…`. `now` is the instant in
    /// milliseconds since 1970 UTC with which new schema steps are stamped.
    ///
    /// # Errors
    /// As for [`Store::open_sqlite`], and an address of neither engine.
    pub async fn open(url: &str, keys: KeyRing, now: i64) -> Result<Self, Error> {
        match url.split_once(':') {
            Some(("sqlite", path)) => {
                Self::open_sqlite(Path::new(path.trim_start_matches("//")), keys, now).await
            }
            Some(("postgres" | "postgresql", _)) => Self::open_postgres(url, keys, now).await,
            Some(_) | None => Err(Error::Unavailable(no_engine(url))),
        }
    }

    /// Brings the schema of the database at `url` up to date and reports each step to `listener`. Large
    /// databases are migrated with it before they are opened, because the steps may take long.
    ///
    /// # Errors
    /// As for [`Store::open`].
    pub async fn migrate(
        url: &str,
        keys: &KeyRing,
        now: i64,
        listener: MigrationListener<'_>,
    ) -> Result<(), Error> {
        match url.split_once(':') {
            Some(("sqlite", path)) => {
                let path = Path::new(path.trim_start_matches("//"));
                keep_private(path);
                let options = file_options(path);
                let pool =
                    SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
                let migrated = migrate::sqlite(&pool, keys, now, listener).await;
                pool.close().await;
                migrated
            }
            Some(("postgres" | "postgresql", _)) => {
                let options = PgConnectOptions::from_str(url)?;
                let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await?;
                let migrated = migrate::postgres(&pool, keys, now, listener).await;
                pool.close().await;
                migrated
            }
            Some(_) | None => Err(Error::Unavailable(no_engine(url))),
        }
    }

    /// Whether the database at `url` has any table, of a city or of something else.
    ///
    /// # Errors
    /// The database cannot be read, or the address is of neither engine.
    pub async fn has_tables(url: &str) -> Result<bool, Error> {
        match url.split_once(':') {
            Some(("sqlite", path)) => {
                let options = file_options(Path::new(path.trim_start_matches("//")));
                let mut connection = options.connect().await?;
                let found = "SELECT EXISTS (SELECT 1 FROM sqlite_master)";
                Ok(sqlx::query_scalar(found).fetch_one(&mut connection).await?)
            }
            Some(("postgres" | "postgresql", _)) => {
                let mut connection = PgConnectOptions::from_str(url)?.connect().await?;
                let found =
                    "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema())";
                Ok(sqlx::query_scalar(found).fetch_one(&mut connection).await?)
            }
            Some(_) | None => Err(Error::Unavailable(no_engine(url))),
        }
    }

    /// Opens an SQLite database, creates it if it does not exist, and brings its schema up to date.
    ///
    /// # Errors
    /// The file cannot be opened, or the database has a schema step that this program does not know.
    pub async fn open_sqlite(path: &Path, keys: KeyRing, now: i64) -> Result<Self, Error> {
        Self::open_file(path, keys, now, Sync::Full).await
    }

    /// Opens an SQLite database as [`Store::open_sqlite`] does, with the given durability.
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
        keep_private(path);
        let options = file_options(path).synchronous(synchronous);
        // A connection to a file is not lost while nobody uses it.
        let pool = |most| pooled::<Sqlite>(most).test_before_acquire(false);
        let writer = pool(1).connect_with(options.clone()).await?;
        migrate::sqlite(&writer, &keys, now, &mut |_| {}).await?;
        let reader = pool(READERS).connect_with(options.read_only(true)).await?;
        Ok(Self::on(Engine::Sqlite { writer, reader }, keys))
    }

    /// Opens a PostgreSQL database and brings its schema up to date. `url` has the form that PostgreSQL
    /// clients use.
    ///
    /// # Errors
    /// The server cannot be reached, or the database has a schema step that this program does not know.
    pub async fn open_postgres(url: &str, keys: KeyRing, now: i64) -> Result<Self, Error> {
        let pool =
            pooled::<Postgres>(CONNECTIONS).connect_with(PgConnectOptions::from_str(url)?).await?;
        migrate::postgres(&pool, &keys, now, &mut |_| {}).await?;
        Ok(Self::on(Engine::Postgres(pool), keys))
    }

    /// Opens the PostgreSQL database at `url` with a role that has no rights on the schema and cannot
    /// rewrite the log. Before that the owner of the tables, at `owner_url`, brings the schema up to date
    /// and grants the role what it needs. SQLite has no roles.
    ///
    /// # Errors
    /// As for [`Store::open_postgres`], and a role name that has other characters than letters, digits and
    /// `_`.
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
        migrate::postgres(&owner, &keys, now, &mut |_| {}).await?;
        migrate::grant(&owner, service.get_username()).await?;
        owner.close().await;
        let pool = pooled::<Postgres>(CONNECTIONS).connect_with(service).await?;
        migrate::check(&pool).await?;
        Ok(Self::on(Engine::Postgres(pool), keys))
    }

    fn on(engine: Engine, keys: KeyRing) -> Self {
        let base = Arc::new(Base { keys, watch: Watch::default() });
        Self { engine, base, references: References::default() }
    }

    pub fn keys(&self) -> &KeyRing {
        &self.base.keys
    }

    pub(crate) fn watch(&self) -> &Watch {
        &self.base.watch
    }

    fn queries(&self, inner: Inner, began: u64) -> Queries {
        Queries::new(inner, Arc::clone(&self.base), began)
    }

    /// How many transactions can usefully write at the same time. SQLite has one writer.
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

    /// Begins a transaction that only reads. All its queries see the same state of the database.
    pub async fn read(&self) -> Result<Reader, Error> {
        let began = self.watch().tick();
        let inner = match &self.engine {
            Engine::Sqlite { reader, .. } => Inner::Sqlite(reader.begin().await?),
            // All queries must see one state, as they do on SQLite, because the log and its head, and rows
            // and their records, are compared with each other while others write.
            Engine::Postgres(pool) => Inner::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        };
        Ok(Reader::new(self.queries(inner, began)))
    }

    /// Begins a change whose log record gets the identity `record_id`. It commits only with that record
    /// (I1).
    pub async fn change(&self, record_id: String) -> Result<Change, Error> {
        Ok(Change::new(self.writing().await?, record_id))
    }

    /// Begins a transaction that writes tables which are not evidence.
    ///
    /// # Errors
    /// [`Error::Stopped`] if the log has become shorter than it was. A change finds this out when it commits.
    pub async fn operation(&self) -> Result<Operation, Error> {
        let mut queries = self.writing().await?;
        queries.refuse_shorter_log().await?;
        Ok(Operation::new(queries))
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

    /// Begins a transaction that writes. On SQLite it takes the write lock at once (IMMEDIATE); a
    /// transaction that first reads and then tries to write could fail half way.
    ///
    /// # Errors
    /// [`Error::Stopped`] if writing is stopped.
    async fn writing(&self) -> Result<Queries, Error> {
        let begun = self.begin_writing().await;
        if let Err(error) = &begun
            && !matches!(error, Error::Stopped(_))
        {
            self.watch().wrote(Some(error));
        }
        begun
    }

    async fn begin_writing(&self) -> Result<Queries, Error> {
        if let Some(why) = self.stopped() {
            return Err(Error::Stopped(why));
        }
        let began = self.watch().tick();
        let inner = match &self.engine {
            Engine::Sqlite { writer, .. } => {
                Inner::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Engine::Postgres(pool) => {
                Inner::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await?)
            }
        };
        Ok(self.queries(inner, began))
    }
}

/// Names the scheme only: an address may contain a password.
fn no_engine(url: &str) -> String {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    format!("no engine for addresses that begin with {scheme:?}; sqlite: and postgres: are known")
}

/// Creates the file of a database so that only its owner may read it, and takes the rights of others from one
/// that exists. SQLite gives its other files the rights of the database. What cannot be done here is no error:
/// SQLite reports a file that cannot be opened, and `yinxin doctor` one that others may read.
fn keep_private(path: &Path) {
    let create = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    drop(create);
    for file in files_of(path) {
        let Ok(known) = fs::metadata(&file) else { continue };
        let mode = known.permissions().mode();
        if mode & 0o077 != 0 {
            drop(fs::set_permissions(&file, Permissions::from_mode(mode & !0o077)));
        }
    }
}

/// The files of an SQLite database.
fn files_of(path: &Path) -> [PathBuf; 3] {
    ["", "-wal", "-shm"].map(|end| {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        file.into()
    })
}

fn file_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // With NORMAL, a power cut can lose commits that were acknowledged (I7).
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("wal_autocheckpoint", WAL_PAGES)
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
