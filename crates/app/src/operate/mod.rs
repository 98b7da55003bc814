//! 运维 (Art. 19, 20): what the operator's shell may see and do. Never names or facts.

mod jobs;
mod shell;

pub use jobs::*;
pub use shell::*;
