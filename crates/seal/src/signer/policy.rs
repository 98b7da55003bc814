//! The sealing policy inside the signer: a sealing key signs only what was announced to it, once, and
//! so much a day. Whoever gets hold of the signer alone seals nothing, and whoever gets hold of the
//! program as well is noticed by the end of the day.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{KeyRef, Role, Signer, SignerError};
use crate::sm2::{Digest, PublicKey, Signature};

/// Announcements that wait at most; more were made and never signed.
const MOST_WAITING: usize = 100_000;

/// Wraps a signer; keys of the role `Seal` are under the policy, but for those that are named free,
/// such as a seal maker's.
pub struct PolicySigner<S> {
    inner: S,
    per_day: u64,
    free: Vec<KeyRef>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Number of the day that is being counted.
    day: i64,
    counts: BTreeMap<KeyRef, u64>,
    /// What each digest is: the record of the content that was frozen, approved and logged.
    announced: HashMap<(KeyRef, Digest), String>,
}

impl<S> PolicySigner<S> {
    /// At most `per_day` seals a key and day.
    pub fn new(inner: S, per_day: u64, free: Vec<KeyRef>) -> Self {
        Self { inner, per_day, free, state: Mutex::default() }
    }

    /// Another ceiling, from the next announcement on.
    #[must_use]
    pub fn with_ceiling(mut self, per_day: u64) -> Self {
        self.per_day = per_day;
        self
    }

    pub fn inner(&self) -> &S {
        &self.inner
    }

    /// Says that `digest` is of the content behind `record`, and may be signed once. `day` numbers
    /// days in the city's time; an earlier one than before counts as the same.
    ///
    /// # Errors
    /// [`SignerError::Ceiling`] if the key has announced its share of the day;
    /// [`SignerError::NotAnnounced`] if there is no record.
    pub fn announce(
        &self,
        key: &KeyRef,
        digest: Digest,
        record: &str,
        day: i64,
    ) -> Result<(), SignerError> {
        if record.is_empty() {
            return Err(SignerError::NotAnnounced(key.clone()));
        }
        let mut state = self.state();
        if day > state.day {
            (state.day, state.counts) = (day, BTreeMap::new());
        }
        if state.announced.len() >= MOST_WAITING {
            state.announced.clear();
        }
        let count = state.counts.entry(key.clone()).or_default();
        if *count >= self.per_day {
            return Err(SignerError::Ceiling(key.clone(), self.per_day));
        }
        *count += 1;
        state.announced.insert((key.clone(), digest), record.to_owned());
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_bound(&self, key: &KeyRef) -> bool {
        key.role == Role::Seal && !self.free.contains(key)
    }
}

impl<S: Signer> Signer for PolicySigner<S> {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        self.inner.public_key(key)
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        if self.is_bound(key) {
            let mut state = self.state();
            let entry = |digest: &Digest| (key.clone(), *digest);
            if !digests.iter().all(|digest| state.announced.contains_key(&entry(digest))) {
                return Err(SignerError::NotAnnounced(key.clone()));
            }
            for digest in digests {
                if state.announced.remove(&entry(digest)).is_none() {
                    return Err(SignerError::NotAnnounced(key.clone()));
                }
            }
        }
        self.inner.sign(key, digests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signer::SoftSigner;
    use crate::sm2::SecretKey;

    fn key(role: Role, name: &str) -> KeyRef {
        KeyRef::new(role, name)
    }

    fn unit() -> KeyRef {
        key(Role::Seal, "unit")
    }

    fn signer(per_day: u64) -> PolicySigner<SoftSigner> {
        let mut soft = SoftSigner::deterministic();
        let maker = key(Role::Seal, "maker");
        for (at, key) in [unit(), maker.clone(), key(Role::Audit, "log")].into_iter().enumerate() {
            let scalar = [u8::try_from(at).unwrap() + 1; 32];
            soft.insert(key, SecretKey::from_scalar(&scalar).unwrap()).unwrap();
        }
        PolicySigner::new(soft, per_day, vec![maker])
    }

    const ONE: Digest = Digest([1; 32]);
    const TWO: Digest = Digest([2; 32]);

    #[test]
    fn a_sealing_key_signs_what_was_announced_and_that_once() {
        let signer = signer(10);
        let refused = |digests: &[Digest]| {
            matches!(signer.sign(&unit(), digests), Err(SignerError::NotAnnounced(_)))
        };
        assert!(refused(&[ONE]));
        signer.announce(&unit(), ONE, "certificate 1", 1).unwrap();
        assert!(refused(&[ONE, TWO]), "a batch with a stranger in it");
        assert!(refused(&[ONE, ONE]), "once for two");
        signer.announce(&unit(), ONE, "certificate 1", 1).unwrap();
        let signature = signer.sign(&unit(), &[ONE]).unwrap();
        assert!(signer.public_key(&unit()).unwrap().verify(&ONE, &signature[0]));
        assert!(refused(&[ONE]), "and not again");
        let nothing = signer.announce(&unit(), ONE, "", 1);
        assert!(matches!(nothing, Err(SignerError::NotAnnounced(_))), "content without a record");
    }

    #[test]
    fn other_roles_and_free_keys_are_not_bound() {
        let signer = signer(10);
        assert!(signer.sign(&key(Role::Audit, "log"), &[ONE]).is_ok());
        assert!(signer.sign(&key(Role::Seal, "maker"), &[ONE]).is_ok());
    }

    #[test]
    fn the_ceiling_stops_the_day_and_the_next_day_goes_on() {
        let signer = signer(2);
        let announce = |day| signer.announce(&unit(), ONE, "r", day);
        announce(5).unwrap();
        announce(5).unwrap();
        assert!(matches!(announce(5), Err(SignerError::Ceiling(_, 2))));
        assert!(matches!(announce(4), Err(SignerError::Ceiling(_, 2))), "no way back in time");
        announce(6).unwrap();
    }

    #[test]
    fn another_key_has_a_share_of_its_own() {
        let signer = signer(1);
        signer.announce(&unit(), ONE, "r", 1).unwrap();
        signer.announce(&key(Role::Seal, "other"), ONE, "r", 1).unwrap();
        assert!(signer.announce(&unit(), TWO, "r", 1).is_err());
    }
}
