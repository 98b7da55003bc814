// All SQL of the project: one text, included by `store_sqlite` and `store_postgres`, checked at
// build time against each engine (design decision 9). What differs between the engines does not
// belong here. Every function takes a connection inside a transaction that the caller owns.

use store_schema::*;

/// A connection of this crate's engine.
pub type Conn = <Db as sqlx::Database>::Connection;

include!("units.rs");
include!("people.rs");
include!("catalog.rs");
include!("applications.rs");
include!("certificates.rs");
include!("usages.rs");
include!("systems.rs");
include!("copies.rs");
include!("lookups.rs");
include!("operation.rs");
include!("log.rs");
