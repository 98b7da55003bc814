//! Time-stamp requests, responses and tokens (GB/T 20520, RFC 3161) with SM2 and SM3.
//!
//! The time in a stamp is only the signer's own statement. A token of an independent authority over
//! the signature value proves that the signature existed at the token's time, and therefore that it
//! was made before its key was compromised or its X.509 certificate expired.

use der::asn1::{Any, GeneralizedTime, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Encode, Reader, SliceReader, Tag};
use thiserror::Error;

use crate::encode::{generalized_time, octet_string, sequence, unix_seconds};
use crate::signed_data::{Draft, SignedData, SignedDataError, attribute};
use crate::signer::{KeyRef, Signer, SignerError};
use crate::sm2::sm3;
use crate::x509::X509;

/// Maximum length of a request, a response or a token, in bytes.
pub const MAX_TOKEN: usize = 64 * 1024;

/// id-ct-TSTInfo (RFC 3161 §2.4.2).
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// id-aa-signingCertificateV2 (RFC 5035 §3).
const SIGNING_X509: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
const SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.401");
/// The policy in our own tokens. No policy is registered, so it lies in the arc that is reserved for
/// examples (RFC 5612).
const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.32473.1.1");

/// Why a request, a response or a token was rejected or could not be made.
#[derive(Debug, Error)]
pub enum TimeStampError {
    #[error(transparent)]
    Envelope(#[from] SignedDataError),
    #[error("invalid DER: {0}")]
    Der(#[from] der::Error),
    #[error("the input exceeds the limit of {0} bytes")]
    TooLong(usize),
    #[error("unsupported version {0}; only version 1 is defined")]
    Version(u8),
    #[error("the message imprint is not a 32-byte SM3 digest")]
    Algorithm,
    #[error("the request has extensions, which are not supported")]
    Extension,
    #[error("the token does not contain a TSTInfo")]
    Content,
    #[error("the time-stamp authority refused the request with status {0}")]
    Refused(u32),
    #[error(transparent)]
    Signer(#[from] SignerError),
}

/// A TimeStampReq (RFC 3161 §2.4.1) with an SM3 imprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The SM3 digest of the signature value that is to be time-stamped.
    pub imprint: [u8; 32],
    /// Big-endian without leading zeros; empty for none. The token repeats it.
    pub nonce: Vec<u8>,
    /// certReq: whether the token should include the authority's X.509 certificate.
    pub with_x509: bool,
}

impl Request {
    /// Encodes the TimeStampReq in DER.
    ///
    /// # Errors
    /// [`TimeStampError::Der`] if the nonce is too long.
    pub fn to_der(&self) -> Result<Vec<u8>, TimeStampError> {
        let nonce = UintRef::new(&self.nonce)?.to_der()?;
        let with = if self.with_x509 { true.to_der()? } else { Vec::new() };
        Ok(sequence(&[&1_u8.to_der()?, &imprint(&self.imprint)?, &nonce, &with])?)
    }

    /// Parses a TimeStampReq. A requested policy is ignored; extensions are refused.
    ///
    /// # Errors
    /// Returns a [`TimeStampError`] that describes the first violation.
    pub fn read(bytes: &[u8]) -> Result<Self, TimeStampError> {
        read_whole(bytes, |r| {
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

/// A minimal time-stamp authority, for the demonstration city and for tests.
pub struct Authority<'s> {
    pub signer: &'s dyn Signer,
    pub key: KeyRef,
    pub x509: X509,
}

impl Authority<'_> {
    /// Makes a token for `request`. `serial` (big-endian) must be unique for this authority; `time`
    /// is in Unix seconds. The token always includes the authority's X.509 certificate, whatever the
    /// request says, so that it can still be verified many years later.
    ///
    /// # Errors
    /// Returns a [`TimeStampError`] if the signer fails or `time` lies outside 1970 to 9999.
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
        // SigningCertificateV2 (RFC 5035 §3) names the authority's X.509 certificate by its SM3.
        let id = sequence(&[&algorithm, &octet_string(&sm3(self.x509.as_der()))?])?;
        let signing_x509 = sequence(&[&sequence(&[&id])?])?;
        let draft = Draft {
            version: 3,
            content_type: TST_INFO,
            content: &content,
            signer: &self.x509,
            attributes: Some(vec![attribute(SIGNING_X509, &signing_x509)?]),
        };
        let to_be_signed = draft.into_to_be_signed()?;
        let signed = self.signer.sign(&self.key, &[to_be_signed.digest()])?;
        let signature = signed.first().ok_or_else(|| {
            SignerError::Unavailable("the signer returned no signature".to_owned())
        })?;
        Ok(to_be_signed.assemble(signature, false)?)
    }

    /// Returns the DER of a TimeStampResp with the status `granted` and the token.
    ///
    /// # Errors
    /// The same as for [`Self::token`].
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

/// Extracts the token from a TimeStampResp (RFC 3161 §2.4.2).
///
/// # Errors
/// [`TimeStampError::Refused`] if no token was granted; otherwise the error that describes the first
/// violation of the format.
pub fn token_of(response: &[u8]) -> Result<Vec<u8>, TimeStampError> {
    read_whole(response, |r| {
        let status: u32 = r.sequence(|r| {
            let status = r.decode()?;
            while !r.is_finished() {
                r.tlv_bytes()?;
            }
            Ok::<_, TimeStampError>(status)
        })?;
        // PKIStatus: 0 is granted, 1 is grantedWithMods.
        if status > 1 || r.is_finished() {
            return Err(TimeStampError::Refused(status));
        }
        Ok(r.tlv_bytes()?.to_vec())
    })
}

/// A parsed time-stamp token. Parsing does not decide whether the authority is trusted.
#[derive(Debug, Clone)]
pub struct Token<'a> {
    envelope: SignedData<'a>,
    /// The DER of the TSTInfo.
    content: &'a [u8],
    /// The SM3 digest that the token covers.
    pub imprint: [u8; 32],
    /// genTime in Unix seconds.
    pub time: i64,
    /// Big-endian without leading zeros.
    pub serial: Vec<u8>,
    /// Big-endian without leading zeros; empty if the request had none.
    pub nonce: Vec<u8>,
}

impl<'a> Token<'a> {
    /// Parses a token of at most [`MAX_TOKEN`] bytes. No signature is verified.
    ///
    /// # Errors
    /// Returns a [`TimeStampError`] that describes the first violation.
    pub fn read(bytes: &'a [u8]) -> Result<Self, TimeStampError> {
        if bytes.len() > MAX_TOKEN {
            return Err(TimeStampError::TooLong(MAX_TOKEN));
        }
        let envelope = SignedData::read(bytes)?;
        let content = envelope.content.filter(|_| envelope.content_type == TST_INFO);
        let content = content.ok_or(TimeStampError::Content)?;
        let (imprint, serial, time, nonce) = read_whole(content, |r| {
            version(r)?;
            r.decode::<ObjectIdentifier>()?;
            let imprint = read_imprint(r)?;
            let serial = r.decode::<UintRef<'_>>()?.as_bytes().to_vec();
            let time = r.decode::<GeneralizedTime>()?;
            // The optional fields accuracy and ordering are not used.
            if next_is(r, Tag::Sequence) {
                r.tlv_bytes()?;
            }
            if next_is(r, Tag::Boolean) {
                r.decode::<bool>()?;
            }
            let nonce = nonce(r)?;
            // The fields tsa and extensions are ignored: the authority is identified by its X.509
            // certificate.
            while !r.is_finished() {
                r.tlv_bytes()?;
            }
            Ok::<_, TimeStampError>((imprint, serial, unix_seconds(time.to_unix_duration()), nonce))
        })?;
        Ok(Self { envelope, content, imprint, time, serial, nonce })
    }

    /// Returns the authority's X.509 certificate that the token includes.
    ///
    /// # Errors
    /// [`SignedDataError::NoX509`] if the token does not include it.
    pub fn stamper(&self) -> Result<X509, SignedDataError> {
        self.envelope.signer()
    }

    /// Returns whether the key of `stamper` signed this token, and whether the signed attributes name
    /// this content and this X.509 certificate, as RFC 3161 §2.4.2 requires.
    #[must_use]
    pub fn is_signed_by(&self, stamper: &X509) -> bool {
        let signing_x509 = self.envelope.attribute(SIGNING_X509);
        let digest = sm3(stamper.as_der());
        let names_it = signing_x509.is_some_and(|der| der.windows(32).any(|part| part == digest));
        self.envelope.message_digest() == Some(&sm3(self.content))
            && self.envelope.content_type_matches()
            && names_it
            && self.envelope.is_signed_by(stamper.public_key(), self.content)
    }
}

/// Returns the DER of a MessageImprint.
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

/// Reads the optional nonce; empty if it is absent.
fn nonce(r: &mut SliceReader<'_>) -> Result<Vec<u8>, TimeStampError> {
    let present = next_is(r, Tag::Integer);
    Ok(if present { r.decode::<UintRef<'_>>()?.as_bytes().to_vec() } else { Vec::new() })
}

fn next_is(r: &SliceReader<'_>, tag: Tag) -> bool {
    Tag::peek(r).is_ok_and(|next| next == tag)
}

/// Reads one SEQUENCE with `f`, which must consume all of it, and nothing may follow.
fn read_whole<'a, T>(
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

/// Returns the imprint that a token over a signature must have: the SM3 digest of the signature value,
/// that is of the content of the BIT STRING (GB/T 38540-2020 §7).
#[must_use]
pub fn imprint_of(signature: &[u8]) -> [u8; 32] {
    sm3(signature)
}

#[cfg(test)]
mod tests;
