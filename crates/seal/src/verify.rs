//! Verification of stamps (SES_Signature) by GB/T 38540-2020 §7.
//!
//! Every check has its own result, and a failed check does not prevent the others: a valid signature whose
//! chain is unknown is a distinct outcome. The references and the coverage of the OFD package are checked
//! by the crate `ofd`.

#[cfg(test)]
mod hostile;
mod other;

#[cfg(test)]
mod tests;
mod words;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use budget::{Budget, Exceeded, Work};

use crate::eseal::{self, Seal, SealError, SignedSeal};
use crate::sm2::{DEFAULT_USER_ID, PublicKey, Signature, digest};
use crate::x509::{Moment, Trust, Usage, X509, X509Error};

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Passed,
    Failed,
    /// The given information does not suffice to decide.
    Unknown,
}

/// One check and its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// A stable name: one of [`CHECKS`], or one of [`FURTHER`].
    pub name: &'static str,
    pub outcome: Outcome,
    /// The result in a Chinese sentence.
    pub zh: String,
    /// The result in an English sentence.
    pub en: String,
}

/// The names of the checks in the order of the report.
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

/// The names of the checks that are not in every report: of the time-stamp token, if the stamp contains one,
/// and of the signing time, if the caller has a clock.
pub const FURTHER: [&str; 2] = ["time_stamp", SIGNING_TIME];

const SIGNING_TIME: &str = "signing.time";

/// Checks that a signing time does not lie in the future, if the caller has a clock. Nobody has signed
/// later than now; who says so wants the signature to count longer than the key.
#[must_use]
pub fn signing_time(at: i64, latest: Option<i64>) -> Option<Check> {
    latest.map(|latest| words::signing_time(at, at <= latest))
}

/// The status of a seal in its register. Times are in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealStatus {
    Active,
    /// Temporarily out of use since this time.
    Suspended {
        since: i64,
    },
    /// Permanently out of use since this time.
    Revoked {
        since: i64,
    },
}

/// What is known about a stamp from other sources than the stamp itself; by default nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Register {
    /// The status of the seal; `None` if its register was not queried.
    pub status: Option<SealStatus>,
    /// Whether the file is recorded in a log that the signer does not control. Then the signing time
    /// counts as proven, so that a later compromise of the key does no harm.
    pub logged: bool,
    /// The latest time that a stamp can state, in Unix seconds: now, and what clocks may differ. `None` if
    /// the caller has no clock.
    pub latest: Option<i64>,
}

impl From<Option<SealStatus>> for Register {
    fn from(status: Option<SealStatus>) -> Self {
        Self { status, ..Self::default() }
    }
}

/// The results of all checks, and the content of the stamp if it could be parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealReport<'a> {
    pub checks: Vec<Check>,
    /// `None` for input that cannot be parsed and for plain signatures.
    pub facts: Option<SealFacts<'a>>,
}

/// The content of a stamp for display. It can be relied on only as far as the checks passed. The slices
/// borrow from the stamp, because a file may name one stamp in many signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealFacts<'a> {
    pub seal_id: &'a str,
    pub seal_name: &'a str,
    /// The structure version: 4 for GB/T 38540-2020.
    pub version: u32,
    /// The format as the seal names it, for example `PNG` or `ofd`.
    pub picture_format: &'a str,
    pub picture: &'a [u8],
    /// Width of the picture in millimetres.
    pub width_mm: u32,
    /// Height of the picture in millimetres.
    pub height_mm: u32,
    pub signer_subject: String,
    pub maker_subject: String,
    /// timeInfo in Unix seconds, as the signer states it.
    pub signing_time: i64,
    /// The exact DER of the SESeal, for comparison with the file Seal.esl of the package.
    pub seal_der: &'a [u8],
}

impl SealReport<'_> {
    /// Returns `Failed` if any check failed, otherwise `Passed`. A check that is `Unknown`, such as the
    /// revocation without a list, does not change the verdict but remains visible in the report.
    #[must_use]
    pub fn verdict(&self) -> Outcome {
        if self.failed().next().is_some() { Outcome::Failed } else { Outcome::Passed }
    }

    /// Returns the checks that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|c| c.outcome == Outcome::Failed)
    }

    /// Returns the result of the check `name`; `None` if it is not in the report.
    #[must_use]
    pub fn outcome(&self, name: &str) -> Option<Outcome> {
        self.checks.iter().find(|c| c.name == name).map(|c| c.outcome)
    }
}

