//! Background: what a running server does without a request. This is the highest of the five floors
//! (decision 0012): it calls activities, and only the server calls it.

mod evidence;
mod runner;
mod schedules;
mod space;
mod worker;

pub use runner::*;
pub use space::Space;
pub use worker::{DIED, Worked};
