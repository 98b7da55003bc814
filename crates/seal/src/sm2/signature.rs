//! The signature value and the only place where DER and raw r ‖ s meet.

use super::{Sm2Error, number};

/// n, the order of the group: r and s lie in 1..n.
pub const ORDER: [u8; 32] =
    number(b"fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123");

/// An SM2 signature; r and s are big-endian and lie in 1..n by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Signature {
    r: [u8; 32],
    s: [u8; 32],
}

impl Signature {
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

    /// r ‖ s, 64 bytes, as devices and the API header use it.
    #[must_use]
    pub fn to_raw(&self) -> [u8; 64] {
        let mut raw = [0; 64];
        raw[..32].copy_from_slice(&self.r);
        raw[32..].copy_from_slice(&self.s);
        raw
    }

    /// # Errors
    /// [`Sm2Error::Signature`] unless 64 bytes with r and s in 1..n.
    pub fn from_raw(raw: &[u8]) -> Result<Self, Sm2Error> {
        let (r, s) = raw.split_at_checked(32).ok_or(Sm2Error::Signature)?;
        let half = |v: &[u8]| <[u8; 32]>::try_from(v).map_err(|_| Sm2Error::Signature);
        Self::new(half(r)?, half(s)?)
    }

    /// SEQUENCE { INTEGER r, INTEGER s } (GM/T 0009 §7.3), 8 to 72 bytes.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let mut out = vec![SEQUENCE, 0];
        for value in [&self.r, &self.s] {
            push_integer(&mut out, value);
        }
        // Two integers of at most 35 bytes: the short form of the length always fits.
        out[1] = u8::try_from(out.len() - 2).unwrap_or(0);
        out
    }

    /// Reads strict DER only: short lengths, minimal positive integers, nothing behind.
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

    /// As [`Self::from_der`], and also the bare 64 bytes that some vendors put into seals.
    ///
    /// # Errors
    /// [`Sm2Error::Signature`] if the bytes are neither.
    pub fn from_der_or_raw(bytes: &[u8]) -> Result<Self, Sm2Error> {
        // A DER value of 64 bytes exists, so DER is tried first; r ‖ s that happens to be
        // well-formed DER of exactly 64 bytes would need 6 fixed bytes to fit by chance.
        Self::from_der(bytes).or_else(|_| Self::from_raw(bytes))
    }
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;

fn push_integer(out: &mut Vec<u8>, value: &[u8; 32]) {
    let zeros = value.iter().take_while(|b| **b == 0).count().min(31);
    let digits = &value[zeros..];
    let sign = usize::from(digits[0] & 0x80 != 0);
    out.push(INTEGER);
    out.push(u8::try_from(digits.len() + sign).unwrap_or(0));
    out.extend(std::iter::repeat_n(0, sign));
    out.extend_from_slice(digits);
}

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
