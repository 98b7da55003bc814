//! SM2 signatures, X.509 certificates and electronic seals (GB/T 38540).
//!
//! Nothing here reads a file, a clock or a source of chance (I3): time comes in as Unix seconds,
//! random bytes through [`Chance`]. Private keys stay behind [`signer::Signer`].
//! "X509" always means a digital certificate; a 证照 is never meant in this crate (I12).
#![deny(clippy::wildcard_enum_match_arm)]

pub mod eseal;
pub mod plain;
pub mod signed_data;
pub mod signer;
pub mod sm2;
pub mod time_stamp;
pub mod verify;
pub mod x509;

mod encode;

/// Fills the slice with random bytes fit for keys. The caller owns the source.
pub type Chance<'a> = &'a mut dyn FnMut(&mut [u8]);

#[cfg(test)]
mod fixture;
