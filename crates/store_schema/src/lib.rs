//! The schema's text in both dialects, and every row as plain values.
//!
//! The two engine crates speak only these rows; `store` turns them into words of the domain. A
//! row's digest is what the log holds as evidence of it. The rows are declared, together with the
//! queries on them, in `crates/store/queries`.

mod dialect;
mod evidence;
mod table;

pub use dialect::{Dialect, translate};
pub use evidence::{Evidence, Evident, Feed, RowDigest};
pub use table::{Column, Found, Kind, Table, adds_empty, differences};

/// Schema steps in order: number, name, text in SQLite's words. Released steps never change.
pub const STEPS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../schema/0001_first.sql")),
    (2, "systems", include_str!("../schema/0002_systems.sql")),
    (3, "jobs", include_str!("../schema/0003_jobs.sql")),
];

/// The newest step that was released. Up to it no step changes, and each has frozen databases in
/// `crates/store/testdata/frozen`, made before the next step was added.
pub const RELEASED: i64 = 2;

macro_rules! nouns {
    ($($noun:ident)+) => {
        $(mod $noun {
            use store_macros::rows as noun;
            include!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/../store/queries/", stringify!($noun), ".rs"
            ));
        }
        pub use $noun::*;)+

        /// All declared tables.
        pub fn tables() -> impl Iterator<Item = &'static Table> {
            [$($noun::TABLES),+].into_iter().flatten()
        }
    };
}
include!("../../store/queries/mod.rs");
