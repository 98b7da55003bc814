//! Revocation lists (RFC 5280 §5): their entries and how they are parsed.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use der::Decode;
use der::pem::PemLabel;
use x509_cert::crl::{CertificateList, RevokedCert};
use x509_cert::ext::ToExtension;
use x509_cert::ext::pkix::CrlReason;
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

use super::{Validity, X509, X509Error, first_element, is_sm2_with_sm3, pem};
use crate::encode::{date_time, unix_seconds};
use crate::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};

/// Maximum length of a list that is read, in bytes; it suffices for about 400,000 entries.
pub const MAX_CRL: usize = 16 * 1024 * 1024;

/// Why an X.509 certificate was revoked: the reasons of RFC 5280 §5.3.1 that make a difference here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The key is compromised, so even signatures that claim an earlier date are in doubt.
    Compromised,
    /// The X.509 certificate was replaced.
    Superseded,
    /// The holder no longer exists or no longer signs (cessationOfOperation).
    Ceased,
    /// Any other reason, or none given.
    Other,
}

/// One entry of a revocation list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// The serial number of the revoked X.509 certificate, big-endian without leading zeros.
    pub serial: Vec<u8>,
    /// revocationDate in Unix seconds.
    pub at: i64,
    pub reason: Reason,
}

impl Revoked {
    /// Encodes the entry for the list of `issuer`.
    pub(super) fn to_entry(&self, issuer: &Name) -> Result<RevokedCert, X509Error> {
        let reason = match self.reason {
            Reason::Compromised => Some(CrlReason::KeyCompromise),
            Reason::Superseded => Some(CrlReason::Superseded),
            Reason::Ceased => Some(CrlReason::CessationOfOperation),
            Reason::Other => None,
        };
        let extension = reason.map(|r| (&r).to_extension(issuer, &[])).transpose()?;
        Ok(RevokedCert {
            serial_number: SerialNumber::new(&self.serial)?,
            revocation_date: Time::from(date_time(self.at).map_err(|_| X509Error::Validity)?),
            crl_entry_extensions: extension.map(|e| vec![e]),
        })
    }
}

/// A parsed revocation list together with its exact bytes.
#[derive(Debug, Clone)]
pub struct Crl {
    der: Vec<u8>,
    tbs: std::ops::Range<usize>,
    issuer: Name,
    this_update: i64,
    next_update: Option<i64>,
    entries: BTreeMap<Vec<u8>, (i64, Reason)>,
    signature: Signature,
    /// x ‖ y of the key under which the signature was found valid. A list is long and is consulted for
    /// every stamp, so it is verified only once.
    signed_by: OnceLock<[u8; 64]>,
}

impl Crl {
    /// Parses strict DER of at most [`MAX_CRL`] bytes. The signature is not verified.
    ///
    /// Lists with critical extensions, such as delta lists and lists of partial scope, are rejected,
    /// because an entry that is missing from them does not mean "not revoked".
    ///
    /// # Errors
    /// Returns an [`X509Error`] that describes the first violation.
    pub fn from_der(bytes: &[u8]) -> Result<Self, X509Error> {
        if bytes.len() > MAX_CRL {
            return Err(X509Error::TooLong(MAX_CRL));
        }
        let inner = CertificateList::<x509_cert::certificate::Rfc5280>::from_der(bytes)?;
        let list = inner.tbs_cert_list;
        if list.signature != inner.signature_algorithm || !is_sm2_with_sm3(&list.signature) {
            return Err(X509Error::Algorithm);
        }
        if list.crl_extensions.iter().flatten().any(|e| e.critical) {
            return Err(X509Error::CriticalExtension);
        }
        let signature = inner.signature.as_bytes().ok_or(X509Error::Signature)?;
        let mut entries = BTreeMap::new();
        for listed in list.revoked_certificates.iter().flatten() {
            let (serial, new) = entry(listed)?;
            entries.entry(serial).and_modify(|old| *old = merge(*old, new)).or_insert(new);
        }
        Ok(Self {
            der: bytes.to_vec(),
            tbs: first_element(bytes)?,
            issuer: list.issuer,
            this_update: unix_seconds(list.this_update.to_unix_duration()),
            next_update: list.next_update.map(|t| unix_seconds(t.to_unix_duration())),
            entries,
            signature: Signature::from_der(signature).map_err(|_| X509Error::Signature)?,
            signed_by: OnceLock::new(),
        })
    }