/// Verifies stamps against one set of trust anchors.
///
/// The same seals and X.509 certificates occur in many stamps, so parsed X.509 certificates and the results
/// of seal signatures are cached. The cache compares the complete bytes.
pub struct Verifier {
    trust: Trust,
    cache: Mutex<Cache>,
}

#[derive(Default)]
struct Cache {
    /// Parsed X.509 certificates by their DER.
    x509s: HashMap<Vec<u8>, Arc<X509>>,
    /// The DER of each seal and whether its maker's signature is valid, by that signature.
    seals: HashMap<Vec<u8>, (Vec<u8>, bool)>,
    /// Length of all seals in the cache.
    seal_bytes: usize,
}

/// Maximum number of seals and of X.509 certificates in the cache. A map that is full is cleared.
const MAX_CACHED: usize = 500;
/// Maximum length of all seals in the cache, in bytes. A seal has some 30 kB, but a stranger's may have
/// four million.
const MAX_CACHED_BYTES: usize = 32_000_000;
/// Maximum length of a cached seal, in bytes.
const MAX_CACHED_SEAL: usize = 200_000;

impl Verifier {
    /// Makes a verifier with an empty cache.
    #[must_use]
    pub fn new(trust: Trust) -> Self {
        Self { trust, cache: Mutex::default() }
    }

    #[must_use]
    pub fn trust(&self) -> &Trust {
        &self.trust
    }

    /// Parses an X.509 certificate, or returns it from the cache.
    fn x509(&self, der: &[u8]) -> Result<Arc<X509>, X509Error> {
        if let Some(known) = self.cache().x509s.get(der) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(X509::from_der(der)?);
        let mut cache = self.cache();
        if cache.x509s.len() >= MAX_CACHED {
            cache.x509s.clear();
        }
        cache.x509s.insert(der.to_vec(), Arc::clone(&read));
        Ok(read)
    }

    /// Returns whether the key of the maker signed the seal.
    fn is_seal_signed_by(
        &self,
        seal: &Seal<'_>,
        maker: &PublicKey,
        budget: &Budget,
    ) -> Result<bool, Exceeded> {
        budget.charge(Work::Copy, seal.der.len())?;
        let same = |(der, good): &(Vec<u8>, bool)| (der == seal.der).then_some(*good);
        if let Some(good) = self.cache().seals.get(seal.signature).and_then(same) {
            return Ok(good);
        }
        let good = holds(&seal.signed, seal.signature, maker, budget)?;
        let size = seal.signature.len() + seal.der.len();
        if size <= MAX_CACHED_SEAL {
            let mut cache = self.cache();
            if cache.seals.len() >= MAX_CACHED || cache.seal_bytes + size > MAX_CACHED_BYTES {
                (cache.seals, cache.seal_bytes) = (HashMap::new(), 0);
            }
            cache.seal_bytes += size;
            cache.seals.insert(seal.signature.to_vec(), (seal.der.to_vec(), good));
        }
        Ok(good)
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Verifies one stamp without a cache; [`Verifier::verify`] is faster for many stamps.
#[must_use]
pub fn verify<'a>(
    signed_value: &'a [u8],
    data_hash: &[u8; 32],
    property_info: &str,
    trust: &Trust,
    register: impl Into<Register>,
) -> SealReport<'a> {
    let verifier = Verifier::new(trust.clone());
    verifier.verify(signed_value, data_hash, property_info, register)
}

