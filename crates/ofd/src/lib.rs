//! Writes and examines OFD packages (GB/T 33190-2016).
//!
//! - [`compile`] prepares what all certificates of a type share, once per face template.
//! - [`write`] adds what is particular to one certificate and prepares it for the seal.
//! - [`again`] adds a further signature to a signed file.
//! - [`examine`] reads a file of any producer and reports what its signatures cover.
//! - [`package`] is the ZIP container below all of them; [`digest`] computes SM3 digests in bulk.
//!
//! The crate is pure: it takes bytes and display lists and returns bytes and findings. It treats a
//! signature value as opaque bytes; the crate `seal` makes and judges it.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod again;
pub mod compile;
pub mod digest;
pub mod examine;
pub mod package;
pub mod write;

mod coverage;
mod draw;
mod tree;

#[cfg(test)]
mod testing;
