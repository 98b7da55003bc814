//! The use cases, one file per activity of the regulation, behind one door.
//!
//! Every use case has the same shape: begin, load, ask for the permit, decide by a rule of
//! `domain`, save, commit with what was done. Handlers and commands only translate to it.

pub mod catalog;
pub mod checkpoint;
pub mod clock;
pub mod collect;
mod door;
mod error;
pub mod review;
pub mod units;

pub use clock::{Chance, Clock, SystemChance, SystemClock};
pub use door::{App, Work};
pub use error::Error;
