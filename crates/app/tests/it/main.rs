//! Stories in the office's language, on both engines; one module per article of the regulation, in the
//! folder of the activity that it is about.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

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
