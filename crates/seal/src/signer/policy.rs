//! The sealing policy inside the signer: a sealing key signs only together with the record of the
//! content that was frozen, approved and logged, and so many a day. A digest alone, which is all that
//! other code can hand to a [`Signer`], is not sealed. That the record exists is the caller's word:
//! the signer has no database to look it up.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{KeyRef, Role, Signer, SignerError};
use crate::sm2::{Digest, PublicKey, Signature};

/// Shares that are taken from the tally at a time, so that it is not asked for every file. What a
/// program has not used when it ends counts as used.
const BLOCK: u64 = 1_000;

/// Who counts, and remembers when the program does not.
pub trait Tally: Send + Sync {
    /// Grants `key` up to `wanted` further seals on `day`, so that there are at most `ceiling` in
    /// all. Days are numbered in the city's time; one before the newest counts as the newest.
    /// Returns how many, perhaps none.
    ///
    /// # Errors
    /// [`SignerError::Unavailable`] if the count cannot be kept.
    fn grant(&self, key: &KeyRef, day: i64, wanted: u64, ceiling: u64) -> Result<u64, SignerError>;
}

/// Wraps a signer; keys of the role `Seal` are under the policy, but for those that are named free,
/// such as a seal maker's.
pub struct PolicySigner<S> {
    inner: S,
    tally: Box<dyn Tally>,
    per_day: u64,
    free: Vec<KeyRef>,
    shares: Mutex<BTreeMap<KeyRef, Share>>,
}

/// What was granted and is not used yet.
#[derive(Clone, Copy, Default)]
struct Share {
    day: i64,
    left: u64,
}

impl<S: Signer> PolicySigner<S> {
    /// At most `per_day` seals a key and day, counted by `tally`.
    pub fn new(inner: S, tally: Box<dyn Tally>, per_day: u64, free: Vec<KeyRef>) -> Self {
        Self { inner, tally, per_day, free, shares: Mutex::default() }
    }

    /// Another ceiling.
    #[must_use]
    pub fn with_ceiling(mut self, per_day: u64) -> Self {
        self.per_day = per_day;
        self
    }

    /// The signer below the policy, for what is no content, such as a request to a CA.
    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// Signs digests, each with the record of its content: all of them or none. What fails uses up
    /// nothing of the day.
    ///
    /// # Errors
    /// [`SignerError::NoRecord`]; [`SignerError::Ceiling`] if the day has not so many left; the
    /// inner signer's and the tally's.
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

    /// Reserves `count` at once; returns the day that they are counted on.
    fn take(&self, key: &KeyRef, day: i64, count: u64) -> Result<i64, SignerError> {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        let share = shares.entry(key.clone()).or_default();
        if day > share.day {
            *share = Share { day, left: 0 };
        }
        if share.left < count {
            let wanted = BLOCK.max(count - share.left);
            share.left += self.tally.grant(key, share.day, wanted, self.per_day)?;
        }
        let ceiling = || SignerError::Ceiling(key.clone(), self.per_day);
        share.left = share.left.checked_sub(count).ok_or_else(ceiling)?;
        Ok(share.day)
    }

    fn give_back(&self, key: &KeyRef, day: i64, count: u64) {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = shares.get_mut(key).filter(|share| share.day == day) {
            share.left += count;
        }
    }
}

impl<S: Signer> Signer for PolicySigner<S> {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        self.inner.public_key(key)
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        if key.role == Role::Seal && !self.free.contains(key) {
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

    /// Remembers as long as the test.
    #[derive(Clone, Default)]
    struct Slate(Arc<Mutex<BTreeMap<(KeyRef, i64), u64>>>);

    impl Tally for Slate {
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

    fn signer(per_day: u64, slate: &Slate) -> (Signing, Arc<FaultySigner<SoftSigner>>) {
        let mut soft = SoftSigner::deterministic();
        for (at, key) in (1..).zip([unit(), maker(), log()]) {
            soft.insert(key, SecretKey::from_scalar(&[at; 32]).unwrap()).unwrap();
        }
        let device = Arc::new(FaultySigner::new(soft));
        let inner = Checked(Arc::clone(&device));
        (PolicySigner::new(inner, Box::new(slate.clone()), per_day, vec![maker()]), device)
    }

    const ONE: (Digest, &str) = (Digest([1; 32]), "certificate 1");
    const TWO: (Digest, &str) = (Digest([2; 32]), "certificate 2");

    #[test]
    fn a_sealing_key_signs_content_that_has_a_record_and_no_bare_digest() {
        let (signer, _) = signer(10, &Slate::default());
        let signatures = signer.seal(&unit(), &[ONE, TWO], 1).unwrap();
        let public = signer.public_key(&unit()).unwrap();
        assert!(public.verify(&ONE.0, &signatures[0]) && public.verify(&TWO.0, &signatures[1]));
        let bare = signer.sign(&unit(), &[ONE.0]);
        assert!(matches!(bare, Err(SignerError::NoRecord(_))));
        let without = signer.seal(&unit(), &[ONE, (TWO.0, "")], 1);
        assert!(matches!(without, Err(SignerError::NoRecord(_))));
    }

    #[test]
    fn other_roles_and_free_keys_are_not_bound() {
        let (signer, _) = signer(10, &Slate::default());
        assert!(signer.sign(&log(), &[ONE.0]).is_ok());
        assert!(signer.sign(&maker(), &[ONE.0]).is_ok());
    }

    fn full(done: Result<Vec<Signature>, SignerError>) -> bool {
        matches!(done, Err(SignerError::Ceiling(..)))
    }

    #[test]
    fn the_ceiling_stops_the_day_and_the_next_day_goes_on() {
        let (signer, _) = signer(3, &Slate::default());
        signer.seal(&unit(), &[ONE, TWO], 5).unwrap();
        assert!(full(signer.seal(&unit(), &[ONE, TWO], 5)), "one is left, two are asked for");
        signer.seal(&unit(), &[ONE], 5).expect("the batch that did not fit used up nothing");
        assert!(full(signer.seal(&unit(), &[ONE], 5)));
        assert!(full(signer.seal(&unit(), &[ONE], 4)), "no way back in time");
        signer.seal(&unit(), &[ONE], 6).unwrap();
    }

    #[test]
    fn a_signer_that_fails_uses_up_nothing() {
        let (signer, device) = signer(2, &Slate::default());
        for fault in [Fault::Fail, Fault::WrongSignature, Fault::Short] {
            device.set(fault);
            for _ in 0..5 {
                let failed = signer.seal(&unit(), &[ONE, TWO], 1);
                assert!(failed.is_err() && !full(failed), "{fault:?}");
            }
        }
        device.set(Fault::None);
        signer.seal(&unit(), &[ONE, TWO], 1).unwrap();
        assert!(full(signer.seal(&unit(), &[ONE], 1)), "the control: what is sealed is counted");
    }

    #[test]
    fn a_new_program_begins_where_the_tally_stands() {
        let slate = Slate::default();
        signer(2, &slate).0.seal(&unit(), &[ONE], 1).unwrap();
        assert!(
            full(signer(2, &slate).0.seal(&unit(), &[ONE], 1)),
            "the rest went with the program"
        );
        signer(2, &slate).0.seal(&unit(), &[ONE], 2).unwrap();
        signer(2, &slate).0.seal(&maker(), &[ONE], 1).expect("another key counts by itself");
    }
}