    /// Parses exactly one PEM block (`BEGIN X509 CRL`).
    ///
    /// # Errors
    /// The same as for [`Self::from_der`]; [`X509Error::Der`] if the text is not such a block.
    pub fn from_pem(pem: &str) -> Result<Self, X509Error> {
        let (label, document) = der::Document::from_pem(pem)?;
        CertificateList::<x509_cert::certificate::Rfc5280>::validate_pem_label(label)
            .map_err(der::Error::from)?;
        Self::from_der(document.as_bytes())
    }

    /// Returns the exact bytes as one PEM block.
    ///
    /// # Errors
    /// [`X509Error::Der`] if encoding fails.
    pub fn to_pem(&self) -> Result<String, X509Error> {
        pem(CertificateList::<x509_cert::certificate::Rfc5280>::PEM_LABEL, &self.der)
    }

    /// Returns the exact bytes that were read or issued.
    #[must_use]
    pub fn as_der(&self) -> &[u8] {
        &self.der
    }

    /// Returns the entry for a serial number (big-endian without leading zeros), if there is one.
    #[must_use]
    pub fn find(&self, serial: &[u8]) -> Option<Revoked> {
        let (at, reason) = self.entries.get(serial)?;
        Some(Revoked { serial: serial.to_vec(), at: *at, reason: *reason })
    }

    /// Returns the number of revoked serial numbers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the period from thisUpdate to nextUpdate. A list without nextUpdate is valid only for the
    /// second of thisUpdate.
    #[must_use]
    pub fn period(&self) -> Validity {
        Validity { from: self.this_update, until: self.next_update.unwrap_or(self.this_update) }
    }

    /// Returns whether `issuer` signed this list and is permitted to sign lists.
    #[must_use]
    pub(super) fn is_from(&self, issuer: &X509) -> bool {
        self.issuer == *issuer.inner.tbs_certificate().subject()
            && issuer.rights().is_ok_and(|r| r.signs_crl)
            && self.is_signed_by(issuer.public_key())
    }

    fn is_signed_by(&self, key: &PublicKey) -> bool {
        let xy = key.to_xy();
        if self.signed_by.get() == Some(&xy) {
            return true;
        }
        let tbs = self.der.get(self.tbs.clone()).unwrap_or_default();
        let good = key.verify(&digest(DEFAULT_USER_ID, key, tbs), &self.signature);
        if good {
            // If two threads get here, either value is right: only keys that signed the list are stored.
            self.signed_by.get_or_init(|| xy);
        }
        good
    }
}

/// Merges two entries for the same serial number: the earlier date counts, and a compromise overrides
/// every other reason.
fn merge(one: (i64, Reason), other: (i64, Reason)) -> (i64, Reason) {
    let (first, second) = if one.0 <= other.0 { (one, other) } else { (other, one) };
    let compromised = second.1 == Reason::Compromised;
    (first.0, if compromised { Reason::Compromised } else { first.1 })
}

/// Returns serial number, date and reason of an encoded entry.
fn entry(entry: &RevokedCert) -> Result<(Vec<u8>, (i64, Reason)), X509Error> {
    let extensions = entry.crl_entry_extensions.iter().flatten();
    let mut reason = Reason::Other;
    for extension in extensions {
        if extension.extn_id == <CrlReason as der::oid::AssociatedOid>::OID {
            reason = match CrlReason::from_der(extension.extn_value.as_bytes())? {
                CrlReason::KeyCompromise | CrlReason::CaCompromise | CrlReason::AaCompromise => {
                    Reason::Compromised
                }
                CrlReason::Superseded => Reason::Superseded,
                CrlReason::CessationOfOperation => Reason::Ceased,
                CrlReason::Unspecified
                | CrlReason::AffiliationChanged
                | CrlReason::CertificateHold
                | CrlReason::RemoveFromCRL
                | CrlReason::PrivilegeWithdrawn => Reason::Other,
            };
        } else if extension.critical {
            // For example certificateIssuer: the serial number would belong to another CA.
            return Err(X509Error::CriticalExtension);
        }
    }
    let at = unix_seconds(entry.revocation_date.to_unix_duration());
    Ok((entry.serial_number.as_bytes().to_vec(), (at, reason)))
}
