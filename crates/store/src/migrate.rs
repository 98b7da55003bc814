//! Schema migrations, which only go forward. A database with an unknown step, or with a step that was made
//! from another text, is refused (decision 0016).
//!
//! A step and its entry in `schema_step` are one transaction. A process that dies therefore leaves complete
//! steps, and the next start continues after them.

use std::collections::BTreeMap;

use sm3::{Digest, Sm3};
use sqlx::{AssertSqlSafe, PgPool, SqlitePool};
use store_schema::{Dialect, JobRow, STEPS, SerialRow, translate};

use crate::cipher::KeyRing;
use crate::error::Error;
use crate::reliance::signed;

const TABLE: &str = "CREATE TABLE IF NOT EXISTS schema_step (
  number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL,
  applied_at BIGINT NOT NULL)";
const APPLIED: &str = "SELECT number, digest FROM schema_step ORDER BY number";
const INSERT: &str =
    "INSERT INTO schema_step (number, name, digest, applied_at) VALUES ($1, $2, $3, $4)";

/// The step that adds MACs. Only the program can compute those of the rows that exist.
const AUTHENTIC: i64 = 4;
const SERIALS: &str = "SELECT name, last FROM serial";
const SIGN_SERIAL: &str = "UPDATE serial SET mac = $1 WHERE name = $2";
/// A job that is done is never run again, so it needs no MAC.
const JOBS: &str = "SELECT job_id, kind, subject, occurrence, payload, created_at FROM job
  WHERE state <> 'done'";
const SIGN_JOB: &str = "UPDATE job SET mac = $1 WHERE job_id = $2";

type JobColumns = (String, String, String, String, String, i64);

fn job((job_id, kind, subject, occurrence, payload, created_at): JobColumns) -> JobRow {
    JobRow { job_id, kind, subject, occurrence, payload, created_at, ..JobRow::default() }
}

/// How far a migration has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The step's number and name.
    pub number: i64,
    pub name: &'static str,
    pub phase: Phase,
    /// Number of steps that are left, including this one.
    pub left: usize,
}

/// The phases of a schema step, which takes effect when it is committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Begun,
    Written,
    Committed,
}

/// Is called in every phase of every step.
pub type MigrationListener<'a> = &'a mut (dyn FnMut(Migration) + Send);

/// Runs the next missing step in the transaction `$tx`, or returns if there is none. A macro, because the
/// transactions of the two engines have different types.
macro_rules! step {
    ($tx:ident, $dialect:expr, $keys:ident, $now:ident, $listener:ident) => {{
        let applied: Vec<(i64, String)> = sqlx::query_as(APPLIED).fetch_all(&mut *$tx).await?;
        let steps = missing(applied)?;
        let Some((number, name, text)) = steps.first().copied() else {
            return Ok($tx.commit().await?);
        };
        let mut tell = |phase| $listener(Migration { number, name, phase, left: steps.len() });
        tell(Phase::Begun);
        let statements = translate(text, $dialect);
        sqlx::raw_sql(AssertSqlSafe(statements)).execute(&mut *$tx).await?;
        if number == AUTHENTIC {
            let serials: Vec<(String, i64)> = sqlx::query_as(SERIALS).fetch_all(&mut *$tx).await?;
            for (name, last) in serials {
                let row = signed($keys, &SerialRow { name, last, mac: Vec::new() });
                let query = sqlx::query(SIGN_SERIAL).bind(row.mac).bind(row.name);
                query.execute(&mut *$tx).await?;
            }
            let jobs: Vec<JobColumns> = sqlx::query_as(JOBS).fetch_all(&mut *$tx).await?;
            for columns in jobs {
                let row = signed($keys, &job(columns));
                let query = sqlx::query(SIGN_JOB).bind(row.mac).bind(row.job_id);
                query.execute(&mut *$tx).await?;
            }
        }
        let entry = sqlx::query(INSERT).bind(number).bind(name).bind(digest(text)).bind($now);
        entry.execute(&mut *$tx).await?;
        tell(Phase::Written);
        $tx.commit().await?;
        tell(Phase::Committed);
    }};
}

pub async fn sqlite(
    pool: &SqlitePool,
    keys: &KeyRing,
    now: i64,
    listener: MigrationListener<'_>,
) -> Result<(), Error> {
    loop {
        let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(TABLE).execute(&mut *tx).await?;
        step!(tx, Dialect::Sqlite, keys, now, listener);
    }
}

pub async fn postgres(
    pool: &PgPool,
    keys: &KeyRing,
    now: i64,
    listener: MigrationListener<'_>,
) -> Result<(), Error> {
    loop {
        let mut tx = pool.begin().await?;
        // If two processes start at the same time, the second waits here until the first has finished.
        sqlx::query(TABLE).execute(&mut *tx).await?;
        sqlx::query("LOCK TABLE schema_step IN ACCESS EXCLUSIVE MODE").execute(&mut *tx).await?;
        step!(tx, Dialect::Postgres, keys, now, listener);
    }
}

/// The tables of the log that the service may read and append to, but not change. The others must change:
/// the head moves, the work list is emptied, and details may be erased when the law demands it (I10).
const APPEND_ONLY: [&str; 3] = ["audit_record", "audit_place", "audit_node"];

/// Grants `role` the rights that the running service needs. `pool` is that of the owner of the tables.
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

/// Checks that the schema is up to date, for a service that may not change it.
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

/// The steps that are not applied yet. Refuses a database with unknown or different steps.
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
