//! 核验 (Art. 4, 15, 22): whether a file is a certificate that counts: signed, logged and not revoked
//! (I13). What the file alone can tell is judged without a server; what only the city's log and
//! register know is added when they are asked.

mod file;
mod groups;
mod register;

pub use file::*;
pub use groups::Head;
