//! Adapters to what lies outside the program, behind the ports of `app` (decision 0015). The only crate that
//! reaches the network; nothing here is called inside a transaction.

mod agent;
mod time_stamps;
mod verify;

pub use agent::Authorities;
pub use time_stamps::HttpTimeStamper;
pub use verify::verify_at;
