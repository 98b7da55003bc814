//! 审计 (audit, Art. 21, 22): reading the log, signed receipts and checkpoints, and tracing (溯源),
//! which finds whose copy a leaked picture shows.

mod checkpoint;
mod erase;
mod export;
mod filter;
mod life;
mod read;
mod receipt;
mod responsibility;
mod tenures;
mod trace;

pub use filter::RecordFilter;
pub use life::CertificateLife;
pub use read::*;
pub use receipt::*;
pub use responsibility::{ActCount, ResponsibilityFilter, ResponsibilityView};
pub use trace::*;

pub use crate::records::actor::ActorView;

pub use crate::records::checkpoint::{Checkpoints, NEWEST, outside, read_newest, write_newest};
