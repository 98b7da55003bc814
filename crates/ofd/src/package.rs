//! The ZIP container of an OFD document.
//!
//! The crate has its own writer, because the bytes of a file must not change with the version of a
//! library, and its own reader, because a lenient one can be made to show another document than the
//! one that was verified.

mod fault;
mod known;
mod read;
mod unpack;
mod write;

pub use fault::{Fault, Unreadable};
pub use known::{Known, Unpacked};
pub use read::{MAX_ENTRIES, MAX_TOTAL, Package, read, read_within};
pub use unpack::MAX_RATIO;
pub use write::{Member, Method, zip};

/// Signatures of the three kinds of records of a ZIP file (APPNOTE 4.3.7, 4.3.12, 4.3.16).
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

#[cfg(test)]
mod tests;
