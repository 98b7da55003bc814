//! The interface as its callers meet it, on the same city as the stories.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

mod browser;
mod document;
mod examples;
mod inputs;
mod repeats;
mod request_log;
mod routes;
mod systems;
