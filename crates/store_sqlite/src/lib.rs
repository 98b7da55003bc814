//! The query text compiled for SQLite; see `../store/queries/mod.rs`.

/// The engine of this crate.
pub type Db = sqlx::Sqlite;

include!("../../store/queries/mod.rs");
