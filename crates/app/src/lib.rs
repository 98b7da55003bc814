//! The use cases, one file per activity of the regulation, behind one door.
//!
//! Every use case has the same shape: begin, load, ask for the permit, decide by a rule of
//! `domain`, save, commit with what was done. Handlers and commands only translate to it.

pub mod application_view;
pub mod archive;
pub mod bench;
pub mod catalog;
pub mod catalog_view;
pub mod checkpoint;
pub mod clients;
pub mod clock;
pub mod collect;
pub mod crash;
pub mod demo;
mod door;
mod error;
mod extremes;
pub mod history;
pub mod jobs;
pub mod keys;
pub mod notices;
pub mod operator;
pub mod password;
pub mod people;
pub mod platform;
pub mod preview;
pub mod produce;
pub mod receipt;
pub mod redraw;
mod render;
pub mod review;
pub mod seal_states;
pub mod seals;
pub mod search;
pub mod sessions;
pub mod sheets;
pub mod status;
pub mod time_stamps;
pub mod todos;
pub mod trace;
pub mod units;
mod update;
pub mod uses;
pub mod verify;
pub mod view;
pub mod workshop;

pub use clock::{Chance, Clock, SystemChance, SystemClock};
pub use door::{App, RequestKey, Work};
pub use error::{Error, Repeated};
pub use store::{Receipt, Store, Sync};
