//! Tests of the built program: its commands, and its behaviour when it is killed or a system call
//! fails.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod commands;
mod crashes;
mod faults;
mod keys;
mod language;
mod limits;
mod people;
mod program;
mod service;
mod terminal;
mod unfinished;
