//! The schema, its translation to the dialects of both engines, and the rows as plain values.
//!
//! The rows are declared together with the queries on them in `crates/store/queries` (decision 0013). The
//! log holds the digest of an evident row as its evidence.

mod dialect;
mod evidence;
mod table;

pub use dialect::{Dialect, translate};
pub use evidence::{Authenticated, Evidence, Evident, Feed, RowDigest};
pub use table::{Column, Found, Kind, Table, adds_empty, differences};

/// The schema steps in order: number, name, and text in SQLite's dialect. The text of a released step never
/// changes (decision 0016).
pub const STEPS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../schema/0001_first.sql")),
    (2, "systems", include_str!("../schema/0002_systems.sql")),
    (3, "jobs", include_str!("../schema/0003_jobs.sql")),
    (4, "authentic", include_str!("../schema/0004_authentic.sql")),
    (5, "people", include_str!("../schema/0005_people.sql")),
    (6, "pilot", include_str!("../schema/0006_pilot.sql")),
    (7, "login", include_str!("../schema/0007_login.sql")),
    (8, "posts", include_str!("../schema/0008_posts.sql")),
    (9, "matters", include_str!("../schema/0009_matters.sql")),
];

/// The number of the newest released step. Steps up to this one never change, and each has frozen databases
/// in `crates/store/testdata/frozen`, which were made before the next step was added.
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

        /// All tables that are declared in `crates/store/queries`.
        pub fn tables() -> impl Iterator<Item = &'static Table> {
            [$($noun::TABLES),+].into_iter().flatten()
        }
    };
}
include!("../../store/queries/mod.rs");
