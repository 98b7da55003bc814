//! SignedData: the envelope of plain signatures (GB/T 35275) and of time-stamp tokens (GB/T 20520,
//! RFC 3161). Both families of content types occur; reading takes either.

use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Header, Reader, SliceReader, Tag, TagNumber};
use thiserror::Error;

use crate::encode::{octet_string, sequence, tlv};
use crate::sm2::{DEFAULT_USER_ID, sm3};
use crate::sm2::{Digest, PublicKey, Signature, digest};
use crate::x509::{SM2_WITH_SM3, X509};

/// Longest SignedData that is read, in bytes.
pub const MAX_SIGNED_DATA: usize = 1024 * 1024;
/// Most X.509 certificates, signers and attributes in one.
pub const MAX_PARTS: usize = 32;

/// GB/T 35275 §6: data, and signedData.
pub(crate) const GM_DATA: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.156.10197.6.1.4.2.1");
const GM_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.6.1.4.2.2");
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.401");
/// SM2-1, how GB/T 35275 names the signature algorithm.
const SM2_SIGN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// What reading refuses.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SignedDataError {
    #[error("longer than {0} bytes")]
    TooLong(usize),
    #[error("more than {0} elements")]
    TooMany(usize),
    #[error("not strict DER: {0}")]
    Der(#[from] der::Error),
    #[error("the content is not signed data")]
    ContentType,
    #[error("the algorithms are not SM3 and SM2")]
    Algorithm,
    #[error("not one signer")]
    Signers,
    #[error("a signed attribute is doubled, missing or malformed")]
    Attributes,
    #[error("the signer's X.509 certificate is not among them")]
    NoX509,
}

/// As read; slices point into the input.
#[derive(Debug, Clone)]
pub struct SignedData<'a> {
    pub content_type: ObjectIdentifier,
    /// The signed content, unless it is kept elsewhere.
    pub content: Option<&'a [u8]>,
    x509s: Vec<&'a [u8]>,
    issuer_and_serial: &'a [u8],
    /// Values of the signed attributes by type, and what was signed: their SET OF.
    attributes: Option<Attributes<'a>>,
    /// Signature value, DER or raw.
    signature: &'a [u8],
}

#[derive(Debug, Clone)]
struct Attributes<'a> {
    signed: Vec<u8>,
    values: Vec<(ObjectIdentifier, &'a [u8])>,
}

impl<'a> SignedData<'a> {
    /// Reads a ContentInfo with SignedData of one signer, or the bare SignedData that some makers
    /// write. Strict DER of at most [`MAX_SIGNED_DATA`] bytes.
    ///
    /// # Errors
    /// [`SignedDataError`] names what is wrong with the bytes.
    pub fn read(bytes: &'a [u8]) -> Result<Self, SignedDataError> {
        if bytes.len() > MAX_SIGNED_DATA {
            return Err(SignedDataError::TooLong(MAX_SIGNED_DATA));
        }
        let mut reader = SliceReader::new(bytes)?;
        let read = reader.sequence(|r| {
            if Tag::peek(r)? == Tag::Integer {
                return signed_data(r);
            }
            let kind: ObjectIdentifier = r.decode()?;
            if kind != GM_SIGNED_DATA && kind != SIGNED_DATA {
                return Err(SignedDataError::ContentType);
            }
            explicit(r, 0, |r| r.sequence(signed_data))
        })?;
        reader.finish()?;
        Ok(read)
    }

    /// The X.509 certificate that the signer names.
    ///
    /// # Errors
    /// [`SignedDataError::NoX509`] if it is not among them.
    pub fn signer(&self) -> Result<X509, SignedDataError> {
        let named = |x509: &X509| x509.issuer_and_serial().as_deref() == Ok(self.issuer_and_serial);
        let mut all = self.x509s.iter().filter_map(|der| X509::from_der(der).ok());
        all.find(named).ok_or(SignedDataError::NoX509)
    }

