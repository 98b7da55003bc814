//! The queries of `crates/store/queries` as functions, whose SQL is checked against SQLite at build time.
//! The build needs no database, because `.ci/queries` stores the results of the check in `.sqlx`.

use store_schema::*;

/// The connection of a transaction, which the caller owns.
pub type Conn = <sqlx::Sqlite as sqlx::Database>::Connection;

macro_rules! nouns {
    ($($noun:ident)+) => {
        $(mod $noun {
            use super::*;
            use store_macros::functions as noun;
            include!(concat!(
                env!("CARGO_MANIFEST_DIR"), "/../store/queries/", stringify!($noun), ".rs"
            ));
        }
        pub use $noun::*;)+
    };
}
include!("../../store/queries/mod.rs");
