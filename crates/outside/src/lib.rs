//! Adapters to systems outside the program. They implement the ports of `app` (decision 0015). Only
//! this crate calls the network, and nothing in it is called inside a transaction.

mod agent;
mod time_stamps;
mod verify;

pub use agent::Authorities;
pub use time_stamps::HttpTimeStamper;
pub use verify::verify_at;
