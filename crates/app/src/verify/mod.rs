//! 核验 (verify, Art. 4, 15, 22): whether a file is a certificate that counts: signed, logged and
//! not revoked (I13). The file alone shows whether it is signed, so that part works without a
//! server. The city's log and register show the rest.

mod file;
mod groups;
mod register;

pub use file::*;
pub use groups::Head;
