//! The built program from outside: its commands, and its death at every step of producing.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod commands;
mod crashes;
mod faults;
mod keys;
mod program;
mod service;
