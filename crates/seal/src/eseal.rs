//! Electronic seals and stamps (GB/T 38540-2020 §7).
//!
//! A *seal* (SESeal, 电子印章) is made once by a seal maker and contains a picture and the list of those
//! who may use it. A *stamp* (SES_Signature, 电子签章) is the signature of one document; it contains the
//! whole seal.
//!
//! `build` writes structure version 4. `read` accepts versions 4 and 5 (GM/T 0031-2025, which has the
//! same structure); `legacy` accepts the structure of GM/T 0031-2014. The readers require strict DER
//! within the limits below and verify no signature; that is done by [`crate::verify`].

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

/// Maximum length of an SES_Signature (SignedValue.dat) that is read, in bytes.
pub const MAX_SIGNED_VALUE: usize = 4 * 1024 * 1024;
/// Maximum size of a seal picture that is written, in bytes. A widely used browser viewer crashes on
/// pictures of more than about 110 kB.
pub const MAX_PICTURE: usize = 100_000;
/// Maximum number of signers that one seal lists.
pub const MAX_SIGNERS: usize = 1000;
/// Maximum number of extensions in one structure.
pub const MAX_EXTENSIONS: usize = 32;
/// Maximum length of a name, identifier, vendor or propertyInfo, in bytes.
pub const MAX_TEXT: usize = 1024;
/// Maximum width and height of a picture, in millimetres.
pub const MAX_SIDE: u32 = 2000;

/// Why a seal or stamp was rejected or could not be made.
#[derive(Debug, Error)]
pub enum SealError {
    #[error("the input exceeds the limit of {0} bytes")]
    TooLong(usize),
    #[error("a list exceeds the limit of {0} elements")]
    TooMany(usize),
    #[error("invalid DER: {0}")]
    Der(#[from] der::Error),
    #[error("unsupported structure version {0}")]
    Version(u32),
    #[error("the identifier in the header is not ES")]
    Header,
    #[error("the signature algorithm is not SM2 with SM3")]
    Algorithm,
    #[error("a BIT STRING has unused bits or the wrong length")]
    BitString,
    #[error("the list of signers is empty, or holds neither X.509 certificates nor SM3 digests")]
    SignerList,
    #[error("an unknown extension is critical")]
    CriticalExtension,
    #[error("{0} is empty, too long or contains characters that are not permitted")]
    Text(&'static str),
    #[error(
        "the picture is empty or too large, its width or height is out of range, or its format is neither PNG nor ofd"
    )]
    Picture,
    #[error("the validity period is empty or lies outside 1970 to 9999")]
    Validity,
    #[error(transparent)]
    Signer(#[from] SignerError),
}

/// The type of a seal, by its number in SES_ESPropertyInfo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealKind {
    /// A unit's seal, 单位印章 (1).
    Unit,
    /// A person's seal, 个人印章 (2).
    Personal,
    /// Any other number; the standard does not define their meaning.
    Other(u32),
}

/// The picture of a seal (SES_ESPictrueInfo).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picture<'a> {
    /// The format as the seal names it, for example `PNG` or `ofd`.
    pub format: &'a str,
    pub bytes: &'a [u8],
    /// Width in millimetres.
    pub width: u32,
    /// Height in millimetres.
    pub height: u32,
}

/// The signers who may use a seal (SES_CertList).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignerList<'a> {
    /// Their X.509 certificates in DER (certListType 1).
    X509s(Vec<&'a [u8]>),
    /// The SM3 digests of their X.509 certificates (certListType 2).
    Digests(Vec<[u8; 32]>),
}

impl SignerList<'_> {
    /// Returns whether exactly this X.509 certificate is listed.
    #[must_use]
    pub fn contains(&self, x509_der: &[u8]) -> bool {
        match self {
            Self::X509s(list) => list.contains(&x509_der),
            Self::Digests(list) => list.contains(&crate::sm2::sm3(x509_der)),
        }
    }
}

/// A parsed seal (SESeal). The slices borrow from the input; times are in Unix seconds.
#[derive(Debug, Clone)]
pub struct Seal<'a> {
    /// The structure version: 4 or 5; 1 to 3 for the structure of GM/T 0031-2014.
    pub version: u32,
    pub vendor: &'a str,
    /// esID, which is unique for its maker.
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
    /// The bytes that the maker's signature covers.
    pub signed: Cow<'a, [u8]>,
    /// The seal maker's X.509 certificate in DER.
    pub maker_x509: &'a [u8],
    /// The maker's signature value: DER or the raw 64 bytes r ‖ s.
    pub signature: &'a [u8],
}

/// A parsed stamp (SES_Signature). The slices borrow from the input.
#[derive(Debug, Clone)]
pub struct SignedSeal<'a> {
    pub seal: Seal<'a>,
    /// timeInfo in Unix seconds, as the signer states it.
    pub time: i64,
    /// dataHash, the SM3 digest of the protected file.
    pub data_hash: [u8; 32],
    /// propertyInfo, which names the protected file: in OFD the absolute path of Signature.xml.
    pub property_info: &'a str,
    /// The exact bytes of TBS_Sign, which the signature covers.
    pub tbs: &'a [u8],
    /// The signer's X.509 certificate in DER.
    pub signer_x509: &'a [u8],
    /// The signature value: DER or the raw 64 bytes r ‖ s.
    pub signature: &'a [u8],
    /// The time-stamp token over the signature, if there is one; it is not parsed here.
    pub time_stamp: Option<&'a [u8]>,
}
