//! A certification authority that signs through a [`Signer`], so that its key can lie in a cipher device.

use der::asn1::{BitString, OctetString, Uint};
use der::{Decode, Document, Encode};
use signature::Keypair;
use spki::{AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, EncodePublicKey};
use spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{self, Builder, CertificateBuilder};
use x509_cert::certificate::{TbsCertificate, Version};
use x509_cert::crl::{RevokedCert, TbsCertList};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, CrlNumber, ExtendedKeyUsage, KeyUsage, KeyUsages,
    SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Time;

use super::{Crl, Revoked, SM2_WITH_SM3, SubjectName, TIME_STAMPING, X509, X509Error};
use crate::Randomness;
use crate::encode::{bit_string, date_time, sequence};
use crate::signer::{KeyRef, Signer, sign_message};
use crate::sm2::{PublicKey, sm3};

/// A period in Unix seconds; both ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    pub from: i64,
    pub until: i64,
}

impl Validity {
    /// Returns whether `time` (Unix seconds) lies in the period.
    #[must_use]
    pub fn contains(&self, time: i64) -> bool {
        (self.from..=self.until).contains(&time)
    }
}

/// The purpose of a key, which determines the critical extensions basicConstraints and keyUsage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// The self-signed trust anchor, which signs X.509 certificates and revocation lists.
    Root,
    /// A CA below the root that issues only to end entities (pathLenConstraint 0).
    SubCa,
    /// A seal maker (制章者), which signs SES_SealInfo.
    SealMaker,
    /// A unit's signer, which stamps documents with a seal that lists it.
    UnitSigner,
    /// A time-stamp authority, whose key signs nothing else (RFC 3161 §2.3).
    TimeStamper,
}

/// A certification authority.
pub struct Ca<'s> {
    signer: &'s dyn Signer,
    key: KeyRef,
    x509: X509,
}

impl<'s> Ca<'s> {
    /// Makes a root CA with a self-signed X.509 certificate for `key`. The serial number comes from
    /// `random`.
    ///
    /// # Errors
    /// [`X509Error::Name`] or [`X509Error::Validity`] for an invalid subject or period,
    /// [`X509Error::Signer`] if signing fails.
    pub fn new_root(
        signer: &'s dyn Signer,
        key: KeyRef,
        subject: &SubjectName,
        validity: Validity,
        random: Randomness<'_>,
    ) -> Result<Self, X509Error> {
        let name = subject.to_name()?;
        let subject_key = signer.public_key(&key)?;
        let fields = Fields { profile: Profile::Root, subject: name.clone(), issuer: name };
        let x509 = build(signer, &key, fields, &subject_key, validity, random)?;
        Ok(Self { signer, key, x509 })
    }

    /// Makes a CA from its key and its existing X.509 certificate.
    ///
    /// # Errors
    /// [`X509Error::KeyMismatch`] if `key` is not the key in `x509`, [`X509Error::NotAnIssuer`] if `x509`
    /// is not that of a CA.
    pub fn open(signer: &'s dyn Signer, key: KeyRef, x509: X509) -> Result<Self, X509Error> {
        if signer.public_key(&key)? != *x509.public_key() {
            return Err(X509Error::KeyMismatch);
        }
        if !x509.rights()?.signs_x509 {
            return Err(X509Error::NotAnIssuer("X.509 certificates"));
        }
        Ok(Self { signer, key, x509 })
    }

    #[must_use]
    pub fn x509(&self) -> &X509 {
        &self.x509
    }

    /// Issues an X.509 certificate for `subject_key`. The serial number comes from `random`.
    ///
    /// # Errors
    /// [`X509Error::Name`] or [`X509Error::Validity`] for an invalid subject or period,
    /// [`X509Error::NotAnIssuer`] for the profile `Root`, [`X509Error::Signer`] if signing fails.
    pub fn issue(
        &self,
        profile: Profile,
        subject: &SubjectName,
        subject_key: &PublicKey,
        validity: Validity,
        random: Randomness<'_>,
    ) -> Result<X509, X509Error> {
        if profile == Profile::Root {
            return Err(X509Error::NotAnIssuer("another root"));
        }
        let issuer = self.x509.inner.tbs_certificate().subject().clone();
        let fields = Fields { profile, subject: subject.to_name()?, issuer };
        build(self.signer, &self.key, fields, subject_key, validity, random)
    }

    /// Makes a revocation list of this CA. `number` must be greater than that of every earlier list,
    /// `period` extends from thisUpdate to nextUpdate, and `revoked` contains all entries, not only new
    /// ones.
    ///
    /// # Errors
    /// [`X509Error::NotAnIssuer`] if the CA may not sign lists, [`X509Error::Validity`] if a time cannot
    /// be encoded, [`X509Error::Signer`] if signing fails.
    pub fn revocation_list(
        &self,
        number: u64,
        period: Validity,
        revoked: &[Revoked],
    ) -> Result<Crl, X509Error> {
        if !self.x509.rights()?.signs_crl {
            return Err(X509Error::NotAnIssuer("revocation lists"));
        }
        let issuer = self.x509.inner.tbs_certificate().subject().clone();
        let key_id = key_id(&self.x509.public_key().to_xy())?;
        let authority =
            AuthorityKeyIdentifier { key_identifier: Some(key_id), ..Default::default() };
        let number = CrlNumber(Uint::new(&number.to_be_bytes())?);
        let extensions =
            vec![(&authority).to_extension(&issuer, &[])?, (&number).to_extension(&issuer, &[])?];
        let entries =
            revoked.iter().map(|r| r.to_entry(&issuer)).collect::<Result<Vec<RevokedCert>, _>>()?;
        let (from, until) = period_times(period)?;
        let tbs = TbsCertList::<x509_cert::certificate::Rfc5280> {
            version: Version::V2,
            signature: algorithm(),
            issuer,
            this_update: from,
            next_update: Some(until),
            // RFC 5280 §5.1.2.6: if there are no entries, the field must be absent.
            revoked_certificates: (!entries.is_empty()).then_some(entries),
            crl_extensions: Some(extensions),
        };
        let tbs = tbs.to_der()?;
        let signature = sign_message(self.signer, &self.key, &tbs)?;
        let signature = bit_string(&signature.to_der())?;
        Crl::from_der(&sequence(&[&tbs, &algorithm().to_der()?, &signature])?)
    }
}

