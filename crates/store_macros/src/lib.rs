//! The macros that expand the one declaration of a table and its queries to everything that depends on it
//! (decision 0013).
//!
//! A file of `crates/store/queries` declares the tables of one noun and the queries on them:
//!
//! ```text
//! noun! {
//!     /// People who log in.
//!     #[table(person, key(person_id), place(unit_code))]
//!     struct PersonRow {
//!         person_id: String,
//!         unit_code: String,
//!         version: i64,
//!         record_id: String,
//!         #[since(3)]
//!         phone: String,
//!     }
//!
//!     impl Queries {
//!         /// People of a unit.
//!         pub fn people_of_unit(unit_code: &str, limit: i64) -> Vec<PersonRow>
//!             = "WHERE unit_code = :unit_code ORDER BY person_id LIMIT :limit";
//!     }
//! }
//! ```
//!
//! Four crates include the file, each with another macro as `noun!`:
//!
//! - `store_schema` uses [`rows`], which makes the structs, their evidence and their descriptions.
//! - `store_sqlite` and `store_postgres` use [`functions`], which makes one function for each query, whose
//!   SQL `sqlx` checks against the engine at build time.
//! - `store` uses [`methods`], which makes the methods of `Queries`, `Change` and `Operation`, the place of
//!   each row, and the walk over all rows.
//!
//! # Tables
//!
//! `#[table(name, …)]` declares a table and the kind of its rows:
//!
//! - `key(column, …)`: the rows are evident, which means that the log vouches for them. The table gets the
//!   queries `name` (the row of a key), `name_after` (the rows after a key), `insert_name` and
//!   `update_name`. Its columns must include `version`, the number of saves of the row, and `record_id`,
//!   the log record of the last save.
//!
//!   Such a table must declare the place of its rows, which the door compares with the reach of the permit
//!   (decision 0001): `place(unit, region)` names the two columns that hold it; `place(unit)` names one,
//!   and the region is that of the unit; `place_of(table, column)` names the row of another table that
//!   this row is part of; `nowhere("why")` exempts the table from the comparison.
//!
//!   With `never_updated` there is no `update_name`. In the log a row is named by its key, or by the
//!   columns of `named(column, …)`: an identity that contains its bucket is sufficient (decision 0018).
//! - `operational`: the rows are not evidence. The table gets no queries but those that are written out.
//! - `part`: like `operational`, but only some columns of the table are declared.
//!
//! An operational table whose rows give rights or numbers has a MAC: `mac(column, …)` names the columns that
//! it covers, and the row has a column `mac` (I14). Queries that take such a row compute the MAC.
//!
//! A column marked `#[since(step)]` was added by that schema step. The step must give it the empty value
//! ('', 0 or NULL) as default, and it feeds the digest of a row only if its value differs from that
//! (decision 0016).
//!
//! # Queries
//!
//! Rows that a query returns are checked before the caller gets them: an evident row against the record of
//! its last save, another one against its MAC (decision 0020). A query that only serves to show rows is
//! marked `#[for_display]`, and its rows are not checked.
//!
//! The text of a query names its arguments: `:limit`, or `:row.state` for a field of an argument. The return
//! type determines what the text must be and how it is run:
//!
//! - `Option<Row>`, `Vec<Row>`: the text is what follows `SELECT columns FROM table`. If the statement
//!   begins otherwise, it is written out with `{}` in the place of the columns, or `{r}` for the columns of
//!   the alias `r`.
//! - `i64`, `String`, `Vec<u8>`, and `Option` or `Vec` of them: the text is the whole statement with the
//!   value in braces, as in `SELECT {COUNT(*)} FROM job`.
//! - no type: the statement is run for its effect; several are written as `["…", "…"]`. `{row}` stands for
//!   the columns and values of an argument that is a row, as in `INSERT INTO job {row}`.
//! - `u64`: the number of rows that changed.
//! - `bool`: whether exactly one row changed or, if the statement counts, whether the count is one, as in
//!   `SELECT {COUNT(*)} FROM job WHERE …`.

mod functions;
mod methods;
mod noun;
mod rows;
mod text;

use proc_macro::TokenStream;

use noun::Noun;

/// Makes the structs of the rows, their evidence and the descriptions of the tables.
#[proc_macro]
pub fn rows(input: TokenStream) -> TokenStream {
    expand(input, rows::expand)
}

/// Makes the query functions of one engine, whose SQL `sqlx` checks.
#[proc_macro]
pub fn functions(input: TokenStream) -> TokenStream {
    expand(input, functions::expand)
}

/// Makes the methods of the transactions, the places of the rows, and the walk over all evident rows.
#[proc_macro]
pub fn methods(input: TokenStream) -> TokenStream {
    expand(input, methods::expand)
}

fn expand(
    input: TokenStream,
    with: fn(&Noun) -> syn::Result<proc_macro2::TokenStream>,
) -> TokenStream {
    let expanded = syn::parse(input).and_then(|noun| with(&noun));
    expanded.unwrap_or_else(|error| error.to_compile_error()).into()
}
