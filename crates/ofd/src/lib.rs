//! OFD packages (GB/T 33190): written from compiled templates, read strictly.
//!
//! Pure: bytes and display lists in, bytes and findings out (I3). What is sealed is known here
//! only as a value to put in its place; judging it belongs to the crate `seal`.

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
