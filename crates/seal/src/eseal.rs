//! Electronic seals and what they stamp: SESeal and SES_Signature (GB/T 38540-2020).
//!
//! `build` writes version 4. `read` reads versions 4 and 5 (GM/T 0031-2025: same shapes);
//! `legacy` reads the shape of GM/T 0031-2014. Reading is strict DER within the limits below;
//! nothing here decides whether a signature holds (see `verify`).

mod build;
mod legacy;
mod read;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use thiserror::Error;

use crate::signer::SignerError;

pub use build::{
    SealSpec, Stamper, TbsSign, assemble, assemble_seal, make_seal, seal_info, to_be_signed,
};
pub use read::{read, read_seal};

/// Longest SES_Signature (SignedValue.dat) that is read, in bytes.
pub const MAX_SIGNED_VALUE: usize = 4 * 1024 * 1024;
/// Largest seal picture that is written, in bytes: above about 110 kB a common browser viewer
/// crashes.
pub const MAX_PICTURE: usize = 100_000;
/// Most signers in one seal.
pub const MAX_SIGNERS: usize = 1000;
/// Most extensions in one structure. None of them nests: the deepest path is 7 elements.
pub const MAX_EXTENSIONS: usize = 32;
/// Longest name, id, vendor or property text, in bytes.
pub const MAX_TEXT: usize = 1024;
/// Largest side of a picture, in mm.
pub const MAX_SIDE: u32 = 2000;

/// What reading or building refuses.
#[derive(Debug, Error)]
pub enum SealError {
    #[error("longer than {0} bytes")]
    TooLong(usize),
    #[error("more than {0} elements")]
    TooMany(usize),
    #[error("not strict DER: {0}")]
    Der(#[from] der::Error),
    #[error("version {0} is none of 4 and 5")]
    Version(u32),
    #[error("the header does not say ES")]
    Header,
    #[error("the signature algorithm is not SM2 with SM3")]
    Algorithm,
    #[error("a hash or signature field is not whole bytes of the right length")]
    BitString,
    #[error("the list of signers is neither X.509 certificates nor SM3 digests")]
    SignerList,
    #[error("a critical extension is not understood")]
    CriticalExtension,
    #[error("{0} is empty, too long or has characters outside its set")]
    Text(&'static str),
    #[error("the picture is empty, too large, without size, or neither PNG nor ofd")]
    Picture,
    #[error("the seal's period is empty or outside 1970 to 9999")]
    Validity,
    #[error(transparent)]
    Signer(#[from] SignerError),
}

/// Whose seal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealKind {
    /// 单位印章 (1).
    Unit,
    /// 个人印章 (2).
    Personal,
    /// Another number; the standard leaves them open.
    Other(u32),
}

/// The picture of a seal as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture<'a> {
    /// `PNG`, `ofd`, …
    pub format: &'a str,
    pub bytes: &'a [u8],
    /// Millimetres.
    pub width: u32,
    /// Millimetres.
    pub height: u32,
}

/// Who may stamp with a seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerList<'a> {
    /// Whole X.509 certificates in DER (certListType 1).
    X509s(Vec<&'a [u8]>),
    /// Their SM3 digests (certListType 2).
    Digests(Vec<[u8; 32]>),
}

impl SignerList<'_> {
    /// Whether this X.509 certificate, byte for byte, is listed.
    #[must_use]
    pub fn contains(&self, x509_der: &[u8]) -> bool {
        match self {
            Self::X509s(list) => list.contains(&x509_der),
            Self::Digests(list) => list.contains(&crate::sm2::sm3(x509_der)),
        }
    }
}

/// A seal as read; slices point into the input. Times are Unix seconds.
#[derive(Debug, Clone)]
pub struct Seal<'a> {
    /// 4 or 5; 1 to 3 for the shape of 2014.
    pub version: u32,
    pub vendor: &'a str,
    /// esID, unique by its maker.
    pub id: &'a str,
    pub kind: SealKind,
    pub name: &'a str,
    pub signers: SignerList<'a>,
    pub created: i64,
    pub valid_from: i64,
    pub valid_until: i64,
    pub picture: Picture<'a>,
    /// The exact bytes of the whole SESeal.
    pub der: &'a [u8],
    /// The bytes that the seal maker signed.
    pub signed: Cow<'a, [u8]>,
    /// DER of the seal maker's X.509 certificate.
    pub maker_x509: &'a [u8],
    /// The maker's signature value, DER or raw.
    pub signature: &'a [u8],
}

/// A stamped document's SES_Signature as read; slices point into the input.
#[derive(Debug, Clone)]
pub struct SignedSeal<'a> {
    pub seal: Seal<'a>,
    /// timeInfo, Unix seconds: the signer's own word.
    pub time: i64,
    /// SM3 of the protected file.
    pub data_hash: [u8; 32],
    /// States what is protected: for OFD the path of Signature.xml.
    pub property_info: &'a str,
    /// The exact bytes that were signed.
    pub tbs: &'a [u8],
    /// DER of the signer's X.509 certificate.
    pub signer_x509: &'a [u8],
    /// The signature value, DER or raw.
    pub signature: &'a [u8],
    /// A time-stamp token over the signature, if there is one; not evaluated here.
    pub time_stamp: Option<&'a [u8]>,
}
