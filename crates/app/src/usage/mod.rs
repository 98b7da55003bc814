//! 用证 (Art. 13–16): other units find certificates for a stated purpose, by page or interface, and take
//! an archive copy for the case file. The record of a use is durable before its answer leaves (I2).

mod archive_copy;
mod query;
mod sheets;

pub use archive_copy::*;
pub use query::*;
pub use sheets::*;
