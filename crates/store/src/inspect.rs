//! What the engine says about the database as a whole.

use std::collections::BTreeMap;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};
use store_schema::{Dialect, STEPS, translate};

use crate::engine::{Engine, Store};
use crate::error::Error;

/// Tables and indexes of an SQLite database, as they were declared.
const SQLITE_SCHEMA: &str = "SELECT type || ' ' || name, sql FROM sqlite_master
  WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name <> 'schema_step'
  AND name NOT LIKE 'sqlite%'";

/// The indexes of the schema that can be used.
const POSTGRES_INDEXES: &str = "SELECT 'index ' || c.relname, '' FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relnamespace = current_schema()::regnamespace AND i.indisvalid AND i.indpred IS NULL";

/// Tables and indexes that the pages of an SQLite database contradict.
const SQLITE_INTEGRITY: &str = "PRAGMA integrity_check(20)";

/// Code and names that somebody has put into an SQLite database; the schema steps make neither.
const SQLITE_CODE: &str = "SELECT CASE type WHEN 'view' THEN 'view ' || name
  ELSE 'trigger ' || name || ' on ' || tbl_name END FROM sqlite_master
  WHERE type IN ('trigger', 'view') ORDER BY 1";

/// The same in the schema of a PostgreSQL database, with the rules that rewrite statements and the policies
/// that hide rows.
const POSTGRES_CODE: &str = "SELECT 'trigger ' || t.tgname || ' on ' || c.relname FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace
  UNION ALL SELECT 'rule ' || rulename || ' on ' || tablename FROM pg_rules
  WHERE schemaname = current_schema()
  UNION ALL SELECT 'policy ' || policyname || ' on ' || tablename FROM pg_policies
  WHERE schemaname = current_schema()
  UNION ALL SELECT 'view ' || viewname FROM pg_views WHERE schemaname = current_schema()
  UNION ALL SELECT 'view ' || matviewname FROM pg_matviews WHERE schemaname = current_schema()
  UNION ALL SELECT 'event trigger ' || evtname FROM pg_event_trigger ORDER BY 1";

impl Store {
    /// Whether the engine detects damaged pages of the database: `None` for SQLite, which has no page
    /// checksums, so that only the check of the log finds damage; for PostgreSQL whether the cluster has
    /// data checksums.
    pub async fn data_checksums(&self) -> Result<Option<bool>, Error> {
        match &self.engine {
            Engine::Sqlite { .. } => Ok(None),
            Engine::Postgres(pool) => {
                let setting: String =
                    sqlx::query_scalar("SHOW data_checksums").fetch_one(pool).await?;
                Ok(Some(setting == "on"))
            }
        }
    }

    /// Triggers, views, rules and policies of the database. The program makes none: they change or hide what
    /// it writes and reads.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn foreign_code(&self) -> Result<Vec<String>, Error> {
        Ok(match &self.engine {
            Engine::Sqlite { reader, .. } => {
                sqlx::query_scalar(SQLITE_CODE).fetch_all(reader).await?
            }
            Engine::Postgres(pool) => sqlx::query_scalar(POSTGRES_CODE).fetch_all(pool).await?,
        })
    }

    /// How the database differs from the schema of the program, and on SQLite whether indexes and rows agree: a
    /// query that uses an index which lacks rows does not find them. On PostgreSQL only the indexes of the
    /// schema steps are looked for.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn schema_faults(&self) -> Result<Vec<String>, Error> {
        let mut faults = Vec::new();
        let (expected, found): (_, BTreeMap<String, String>) = match &self.engine {
            Engine::Sqlite { reader, .. } => {
                let integrity = sqlx::query_scalar(SQLITE_INTEGRITY).fetch_all(reader).await?;
                faults.extend(integrity.into_iter().filter(|line: &String| line != "ok"));
                let found: Vec<_> = sqlx::query_as(SQLITE_SCHEMA).fetch_all(reader).await?;
                (fresh_schema().await?, found.into_iter().collect())
            }
            Engine::Postgres(pool) => {
                let found: Vec<_> = sqlx::query_as(POSTGRES_INDEXES).fetch_all(pool).await?;
                (declared_indexes(), found.into_iter().collect())
            }
        };
        for (name, text) in expected {
            match found.get(&name) {
                None => faults.push(format!("{name} is missing")),
                Some(other) if *other != text => faults.push(format!("{name} is not as declared")),
                Some(_) => {}
            }
        }
        Ok(faults)
    }
}

/// The schema of a new database.
async fn fresh_schema() -> Result<BTreeMap<String, String>, Error> {
    let options = SqliteConnectOptions::new().in_memory(true);
    let mut fresh: SqliteConnection = options.connect().await?;
    for (_, _, text) in STEPS {
        let step = AssertSqlSafe(translate(text, Dialect::Sqlite));
        sqlx::raw_sql(step).execute(&mut fresh).await?;
    }
    let rows: Vec<_> = sqlx::query_as(SQLITE_SCHEMA).fetch_all(&mut fresh).await?;
    Ok(rows.into_iter().collect())
}

/// The indexes that the schema steps make.
fn declared_indexes() -> BTreeMap<String, String> {
    let lines = STEPS.iter().flat_map(|(_, _, text)| text.lines());
    let names = lines.filter_map(|line| {
        let rest = line.strip_prefix("CREATE INDEX ").or(line.strip_prefix("CREATE UNIQUE INDEX "));
        Some(format!("index {}", rest?.split(' ').next()?))
    });
    names.map(|name| (name, String::new())).collect()
}
