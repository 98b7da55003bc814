//! The use cases, one folder per activity of the regulation, behind one door.
//!
//! Five floors, each of which uses only those below it (decision 0012; a test reads the `use` lines):
//! background, activities, drawing, records, kernel. An activity imports no sibling.
//!
//! Every use case has the same shape: begin, load, ask for the permit, decide by a rule of
//! `domain`, save, commit with what was done. Handlers and commands only translate to it.

// The floors, from the lowest to the highest.
pub mod drawing;
mod kernel;
mod records;

// The activities.
pub mod audit;
pub mod catalog;
pub mod certificate;
pub mod collect;
pub mod notify;
pub mod onboarding;
pub mod operate;
pub mod produce;
pub mod review;
pub mod seals;
pub mod usage;
pub mod verify;

pub mod background;

pub use kernel::{
    App, Clock, Error, Page, Parts, Randomness, Repeated, RequestKey, SystemClock,
    SystemRandomness, Work, crash, ports,
};
pub use store::evidence::{Progress, Stage};
pub use store::{Migration, Phase, Receipt, Store, Sync};
