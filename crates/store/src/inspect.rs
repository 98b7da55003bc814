//! What the engine says about the database as a whole.

use crate::engine::{Engine, Store};
use crate::error::Error;

/// Code and names that somebody has put into an SQLite database; the schema steps make neither.
const SQLITE_CODE: &str = "SELECT type || ' ' || name || ' on ' || tbl_name FROM sqlite_master
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
  UNION ALL SELECT 'view ' || viewname || ' on ' || schemaname FROM pg_views
  WHERE schemaname = current_schema() ORDER BY 1";

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
}
