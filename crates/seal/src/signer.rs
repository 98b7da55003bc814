//! The seam between the platform and its keys: digests in, signatures out, a batch at a time.
//!
//! A software key, a cipher machine (GM/T 0018) and a test double look the same from outside.
//! [`Checked`] verifies every signature before it leaves, against faults of the device.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;

use crate::sm2::{DEFAULT_USER_ID, Digest, PublicKey, SecretKey, Signature, Sm2Error, digest};

/// What a key is for. A key is found by role and id together, so one made for sealing
/// cannot be asked to sign the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Signs documents and seals.
    Seal,
    /// Signs X.509 certificates and revocation lists.
    Ca,
    /// Signs checkpoints of the log.
    Audit,
    /// Signs requests and answers of the API.
    Api,
}

/// Names a key; never carries it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyRef {
    pub role: Role,
    pub id: String,
}

impl KeyRef {
    #[must_use]
    pub fn new(role: Role, id: impl Into<String>) -> Self {
        Self { role, id: id.into() }
    }
}

impl fmt::Display for KeyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = match self.role {
            Role::Seal => "seal",
            Role::Ca => "ca",
            Role::Audit => "audit",
            Role::Api => "api",
        };
        write!(f, "{role}:{}", self.id)
    }
}

#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SignerError {
    #[error("no key {0}")]
    UnknownKey(KeyRef),
    #[error("key {0} exists already")]
    DuplicateKey(KeyRef),
    #[error("the signing device failed: {0}")]
    Unavailable(String),
    #[error("key {0} returned a signature that does not verify")]
    WrongSignature(KeyRef),
    #[error("key {0} is not the one that its X.509 certificate is for")]
    OtherKey(KeyRef),
    #[error("key {0} seals no content without a record")]
    NoRecord(KeyRef),
    #[error("key {0} may seal {1} a day, and today has not so many left")]
    Ceiling(KeyRef, u64),
    #[error(transparent)]
    Sm2(#[from] Sm2Error),
}

mod policy;
pub use policy::{PolicySigner, Tally};

/// Signs batches. An implementation may block on a device; it is called from a worker thread.
pub trait Signer: Send + Sync {
    /// # Errors
    /// [`SignerError::UnknownKey`], or [`SignerError::Unavailable`] if the device is gone.
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError>;

    /// One signature per digest, in the same order; all or nothing.
    ///
    /// # Errors
    /// As [`Self::public_key`]; a [`Checked`] signer adds [`SignerError::WrongSignature`].
    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError>;
}

impl<S: Signer + ?Sized> Signer for &S {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        (**self).public_key(key)
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        (**self).sign(key, digests)
    }
}

impl<S: Signer + ?Sized> Signer for Arc<S> {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        (**self).public_key(key)
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        (**self).sign(key, digests)
    }
}

/// Signs one message under the default user id.
///
/// # Errors
/// As [`Signer::sign`]; [`SignerError::Unavailable`] if the device returns no signature.
pub fn sign_message(
    signer: &dyn Signer,
    key: &KeyRef,
    message: &[u8],
) -> Result<Signature, SignerError> {
    let e = digest(DEFAULT_USER_ID, &signer.public_key(key)?, message);
    match signer.sign(key, &[e])?.as_slice() {
        [signature] => Ok(*signature),
        _ => Err(SignerError::Unavailable("not one signature for one digest".into())),
    }
}

/// A source of random bytes that a signer may keep.
pub type OwnedChance = Box<dyn FnMut(&mut [u8]) + Send>;

/// Keys in memory: for development, tests and small installations.
#[derive(Default)]
pub struct SoftSigner {
    keys: BTreeMap<KeyRef, SecretKey>,
    chance: Option<Mutex<OwnedChance>>,
}

impl SoftSigner {
    /// Deterministic nonces (RFC 6979): the same digest gives the same signature.
    #[must_use]
    pub fn deterministic() -> Self {
        Self::default()
    }

    /// Nonces mixed from key, digest and `chance`; the one to use in production.
    #[must_use]
    pub fn hedged(chance: OwnedChance) -> Self {
        Self { keys: BTreeMap::new(), chance: Some(Mutex::new(chance)) }
    }

    /// # Errors
    /// [`SignerError::DuplicateKey`]: a key is never replaced under its name.
    pub fn insert(&mut self, key: KeyRef, secret: SecretKey) -> Result<(), SignerError> {
        if self.keys.contains_key(&key) {
            return Err(SignerError::DuplicateKey(key));
        }
        self.keys.insert(key, secret);
        Ok(())
    }

    fn key(&self, key: &KeyRef) -> Result<&SecretKey, SignerError> {
        self.keys.get(key).ok_or_else(|| SignerError::UnknownKey(key.clone()))
    }
}

impl fmt::Debug for SoftSigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.keys()).finish()
    }
}

impl Signer for SoftSigner {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        Ok(self.key(key)?.public_key())
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        let secret = self.key(key)?;
        let Some(chance) = &self.chance else { return Ok(secret.sign(digests, None)?) };
        // 32 bytes per digest are drawn first, so that threads do not sign behind one lock.
        let mut pool = zeroize::Zeroizing::new(vec![0; 32 * digests.len()]);
        (chance.lock().unwrap_or_else(PoisonError::into_inner))(&mut pool);
        let mut fresh = pool.chunks_exact(32);
        let mut draw = |out: &mut [u8]| {
            if let Some(bytes) = fresh.next() {
                out.iter_mut().zip(bytes).for_each(|(o, b)| *o = *b);
            }
        };
        Ok(secret.sign(digests, Some(&mut draw))?)
    }
}

/// Verifies each signature after signing: a fault during signing can give the key away, and a
/// wrong signature on a 证照 would be found only by its user.
#[derive(Debug)]
pub struct Checked<S>(pub S);

impl<S: Signer> Signer for Checked<S> {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        self.0.public_key(key)
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        let signatures = self.0.sign(key, digests)?;
        let public = self.0.public_key(key)?;
        let signed: Vec<(Digest, Signature)> =
            digests.iter().copied().zip(signatures.iter().copied()).collect();
        let good = signatures.len() == digests.len()
            && public.verify_all(&signed).into_iter().all(|good| good);
        if good { Ok(signatures) } else { Err(SignerError::WrongSignature(key.clone())) }
    }
}

/// What a [`FaultySigner`] does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Works.
    None,
    /// The device is gone.
    Fail,
    /// One bit of the last signature of the batch is wrong.
    WrongSignature,
    /// The batch comes back one signature short.
    Short,
}

/// A test double around a real signer, told at run time how to misbehave.
#[derive(Debug)]
pub struct FaultySigner<S> {
    inner: S,
    fault: Mutex<Fault>,
}

impl<S: Signer> FaultySigner<S> {
    #[must_use]
    pub fn new(inner: S) -> Self {
        Self { inner, fault: Mutex::new(Fault::None) }
    }

    /// Holds until told otherwise.
    pub fn set(&self, fault: Fault) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }
}

impl<S: Signer> Signer for FaultySigner<S> {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        self.inner.public_key(key)
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        let fault = *self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        if fault == Fault::Fail {
            return Err(SignerError::Unavailable("told to fail".into()));
        }
        let mut signatures = self.inner.sign(key, digests)?;
        match fault {
            Fault::None | Fault::Fail => {}
            Fault::WrongSignature => {
                if let Some(last) = signatures.last_mut() {
                    let mut s = *last.s();
                    s[31] ^= 1;
                    *last = Signature::new(*last.r(), s)?;
                }
            }
            Fault::Short => {
                signatures.pop();
            }
        }
        Ok(signatures)
    }
}
