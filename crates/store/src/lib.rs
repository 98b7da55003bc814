//! Rows, log and files on SQLite or PostgreSQL: the only crate that knows SQL (I4).
//!
//! A [`Reader`] reads, a [`Change`] writes evident rows and can commit only together with a log
//! record (I1), an [`Operation`] touches the tables that are no evidence: leases, sessions, files,
//! the sequencer. Personal columns are sealed before they reach a row (I10).

pub mod cipher;
mod engine;
mod error;
pub mod evidence;
pub mod files;
pub mod log;
mod migrate;
mod transaction;

pub use engine::{Place, Store, Sync};
pub use error::Error;
pub use log::{LogEntry, Receipt};
pub use migrate::{Migration, MigrationListener, Phase};
pub use store_schema::*;
pub use transaction::{Change, Operation, Queries, Reader};
