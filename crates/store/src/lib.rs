//! Rows, log and files on SQLite or PostgreSQL. This is the only crate that knows SQL (I4).
//!
//! There are three kinds of transactions (decision 0002). A [`Reader`] only reads. A [`Change`] writes
//! evident rows and commits only together with a log record (I1). An [`Operation`] writes the tables that
//! are not evidence: leases, sessions, files and the places of the log.
//!
//! Every evident row carries `version`, the number of its saves, and `record_id`, the log record of its
//! last save. That record holds a digest of the row, so [`Store::verify`] finds rows that were changed
//! behind the program (decisions 0001 and 0016). Personal data are encrypted before they reach a row
//! ([`cipher`], I10).

mod away;
pub mod cipher;
mod engine;
mod error;
pub mod evidence;
pub mod files;
mod inspect;
pub mod log;
mod migrate;
mod pool;
mod reliance;
mod sequencer;
mod transaction;
mod watch;

pub use engine::{Place, Store, Sync};
pub use error::Error;
pub use log::{LogEntry, Receipt};
pub use migrate::{Migration, MigrationListener, Phase};
pub use store_schema::*;
pub use transaction::{Change, Operation, Queries, Reader};
pub use watch::{Alarm, Cause};
