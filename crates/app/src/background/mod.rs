//! Background: what a running server does by itself. The highest of the five floors: it calls activities,
//! and nothing calls it but the server.

mod runner;
mod schedules;
mod worker;

pub use runner::*;
pub use worker::Worked;
