//! The query text compiled for PostgreSQL; see `../store/queries/mod.rs`.

/// The engine of this crate.
pub type Db = sqlx::Postgres;

include!("../../store/queries/mod.rs");
