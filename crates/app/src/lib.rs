//! The use cases, one folder per activity of the regulation, behind one door.
//!
//! The modules form five floors, and each floor uses only the floors below it: background,
//! activities, drawing, records, kernel (decision 0012). An activity does not import another
//! activity. The test `tidy` reads the `use` lines and checks this.
//!
//! Every use case has the same shape: begin a change, load the rows, ask the policy for a permit,
//! decide by a rule of `domain`, save, and commit together with the log record. HTTP handlers and
//! shell commands only translate between their formats and these use cases.

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
    App, CLOCKS_AHEAD, Class, Clock, Error, GuardedClock, HeavyCounts, HeavyLimits, Page, Parts,
    Period, Randomness, Repeated, RequestKey, Requester, SystemClock, SystemRandomness, Total,
    Work, crash, ports,
};
pub use records::export::Exported;
pub use store::evidence::{Depth, Progress, Stage};
pub use store::{Alarm, Cause, Error as StoreError, Migration, Phase, Receipt, Store, Sync};
