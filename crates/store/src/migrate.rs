//! Forward-only schema steps. Unknown steps, and known ones whose text was changed, are refused.
//!
//! A step is one transaction, its entry in `schema_step` included: a process that dies leaves
//! whole steps, and the next one goes on after them.

use std::collections::BTreeMap;

use sm3::{Digest, Sm3};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use store_schema::{Dialect, STEPS, translate};

use crate::error::Error;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_step (
  number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL,
  applied_at BIGINT NOT NULL)";
const APPLIED: &str = "SELECT number, digest FROM schema_step ORDER BY number";
const INSERT: &str =
    "INSERT INTO schema_step (number, name, digest, applied_at) VALUES ($1, $2, $3, $4)";

/// How far a migration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The step's number and name.
    pub number: i64,
    pub name: &'static str,
    pub phase: Phase,
    /// Steps that are left, this one included.
    pub left: usize,
}

/// Phases of a schema step. It takes effect with its commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Begun,
    Written,
    Committed,
}

/// Hears of every phase of every step that is done.
pub type MigrationListener<'a> = &'a mut (dyn FnMut(Migration) + Send);

/// One step: both engines do the same, on a transaction of their own.
macro_rules! step {
    ($tx:ident, $dialect:expr, $now:ident, $listener:ident) => {{
        let applied: Vec<(i64, String)> = sqlx::query_as(APPLIED).fetch_all(&mut *$tx).await?;
        let steps = missing(applied)?;
        let Some((number, name, text)) = steps.first().copied() else {
            return Ok($tx.commit().await?);
        };
        let mut tell = |phase| $listener(Migration { number, name, phase, left: steps.len() });
        tell(Phase::Begun);
        let statements = translate(text, $dialect);
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *$tx).await?;
        let entry = sqlx::query(INSERT).bind(number).bind(name).bind(digest(text)).bind($now);
        entry.execute(&mut *$tx).await?;
        tell(Phase::Written);
        $tx.commit().await?;
        tell(Phase::Committed);
    }};
}

pub async fn sqlite(
    pool: &SqlitePool,
    now: i64,
    listener: MigrationListener<'_>,
) -> Result<(), Error> {
    loop {
        let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(TABLE).execute(&mut *tx).await?;
        step!(tx, Dialect::Sqlite, now, listener);
    }
}

pub async fn postgres(
    pool: &PgPool,
    now: i64,
    listener: MigrationListener<'_>,
) -> Result<(), Error> {
    loop {
        let mut tx = pool.begin().await?;
        // Two processes may start at once; the second waits here until the first is done.
        sqlx::query(TABLE).execute(&mut *tx).await?;
        sqlx::query("LOCK TABLE schema_step IN ACCESS EXCLUSIVE MODE").execute(&mut *tx).await?;
        step!(tx, Dialect::Postgres, now, listener);
    }
}

/// Tables that the service may read and add to, and never change: the log itself. The head moves,
/// what waits is worked off, and details may be erased when the law demands it (I10).
const APPEND_ONLY: [&str; 3] = ["audit_record", "audit_place", "audit_node"];

/// Gives `role` what the running service needs, as the owner of the tables.
pub async fn grant(pool: &PgPool, role: &str) -> Result<(), Error> {
    if role.is_empty() || !role.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err(Error::Schema(format!("the role name {role:?} is not plain")));
    }
    let mut statements = format!(
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \"{role}\";
         REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON schema_step FROM \"{role}\";"
    );
    for table in APPEND_ONLY {
        statements += &format!("REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM \"{role}\";");
    }
    sqlx::raw_sql(AssertSqlSafe(statements)).execute(pool).await?;
    Ok(())
}

/// For a service that may not change the schema: it must be this program's already.
pub async fn check(pool: &PgPool) -> Result<(), Error> {
    let applied: Vec<(i64, String)> = sqlx::query_as(APPLIED).fetch_all(pool).await?;
    match missing(applied)?.first() {
        None => Ok(()),
        Some((number, name, _)) => {
            Err(Error::Schema(format!("step {number} ({name}) is still to be done by the owner")))
        }
    }
}

type Step = (i64, &'static str, &'static str);

/// The steps still to do; refuses a database that this program does not understand.
fn missing(applied: Vec<(i64, String)>) -> Result<Vec<Step>, Error> {
    let known: BTreeMap<i64, String> =
        STEPS.iter().map(|(number, _, text)| (*number, digest(text))).collect();
    for (number, found) in &applied {
        match known.get(number) {
            None => {
                let text = format!("step {number} is not known; the database is newer");
                return Err(Error::Schema(text));
            }
            Some(expected) if expected != found => {
                return Err(Error::Schema(format!("step {number} was made from another text")));
            }
            Some(_) => {}
        }
    }
    let done = |number: &i64| applied.iter().any(|(applied, _)| applied == number);
    Ok(STEPS.iter().filter(|(number, _, _)| !done(number)).copied().collect())
}

fn digest(text: &str) -> String {
    hex::encode(Sm3::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_and_altered_schemas_are_refused() {
        let known = digest(STEPS[0].2);
        assert_eq!(missing(vec![]).unwrap().len(), STEPS.len());
        assert_eq!(missing(vec![(1, known)]).unwrap(), STEPS[1..]);
        assert!(missing(vec![(999, "x".into())]).is_err());
        assert!(missing(vec![(1, "x".into())]).is_err());
    }
}
