//! The ZIP around the document: our own writer, because bytes must never depend on a library's
//! mood, and our own reader, because a lenient one lets documents be swapped (trap list §10).

mod read;
mod write;

pub use read::{Fault, MAX_ENTRIES, MAX_RATIO, MAX_TOTAL, Package, Unreadable, read};
pub use write::{Member, Method, zip};

/// Signatures of the three record kinds of a ZIP.
const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;

#[cfg(test)]
mod tests;
