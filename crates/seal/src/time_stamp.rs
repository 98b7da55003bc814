//! Time stamps (GB/T 20520, RFC 3161) with SM2 and SM3: asking for one, giving one, reading one.
//!
//! A stamp's own time is its signer's word. A token by somebody else over the signature value
//! proves that it existed then, and so that it was made before its key was lost or its X.509
//! certificate ran out.

use der::asn1::{Any, GeneralizedTime, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Encode, Reader, SliceReader, Tag};
use thiserror::Error;

use crate::encode::{generalized_time, octet_string, sequence, unix_seconds};
use crate::signed_data::{Draft, SignedData, SignedDataError, attribute};
use crate::signer::{KeyRef, Signer, SignerError};
use crate::sm2::sm3;
use crate::x509::X509;

/// Longest request or token, in bytes.
pub const MAX_TOKEN: usize = 64 * 1024;

const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const SIGNING_X509: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.401");
/// Of our own authorities; the arc for examples, since no policy is registered.
const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1.1");

#[derive(Debug, Error)]
pub enum TimeStampError {
    #[error(transparent)]
    Envelope(#[from] SignedDataError),
    #[error("not strict DER: {0}")]
    Der(#[from] der::Error),
    #[error("longer than {0} bytes")]
    TooLong(usize),
    #[error("version {0} is not 1")]
    Version(u8),
    #[error("the digest is not SM3")]
    Algorithm,
    #[error("an extension is not understood")]
    Extension,
    #[error("the token is not a time stamp")]
    Content,
    #[error("the stamper refused: status {0}")]
    Refused(u32),
    #[error(transparent)]
    Signer(#[from] SignerError),
}

/// What is asked: a token over these 32 bytes (SM3 of the signature value).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub imprint: [u8; 32],
    /// Big-endian without leading zeros; repeated in the token.
    pub nonce: Vec<u8>,
    /// Whether the token shall carry the stamper's X.509 certificate.
    pub with_x509: bool,
}

impl Request {
    /// TimeStampReq in DER.
    ///
    /// # Errors
    /// [`TimeStampError::Der`] if the nonce is too long.
    pub fn to_der(&self) -> Result<Vec<u8>, TimeStampError> {
        let nonce = UintRef::new(&self.nonce)?.to_der()?;
        let with = if self.with_x509 { true.to_der()? } else { Vec::new() };
        Ok(sequence(&[&1_u8.to_der()?, &imprint(&self.imprint)?, &nonce, &with])?)
    }

    /// # Errors
    /// [`TimeStampError`] names what is wrong with the bytes; a policy may be named and is ignored.
    pub fn read(bytes: &[u8]) -> Result<Self, TimeStampError> {
        whole(bytes, |r| {
            version(r)?;
            let imprint = read_imprint(r)?;
            if next_is(r, Tag::ObjectIdentifier) {
                r.decode::<ObjectIdentifier>()?;
            }
            let nonce = nonce(r)?;
            let with_x509 = next_is(r, Tag::Boolean) && r.decode::<bool>()?;
            if !r.is_finished() {
                return Err(TimeStampError::Extension);
            }
            Ok(Self { imprint, nonce, with_x509 })
        })
    }
}

/// A small time-stamp authority for demo cities and tests: its key and X.509 certificate.
pub struct Authority<'s> {
    pub signer: &'s dyn Signer,
    pub key: KeyRef,
    pub x509: X509,
}

impl Authority<'_> {
    /// A token over `imprint`. `serial` is never given twice; `time` Unix seconds. The stamper's
    /// X.509 certificate always stands in it: nobody has to look for it in twenty years.
    ///
    /// # Errors
    /// [`TimeStampError`]: the signer fails, or a time outside 1970 to 9999.
    pub fn token(
        &self,
        request: &Request,
        serial: &[u8],
        time: i64,
    ) -> Result<Vec<u8>, TimeStampError> {
        let nonce = match request.nonce.is_empty() {
            true => Vec::new(),
            false => UintRef::new(&request.nonce)?.to_der()?,
        };
        let content = sequence(&[
            &1_u8.to_der()?,
            &POLICY.to_der()?,
            &imprint(&request.imprint)?,
            &UintRef::new(serial)?.to_der()?,
            &generalized_time(time)?,
            &nonce,
        ])?;
        let algorithm = sequence(&[&SM3.to_der()?])?;
        // SigningCertificateV2 (RFC 5035): which X.509 certificate was meant, by its SM3.
        let id = sequence(&[&algorithm, &octet_string(&sm3(self.x509.as_der()))?])?;
        let meant = sequence(&[&sequence(&[&id])?])?;
        let draft = Draft {
            version: 3,
            content_type: TST_INFO,
            content: &content,
            signer: &self.x509,
            attributes: Some(vec![attribute(SIGNING_X509, &meant)?]),
        };
        let to_be_signed = draft.frozen()?;
        let signed = self.signer.sign(&self.key, &[to_be_signed.digest()])?;
        let signature = signed
            .first()
            .ok_or_else(|| SignerError::Unavailable("no signature came back".to_owned()))?;
        Ok(to_be_signed.assemble(signature, false)?)
    }

    /// TimeStampResp: granted, with the token.
    ///
    /// # Errors
    /// As [`Self::token`].
    pub fn answer(
        &self,
        request: &Request,
        serial: &[u8],
        time: i64,
    ) -> Result<Vec<u8>, TimeStampError> {
        let status = sequence(&[&0_u32.to_der()?])?;
        Ok(sequence(&[&status, &self.token(request, serial, time)?])?)
    }
}

