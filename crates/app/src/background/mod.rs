//! Background: what a running server does by itself. The highest of the five floors: it calls activities,
//! and nothing calls it but the server.

mod runner;

pub use runner::*;