    /// The one value of a signed attribute.
    #[must_use]
    pub fn attribute(&self, kind: ObjectIdentifier) -> Option<&'a [u8]> {
        let values = &self.attributes.as_ref()?.values;
        values.iter().find(|(known, _)| *known == kind).map(|(_, value)| *value)
    }

    #[must_use]
    pub fn has_attributes(&self) -> bool {
        self.attributes.is_some()
    }

    /// What the signed attributes say the content's SM3 is.
    #[must_use]
    pub fn message_digest(&self) -> Option<&'a [u8]> {
        let value = self.attribute(MESSAGE_DIGEST)?;
        <&OctetStringRef>::from_der(value).ok().map(OctetStringRef::as_bytes)
    }

    /// Whether the signed attributes name the content's own type.
    #[must_use]
    pub fn names_its_type(&self) -> bool {
        let value = self.attribute(CONTENT_TYPE).map(ObjectIdentifier::from_der);
        value == Some(Ok(self.content_type))
    }

    /// The signature's value as it stands: what a time stamp over it is about.
    #[must_use]
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// Whether `key` signed the attributes, or where there are none, `content`.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey, content: &[u8]) -> bool {
        let message = self.attributes.as_ref().map_or(content, |attributes| &attributes.signed);
        Signature::from_der_or_raw(self.signature)
            .is_ok_and(|signature| key.verify(&digest(DEFAULT_USER_ID, key, message), &signature))
    }
}

fn signed_data<'a>(r: &mut SliceReader<'a>) -> Result<SignedData<'a>, SignedDataError> {
    r.decode::<u32>()?;
    // Which digests occur is said again, and bindingly, with the signer.
    r.tlv_bytes()?;
    let (content_type, content) = r.sequence(|r| {
        let kind: ObjectIdentifier = r.decode()?;
        let content = if r.is_finished() {
            None
        } else {
            Some(explicit(r, 0, |r| Ok(r.decode::<&'a OctetStringRef>()?.as_bytes()))?)
        };
        Ok::<_, SignedDataError>((kind, content))
    })?;
    let x509s =
        if next_is(r, 0) { explicit(r, 0, |r| many(r, Tag::Sequence))? } else { Vec::new() };
    if next_is(r, 1) {
        r.tlv_bytes()?;
    }
    let signers = nested(r, Tag::Set, |r| many(r, Tag::Sequence))?;
    let [signer] = signers.as_slice() else { return Err(SignedDataError::Signers) };
    let mut reader = SliceReader::new(signer)?;
    reader.sequence(|r| {
        r.decode::<u32>()?;
        let issuer_and_serial = r.tlv_bytes()?;
        if r.sequence(algorithm)? != SM3 {
            return Err(SignedDataError::Algorithm);
        }
        let attributes = if next_is(r, 0) { Some(attributes(r.tlv_bytes()?)?) } else { None };
        if ![SM2_SIGN, SM2_WITH_SM3].contains(&r.sequence(algorithm)?) {
            return Err(SignedDataError::Algorithm);
        }
        let signature = r.decode::<&'a OctetStringRef>()?.as_bytes();
        if next_is(r, 1) {
            r.tlv_bytes()?;
        }
        Ok(SignedData { content_type, content, x509s, issuer_and_serial, attributes, signature })
    })
}

/// `bytes` under their tag [0]; what is signed is the same content under the tag of SET OF.
fn attributes(bytes: &[u8]) -> Result<Attributes<'_>, SignedDataError> {
    let mut signed = bytes.to_vec();
    if let Some(tag) = signed.first_mut() {
        *tag = 0x31;
    }
    let mut reader = SliceReader::new(bytes)?;
    let all = explicit(&mut reader, 0, |r| many(r, Tag::Sequence))?;
    let mut values: Vec<(ObjectIdentifier, &[u8])> = Vec::new();
    for attribute in all {
        let (kind, value) = SliceReader::new(attribute)?.sequence(|r| {
            let kind: ObjectIdentifier = r.decode()?;
            let value = nested(r, Tag::Set, |r| Ok(r.tlv_bytes()?))?;
            Ok::<_, SignedDataError>((kind, value))
        })?;
        if values.iter().any(|(known, _)| *known == kind) {
            return Err(SignedDataError::Attributes);
        }
        values.push((kind, value));
    }
    Ok(Attributes { signed, values })
}

/// The identifier; parameters are absent or NULL and mean nothing here.
fn algorithm(r: &mut SliceReader<'_>) -> Result<ObjectIdentifier, SignedDataError> {
    let kind = r.decode()?;
    if !r.is_finished() {
        r.tlv_bytes()?;
    }
    Ok(kind)
}

fn many<'a>(r: &mut SliceReader<'a>, tag: Tag) -> Result<Vec<&'a [u8]>, SignedDataError> {
    let mut found = Vec::new();
    while !r.is_finished() {
        Tag::peek(r)?.assert_eq(tag)?;
        if found.len() == MAX_PARTS {
            return Err(SignedDataError::TooMany(MAX_PARTS));
        }
        found.push(r.tlv_bytes()?);
    }
    Ok(found)
}

