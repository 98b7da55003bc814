//! SM2 (GB/T 32918) with SM3: keys, the digest e = SM3(Z ‖ M), signatures and their encodings.
//!
//! Everything that turns one form of a signature into another stands in [`Signature`].
//! Signing itself is only reachable inside the crate: callers go through `signer::Signer`.

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

/// What an SM2 operation refuses.
#[derive(Debug, Error, Clone, Copy, PartialEq, Eq)]
pub enum Sm2Error {
    #[error("not a valid SM2 private key")]
    SecretKey,
    #[error("the key is under a password that was not given or does not open it")]
    Password,
    #[error("not a valid SM2 public key")]
    PublicKey,
    #[error("not a strict DER signature of two integers in 1..n")]
    Signature,
    #[error("a user id has 1 to 8191 bytes")]
    UserId,
    #[error("the key could not sign this digest")]
    Signing,
}

/// The user id that enters Z. Both sides must use the same one; OpenSSL 3 takes an empty id
/// unless told otherwise, which is why an empty one cannot be made here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UserId<'a>(&'a [u8]);

/// The id that GM/T 0009 sets when none is agreed: `1234567812345678`.
pub const DEFAULT_USER_ID: UserId<'static> = UserId(b"1234567812345678");

impl<'a> UserId<'a> {
    /// 1 to 8191 bytes, because Z carries the length in bits in two bytes.
    ///
    /// # Errors
    /// [`Sm2Error::UserId`] for any other length.
    pub fn new(bytes: &'a [u8]) -> Result<Self, Sm2Error> {
        if (1..=8191).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(Sm2Error::UserId) }
    }
}

/// The 32 bytes e that are signed. Made by [`digest`]; also the form in which devices take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

/// e = SM3(Z ‖ message) for this signer (GB/T 32918.2 §6.1).
#[must_use]
pub fn digest(user_id: UserId<'_>, public_key: &PublicKey, message: &[u8]) -> Digest {
    let mut hash = Sm3::new();
    hash.update(z(user_id, public_key));
    hash.update(message);
    Digest(hash.finalize().into())
}

/// Z, the hash that binds user id, curve and public key (GB/T 32918.2 §5.5).
#[must_use]
pub fn z(user_id: UserId<'_>, public_key: &PublicKey) -> [u8; 32] {
    // The constructor bounds the length, so the bit count fits in two bytes.
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

/// SM3 of some bytes.
#[must_use]
pub fn sm3(bytes: &[u8]) -> [u8; 32] {
    Sm3::digest(bytes).into()
}

// The recommended curve of GB/T 32918.5.
const CURVE_A: [u8; 32] =
    number(b"fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc");
const CURVE_B: [u8; 32] =
    number(b"28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93");
const BASE_X: [u8; 32] =
    number(b"32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7");
const BASE_Y: [u8; 32] =
    number(b"bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0");

/// 64 lower-case hex digits → 32 bytes, at compile time.
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
