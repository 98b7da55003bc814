//! Stories: tests of the use cases, in the terms of the regulation. Each runs on SQLite and on
//! PostgreSQL and ends with a check of the whole database. There is one module for each article of
//! the regulation, in the folder of its activity (decision 0011).
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod audit;
mod catalog;
mod certificate;
mod notify;
mod onboarding;
mod operate;
mod review;
mod seals;
mod usage;
mod verify;
