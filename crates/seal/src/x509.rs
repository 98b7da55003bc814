//! X.509 certificates with SM2 keys (GB/T 20518): parsing, issuing, revocation and trust.
//!
//! The type is called [`X509`], because in this project "certificate" means a 证照 (I12).

mod crl;
mod issue;
mod name;
mod request;
#[cfg(test)]
mod tests;
mod trust;

use std::sync::OnceLock;

use der::asn1::ObjectIdentifier;
use der::pem::PemLabel;
use der::{Decode, Encode, Reader, SliceReader};
use pkcs8::LineEnding;
use thiserror::Error;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage};

use crate::encode::{sequence, unix_seconds};
use crate::signer::SignerError;
use crate::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};

pub use crl::{Crl, MAX_CRL, Reason, Revoked};
pub use issue::{Ca, Profile, Validity};
pub use name::SubjectName;
pub use request::request;
pub use trust::{ChainFinding, ChainReport, Moment, Trust, Usage};

/// The OID of SM2 with SM3, the only signature algorithm that is accepted.
pub const SM2_WITH_SM3: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.156.10197.1.501");

/// Maximum length of an X.509 certificate that is read, in bytes.
pub const MAX_X509: usize = 16 * 1024;

/// Why an X.509 certificate or a revocation list was rejected or could not be made.
#[derive(Debug, Error)]
pub enum X509Error {
    #[error("the input exceeds the limit of {0} bytes")]
    TooLong(usize),
    #[error("invalid DER: {0}")]
    Der(#[from] der::Error),
    #[error("the signature algorithm is not SM2 with SM3")]
    Algorithm,
    #[error("the key is not an SM2 key")]
    PublicKey,
    #[error("the signature value is not a valid SM2 signature in DER")]
    Signature,
    #[error("the key is not the key in this X.509 certificate")]
    KeyMismatch,
    #[error(
        "a subject needs a country code of two capital letters and names of 1 to 64 characters"
    )]
    Name,
    #[error("the validity period is empty or lies outside 1970 to 9999")]
    Validity,
    #[error("an unknown extension is critical")]
    CriticalExtension,
    #[error("this X.509 certificate does not permit signing {0}")]
    NotAnIssuer(&'static str),
    #[error(
        "{0} is no certification authority (basicConstraints without CA, or keyUsage without keyCertSign): \
         the X.509 certificate of an end entity cannot be a root"
    )]
    NoAuthority(String),
    #[error("there is no self-signed X.509 certificate of a CA that could be a trust anchor")]
    NoAnchor,
    #[error(transparent)]
    Signer(#[from] SignerError),
    #[error("the X.509 certificate cannot be built: {0}")]
    Build(String),
}

/// A parsed X.509 certificate together with its exact bytes.
#[derive(Debug, Clone)]
pub struct X509 {
    der: Vec<u8>,
    tbs: std::ops::Range<usize>,
    inner: x509_cert::Certificate,
    public_key: PublicKey,
    signature: Signature,
    /// The first key under which the signature was verified, and the result. Verification is costly, and
    /// the same X.509 certificates are verified for every stamp.
    verified_with: OnceLock<(PublicKey, bool)>,
}

impl PartialEq for X509 {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for X509 {}

impl X509 {
    /// Parses strict DER of at most [`MAX_X509`] bytes. The key must be an SM2 key and the signature
    /// algorithm SM2 with SM3. Neither the signature nor trust is checked.
    ///
    /// # Errors
    /// Returns an [`X509Error`] that describes the first violation.
    pub fn from_der(bytes: &[u8]) -> Result<Self, X509Error> {
        if bytes.len() > MAX_X509 {
            return Err(X509Error::TooLong(MAX_X509));
        }
        let inner = x509_cert::Certificate::from_der(bytes)?;
        let tbs_certificate = inner.tbs_certificate();
        let algorithm = inner.signature_algorithm();
        if tbs_certificate.signature() != algorithm || !is_sm2_with_sm3(algorithm) {
            return Err(X509Error::Algorithm);
        }
        let spki = tbs_certificate.subject_public_key_info().to_der()?;
        let public_key = PublicKey::from_spki_der(&spki).map_err(|_| X509Error::PublicKey)?;
        let signature = inner.signature().as_bytes().ok_or(X509Error::Signature)?;
        let signature = Signature::from_der(signature).map_err(|_| X509Error::Signature)?;
        let tbs = first_element(bytes)?;
        let verified_with = OnceLock::new();
        Ok(Self { der: bytes.to_vec(), tbs, inner, public_key, signature, verified_with })
    }

    /// Parses exactly one PEM block (`BEGIN CERTIFICATE`).
    ///
    /// # Errors
    /// The same as for [`Self::from_der`]; [`X509Error::Der`] if the text is not such a block.
    pub fn from_pem(pem: &str) -> Result<Self, X509Error> {
        let (label, document) = der::Document::from_pem(pem)?;
        x509_cert::Certificate::validate_pem_label(label).map_err(der::Error::from)?;
        Self::from_der(document.as_bytes())
    }

    /// Returns the exact bytes as one PEM block.
    ///
    /// # Errors
    /// [`X509Error::Der`] if encoding fails.
    pub fn to_pem(&self) -> Result<String, X509Error> {
        pem(x509_cert::Certificate::PEM_LABEL, &self.der)
    }

    /// Returns the exact bytes that were read or issued.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    #[must_use]
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// Returns the subject for display: `C=CN, O=…, CN=…`, in the encoded order.
    #[must_use]
    pub fn subject(&self) -> String {
        name::text(self.inner.tbs_certificate().subject())
    }

