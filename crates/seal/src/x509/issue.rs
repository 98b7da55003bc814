//! Issuing: a CA that works through a `Signer`, so its key may live in a device.

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
use crate::Chance;
use crate::encode::{bit_string, date_time, sequence};
use crate::signer::{KeyRef, Signer, sign_message};
use crate::sm2::{PublicKey, sm3};

/// A period in Unix seconds, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    pub from: i64,
    pub until: i64,
}

impl Validity {
    #[must_use]
    pub fn contains(&self, time: i64) -> bool {
        (self.from..=self.until).contains(&time)
    }
}

/// What a key may be used for; becomes basicConstraints and keyUsage, both critical.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// The anchor: signs X.509 certificates and revocation lists.
    Root,
    /// A CA below the root that issues end entities only.
    SubCa,
    /// Makes seals (印章制作): signs SES_SealInfo.
    SealMaker,
    /// Signs documents for a unit with a seal that lists it.
    UnitSigner,
    /// Signs time stamps and nothing else (RFC 3161 §2.3).
    TimeStamper,
}

/// A certification authority: its key's name, and its own X.509 certificate.
pub struct Ca<'s> {
    signer: &'s dyn Signer,
    key: KeyRef,
    x509: X509,
}

impl<'s> Ca<'s> {
    /// Makes the self-signed root for `key`. The serial is drawn from `chance`.
    ///
    /// # Errors
    /// [`X509Error`]: bad name, empty period, no such key.
    pub fn new_root(
        signer: &'s dyn Signer,
        key: KeyRef,
        subject: &SubjectName,
        validity: Validity,
        chance: Chance<'_>,
    ) -> Result<Self, X509Error> {
        let name = subject.to_name()?;
        let subject_key = signer.public_key(&key)?;
        let fields = Fields { profile: Profile::Root, subject: name.clone(), issuer: name };
        let x509 = build(signer, &key, fields, &subject_key, validity, chance)?;
        Ok(Self { signer, key, x509 })
    }

    /// Takes up an existing CA.
    ///
    /// # Errors
    /// [`X509Error::KeyMismatch`] if `key` is not the key of `x509`,
    /// [`X509Error::NotAnIssuer`] if it is no CA.
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

    /// Issues an X.509 certificate for `subject_key`. The serial is drawn from `chance`.
    ///
    /// # Errors
    /// [`X509Error`]: bad name, empty period, a second root, or a signer that fails.
    pub fn issue(
        &self,
        profile: Profile,
        subject: &SubjectName,
        subject_key: &PublicKey,
        validity: Validity,
        chance: Chance<'_>,
    ) -> Result<X509, X509Error> {
        if profile == Profile::Root {
            return Err(X509Error::NotAnIssuer("another root"));
        }
        let issuer = self.x509.inner.tbs_certificate().subject().clone();
        let fields = Fields { profile, subject: subject.to_name()?, issuer };
        build(self.signer, &self.key, fields, subject_key, validity, chance)
    }

    /// Makes the revocation list of this CA. `number` grows with each list; `period` is
    /// thisUpdate to nextUpdate. `revoked` is the whole list, not what is new.
    ///
    /// # Errors
    /// [`X509Error`]: no right to sign lists, bad times, or a signer that fails.
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
            // RFC 5280 §5.1.2.6: an empty list is left out altogether.
            revoked_certificates: (!entries.is_empty()).then_some(entries),
            crl_extensions: Some(extensions),
        };
        let tbs = tbs.to_der()?;
        let signature = sign_message(self.signer, &self.key, &tbs)?;
        let signature = bit_string(&signature.to_der())?;
        Crl::from_der(&sequence(&[&tbs, &algorithm().to_der()?, &signature])?)
    }
}

/// What goes into the X.509 certificate besides key, serial and times.
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

fn build(
    signer: &dyn Signer,
    key: &KeyRef,
    fields: Fields,
    subject_key: &PublicKey,
    validity: Validity,
    chance: Chance<'_>,
) -> Result<X509, X509Error> {
    let adapter = Adapter(IssuerKey(signer.public_key(key)?));
    let (from, until) = period_times(validity)?;
    let validity = x509_cert::time::Validity::new(from, until);
    let spki = SubjectPublicKeyInfo::from_der(
        &subject_key.to_spki_der().map_err(|_| X509Error::PublicKey)?,
    )?;
    let broken = |e: builder::Error| X509Error::Build(e.to_string());
    let mut builder =
        CertificateBuilder::new(fields, serial(chance)?, validity, spki).map_err(broken)?;
    let tbs = builder.finalize(&adapter).map_err(broken)?;
    // The crate's own signature type would put r ‖ s into the BIT STRING; GM/T 0015 wants DER.
    let signature = sign_message(signer, key, &tbs)?.to_der();
    let built = builder.assemble(BitString::from_bytes(&signature)?, &adapter).map_err(broken)?;
    X509::from_der(&built.to_der()?)
}

/// 16 random bytes with the top bits set to 01: positive, never short, unguessable.
fn serial(chance: Chance<'_>) -> Result<SerialNumber, der::Error> {
    let mut bytes = [0; 16];
    chance(&mut bytes);
    bytes[0] = bytes[0] & 0x3f | 0x40;
    SerialNumber::new(&bytes)
}

/// The first 20 bytes of SM3(x ‖ y); any unique value will do (RFC 5280 §4.2.1.2).
fn key_id(xy: &[u8]) -> Result<OctetString, der::Error> {
    OctetString::new(&sm3(xy)[..20])
}

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

/// The shape in which the builder asks for the issuer's key and algorithm.
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
