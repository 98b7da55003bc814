//! The interface as its callers meet it, on the same city as the stories.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod browser;
mod inputs;
mod repeats;
mod routes;
mod systems;
