//! SM2 signatures, X.509 certificates and electronic seals (GB/T 38540).
//!
//! The crate performs no I/O and reads neither a clock nor a random number generator (invariant I3 in
//! ARCHITECTURE.md): times are arguments in Unix seconds, and random bytes come through
//! [`Randomness`]. Private keys are used only through the trait [`signer::Signer`].
//!
//! `X509` always means a digital certificate. The word "certificate" alone is reserved for the 证照,
//! which this crate does not know (I12, docs/decisions/0005-certificate-and-x509.md).
#![deny(clippy::wildcard_enum_match_arm)]

pub mod eseal;
pub mod one_time;
pub mod plain;
pub mod signed_data;
pub mod signer;
pub mod sm2;
pub mod time_stamp;
pub mod verify;
pub mod x509;

mod encode;

/// A source of cryptographically secure random bytes that fills the slice it is given. The caller
/// owns the source.
pub type Randomness<'a> = &'a mut dyn FnMut(&mut [u8]);

#[cfg(test)]
mod fixture;
