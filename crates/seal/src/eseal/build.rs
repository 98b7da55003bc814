//! Writing seals and stamps, version 4. Two steps each, so that the signing in between may
//! happen anywhere and for many documents at once.

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

/// What a new seal says. Times are Unix seconds.
#[derive(Debug, Clone)]
pub struct SealSpec<'a> {
    /// Unique by its maker; ASCII.
    pub id: &'a str,
    /// Short ASCII name of the software.
    pub vendor: &'a str,
    pub kind: SealKind,
    /// As the seal shows it, e.g. the unit's legal name.
    pub name: &'a str,
    /// Who may stamp with it; at least one.
    pub signers: &'a [X509],
    /// List the signers by SM3 digest instead of in full: smaller, and equally binding.
    pub by_digest: bool,
    pub created: i64,
    pub valid_from: i64,
    pub valid_until: i64,
    /// Format exactly `PNG` or `ofd`: readers draw nothing else.
    pub picture: Picture<'a>,
}

/// DER of SES_SealInfo: what the seal maker signs.
///
/// # Errors
/// [`SealError`] if a text, the picture, the list or the period is not fit to be written.
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
    let header =
        sequence(&[&ia5("header", "ES")?, &VERSION.to_der()?, &ia5("the vendor", spec.vendor)?])?;
    let name = text("the name", spec.name)?;
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
    let id = ia5("the id", spec.id)?;
    Ok(sequence(&[&header, &id, &property, &picture(&spec.picture)?])?)
}

/// The finished SESeal from the exact `info` that `signature` covers.
///
/// # Errors
/// [`SealError`] if the result would not be read back.
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

/// Both steps with the maker's key.
///
/// # Errors
/// As [`seal_info`], and the signer's.
pub fn make_seal(
    spec: &SealSpec<'_>,
    maker_x509: &X509,
    signer: &dyn Signer,
    key: &KeyRef,
) -> Result<Vec<u8>, SealError> {
    let info = seal_info(spec)?;
    assemble_seal(&info, maker_x509, &sign_message(signer, key, &info)?)
}

/// DER of TBS_Sign, ready to be signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TbsSign {
    der: Vec<u8>,
}

impl TbsSign {
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// The 32 bytes to hand to the signer whose key is `public_key`.
    #[must_use]
    pub fn digest(&self, public_key: &PublicKey) -> Digest {
        digest(DEFAULT_USER_ID, public_key, &self.der)
    }
}

/// First step of a stamp. `seal` is spliced in byte for byte; `time` is Unix seconds;
/// `data_hash` the SM3 of Signature.xml; `property_info` its absolute path in the package.
/// [`Stamper`] does the same for many documents.
///
/// # Errors
/// [`SealError::Text`] or [`SealError::Der`] if the time or text cannot be written.
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
        &ia5("the property text", property_info)?,
    ])?;
    Ok(TbsSign { der })
}

/// A seal and its signer, ready to stamp many documents: what every TBS_Sign begins with, the
/// seal's picture in it, is put together and hashed once.
#[derive(Debug, Clone)]
pub struct Stamper {
    /// Up to the seal's last byte, with the outer header.
    head: Vec<u8>,
    /// Where the seal begins in it.
    seal_from: usize,
    /// The property's element, with which it ends.
    tail: Vec<u8>,
    /// SM3 over Z and `head`.
    hashed: Sm3,
    public_key: PublicKey,
    signer_x509: Vec<u8>,
}

impl Stamper {
    /// `property_info` as in [`to_be_signed`]: the same for all documents.
    ///
    /// # Errors
    /// As [`to_be_signed`].
    pub fn new(seal: &[u8], property_info: &str, signer_x509: &X509) -> Result<Self, SealError> {
        let tail = ia5("the property text", property_info)?;
        let version = VERSION.to_der()?;
        // Time and hash have one length in every document, so the outer header has one content.
        let middle = middle(0, &[0; 32])?.len();
        let length = version.len() + seal.len() + middle + tail.len();
        let mut head = Header::new(Tag::Sequence, Length::try_from(length)?).to_der()?;
        head.extend_from_slice(&version);
        let seal_from = head.len();
        head.extend_from_slice(seal);
        let mut hashed = Sm3::new();
        hashed.update(z(DEFAULT_USER_ID, signer_x509.public_key()));
        hashed.update(&head);
        let public_key = *signer_x509.public_key();
        let signer_x509 = signer_x509.as_der().to_vec();
        Ok(Self { head, seal_from, tail, hashed, public_key, signer_x509 })
    }

    /// The signer's, under which the digests are made.
    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The SESeal in DER.
    #[must_use]
    pub fn seal(&self) -> &[u8] {
        self.head.get(self.seal_from..).unwrap_or_default()
    }

    /// First step: the bytes to be signed and their digest for the signer.
    ///
    /// # Errors
    /// [`SealError::Der`] if the time cannot be written.
    pub fn to_be_signed(
        &self,
        time: i64,
        data_hash: &[u8; 32],
    ) -> Result<(TbsSign, Digest), SealError> {
        let middle = middle(time, data_hash)?;
        let der = [&self.head[..], &middle, &self.tail].concat();
        let hash = self.hashed.clone().chain_update(&middle).chain_update(&self.tail);
        Ok((TbsSign { der }, Digest(hash.finalize().into())))
    }

    /// Second step, as [`assemble`]; `time_stamp` is a token over the signature's DER.
    ///
    /// # Errors
    /// As [`assemble`].
    pub fn assemble(
        &self,
        tbs: &TbsSign,
        signature: &Signature,
        time_stamp: Option<&[u8]>,
    ) -> Result<Vec<u8>, SealError> {
        assemble(tbs, &self.signer_x509, signature, time_stamp)
    }
}

/// timeInfo and dataHash.
fn middle(time: i64, data_hash: &[u8; 32]) -> Result<Vec<u8>, SealError> {
    Ok([generalized_time(time)?, bit_string(data_hash)?].concat())
}

/// Second step of a stamp: the bytes of SignedValue.dat (SES_Signature).
///
/// # Errors
/// [`SealError::Der`] if a length overflows.
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

/// Header and TBS version of GB/T 38540-2020.
const VERSION: u32 = 4;

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
        &ia5("the format", picture.format)?,
        &octet_string(picture.bytes)?,
        &picture.width.to_der()?,
        &picture.height.to_der()?,
    ])?)
}

fn text<'a>(what: &'static str, value: &'a str) -> Result<&'a str, SealError> {
    let fits = !value.is_empty() && value.len() <= MAX_TEXT && !value.contains(char::is_control);
    if fits { Ok(value) } else { Err(SealError::Text(what)) }
}

fn ia5(what: &'static str, value: &str) -> Result<Vec<u8>, SealError> {
    let value = Ia5StringRef::new(text(what, value)?).map_err(|_| SealError::Text(what))?;
    Ok(tlv(Tag::Ia5String, &[value.as_bytes()])?)
}
