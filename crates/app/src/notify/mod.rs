//! 通知与待办 (Art. 10): what the applicant is told of every issue, and what waits for the posts of a
//! unit.

mod read;
mod todos;

pub use read::*;
pub use todos::*;
