//! 用证 (use, Art. 13–16): using units find certificates for a stated purpose, through a page or
//! the interface, and take an archive copy for the case file. The record of a use is durable before
//! the answer is returned (I2).

mod archive_copy;
mod availability;
mod export;
mod limits;
mod list;
mod miss_answers;
mod misses;
mod missing;
mod query;
mod question;
mod repeat;
mod sheets;

pub use archive_copy::*;
pub use availability::*;
pub use list::*;
pub use miss_answers::*;
pub use misses::*;
pub use query::{MissingCertificate, UseAnswer, UseRequest, UsedCertificate};
pub use sheets::*;
