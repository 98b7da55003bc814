//! The sealing policy, enforced inside the signer (docs/decisions/0006-freeze-then-seal.md): a sealing key
//! signs a digest only together with the name of the audit record of its frozen and approved content, and
//! at most a fixed number of times a day. The trait [`Signer`], which takes bare digests, therefore refuses
//! sealing keys.
//!
//! The signer has no access to the database. It relies on the caller that the record exists.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{KeyRef, Role, Signer, SignerError};
use crate::sm2::{Digest, PublicKey, Signature};

/// Number of seals that are requested from the tally at a time, so that it is not written for every file.
/// Those that are granted but unused when the process ends count as used.
const GRANT_SIZE: u64 = 1_000;

/// A persistent count of the seals that each key made on each day.
pub trait Tally: Send + Sync {
    /// Grants `key` up to `wanted` further seals on `day`, so that at most `ceiling` are granted in all.
    /// Returns the number granted, which may be 0.
    ///
    /// Days are numbered consecutively in the city's time zone. A day before the newest one counts as the
    /// newest, so that a clock that is set back does not open a new allowance.
    ///
    /// # Errors
    /// [`SignerError::Unavailable`] if the count cannot be stored.
    fn grant(&self, key: &KeyRef, day: i64, wanted: u64, ceiling: u64) -> Result<u64, SignerError>;
}

/// Wraps a signer and applies the policy to all keys with the role [`Role::Seal`] except those that are
/// exempt, such as the seal maker's.
pub struct PolicySigner<S> {
    inner: S,
    tally: Box<dyn Tally>,
    per_day: u64,
    exempt: Vec<KeyRef>,
    allowances: Mutex<BTreeMap<KeyRef, Allowance>>,
}

/// The seals of one key that the tally granted and that are not used yet.
#[derive(Clone, Copy, Default)]
struct Allowance {
    day: i64,
    left: u64,
}

impl<S: Signer> PolicySigner<S> {
    /// Wraps `inner`. Each key may make at most `per_day` seals a day, which `tally` counts; the keys in
    /// `exempt` are not bound by the policy.
    pub fn new(inner: S, tally: Box<dyn Tally>, per_day: u64, exempt: Vec<KeyRef>) -> Self {
        Self { inner, tally, per_day, exempt, allowances: Mutex::default() }
    }

    /// Replaces the number of seals that a key may make a day.
    #[must_use]
    pub fn with_ceiling(mut self, per_day: u64) -> Self {
        self.per_day = per_day;
        self
    }

    /// Returns the wrapped signer, for signatures that are not seals, such as a request to a CA.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// Signs digests, each given with the name of the audit record of its content. It signs either all
    /// of them or fails, and a failure uses up nothing of the day's allowance.
    ///
    /// # Errors
    /// [`SignerError::NoRecord`] if a record is empty; [`SignerError::Ceiling`] if the batch would exceed
    /// the day's ceiling; and the errors of the inner signer and the tally.
    pub fn seal(
        &self,
        key: &KeyRef,
        content: &[(Digest, &str)],
        day: i64,
    ) -> Result<Vec<Signature>, SignerError> {
        if content.iter().any(|(_, record)| record.is_empty()) {
            return Err(SignerError::NoRecord(key.clone()));
        }
        let count = content.len() as u64;
        let day = self.take(key, day, count)?;
        let digests: Vec<Digest> = content.iter().map(|(digest, _)| *digest).collect();
        let signed = self.inner.sign(key, &digests);
        if signed.is_err() {
            self.give_back(key, day, count);
        }
        signed
    }

    /// Reserves `count` seals and returns the day on which they are counted.
    fn take(&self, key: &KeyRef, day: i64, count: u64) -> Result<i64, SignerError> {
        let mut allowances = self.allowances.lock().unwrap_or_else(PoisonError::into_inner);
        let allowance = allowances.entry(key.clone()).or_default();
        if day > allowance.day {
            *allowance = Allowance { day, left: 0 };
        }
        if allowance.left < count {
            let wanted = GRANT_SIZE.max(count - allowance.left);
            allowance.left += self.tally.grant(key, allowance.day, wanted, self.per_day)?;
        }
        let ceiling = || SignerError::Ceiling(key.clone(), self.per_day);
        allowance.left = allowance.left.checked_sub(count).ok_or_else(ceiling)?;
        Ok(allowance.day)
    }

    /// Returns `count` reserved seals after a failure, unless another day has begun.
    fn give_back(&self, key: &KeyRef, day: i64, count: u64) {
        let mut allowances = self.allowances.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(allowance) = allowances.get_mut(key).filter(|found| found.day == day) {
            allowance.left += count;
        }
    }
}

impl<S: Signer> Signer for PolicySigner<S> {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        self.inner.public_key(key)
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        if key.role == Role::Seal && !self.exempt.contains(key) {
            return Err(SignerError::NoRecord(key.clone()));
        }
        self.inner.sign(key, digests)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::signer::{Checked, Fault, FaultySigner, SoftSigner};
    use crate::sm2::SecretKey;