impl Verifier {
    /// Verifies a stamp, the content of SignedValue.dat. `data_hash` is the SM3 digest of the protected
    /// file as found (in OFD: Signature.xml), and `property_info` is its absolute path in the package.
    ///
    /// The result is always a report. Input that cannot be parsed gives one in which `format` failed and
    /// all other checks are `Unknown`.
    #[must_use]
    pub fn verify<'a>(
        &self,
        signed_value: &'a [u8],
        data_hash: &[u8; 32],
        property_info: &str,
        register: impl Into<Register>,
    ) -> SealReport<'a> {
        let budget = Budget::default();
        self.verify_within(signed_value, data_hash, property_info, register, &budget)
            .unwrap_or_else(|exceeded| unreadable(&Unreadable::Exceeded(exceeded)))
    }

    /// Like [`Self::verify`], within the budget of the file that contains the stamp.
    ///
    /// # Errors
    /// The budget does not suffice.
    pub fn verify_within<'a>(
        &self,
        signed_value: &'a [u8],
        data_hash: &[u8; 32],
        property_info: &str,
        register: impl Into<Register>,
        budget: &Budget,
    ) -> Result<SealReport<'a>, Exceeded> {
        let (trust, register) = (&self.trust, register.into());
        let stamp = match Stamp::read(signed_value, self, budget)? {
            Ok(stamp) => stamp,
            Err(reason) => return Ok(unreadable(&reason)),
        };
        let signed = &stamp.signed;
        let mut checks = vec![words::format(signed.seal.version)];
        let times = other::Times { claimed: signed.time, latest: register.latest };
        let (proven, proof) =
            self.time_stamp(signed.time_stamp, signed.signature, times, budget)?;

        let seal_good = self.is_seal_signed_by(&signed.seal, stamp.maker.public_key(), budget)?;
        checks.push(words::seal_signature(seal_good));
        // The maker must have been entitled when it made the seal. After that only the validity period of
        // the seal itself counts.
        let created = signed.seal.created;
        let maker = trust.check_within(&stamp.maker, created, Usage::SealMaker, budget)?;
        words::chain(&mut checks, words::Party::Maker, &stamp.maker, &maker, seal_good);
        checks.push(words::seal_validity(&signed.seal, signed.time));
        checks.push(words::seal_status(register.status, signed.time));

        budget.charge(Work::Copy, signed.seal.der.len())?;
        checks.push(words::listed(signed.seal.signers.contains(signed.signer_x509)));
        let moment = Moment { at: signed.time, proven: proven || register.logged };
        let good = holds(signed.tbs, signed.signature, stamp.signer.public_key(), budget)?;
        checks.push(words::signature(good));
        let signer = trust.check_within(&stamp.signer, moment, Usage::Signer, budget)?;
        words::chain(&mut checks, words::Party::Signer, &stamp.signer, &signer, good);

        checks.push(words::data_hash(signed.data_hash == *data_hash));
        checks.push(words::property(signed.property_info == property_info));
        checks.extend(signing_time(signed.time, register.latest));
        checks.extend(proof);
        Ok(SealReport { checks, facts: Some(stamp.facts()) })
    }
}

/// A parsed stamp with its two X.509 certificates.
struct Stamp<'a> {
    signed: SignedSeal<'a>,
    maker: Arc<X509>,
    signer: Arc<X509>,
}

impl<'a> Stamp<'a> {
    /// Reads the structure, which borrows all large parts, and the two X.509 certificates.
    fn read(
        bytes: &'a [u8],
        verifier: &Verifier,
        budget: &Budget,
    ) -> Result<Result<Self, Unreadable>, Exceeded> {
        budget.charge(Work::Copy, bytes.len())?;
        let signed = match eseal::read(bytes) {
            Ok(signed) => signed,
            Err(error) => return Ok(Err(Unreadable::Stamp(error))),
        };
        budget.charge(Work::DerByte, signed.seal.maker_x509.len() + signed.signer_x509.len())?;
        let x509 = |party, der| verifier.x509(der).map_err(|e| Unreadable::X509(party, e));
        let maker = x509(words::Party::Maker, signed.seal.maker_x509);
        let signer = x509(words::Party::Signer, signed.signer_x509);
        Ok(maker.and_then(|maker| Ok(Self { signed, maker, signer: signer? })))
    }

    fn facts(&self) -> SealFacts<'a> {
        let seal = &self.signed.seal;
        SealFacts {
            seal_id: seal.id,
            seal_name: seal.name,
            version: seal.version,
            picture_format: seal.picture.format,
            picture: seal.picture.bytes,
            width_mm: seal.picture.width,
            height_mm: seal.picture.height,
            signer_subject: self.signer.subject(),
            maker_subject: self.maker.subject(),
            signing_time: self.signed.time,
            seal_der: seal.der,
        }
    }
}

/// Why a stamp could not be parsed.
enum Unreadable {
    Stamp(SealError),
    X509(words::Party, X509Error),
    Exceeded(Exceeded),
}

/// The report about a stamp that cannot be parsed.
fn unreadable<'a>(reason: &Unreadable) -> SealReport<'a> {
    let mut checks = vec![words::unreadable(reason)];
    checks.extend(CHECKS.iter().skip(1).map(|name| words::not_checked(name)));
    SealReport { checks, facts: None }
}

/// Returns whether `value`, in DER or as raw 64 bytes, is a valid signature of `key` over `message`.
fn holds(message: &[u8], value: &[u8], key: &PublicKey, budget: &Budget) -> Result<bool, Exceeded> {
    budget.charge(Work::Hash, message.len())?;
    budget.charge(Work::Signature, 1_u64)?;
    Ok(Signature::from_der_or_raw(value)
        .is_ok_and(|signature| key.verify(&digest(DEFAULT_USER_ID, key, message), &signature)))
}
