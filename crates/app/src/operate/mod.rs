//! 运维 (Art. 19, 20, 28, 29): what the operator's shell and the system administrator see and do, never
//! names or facts; and the data that change without a release.

mod data;
mod jobs;
mod shell;

pub use data::*;
pub use jobs::*;
pub use shell::*;
