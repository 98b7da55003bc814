//! Writing seals and stamps of structure version 4 (GB/T 38540-2020).
//!
//! Each takes two steps: encode what is signed, then assemble the result with the signature. Between
//! them a cipher device can sign, and many documents can be signed as one batch.

use der::asn1::{Ia5StringRef, PrintableStringRef, Utf8StringRef};
use der::{Encode, Header, Length, Tag, TagNumber};
use sm3::{Digest as _, Sm3};

use super::{
    MAX_PICTURE, MAX_SIDE, MAX_SIGNERS, MAX_TEXT, Picture, SealError, SealKind, read_seal,
};
use crate::encode::{bit_string, generalized_time, octet_string, sequence, tlv};
use crate::signer::{KeyRef, Signer, sign_message};
use crate::sm2::{DEFAULT_USER_ID, Digest, PublicKey, Signature, digest, sm3, z};
use crate::x509::{SM2_WITH_SM3, X509};

/// The content of a new seal. Times are in Unix seconds.
#[derive(Debug, Clone)]
pub struct SealSpec<'a> {
    /// esID: ASCII, and unique for the maker.
    pub id: &'a str,
    /// Vid: a short ASCII name of the vendor.
    pub vendor: &'a str,
    pub kind: SealKind,
    /// The name of the seal, for example the unit's legal name.
    pub name: &'a str,
    /// The X.509 certificates of the signers who may use the seal; at least one.
    pub signers: &'a [X509],
    /// Whether the signers are listed by the SM3 digests of their X.509 certificates (certListType 2)
    /// instead of in full (1). Digests are smaller and equally binding.
    pub by_digest: bool,
    pub created: i64,
    pub valid_from: i64,
    pub valid_until: i64,
    /// The format must be exactly `PNG` or `ofd`, because common readers draw no other.
    pub picture: Picture<'a>,
}

/// The first step of making a seal: returns the DER of SES_SealInfo, which the seal maker signs.
///
/// # Errors
/// Returns a [`SealError`] if a text, the picture, the list of signers or the validity period violates
/// the limits of this module.
pub fn seal_info(spec: &SealSpec<'_>) -> Result<Vec<u8>, SealError> {
    if spec.valid_from > spec.valid_until || spec.created > spec.valid_until {
        return Err(SealError::Validity);
    }
    let time = |unix| generalized_time(unix).map_err(|_| SealError::Validity);
    let kind = match spec.kind {
        SealKind::Unit => 1,
        SealKind::Personal => 2,
        SealKind::Other(number) => number,
    };
    let header = sequence(&[
        &ia5("the header identifier", "ES")?,
        &VERSION.to_der()?,
        &ia5("the vendor", spec.vendor)?,
    ])?;
    let name = text("the seal name", spec.name)?;
    let (list_type, list) = signer_list(spec)?;
    let property = sequence(&[
        &kind.to_der()?,
        &Utf8StringRef::new(name)?.to_der()?,
        &list_type.to_der()?,
        &list,
        &time(spec.created)?,
        &time(spec.valid_from)?,
        &time(spec.valid_until)?,
    ])?;
    let id = ia5("the seal identifier", spec.id)?;
    Ok(sequence(&[&header, &id, &property, &picture(&spec.picture)?])?)
}

/// The second step of making a seal: returns the DER of SESeal. `signature` must cover exactly `info`.
///
/// # Errors
/// Returns a [`SealError`] if [`read_seal`] would not accept the result.
pub fn assemble_seal(
    info: &[u8],
    maker_x509: &X509,
    signature: &Signature,
) -> Result<Vec<u8>, SealError> {
    let seal = sequence(&[
        info,
        &octet_string(maker_x509.as_der())?,
        &SM2_WITH_SM3.to_der()?,
        &bit_string(&signature.to_der())?,
    ])?;
    read_seal(&seal)?;
    Ok(seal)
}

/// Makes a seal in one call: [`seal_info`], the signature with the maker's `key`, [`assemble_seal`].
///
/// # Errors
/// The same as for the two steps, and [`SealError::Signer`].
pub fn make_seal(
    spec: &SealSpec<'_>,
    maker_x509: &X509,
    signer: &dyn Signer,
    key: &KeyRef,
) -> Result<Vec<u8>, SealError> {
    let info = seal_info(spec)?;
    assemble_seal(&info, maker_x509, &sign_message(signer, key, &info)?)
}

