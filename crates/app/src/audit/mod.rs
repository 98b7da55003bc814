//! 审计 (Art. 21, 22): the log as its readers see it, signed receipts and checkpoints, and whose copy a
//! leaked picture shows.

mod checkpoint;
mod read;
mod receipt;
mod trace;

pub use read::*;
pub use receipt::*;
pub use trace::*;

pub use crate::records::checkpoint::{NEWEST, outside, read_newest, write_newest};
