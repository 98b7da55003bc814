//! Prints the schema in the dialect of one engine:
//! `cargo run -p store_schema --example schema -- sqlite` or `-- postgres`.

use std::io::Write;

fn main() -> std::io::Result<()> {
    let dialect = match std::env::args().nth(1).as_deref() {
        Some("postgres") => store_schema::Dialect::Postgres,
        _ => store_schema::Dialect::Sqlite,
    };
    let mut out = std::io::stdout().lock();
    for (_, _, text) in store_schema::STEPS {
        writeln!(out, "{}", store_schema::translate(text, dialect))?;
    }
    Ok(())
}