/// An encoded TBS_Sign: the bytes that the signature of a stamp covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TbsSign {
    der: Vec<u8>,
}

impl TbsSign {
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the 32-byte value e that the signer with `public_key` signs.
    #[must_use]
    pub fn digest(&self, public_key: &PublicKey) -> Digest {
        digest(DEFAULT_USER_ID, public_key, &self.der)
    }
}

/// The first step of making a stamp: encodes TBS_Sign.
///
/// `seal` is the DER of SESeal and is copied byte for byte, `time` is in Unix seconds, `data_hash` is
/// the SM3 digest of Signature.xml, and `property_info` is the absolute path of that file in the
/// package. [`Stamper`] does the same faster for many documents.
///
/// # Errors
/// [`SealError::Text`] if `property_info` cannot be encoded, [`SealError::Der`] if `time` cannot.
pub fn to_be_signed(
    seal: &[u8],
    time: i64,
    data_hash: &[u8; 32],
    property_info: &str,
) -> Result<TbsSign, SealError> {
    let der = sequence(&[
        &VERSION.to_der()?,
        seal,
        &generalized_time(time)?,
        &bit_string(data_hash)?,
        &ia5("propertyInfo", property_info)?,
    ])?;
    Ok(TbsSign { der })
}

/// A seal and its signer, prepared to stamp many documents. Every TBS_Sign begins with the same bytes
/// (the seal with its picture), which are encoded and hashed only once.
#[derive(Debug, Clone)]
pub struct Stamper {
    /// The beginning of every TBS_Sign, from the outer header to the last byte of the seal.
    head: Vec<u8>,
    /// The offset of the seal in `head`.
    seal_start: usize,
    /// The encoded propertyInfo, with which every TBS_Sign ends.
    tail: Vec<u8>,
    /// The state of SM3 after Z and `head`.
    hash_of_head: Sm3,
    public_key: PublicKey,
    signer_x509: Vec<u8>,
}

impl Stamper {
    /// Prepares stamps with the SESeal `seal` for the signer with `signer_x509`. `property_info` has
    /// the meaning of [`to_be_signed`] and is the same for all documents.
    ///
    /// # Errors
    /// The same as for [`to_be_signed`].
    pub fn new(seal: &[u8], property_info: &str, signer_x509: &X509) -> Result<Self, SealError> {
        let tail = ia5("propertyInfo", property_info)?;
        let version = VERSION.to_der()?;
        // The encodings of time and hash have a constant length, so the length in the outer header is
        // the same for every document.
        let middle = time_and_hash(0, &[0; 32])?.len();
        let length = version.len() + seal.len() + middle + tail.len();
        let mut head = Header::new(Tag::Sequence, Length::try_from(length)?).to_der()?;
        head.extend_from_slice(&version);
        let seal_start = head.len();
        head.extend_from_slice(seal);
        let mut hash_of_head = Sm3::new();
        hash_of_head.update(z(DEFAULT_USER_ID, signer_x509.public_key()));
        hash_of_head.update(&head);
        let public_key = *signer_x509.public_key();
        let signer_x509 = signer_x509.as_der().to_vec();
        Ok(Self { head, seal_start, tail, hash_of_head, public_key, signer_x509 })
    }

    /// Returns the signer's public key, which enters every digest.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Returns the DER of the SESeal.
    #[must_use]
    pub fn seal(&self) -> &[u8] {
        self.head.get(self.seal_start..).unwrap_or_default()
    }

    /// The first step: returns the same TBS_Sign as the function [`to_be_signed`], and the value e
    /// that the signer signs.
    ///
    /// # Errors
    /// [`SealError::Der`] if `time` (Unix seconds) cannot be encoded.
    pub fn to_be_signed(
        &self,
        time: i64,
        data_hash: &[u8; 32],
    ) -> Result<(TbsSign, Digest), SealError> {
        let middle = time_and_hash(time, data_hash)?;
        let der = [&self.head[..], &middle, &self.tail].concat();
        let hash = self.hash_of_head.clone().chain_update(&middle).chain_update(&self.tail);
        Ok((TbsSign { der }, Digest(hash.finalize().into())))
    }