    /// Returns the issuer in the form of [`Self::subject`].
    #[must_use]
    pub fn issuer(&self) -> String {
        name::text(self.inner.tbs_certificate().issuer())
    }

    /// Returns the serial number, big-endian without leading zeros.
    #[must_use]
    pub fn serial(&self) -> &[u8] {
        self.inner.tbs_certificate().serial_number().as_bytes()
    }

    /// Returns the DER of IssuerAndSerialNumber, by which a SignerInfo names its signer.
    pub(crate) fn issuer_and_serial(&self) -> Result<Vec<u8>, der::Error> {
        let tbs = self.inner.tbs_certificate();
        sequence(&[&tbs.issuer().to_der()?, &tbs.serial_number().to_der()?])
    }

    /// Returns the first and the last second of validity in Unix seconds.
    #[must_use]
    pub fn validity(&self) -> Validity {
        let validity = self.inner.tbs_certificate().validity();
        Validity {
            from: unix_seconds(validity.not_before.to_unix_duration()),
            until: unix_seconds(validity.not_after.to_unix_duration()),
        }
    }

    /// Returns whether the key `issuer` signed this X.509 certificate. Names, key usage and times are not
    /// checked.
    #[must_use]
    pub fn is_signed_by(&self, issuer: &PublicKey) -> bool {
        if let Some((key, good)) = self.verified_with.get()
            && key == issuer
        {
            return *good;
        }
        let tbs = self.der.get(self.tbs.clone()).unwrap_or_default();
        let good = issuer.verify(&digest(DEFAULT_USER_ID, issuer, tbs), &self.signature);
        self.verified_with.get_or_init(|| (*issuer, good));
        good
    }

    /// Returns whether subject and issuer are equal and the key in this X.509 certificate signed it.
    #[must_use]
    pub fn is_self_signed(&self) -> bool {
        let tbs = self.inner.tbs_certificate();
        tbs.subject() == tbs.issuer() && self.is_signed_by(&self.public_key)
    }

    /// Returns what the extensions permit.
    ///
    /// # Errors
    /// An extension occurs twice, is malformed, or is critical and unknown.
    fn rights(&self) -> Result<Rights, X509Error> {
        let tbs = self.inner.tbs_certificate();
        let known = |oid: &ObjectIdentifier| {
            [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE].contains(oid)
        };
        let extensions = tbs.extensions().map_or(&[][..], Vec::as_slice);
        if extensions.iter().any(|e| e.critical && !known(&e.extn_id)) {
            return Err(X509Error::CriticalExtension);
        }
        let constraints = tbs.get_extension::<BasicConstraints>()?.map(|(_, c)| c);
        let usage = tbs.get_extension::<KeyUsage>()?.map(|(_, u)| u);
        let purposes = tbs.get_extension::<ExtendedKeyUsage>()?;
        // RFC 3161 §2.3: the extended key usage of an authority is id-kp-timeStamping and nothing else.
        // Other purposes are ignored if the extension is not critical; if it is critical, it restricts
        // the key to purposes that are not used here (RFC 5280 §4.2.1.12).
        let only_time = |all: &ExtendedKeyUsage| all.0 == [TIME_STAMPING];
        let stamps_time = purposes.as_ref().is_some_and(|(_, all)| only_time(all));
        if purposes.as_ref().is_some_and(|(critical, all)| *critical && !only_time(all)) {
            return Err(X509Error::CriticalExtension);
        }
        let ca = constraints.as_ref().is_some_and(|c| c.ca);
        Ok(Rights {
            stamps_time,
            ca,
            path_length: constraints.and_then(|c| c.path_len_constraint),
            // GB/T 20518 requires the extension keyUsage; without it nothing is permitted.
            signs_x509: ca && usage.is_some_and(|u| u.key_cert_sign()),
            signs_crl: ca && usage.is_some_and(|u| u.crl_sign()),
            signs_data: usage.is_some_and(|u| u.digital_signature() || u.non_repudiation()),
        })
    }
}

/// What the extensions of an X.509 certificate permit.
#[derive(Debug, Clone, Copy)]
struct Rights {
    ca: bool,
    /// pathLenConstraint: maximum number of CAs below this one.
    path_length: Option<u8>,
    signs_x509: bool,
    signs_crl: bool,
    signs_data: bool,
    stamps_time: bool,
}

const BASIC_CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const EXTENDED_KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
const KEY_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");

/// GM/T 0015 omits the parameters of the algorithm. An explicit NULL also occurs and is accepted.
fn is_sm2_with_sm3(algorithm: &spki::AlgorithmIdentifierOwned) -> bool {
    algorithm.oid == SM2_WITH_SM3
        && algorithm.parameters.as_ref().is_none_or(der::asn1::Any::is_null)
}

/// Encodes one PEM block.
fn pem(label: &str, der: &[u8]) -> Result<String, X509Error> {
    Ok(der::pem::encode_string(label, LineEnding::LF, der).map_err(der::Error::from)?)
}

/// Returns the position of the first element of the outer SEQUENCE, which is what the signature covers.
fn first_element(bytes: &[u8]) -> Result<std::ops::Range<usize>, der::Error> {
    let mut reader = SliceReader::new(bytes)?;
    let start = usize::try_from(der::Header::decode(&mut reader)?.encoded_len()?)?;
    let element = reader.tlv_bytes()?;
    Ok(start..start + element.len())
}
