//! Verifying a stamp (SES_Signature) as GB/T 38540-2020 ch. 7 orders it, each check on its own.
//!
//! One failed check never hides another: "signature good, chain unknown" is a result. What the
//! package around it must fulfil (references, coverage) belongs to crate `ofd`.

#[cfg(test)]
mod hostile;
mod other;
#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::eseal::{self, Seal, SealError, SignedSeal};
use crate::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};
use crate::x509::{Moment, Trust, Usage, X509, X509Error};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    /// Could not be decided with what was given.
    Unknown,
}

/// One check in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Stable name, one of [`CHECKS`]; `time_stamp` when the stamp carries a token.
    pub name: &'static str,
    pub outcome: Outcome,
    pub zh: String,
    pub en: String,
}

/// The names of the checks, in the order of the report.
pub const CHECKS: [&str; 16] = [
    "format",
    "seal.signature",
    "maker.chain",
    "maker.time",
    "maker.usage",
    "maker.revocation",
    "seal.validity",
    "seal.status",
    "signer.listed",
    "signature",
    "signer.chain",
    "signer.time",
    "signer.usage",
    "signer.revocation",
    "data.hash",
    "data.property",
];

/// What the seal's register says about it, if it was asked. Times are Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealStatus {
    Active,
    /// Put on hold from this moment on.
    Suspended {
        since: i64,
    },
    /// Taken out of use for good from this moment on.
    Revoked {
        since: i64,
    },
}

/// What is known of a stamp beside itself; by default nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Register {
    /// Of the seal, if its register was asked.
    pub status: Option<SealStatus>,
    /// Whether a log that the signer does not keep vouches for the file: then the stamp existed
    /// when it says, whatever became of the key later.
    pub logged: bool,
}

impl From<Option<SealStatus>> for Register {
    fn from(status: Option<SealStatus>) -> Self {
        Self { status, logged: false }
    }
}

/// The checks, and what the stamp says about itself if it could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealReport {
    pub checks: Vec<Check>,
    pub facts: Option<SealFacts>,
}

/// What a readable stamp says; as true as the checks say it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealFacts {
    pub seal_id: String,
    pub seal_name: String,
    /// 4 for GB/T 38540-2020.
    pub version: u32,
    /// `PNG`, `ofd`, …
    pub picture_format: String,
    pub picture: Vec<u8>,
    pub width_mm: u32,
    pub height_mm: u32,
    pub signer_subject: String,
    pub maker_subject: String,
    /// timeInfo, Unix seconds: the signer's own word.
    pub signing_time: i64,
    /// The exact SESeal, to be compared with a stored Seal.esl.
    pub seal_der: Vec<u8>,
}

impl SealReport {
    /// Failed if any check failed, else Passed if the format could be read. Unknown revocation
    /// or status does not spoil the verdict; it stays visible as its own check.
    #[must_use]
    pub fn verdict(&self) -> Outcome {
        if self.failed().next().is_some() { Outcome::Failed } else { Outcome::Passed }
    }

    /// The checks that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|c| c.outcome == Outcome::Failed)
    }

    /// How the check of this name ended; `None` if it is not in the report.
    #[must_use]
    pub fn outcome(&self, name: &str) -> Option<Outcome> {
        self.checks.iter().find(|c| c.name == name).map(|c| c.outcome)
    }
}

/// Verifies stamps under one set of authorities and remembers what does not change: seals and
/// X.509 certificates are met again and again, and their bytes decide whether they are the same.
pub struct Verifier {
    trust: Trust,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    x509s: HashMap<Vec<u8>, Arc<X509>>,
    /// By the seal's own signature; the whole seal is compared.
    seals: HashMap<Vec<u8>, (Vec<u8>, bool)>,
}

/// Seals of some thirty kilobytes and X.509 certificates remembered; then both start afresh.
const MOST_REMEMBERED: usize = 500;

impl Verifier {
    #[must_use]
    pub fn new(trust: Trust) -> Self {
        Self { trust, memory: Mutex::default() }
    }

    #[must_use]
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    fn x509(&self, der: &[u8]) -> Result<Arc<X509>, X509Error> {
        if let Some(known) = self.memory().x509s.get(der) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(X509::from_der(der)?);
        let mut memory = self.memory();
        if memory.x509s.len() >= MOST_REMEMBERED {
            memory.x509s.clear();
        }
        memory.x509s.insert(der.to_vec(), Arc::clone(&read));
        Ok(read)
    }

