//! Databases for tests, one for each engine, and raw SQL that bypasses the program.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use store::cipher::KeyRing;
use store::{Error, Store};

/// The database of a test: a file in a temporary folder, or a database of the test cluster.
pub enum Database {
    Sqlite { dir: tempfile::TempDir },
    Postgres { url: String },
}

pub fn keys() -> KeyRing {
    KeyRing::new([(1, [7; 16])], [8; 32], [9; 32]).unwrap()
}

/// The address of the first database in the test cluster.
pub fn cluster() -> String {
    std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL is not set: `make test` starts a cluster and sets it")
}

/// An empty database on each engine.
pub async fn databases() -> Vec<Database> {
    vec![Database::sqlite(), Database::postgres().await]
}

impl Database {
    pub fn sqlite() -> Self {
        Self::Sqlite { dir: tempfile::tempdir().unwrap() }
    }

    /// Makes a new database in the test cluster.
    pub async fn postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let base = cluster();
        let name = format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let pool = sqlx::PgPool::connect(&base).await.unwrap();
        let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::raw_sql(create).execute(&pool).await.unwrap();
        pool.close().await;
        Self::Postgres { url: base.replacen("/postgres?", &format!("/{name}?"), 1) }
    }

    /// The file of an SQLite database.
    pub fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite { dir } => Some(dir.path().join("yinxin.db")),
            Self::Postgres { .. } => None,
        }
    }

    pub fn url(&self) -> String {
        match self {
            Self::Sqlite { dir } => Store::file_url(&dir.path().join("yinxin.db")),
            Self::Postgres { url } => url.clone(),
        }
    }

    pub async fn open(&self, keys: KeyRing) -> Result<Store, Error> {
        Store::open(&self.url(), keys, 1).await
    }

    /// Runs statements that bypass the program; returns the number of rows that they changed.
    pub async fn raw(&self, sql: &str) -> u64 {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite { .. } => {
                let pool = sqlx::SqlitePool::connect(&self.url()).await.unwrap();
                let done = sqlx::raw_sql(sql).execute(&pool).await.unwrap().rows_affected();
                pool.close().await;
                done
            }
            Self::Postgres { url } => {
                let pool = sqlx::PgPool::connect(url).await.unwrap();
                let done = sqlx::raw_sql(sql).execute(&pool).await.unwrap().rows_affected();
                pool.close().await;
                done
            }
        }
    }

    /// Runs a statement that returns one number.
    pub async fn number(&self, sql: &str) -> i64 {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite { .. } => {
                let pool = sqlx::SqlitePool::connect(&self.url()).await.unwrap();
                let number = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
                pool.close().await;
                number
            }
            Self::Postgres { url } => {
                let pool = sqlx::PgPool::connect(url).await.unwrap();
                let number = sqlx::query_scalar(sql).fetch_one(&pool).await.unwrap();
                pool.close().await;
                number
            }
        }
    }

    /// Runs a statement that returns texts.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite { .. } => {
                let pool = sqlx::SqlitePool::connect(&self.url()).await.unwrap();
                let texts = sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap();
                pool.close().await;
                texts
            }
            Self::Postgres { url } => {
                let pool = sqlx::PgPool::connect(url).await.unwrap();
                let texts = sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap();
                pool.close().await;
                texts
            }
        }
    }
}
