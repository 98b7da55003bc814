//! Both engines by one suite. PostgreSQL runs in a throw-away cluster whose address stands in
//! TEST_POSTGRES_URL; without it the suite fails, it never skips.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod columns;
mod databases;
mod engines;
mod frozen;
mod jobs;
mod migration;
mod roles;
mod tables;
