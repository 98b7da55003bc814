//! SignedData (GB/T 35275 and RFC 5652): the envelope of plain signatures and of time-stamp tokens
//! (GB/T 20520, RFC 3161).
//!
//! Two families of content types occur in the field: those of GB/T 35275 and those of CMS. The reader
//! accepts both.

use der::asn1::{ObjectIdentifier, OctetStringRef};
use der::{Decode, Encode, Header, Reader, SliceReader, Tag, TagNumber};
use thiserror::Error;

use crate::encode::{octet_string, sequence, tlv};
use crate::sm2::{DEFAULT_USER_ID, sm3};
use crate::sm2::{Digest, PublicKey, Signature, digest};
use crate::x509::{SM2_WITH_SM3, X509};

/// Maximum length of a SignedData that is read, in bytes.
pub const MAX_SIGNED_DATA: usize = 1024 * 1024;
/// Maximum number of X.509 certificates, of signers and of attributes in one SignedData.
pub const MAX_PARTS: usize = 32;

/// The content type `data` of GB/T 35275 §6; [`GM_SIGNED_DATA`] is its `signedData`.
pub(crate) const GM_DATA: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.156.10197.6.1.4.2.1");
const GM_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.6.1.4.2.2");
/// The content type id-signedData of CMS (RFC 5652 §5.1).
const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.401");
/// The identifier of the SM2 signature algorithm (SM2-1) that GB/T 35275 uses in SignerInfo.
const SM2_SIGN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.301.1");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");

/// Why a SignedData was rejected.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SignedDataError {
    #[error("the input exceeds the limit of {0} bytes")]
    TooLong(usize),
    #[error("a list exceeds the limit of {0} elements")]
    TooMany(usize),
    #[error("invalid DER: {0}")]
    Der(#[from] der::Error),
    #[error("the content type is not SignedData")]
    ContentType,
    #[error("the digest algorithm is not SM3 or the signature algorithm is not SM2")]
    Algorithm,
    #[error("the number of signers is not exactly one")]
    Signers,
    #[error("a signed attribute occurs more than once")]
    Attributes,
    #[error("the signer's X.509 certificate is not included")]
    NoX509,
}

/// A parsed SignedData with exactly one signer. The slices borrow from the input.
#[derive(Debug, Clone)]
pub struct SignedData<'a> {
    pub content_type: ObjectIdentifier,
    /// The encapsulated content; `None` for a detached signature.
    pub content: Option<&'a [u8]>,
    x509s: Vec<&'a [u8]>,
    issuer_and_serial: &'a [u8],
    /// The signed attributes, if there are any.
    attributes: Option<Attributes<'a>>,
    /// The signature value: DER or the raw 64 bytes r ‖ s.
    signature: &'a [u8],
}

#[derive(Debug, Clone)]
struct Attributes<'a> {
    /// The bytes that are signed: the attributes re-tagged as SET OF (RFC 5652 §5.4).
    signed: Vec<u8>,
    /// The type of each attribute and the DER of its only value.
    values: Vec<(ObjectIdentifier, &'a [u8])>,
}

impl<'a> SignedData<'a> {
    /// Parses a ContentInfo that contains a SignedData, or the SignedData without ContentInfo that
    /// some vendors write. The input must be strict DER of at most [`MAX_SIGNED_DATA`] bytes with
    /// exactly one signer. No signature is verified.
    ///
    /// # Errors
    /// Returns a [`SignedDataError`] that describes the first violation.
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

    /// Returns the included X.509 certificate whose issuer and serial number the SignerInfo names.
    ///
    /// # Errors
    /// [`SignedDataError::NoX509`] if no included X.509 certificate matches.
    pub fn signer(&self) -> Result<X509, SignedDataError> {
        let named = |x509: &X509| x509.issuer_and_serial().as_deref() == Ok(self.issuer_and_serial);
        let mut all = self.x509s.iter().filter_map(|der| X509::from_der(der).ok());
        all.find(named).ok_or(SignedDataError::NoX509)
    }

    /// Returns the DER of the value of the signed attribute `kind`, if it is present.
    #[must_use]
    pub fn attribute(&self, kind: ObjectIdentifier) -> Option<&'a [u8]> {
        let values = &self.attributes.as_ref()?.values;
        values.iter().find(|(known, _)| *known == kind).map(|(_, value)| *value)
    }

    /// Returns whether the signer signed attributes instead of the content itself.
    #[must_use]
    pub fn has_attributes(&self) -> bool {
        self.attributes.is_some()
    }

    /// Returns the value of the signed attribute messageDigest (RFC 5652 §11.2).
    #[must_use]
    pub fn message_digest(&self) -> Option<&'a [u8]> {
        let value = self.attribute(MESSAGE_DIGEST)?;
        <&OctetStringRef>::from_der(value).ok().map(OctetStringRef::as_bytes)
    }

    /// Returns whether the signed attribute contentType equals the type of the encapsulated content,
    /// as RFC 5652 §11.1 requires.
    #[must_use]
    pub fn content_type_matches(&self) -> bool {
        let value = self.attribute(CONTENT_TYPE).map(ObjectIdentifier::from_der);
        value == Some(Ok(self.content_type))
    }

    /// Returns the signature value as it stands in the file, which is what a time stamp covers.
    #[must_use]
    pub fn signature(&self) -> &'a [u8] {
        self.signature
    }

    /// Returns whether `key` signed the signed attributes or, if there are none, `content`.
    #[must_use]
    pub fn is_signed_by(&self, key: &PublicKey, content: &[u8]) -> bool {
        let message = self.attributes.as_ref().map_or(content, |attributes| &attributes.signed);
        Signature::from_der_or_raw(self.signature)
            .is_ok_and(|signature| key.verify(&digest(DEFAULT_USER_ID, key, message), &signature))
    }
}

