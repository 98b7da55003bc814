//! The API as its callers see it, in the same demo city as the stories of `app`, on both engines.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first failure")]

mod applications;
mod browser;
mod codes;
mod document;
mod entries;
mod examples;
mod floods;
mod heavy;
mod inputs;
mod lines;
mod lists;
mod login_keys;
mod matters;
mod protection;
mod repeats;
mod request_log;
mod routes;
mod stopped;
mod systems;