    /// A tally in memory.
    #[derive(Clone, Default)]
    struct MemoryTally(Arc<Mutex<BTreeMap<(KeyRef, i64), u64>>>);

    impl Tally for MemoryTally {
        fn grant(
            &self,
            key: &KeyRef,
            day: i64,
            wanted: u64,
            ceiling: u64,
        ) -> Result<u64, SignerError> {
            let mut all = self.0.lock().unwrap();
            let used = all.entry((key.clone(), day)).or_default();
            let granted = wanted.min(ceiling - *used);
            *used += granted;
            Ok(granted)
        }
    }

    fn unit() -> KeyRef {
        KeyRef::new(Role::Seal, "unit")
    }

    fn maker() -> KeyRef {
        KeyRef::new(Role::Seal, "maker")
    }

    fn log() -> KeyRef {
        KeyRef::new(Role::Audit, "log")
    }

    type Signing = PolicySigner<Checked<Arc<FaultySigner<SoftSigner>>>>;

    fn signer(per_day: u64, tally: &MemoryTally) -> (Signing, Arc<FaultySigner<SoftSigner>>) {
        let mut soft = SoftSigner::deterministic();
        for (at, key) in (1..).zip([unit(), maker(), log()]) {
            soft.insert(key, SecretKey::from_scalar(&[at; 32]).unwrap()).unwrap();
        }
        let device = Arc::new(FaultySigner::new(soft));
        let inner = Checked(Arc::clone(&device));
        (PolicySigner::new(inner, Box::new(tally.clone()), per_day, vec![maker()]), device)
    }

    const ONE: (Digest, &str) = (Digest([1; 32]), "certificate 1");
    const TWO: (Digest, &str) = (Digest([2; 32]), "certificate 2");

    #[test]
    fn a_sealing_key_signs_content_that_has_a_record_and_no_bare_digest() {
        let (signer, _) = signer(10, &MemoryTally::default());
        let signatures = signer.seal(&unit(), &[ONE, TWO], 1).unwrap();
        let public = signer.public_key(&unit()).unwrap();
        assert!(public.verify(&ONE.0, &signatures[0]) && public.verify(&TWO.0, &signatures[1]));
        let bare = signer.sign(&unit(), &[ONE.0]);
        assert!(matches!(bare, Err(SignerError::NoRecord(_))));
        let without = signer.seal(&unit(), &[ONE, (TWO.0, "")], 1);
        assert!(matches!(without, Err(SignerError::NoRecord(_))));
    }

    #[test]
    fn other_roles_and_exempt_keys_are_not_bound() {
        let (signer, _) = signer(10, &MemoryTally::default());
        assert!(signer.sign(&log(), &[ONE.0]).is_ok());
        assert!(signer.sign(&maker(), &[ONE.0]).is_ok());
    }

    fn over_ceiling(done: Result<Vec<Signature>, SignerError>) -> bool {
        matches!(done, Err(SignerError::Ceiling(..)))
    }

    #[test]
    fn sealing_stops_at_the_ceiling_until_the_next_day() {
        let (signer, _) = signer(3, &MemoryTally::default());
        signer.seal(&unit(), &[ONE, TWO], 5).unwrap();
        assert!(
            over_ceiling(signer.seal(&unit(), &[ONE, TWO], 5)),
            "one is left, two are asked for"
        );
        signer.seal(&unit(), &[ONE], 5).expect("the batch that did not fit used up nothing");
        assert!(over_ceiling(signer.seal(&unit(), &[ONE], 5)));
        assert!(
            over_ceiling(signer.seal(&unit(), &[ONE], 4)),
            "an earlier day has no allowance of its own"
        );
        signer.seal(&unit(), &[ONE], 6).unwrap();
    }

    #[test]
    fn a_signer_that_fails_uses_up_nothing() {
        let (signer, device) = signer(2, &MemoryTally::default());
        for fault in [Fault::Fail, Fault::WrongSignature, Fault::Short] {
            device.set(fault);
            for _ in 0..5 {
                let failed = signer.seal(&unit(), &[ONE, TWO], 1);
                assert!(failed.is_err() && !over_ceiling(failed), "{fault:?}");
            }
        }
        device.set(Fault::None);
        signer.seal(&unit(), &[ONE, TWO], 1).unwrap();
        assert!(
            over_ceiling(signer.seal(&unit(), &[ONE], 1)),
            "negative control: successful seals are counted"
        );
    }

    #[test]
    fn a_new_process_continues_with_the_stored_count() {
        let tally = MemoryTally::default();
        signer(2, &tally).0.seal(&unit(), &[ONE], 1).unwrap();
        assert!(
            over_ceiling(signer(2, &tally).0.seal(&unit(), &[ONE], 1)),
            "what was granted to the first process counts as used"
        );
        signer(2, &tally).0.seal(&unit(), &[ONE], 2).unwrap();
        signer(2, &tally).0.seal(&maker(), &[ONE], 1).expect("each key has its own count");
    }
}
