//! 运维 (operate, Art. 19, 20): what the system administrator and the operator's shell may see and
//! do. They see no names and no facts.

mod jobs;
mod shell;

pub use jobs::*;
pub use shell::*;