    /// Whether the maker signed the seal.
    fn made_by(&self, seal: &Seal<'_>, maker: &PublicKey) -> bool {
        let known = self.memory().seals.get(seal.signature).cloned();
        if let Some((der, good)) = known
            && der == seal.der
        {
            return good;
        }
        let good = holds(&seal.signed, seal.signature, maker);
        let mut memory = self.memory();
        if memory.seals.len() >= MOST_REMEMBERED {
            memory.seals.clear();
        }
        memory.seals.insert(seal.signature.to_vec(), (seal.der.to_vec(), good));
        good
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Checks one stamp alone; [`Verifier::verify`] is quicker for many.
#[must_use]
pub fn verify(
    signed_value: &[u8],
    data_hash: &[u8; 32],
    property_info: &str,
    trust: &Trust,
    register: impl Into<Register>,
) -> SealReport {
    let verifier = Verifier::new(trust.clone());
    verifier.verify(signed_value, data_hash, property_info, register)
}

impl Verifier {
    /// Checks SignedValue.dat. `data_hash` is the SM3 of the protected file as found (for OFD:
    /// Signature.xml), `property_info` where it was found (its absolute path). Never panics and
    /// never refuses: hostile bytes give a report whose `format` failed.
    #[must_use]
    pub fn verify(
        &self,
        signed_value: &[u8],
        data_hash: &[u8; 32],
        property_info: &str,
        register: impl Into<Register>,
    ) -> SealReport {
        let (trust, register) = (&self.trust, register.into());
        let stamp = match Stamp::read(signed_value, self) {
            Ok(stamp) => stamp,
            Err(reason) => return unreadable(&reason),
        };
        let signed = &stamp.signed;
        let mut checks = vec![words::format(signed.seal.version)];
        let (proven, proof) = self.time_stamp(signed.time_stamp, signed.signature, signed.time);

        let seal_good = self.made_by(&signed.seal, stamp.maker.public_key());
        checks.push(words::seal_signature(seal_good));
        // The maker had to be entitled when the seal was made; afterwards the seal's own period rules.
        let maker = trust.check(&stamp.maker, signed.seal.created, Usage::SealMaker);
        words::chain(&mut checks, words::Party::Maker, &stamp.maker, &maker, seal_good);
        checks.push(words::seal_validity(&signed.seal, signed.time));
        checks.push(words::seal_status(register.status, signed.time));

        checks.push(words::listed(signed.seal.signers.contains(signed.signer_x509)));
        let moment = Moment { at: signed.time, proven: proven || register.logged };
        let good = holds(signed.tbs, signed.signature, stamp.signer.public_key());
        checks.push(words::signature(good));
        let signer = trust.check(&stamp.signer, moment, Usage::Signer);
        words::chain(&mut checks, words::Party::Signer, &stamp.signer, &signer, good);

        checks.push(words::data_hash(signed.data_hash == *data_hash));
        checks.push(words::property(signed.property_info == property_info));
        checks.extend(proof);
        SealReport { checks, facts: Some(stamp.facts()) }
    }
}

/// A readable stamp with its two X.509 certificates.
struct Stamp<'a> {
    signed: SignedSeal<'a>,
    maker: Arc<X509>,
    signer: Arc<X509>,
}

impl<'a> Stamp<'a> {
    fn read(bytes: &'a [u8], verifier: &Verifier) -> Result<Self, Unreadable> {
        let signed = eseal::read(bytes).map_err(Unreadable::Stamp)?;
        let x509 = |party, der| verifier.x509(der).map_err(|e| Unreadable::X509(party, e));
        let maker = x509(words::Party::Maker, signed.seal.maker_x509)?;
        let signer = x509(words::Party::Signer, signed.signer_x509)?;
        Ok(Self { signed, maker, signer })
    }

    fn facts(&self) -> SealFacts {
        let seal = &self.signed.seal;
        SealFacts {
            seal_id: seal.id.to_owned(),
            seal_name: seal.name.to_owned(),
            version: seal.version,
            picture_format: seal.picture.format.to_owned(),
            picture: seal.picture.bytes.to_vec(),
            width_mm: seal.picture.width,
            height_mm: seal.picture.height,
            signer_subject: self.signer.subject(),
            maker_subject: self.maker.subject(),
            signing_time: self.signed.time,
            seal_der: seal.der.to_vec(),
        }
    }
}

/// Why there is nothing to check.
enum Unreadable {
    Stamp(SealError),
    X509(words::Party, X509Error),
}

fn unreadable(reason: &Unreadable) -> SealReport {
    let mut checks = vec![words::unreadable(reason)];
    checks.extend(CHECKS.iter().skip(1).map(|name| words::not_checked(name)));
    SealReport { checks, facts: None }
}

/// Whether `value` (DER, or the bare 64 bytes that some vendors write) signs `message`.
fn holds(message: &[u8], value: &[u8], key: &PublicKey) -> bool {
    Signature::from_der_or_raw(value)
        .is_ok_and(|signature| key.verify(&digest(DEFAULT_USER_ID, key, message), &signature))
}