    /// The second step, like the function [`assemble`].
    ///
    /// # Errors
    /// The same as for the function [`assemble`].
    pub fn assemble(
        &self,
        tbs: &TbsSign,
        signature: &Signature,
        time_stamp: Option<&[u8]>,
    ) -> Result<Vec<u8>, SealError> {
        assemble(tbs, &self.signer_x509, signature, time_stamp)
    }
}

/// Encodes timeInfo and dataHash.
fn time_and_hash(time: i64, data_hash: &[u8; 32]) -> Result<Vec<u8>, SealError> {
    Ok([generalized_time(time)?, bit_string(data_hash)?].concat())
}

/// The second step of making a stamp: returns the DER of SES_Signature, the content of
/// SignedValue.dat. `time_stamp` is a token over the DER of `signature`.
///
/// # Errors
/// [`SealError::Der`] if an element is too long to encode.
pub fn assemble(
    tbs: &TbsSign,
    signer_x509_der: &[u8],
    signature: &Signature,
    time_stamp: Option<&[u8]>,
) -> Result<Vec<u8>, SealError> {
    let tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
    let time_stamp = match time_stamp {
        Some(token) => tlv(tag, &[&bit_string(token)?])?,
        None => Vec::new(),
    };
    Ok(sequence(&[
        &tbs.der,
        &octet_string(signer_x509_der)?,
        &SM2_WITH_SM3.to_der()?,
        &bit_string(&signature.to_der())?,
        &time_stamp,
    ])?)
}

/// The version in SES_Header and TBS_Sign by GB/T 38540-2020.
const VERSION: u32 = 4;

/// Returns certListType and the DER of SES_CertList.
fn signer_list(spec: &SealSpec<'_>) -> Result<(u32, Vec<u8>), SealError> {
    if spec.signers.is_empty() {
        return Err(SealError::SignerList);
    }
    if spec.signers.len() > MAX_SIGNERS {
        return Err(SealError::TooMany(MAX_SIGNERS));
    }
    let entry = |x509: &X509| -> der::Result<Vec<u8>> {
        if !spec.by_digest {
            return octet_string(x509.as_der());
        }
        let kind = PrintableStringRef::new("SM3")?.to_der()?;
        sequence(&[&kind, &octet_string(&sm3(x509.as_der()))?])
    };
    let entries = spec.signers.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    let parts = entries.iter().map(Vec::as_slice).collect::<Vec<_>>();
    Ok((if spec.by_digest { 2 } else { 1 }, sequence(&parts)?))
}

fn picture(picture: &Picture<'_>) -> Result<Vec<u8>, SealError> {
    let sides = [picture.width, picture.height];
    let drawable = matches!(picture.format, "PNG" | "ofd");
    let size = picture.bytes.len();
    if !drawable
        || size == 0
        || size > MAX_PICTURE
        || sides.iter().any(|s| *s == 0 || *s > MAX_SIDE)
    {
        return Err(SealError::Picture);
    }
    Ok(sequence(&[
        &ia5("the picture format", picture.format)?,
        &octet_string(picture.bytes)?,
        &picture.width.to_der()?,
        &picture.height.to_der()?,
    ])?)
}

/// Checks a text against [`MAX_TEXT`]; `what` names it in the error.
fn text<'a>(what: &'static str, value: &'a str) -> Result<&'a str, SealError> {
    let fits = !value.is_empty() && value.len() <= MAX_TEXT && !value.contains(char::is_control);
    if fits { Ok(value) } else { Err(SealError::Text(what)) }
}

/// Returns the DER of an IA5String; `what` names the text in the error.
fn ia5(what: &'static str, value: &str) -> Result<Vec<u8>, SealError> {
    let value = Ia5StringRef::new(text(what, value)?).map_err(|_| SealError::Text(what))?;
    Ok(tlv(Tag::Ia5String, &[value.as_bytes()])?)
}
