//! One declaration per table, three expansions.
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
//! Four crates include the file, each with its own meaning of `noun!`:
//!
//! - `store_schema` uses [`rows`]: the structs, their evidence, and their description.
//! - `store_sqlite` and `store_postgres` use [`functions`]: one function per query, whose text
//!   `sqlx` checks against the engine at build time.
//! - `store` uses [`methods`]: the methods of `Queries`, `Change` and `Operation`, the place of
//!   each row, and the walk over all rows.
//!
//! # Tables
//!
//! `#[table(name, …)]` says what the rows of a table are:
//!
//! - `key(column, …)`: the log vouches for the rows. The table gets `name` (by key), `name_after`
//!   (rows after a key), `insert_name` and `update_name`; its columns include `version` and
//!   `record_id`. It must say where a row belongs: `place(unit, region)` names two columns,
//!   `place(unit)` one (the region is the unit's), `place_of(table, column)` the row that this one
//!   is part of, and `nowhere("why")` exempts the table from the check of the permit's reach.
//!   With `never_updated` there is no `update_name`. The log names a row by its key, or by the
//!   columns of `named(column, …)`: an identity that carries its bucket is enough.
//! - `operational`: the rows are no evidence; every statement is written out.
//! - `part`: as `operational`, with only some columns of the table.
//!
//! A column marked `#[since(step)]` was added by that schema step. The schema must give it the
//! empty value as default ('' or 0 or NULL), and it feeds a row's digest only if its value differs.
//!
//! # Queries
//!
//! A query's text names its arguments: `:limit`, or `:row.state` for a field. The shape of the
//! answer decides how it is run:
//!
//! - `Option<Row>`, `Vec<Row>`: the text follows `SELECT columns FROM table`. If it needs another
//!   beginning, it is written out and `{}` stands for the columns, `{r}` for those of the alias
//!   `r`.
//! - `i64`, `String`, `Vec<u8>`, or an `Option` or a `Vec` of them: the whole statement, with the
//!   value in braces: `SELECT {COUNT(*)} FROM job`.
//! - nothing: the statement is run; several are written as `["…", "…"]`. `{row}` stands for
//!   columns and values of an argument that is a row: `INSERT INTO job {row}`.
//! - `u64`: the number of rows that changed; `bool`: whether it was one. A `bool` of a statement
//!   that counts says whether the count is one: `SELECT {COUNT(*)} FROM job WHERE …`.

mod functions;
mod methods;
mod noun;
mod rows;
mod text;

use proc_macro::TokenStream;

use noun::Noun;

/// Structs, evidence and description of the tables.
#[proc_macro]
pub fn rows(input: TokenStream) -> TokenStream {
    expand(input, rows::expand)
}

/// Query functions of one engine, checked by `sqlx`.
#[proc_macro]
pub fn functions(input: TokenStream) -> TokenStream {
    expand(input, functions::expand)
}

/// Methods of the transactions, places, and the walk over the rows.
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
