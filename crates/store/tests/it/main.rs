//! One suite for both engines. PostgreSQL runs in a temporary cluster, whose address is in
//! TEST_POSTGRES_URL (`.ci/with-postgres` starts one). Without it the tests fail; none is skipped.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first failure")]

mod columns;
mod databases;
mod engines;
mod frozen;
mod jobs;
mod migration;
mod roles;
mod tables;
mod writing;
