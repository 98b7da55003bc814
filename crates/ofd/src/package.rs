//! The ZIP around the document: our own writer, because bytes must never depend on a library's
//! mood, and our own reader, because a lenient one lets documents be swapped (trap list §10).

mod known;
mod read;
mod unpack;
mod write;

pub use known::{Known, Unpacked};
pub use read::{Fault, MAX_ENTRIES, MAX_TOTAL, Package, Unreadable, read, read_knowing};
pub use unpack::MAX_RATIO;
pub use write::{Member, Method, zip};

/// Signatures of the three record kinds of a ZIP.
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

#[cfg(test)]
mod tests;
