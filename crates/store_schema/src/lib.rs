//! The schema's text in both dialects, and every row as plain values.
//!
//! The two engine crates speak only these rows; `store` turns them into words of the domain. A
//! row's digest is what the log holds as evidence of it.

mod dialect;
mod rows;

pub use dialect::{Dialect, translate};
pub use rows::*;

/// Schema steps in order: number, name, text in SQLite's words. Released steps never change.
pub const STEPS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../schema/0001_first.sql")),
    (2, "systems", include_str!("../schema/0002_systems.sql")),
];