/// The content of an X.509 certificate apart from key, serial number and times.
struct Fields {
    profile: Profile,
    subject: Name,
    issuer: Name,
}

impl BuilderProfile for Fields {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        spk: SubjectPublicKeyInfoRef<'_>,
        issuer_spk: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let (ca, path_len_constraint) = match self.profile {
            Profile::Root => (true, None),
            Profile::SubCa => (true, Some(0)),
            Profile::SealMaker | Profile::UnitSigner | Profile::TimeStamper => (false, None),
        };
        let usage = if ca {
            KeyUsages::KeyCertSign | KeyUsages::CRLSign
        } else {
            KeyUsages::DigitalSignature | KeyUsages::NonRepudiation
        };
        let id = |spk: &SubjectPublicKeyInfoRef<'_>| {
            let point = spk.subject_public_key.as_bytes().unwrap_or_default();
            key_id(point.get(1..).unwrap_or_default())
        };
        let authority =
            AuthorityKeyIdentifier { key_identifier: Some(id(&issuer_spk)?), ..Default::default() };
        let subject = tbs.subject();
        let mut extensions = vec![
            (&SubjectKeyIdentifier(id(&spk)?)).to_extension(subject, &[])?,
            (&authority).to_extension(subject, &[])?,
            (true, &BasicConstraints { ca, path_len_constraint }).to_extension(subject, &[])?,
            (true, &KeyUsage(usage)).to_extension(subject, &[])?,
        ];
        if self.profile == Profile::TimeStamper {
            let purpose = ExtendedKeyUsage(vec![TIME_STAMPING]);
            extensions.push((true, &purpose).to_extension(subject, &[])?);
        }
        Ok(extensions)
    }
}

/// Builds and signs an X.509 certificate with the issuer's `key`.
fn build(
    signer: &dyn Signer,
    key: &KeyRef,
    fields: Fields,
    subject_key: &PublicKey,
    validity: Validity,
    random: Randomness<'_>,
) -> Result<X509, X509Error> {
    let adapter = Adapter(IssuerKey(signer.public_key(key)?));
    let (from, until) = period_times(validity)?;
    let validity = x509_cert::time::Validity::new(from, until);
    let spki = SubjectPublicKeyInfo::from_der(
        &subject_key.to_spki_der().map_err(|_| X509Error::PublicKey)?,
    )?;
    let broken = |e: builder::Error| X509Error::Build(e.to_string());
    let mut builder =
        CertificateBuilder::new(fields, serial(random)?, validity, spki).map_err(broken)?;
    let tbs = builder.finalize(&adapter).map_err(broken)?;
    // The signature type of the crate `sm2` would put the raw r ‖ s into the BIT STRING, but GM/T 0015
    // requires DER. Therefore the signature is encoded here.
    let signature = sign_message(signer, key, &tbs)?.to_der();
    let built = builder.assemble(BitString::from_bytes(&signature)?, &adapter).map_err(broken)?;
    X509::from_der(&built.to_der()?)
}

/// Returns a random serial number of 16 bytes. Its top bits are 01, so that it is positive and always
/// has 16 bytes.
fn serial(random: Randomness<'_>) -> Result<SerialNumber, der::Error> {
    let mut bytes = [0; 16];
    random(&mut bytes);
    bytes[0] = bytes[0] & 0x3f | 0x40;
    SerialNumber::new(&bytes)
}

/// Returns a key identifier: the first 20 bytes of SM3(x ‖ y). RFC 5280 §4.2.1.2 permits any unique
/// value.
fn key_id(xy: &[u8]) -> Result<OctetString, der::Error> {
    OctetString::new(&sm3(xy)[..20])
}

/// Converts the ends of a period to X.509 times.
fn period_times(period: Validity) -> Result<(Time, Time), X509Error> {
    if period.from > period.until {
        return Err(X509Error::Validity);
    }
    let time = |t| date_time(t).map(Time::from).map_err(|_| X509Error::Validity);
    Ok((time(period.from)?, time(period.until)?))
}

fn algorithm() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: SM2_WITH_SM3, parameters: None }
}

/// Implements the traits through which the crate `x509-cert` asks for the issuer's key and algorithm.
struct Adapter(IssuerKey);

#[derive(Clone)]
struct IssuerKey(PublicKey);

impl EncodePublicKey for IssuerKey {
    fn to_public_key_der(&self) -> spki::Result<Document> {
        let der = self.0.to_spki_der().map_err(|_| spki::Error::KeyMalformed)?;
        Ok(Document::try_from(der)?)
    }
}

impl Keypair for Adapter {
    type VerifyingKey = IssuerKey;

    fn verifying_key(&self) -> IssuerKey {
        self.0.clone()
    }
}

impl DynSignatureAlgorithmIdentifier for Adapter {
    fn signature_algorithm_identifier(&self) -> spki::Result<AlgorithmIdentifierOwned> {
        Ok(algorithm())
    }
}
