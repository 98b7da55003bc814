//! The signature value and its two encodings, DER and raw r ‖ s.

use super::{Sm2Error, number};

/// n, the order of the base point (GB/T 32918.5), big-endian. r and s lie between 1 and n-1.
pub const ORDER: [u8; 32] =
    number(b"fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123");

/// An SM2 signature. r and s are big-endian and lie between 1 and n-1 by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature {
    r: [u8; 32],
    s: [u8; 32],
}

impl Signature {
    /// Makes a signature from its two numbers.
    ///
    /// # Errors
    /// [`Sm2Error::Signature`] if r or s is 0 or not below n.
    pub fn new(r: [u8; 32], s: [u8; 32]) -> Result<Self, Sm2Error> {
        let in_range = |v: &[u8; 32]| *v != [0; 32] && *v < ORDER;
        if in_range(&r) && in_range(&s) { Ok(Self { r, s }) } else { Err(Sm2Error::Signature) }
    }

    #[must_use]
    pub fn r(&self) -> &[u8; 32] {
        &self.r
    }

    #[must_use]
    pub fn s(&self) -> &[u8; 32] {
        &self.s
    }

    /// Returns r ‖ s, 64 bytes, the form that cipher devices and the signature header of the API use.
    #[must_use]
    pub fn to_raw(&self) -> [u8; 64] {
        let mut raw = [0; 64];
        raw[..32].copy_from_slice(&self.r);
        raw[32..].copy_from_slice(&self.s);
        raw
    }

    /// Reads r ‖ s.
    ///
    /// # Errors
    /// [`Sm2Error::Signature`] unless `raw` has 64 bytes and r and s lie between 1 and n-1.
    pub fn from_raw(raw: &[u8]) -> Result<Self, Sm2Error> {
        let (r, s) = raw.split_at_checked(32).ok_or(Sm2Error::Signature)?;
        let half = |v: &[u8]| <[u8; 32]>::try_from(v).map_err(|_| Sm2Error::Signature);
        Self::new(half(r)?, half(s)?)
    }

    /// Returns the DER of SEQUENCE { INTEGER r, INTEGER s } (GB/T 35276, GM/T 0009 §7.3), which has 8 to
    /// 72 bytes.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let mut out = vec![SEQUENCE, 0];
        for value in [&self.r, &self.s] {
            push_integer(&mut out, value);
        }
        // Each INTEGER has at most 35 bytes, so the short form of the length suffices.
        out[1] = u8::try_from(out.len() - 2).unwrap_or(0);
        out
    }

    /// Reads strict DER: lengths in short form, minimal positive integers, no trailing bytes.
    ///
    /// # Errors
    /// [`Sm2Error::Signature`] for anything else.
    pub fn from_der(der: &[u8]) -> Result<Self, Sm2Error> {
        let [SEQUENCE, length, rest @ ..] = der else { return Err(Sm2Error::Signature) };
        if *length >= 0x80 || usize::from(*length) != rest.len() {
            return Err(Sm2Error::Signature);
        }
        let (r, rest) = take_integer(rest)?;
        let (s, rest) = take_integer(rest)?;
        if rest.is_empty() { Self::new(r, s) } else { Err(Sm2Error::Signature) }
    }

    /// Reads either encoding. GB/T 35276 specifies DER, but some vendors write the raw 64 bytes into
    /// seals and stamps.
    ///
    /// # Errors
    /// [`Sm2Error::Signature`] if the bytes are neither.
    pub fn from_der_or_raw(bytes: &[u8]) -> Result<Self, Sm2Error> {
        // DER may also have exactly 64 bytes, so it is tried first. A raw signature is mistaken for DER
        // only if six of its bytes happen to be the right tags and lengths, which is negligible.
        Self::from_der(bytes).or_else(|_| Self::from_raw(bytes))
    }
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

/// Appends the DER of a positive INTEGER.
fn push_integer(out: &mut Vec<u8>, value: &[u8; 32]) {
    let zeros = value.iter().take_while(|b| **b == 0).count().min(31);
    let digits = &value[zeros..];
    let sign = usize::from(digits[0] & 0x80 != 0);
    out.push(INTEGER);
    out.push(u8::try_from(digits.len() + sign).unwrap_or(0));
    out.extend(std::iter::repeat_n(0, sign));
    out.extend_from_slice(digits);
}

/// Reads a minimal, non-negative INTEGER of at most 256 bits; returns it with the remaining bytes.
fn take_integer(bytes: &[u8]) -> Result<([u8; 32], &[u8]), Sm2Error> {
    let [INTEGER, length, rest @ ..] = bytes else { return Err(Sm2Error::Signature) };
    let (body, rest) = rest.split_at_checked(usize::from(*length)).ok_or(Sm2Error::Signature)?;
    let digits = match body {
        [] => return Err(Sm2Error::Signature),
        [first, ..] if first & 0x80 != 0 => return Err(Sm2Error::Signature),
        [0, second, ..] if second & 0x80 == 0 => return Err(Sm2Error::Signature),
        [0, digits @ ..] => digits,
        digits => digits,
    };
    let mut value = [0; 32];
    let start = 32_usize.checked_sub(digits.len()).ok_or(Sm2Error::Signature)?;
    value[start..].copy_from_slice(digits);
    Ok((value, rest))
}
