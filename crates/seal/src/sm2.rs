//! SM2 (GB/T 32918) with SM3: keys, the digest e = SM3(Z ‖ M), signatures and their encodings.
//!
//! [`Signature`] is the only place that converts between the encodings of a signature. Signing itself
//! is private to this crate: callers use the trait [`crate::signer::Signer`].

mod encrypted;
mod fast;
mod key;
mod signature;
mod table;
#[cfg(test)]
mod tests;
pub mod timing;

use sm3::{Digest as _, Sm3};
use thiserror::Error;

pub use encrypted::{Lock, ROUNDS, is_encrypted, lock, unlock};
pub use key::{PublicKey, SecretKey, verify};
pub use signature::{ORDER, Signature};

/// Why an SM2 operation failed.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum Sm2Error {
    #[error("not a valid SM2 private key")]
    SecretKey,
    #[error("the key is encrypted, and the password is missing or wrong")]
    Password,
    #[error("not a valid SM2 public key")]
    PublicKey,
    #[error(
        "not a valid SM2 signature: r and s must lie between 1 and n-1, in strict DER or as 64 bytes"
    )]
    Signature,
    #[error("a user id must have 1 to 8191 bytes")]
    UserId,
    #[error("the key could not sign this digest")]
    Signing,
}

/// The user id that enters Z (GB/T 32918.2 §5.5). Signer and verifier must use the same one.
///
/// An empty id is not permitted: OpenSSL 3 uses one unless `distid` is set, and such signatures must
/// be recognised as wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserId<'a>(&'a [u8]);

/// The user id `1234567812345678`, which GM/T 0009 specifies if no other one is agreed.
pub const DEFAULT_USER_ID: UserId<'static> = UserId(b"1234567812345678");

impl<'a> UserId<'a> {
    /// Takes an id of 1 to 8191 bytes. Z contains the length in bits as a 16-bit number, which bounds
    /// the length.
    ///
    /// # Errors
    /// [`Sm2Error::UserId`] for any other length.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Sm2Error> {
        if (1..=8191).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(Sm2Error::UserId) }
    }
}

/// The 32-byte value e that is signed, big-endian. [`digest`] computes it; cipher devices take the same
/// form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

/// Returns e = SM3(Z ‖ message) for the signer with `public_key` (GB/T 32918.2 §6.1).
#[must_use]
pub fn digest(user_id: UserId<'_>, public_key: &PublicKey, message: &[u8]) -> Digest {
    let mut hash = Sm3::new();
    hash.update(z(user_id, public_key));
    hash.update(message);
    Digest(hash.finalize().into())
}

/// Returns Z, the SM3 digest that binds user id, curve and public key (GB/T 32918.2 §5.5).
#[must_use]
pub fn z(user_id: UserId<'_>, public_key: &PublicKey) -> [u8; 32] {
    // `UserId::new` bounds the length, so the number of bits fits into 16 bits.
    let bits = u16::try_from(user_id.0.len() * 8).unwrap_or(u16::MAX);
    let mut hash = Sm3::new();
    hash.update(bits.to_be_bytes());
    hash.update(user_id.0);
    for part in [CURVE_A, CURVE_B, BASE_X, BASE_Y] {
        hash.update(part);
    }
    hash.update(public_key.to_xy());
    hash.finalize().into()
}

/// Returns the SM3 digest of `bytes` (GB/T 32905).
#[must_use]
pub fn sm3(bytes: &[u8]) -> [u8; 32] {
    Sm3::digest(bytes).into()
}

// The curve parameters of GB/T 32918.5.
const CURVE_A: [u8; 32] =
    number(b"fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc");
const CURVE_B: [u8; 32] =
    number(b"28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93");
const BASE_X: [u8; 32] =
    number(b"32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7");
const BASE_Y: [u8; 32] =
    number(b"bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0");

/// Converts 64 lower-case hexadecimal digits to 32 bytes at compile time.
const fn number(hex: &[u8; 64]) -> [u8; 32] {
    const fn digit(c: u8) -> u8 {
        if c <= b'9' { c - b'0' } else { c - b'a' + 10 }
    }
    let mut out = [0; 32];
    let mut i = 0;
    while i < 32 {
        out[i] = digit(hex[2 * i]) << 4 | digit(hex[2 * i + 1]);
        i += 1;
    }
    out
}