fn signed_data<'a>(r: &mut SliceReader<'a>) -> Result<SignedData<'a>, SignedDataError> {
    r.decode::<u32>()?;
    // digestAlgorithms is skipped: the binding value is the digestAlgorithm of the SignerInfo.
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
        if next_is(r, 0) { explicit(r, 0, |r| read_all(r, Tag::Sequence))? } else { Vec::new() };
    if next_is(r, 1) {
        r.tlv_bytes()?;
    }
    let signers = nested(r, Tag::Set, |r| read_all(r, Tag::Sequence))?;
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

/// Parses signedAttrs, given with their tag `[0]`. The signature covers the same content under the
/// tag SET OF instead (RFC 5652 §5.4).
fn attributes(bytes: &[u8]) -> Result<Attributes<'_>, SignedDataError> {
    let mut signed = bytes.to_vec();
    if let Some(tag) = signed.first_mut() {
        *tag = 0x31;
    }
    let mut reader = SliceReader::new(bytes)?;
    let all = explicit(&mut reader, 0, |r| read_all(r, Tag::Sequence))?;
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

/// Reads the content of an AlgorithmIdentifier and returns its OID. The parameters carry no
/// information for SM2 and SM3 and are ignored.
fn algorithm(r: &mut SliceReader<'_>) -> Result<ObjectIdentifier, SignedDataError> {
    let kind = r.decode()?;
    if !r.is_finished() {
        r.tlv_bytes()?;
    }
    Ok(kind)
}

/// Reads all remaining elements, each of which must have the given tag.
fn read_all<'a>(r: &mut SliceReader<'a>, tag: Tag) -> Result<Vec<&'a [u8]>, SignedDataError> {
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

/// The constructed context-specific tag `[number]`.
const fn context(number: u32) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number) }
}

fn next_is(r: &SliceReader<'_>, number: u32) -> bool {
    Tag::peek(r).is_ok_and(|tag| tag == context(number))
}

/// Reads the content of `[number] EXPLICIT` with `f`.
fn explicit<'a, T>(
    r: &mut SliceReader<'a>,
    number: u32,
    f: impl FnOnce(&mut SliceReader<'a>) -> Result<T, SignedDataError>,
) -> Result<T, SignedDataError> {
    nested(r, context(number), f)
}

/// Reads the content of an element with the given tag with `f`, which must consume all of it.
fn nested<'a, T>(
    r: &mut SliceReader<'a>,
    tag: Tag,
    f: impl FnOnce(&mut SliceReader<'a>) -> Result<T, SignedDataError>,
) -> Result<T, SignedDataError> {
    let header = Header::decode(r)?;
    header.tag().assert_eq(tag)?;
    r.read_nested(header.length(), f)
}

/// The fields of a SignedData that is to be written.
pub(crate) struct Draft<'a> {
    /// 1 for GB/T 35275; 3 if the content type is not `data` (RFC 5652 §5.1).
    pub version: u32,
    pub content_type: ObjectIdentifier,
    pub content: &'a [u8],
    pub signer: &'a X509,
    /// The DER of the signed attributes other than contentType and messageDigest, which are added
    /// here. With `None` there are no signed attributes, and the content itself is signed.
    pub attributes: Option<Vec<Vec<u8>>>,
}

/// A SignedData that is complete except for the signature.
pub(crate) struct ToBeSigned<'a> {
    draft: Draft<'a>,
    /// The signed attributes as SET OF in DER order.
    attributes: Option<Vec<u8>>,
}

impl<'a> Draft<'a> {
    /// Adds contentType and messageDigest and puts the signed attributes into DER order.
    pub(crate) fn into_to_be_signed(mut self) -> Result<ToBeSigned<'a>, der::Error> {
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
    /// Returns the 32-byte value e that the signer signs.
    pub(crate) fn digest(&self) -> Digest {
        let message = self.attributes.as_deref().unwrap_or(self.draft.content);
        digest(DEFAULT_USER_ID, self.draft.signer.public_key(), message)
    }

    /// Returns the DER of the ContentInfo. With `gm_types` it uses the content types and the signature
    /// algorithm identifier of GB/T 35275, otherwise those of CMS.
    pub(crate) fn assemble(
        self,
        signature: &Signature,
        gm_types: bool,
    ) -> Result<Vec<u8>, der::Error> {
        let Draft { version, content_type, content, signer, .. } = self.draft;
        let algorithm = |oid: ObjectIdentifier| sequence(&[&oid.to_der()?]);
        let content = tlv(context(0), &[&octet_string(content)?])?;
        let attributes = self.attributes.map_or(Vec::new(), |mut attributes| {
            // In SignerInfo the attributes carry the tag [0] IMPLICIT instead of SET OF.
            attributes[0] = 0xa0;
            attributes
        });
        let signature_algorithm = if gm_types { SM2_SIGN } else { SM2_WITH_SM3 };
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
        let kind = if gm_types { GM_SIGNED_DATA } else { SIGNED_DATA };
        sequence(&[&kind.to_der()?, &tlv(context(0), &[&data])?])
    }
}

/// Returns the DER of an Attribute with the single value `value`, which is given as DER.
pub(crate) fn attribute(kind: ObjectIdentifier, value: &[u8]) -> Result<Vec<u8>, der::Error> {
    sequence(&[&kind.to_der()?, &tlv(Tag::Set, &[value])?])
}