/// The token in a TimeStampResp.
///
/// # Errors
/// [`TimeStampError::Refused`] with the status, or what is wrong with the bytes.
pub fn token_of(answer: &[u8]) -> Result<Vec<u8>, TimeStampError> {
    whole(answer, |r| {
        let status: u32 = r.sequence(|r| {
            let status = r.decode()?;
            while !r.is_finished() {
                r.tlv_bytes()?;
            }
            Ok::<_, TimeStampError>(status)
        })?;
        // 0 granted, 1 granted with modifications.
        if status > 1 || r.is_finished() {
            return Err(TimeStampError::Refused(status));
        }
        Ok(r.tlv_bytes()?.to_vec())
    })
}

/// A token as read; nothing about trust is decided here.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    envelope: SignedData<'a>,
    content: &'a [u8],
    pub imprint: [u8; 32],
    /// genTime, Unix seconds.
    pub time: i64,
    pub serial: Vec<u8>,
    pub nonce: Vec<u8>,
}

impl<'a> Token<'a> {
    /// # Errors
    /// [`TimeStampError`] names what is wrong with the bytes.
    pub fn read(bytes: &'a [u8]) -> Result<Self, TimeStampError> {
        if bytes.len() > MAX_TOKEN {
            return Err(TimeStampError::TooLong(MAX_TOKEN));
        }
        let envelope = SignedData::read(bytes)?;
        let content = envelope.content.filter(|_| envelope.content_type == TST_INFO);
        let content = content.ok_or(TimeStampError::Content)?;
        let (imprint, serial, time, nonce) = whole(content, |r| {
            version(r)?;
            r.decode::<ObjectIdentifier>()?;
            let imprint = read_imprint(r)?;
            let serial = r.decode::<UintRef<'_>>()?.as_bytes().to_vec();
            let time = r.decode::<GeneralizedTime>()?;
            // accuracy, ordering
            if next_is(r, Tag::Sequence) {
                r.tlv_bytes()?;
            }
            if next_is(r, Tag::Boolean) {
                r.decode::<bool>()?;
            }
            let nonce = nonce(r)?;
            // The stamper's name [0] says nothing that its X.509 certificate does not say.
            while !r.is_finished() {
                r.tlv_bytes()?;
            }
            Ok::<_, TimeStampError>((imprint, serial, unix_seconds(time.to_unix_duration()), nonce))
        })?;
        Ok(Self { envelope, content, imprint, time, serial, nonce })
    }

    /// The stamper's X.509 certificate, as the token carries it.
    ///
    /// # Errors
    /// [`SignedDataError::NoX509`].
    pub fn stamper(&self) -> Result<X509, SignedDataError> {
        self.envelope.signer()
    }

    /// Whether the envelope is whole: attributes about this content and this X.509 certificate,
    /// signed by it.
    #[must_use]
    pub fn is_signed_by(&self, stamper: &X509) -> bool {
        let meant = self.envelope.attribute(SIGNING_X509);
        let digest = sm3(stamper.as_der());
        let names_it = meant.is_some_and(|der| der.windows(32).any(|part| part == digest));
        self.envelope.message_digest() == Some(&sm3(self.content))
            && self.envelope.names_its_type()
            && names_it
            && self.envelope.is_signed_by(stamper.public_key(), self.content)
    }
}

fn imprint(digest: &[u8; 32]) -> der::Result<Vec<u8>> {
    sequence(&[&sequence(&[&SM3.to_der()?])?, &octet_string(digest)?])
}

fn read_imprint(r: &mut SliceReader<'_>) -> Result<[u8; 32], TimeStampError> {
    r.sequence(|r| {
        let algorithm: ObjectIdentifier = r.sequence(|r| {
            let algorithm = r.decode()?;
            if !r.is_finished() {
                r.decode::<Any>()?;
            }
            Ok::<_, TimeStampError>(algorithm)
        })?;
        let digest = r.decode::<&OctetStringRef>()?.as_bytes();
        let digest = digest.try_into().map_err(|_| TimeStampError::Algorithm)?;
        if algorithm == SM3 { Ok(digest) } else { Err(TimeStampError::Algorithm) }
    })
}

fn version(r: &mut SliceReader<'_>) -> Result<(), TimeStampError> {
    match r.decode::<u8>()? {
        1 => Ok(()),
        other => Err(TimeStampError::Version(other)),
    }
}

fn nonce(r: &mut SliceReader<'_>) -> Result<Vec<u8>, TimeStampError> {
    let given = next_is(r, Tag::Integer);
    Ok(if given { r.decode::<UintRef<'_>>()?.as_bytes().to_vec() } else { Vec::new() })
}

fn next_is(r: &SliceReader<'_>, tag: Tag) -> bool {
    Tag::peek(r).is_ok_and(|next| next == tag)
}

fn whole<'a, T>(
    bytes: &'a [u8],
    f: impl FnOnce(&mut SliceReader<'a>) -> Result<T, TimeStampError>,
) -> Result<T, TimeStampError> {
    if bytes.len() > MAX_TOKEN {
        return Err(TimeStampError::TooLong(MAX_TOKEN));
    }
    let mut reader = SliceReader::new(bytes)?;
    let value = reader.sequence(f)?;
    reader.finish()?;
    Ok(value)
}

/// What a token over a signature is about: SM3 of the BIT STRING's content (GB/T 38540 §7).
#[must_use]
pub fn imprint_of(signature: &[u8]) -> [u8; 32] {
    sm3(signature)
}

#[cfg(test)]
mod tests;
