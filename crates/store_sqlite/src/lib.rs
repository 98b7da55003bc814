//! The queries of `crates/store/queries`, checked against SQLite at build time.

use store_schema::*;

/// A connection inside a transaction.
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