const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

fn next_is(r: &SliceReader<'_>, number: u32) -> bool {
    Tag::peek(r).is_ok_and(|tag| tag == context(number))
}

fn explicit<'a, T>(
    r: &mut SliceReader<'a>,
    number: u32,
    f: impl FnOnce(&mut SliceReader<'a>) -> Result<T, SignedDataError>,
) -> Result<T, SignedDataError> {
    nested(r, context(number), f)
}

fn nested<'a, T>(
    r: &mut SliceReader<'a>,
    tag: Tag,
    f: impl FnOnce(&mut SliceReader<'a>) -> Result<T, SignedDataError>,
) -> Result<T, SignedDataError> {
    let header = Header::decode(r)?;
    header.tag().assert_eq(tag)?;
    r.read_nested(header.length(), f)
}

/// What is to be written.
pub(crate) struct Draft<'a> {
    /// 1 by GB/T 35275, 3 where the content is not plain data (RFC 5652 §5.1).
    pub version: u32,
    pub content_type: ObjectIdentifier,
    pub content: &'a [u8],
    pub signer: &'a X509,
    /// DER of the attributes beside type and digest; `None`: the content itself is signed.
    pub attributes: Option<Vec<Vec<u8>>>,
}

/// Content to be signed, and the rest of its envelope.
pub(crate) struct ToBeSigned<'a> {
    draft: Draft<'a>,
    /// SET OF, in DER order.
    attributes: Option<Vec<u8>>,
}

impl<'a> Draft<'a> {
    pub(crate) fn frozen(mut self) -> Result<ToBeSigned<'a>, der::Error> {
        let attributes = match self.attributes.take() {
            None => None,
            Some(mut all) => {
                all.push(attribute(CONTENT_TYPE, &self.content_type.to_der()?)?);
                all.push(attribute(MESSAGE_DIGEST, &octet_string(&sm3(self.content))?)?);
                all.sort();
                let parts: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
                Some(tlv(Tag::Set, &parts)?)
            }
        };
        Ok(ToBeSigned { draft: self, attributes })
    }
}

impl ToBeSigned<'_> {
    /// The 32 bytes for the signer.
    pub(crate) fn digest(&self) -> Digest {
        let message = self.attributes.as_deref().unwrap_or(self.draft.content);
        digest(DEFAULT_USER_ID, self.draft.signer.public_key(), message)
    }

    /// The ContentInfo. `gm`: under the content types of GB/T 35275, else those of CMS.
    pub(crate) fn assemble(self, signature: &Signature, gm: bool) -> Result<Vec<u8>, der::Error> {
        let Draft { version, content_type, content, signer, .. } = self.draft;
        let algorithm = |oid: ObjectIdentifier| sequence(&[&oid.to_der()?]);
        let content = tlv(context(0), &[&octet_string(content)?])?;
        let attributes = self.attributes.map_or(Vec::new(), |mut attributes| {
            attributes[0] = 0xa0;
            attributes
        });
        let signature_algorithm = if gm { SM2_SIGN } else { SM2_WITH_SM3 };
        let signer_info = sequence(&[
            &1_u32.to_der()?,
            &signer.issuer_and_serial()?,
            &algorithm(SM3)?,
            &attributes,
            &algorithm(signature_algorithm)?,
            &octet_string(&signature.to_der())?,
        ])?;
        let data = sequence(&[
            &version.to_der()?,
            &tlv(Tag::Set, &[&algorithm(SM3)?])?,
            &sequence(&[&content_type.to_der()?, &content])?,
            &tlv(context(0), &[signer.as_der()])?,
            &tlv(Tag::Set, &[&signer_info])?,
        ])?;
        let kind = if gm { GM_SIGNED_DATA } else { SIGNED_DATA };
        sequence(&[&kind.to_der()?, &tlv(context(0), &[&data])?])
    }
}

/// An attribute with one value.
pub(crate) fn attribute(kind: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>, der::Error> {
    sequence(&[&kind.to_der()?, &tlv(Tag::Set, &[value])?])
}
