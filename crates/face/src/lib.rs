//! The face (照面) of a certificate: templates, layout, display list, and output as SVG, PDF and
//! pixels; seal pictures, watermarks and hidden marks.
//!
//! The crate is pure: it uses neither I/O nor clock nor randomness; fonts and content are
//! arguments.

#![deny(clippy::wildcard_enum_match_arm)]

pub mod compile;
pub mod display;
pub mod font;
pub mod format;
pub mod identity;
pub mod layout;
pub mod microshift;
pub mod overlay;
pub mod pdf;
pub mod picture;
pub mod raster;
pub mod save;
pub mod seal_picture;
pub mod svg;
pub mod template;
pub mod trace;
pub mod watermark;

mod charset;
mod fingerprint;
mod qr;
mod sfnt;
mod steps;
mod subset;

#[cfg(test)]
mod testing;
