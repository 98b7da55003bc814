//! The interface between the platform and its private keys. The trait [`Signer`] takes a batch of digests
//! and returns their signatures, so that software keys ([`SoftSigner`]), cipher devices (crate `device`)
//! and test doubles ([`FaultySigner`]) are interchangeable.
//!
//! [`Checked`] verifies every signature before it is used, because a device may return a wrong one.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use thiserror::Error;

use crate::sm2::{DEFAULT_USER_ID, Digest, PublicKey, SecretKey, Signature, Sm2Error, digest};

/// The purpose of a key. A key is looked up by role and id together, so that a sealing key cannot be used
/// to sign the log.
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

/// The name of a key. It never contains key material.
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

/// Why a signer did not sign.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum SignerError {
    #[error("key {0} does not exist")]
    UnknownKey(KeyRef),
    #[error("key {0} already exists")]
    DuplicateKey(KeyRef),
    #[error("the signing device failed: {0}")]
    Unavailable(String),
    #[error("key {0} returned a signature that does not verify")]
    WrongSignature(KeyRef),
    #[error("key {0} is not the key in its X.509 certificate")]
    OtherKey(KeyRef),
    #[error("sealing key {0} signs only content that has an audit record")]
    NoRecord(KeyRef),
    #[error("sealing key {0} would exceed its limit of {1} seals a day")]
    Ceiling(KeyRef, u64),
    #[error(transparent)]
    Sm2(#[from] Sm2Error),
}

mod policy;
pub use policy::{PolicySigner, Tally};

/// Signs batches of digests. An implementation may block on a device, so it must not be called from an
/// asynchronous task directly.
pub trait Signer: Send + Sync {
    /// Returns the public key that belongs to `key`.
    ///
    /// # Errors
    /// [`SignerError::UnknownKey`] if there is no such key, [`SignerError::Unavailable`] if the device
    /// does not answer.
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError>;

    /// Returns one signature for each digest, in the same order. It signs either all of them or fails.
    ///
    /// # Errors
    /// The same as for [`Self::public_key`]; [`Checked`] adds [`SignerError::WrongSignature`], and
    /// [`PolicySigner`] adds [`SignerError::NoRecord`].
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

/// Signs one message with the default user id.
///
/// # Errors
/// The same as for [`Signer::sign`]; [`SignerError::Unavailable`] if the signer returns another number of
/// signatures than one.
pub fn sign_message(
    signer: &dyn Signer,
    key: &KeyRef,
    message: &[u8],
) -> Result<Signature, SignerError> {
    let e = digest(DEFAULT_USER_ID, &signer.public_key(key)?, message);
    match signer.sign(key, &[e])?.as_slice() {
        [signature] => Ok(*signature),
        _ => {
            Err(SignerError::Unavailable("the signer did not return exactly one signature".into()))
        }
    }
}

/// A source of random bytes that a signer can own; see [`crate::Randomness`].
pub type OwnedRandomness = Box<dyn FnMut(&mut [u8]) + Send>;

/// A signer with keys in memory, for development, tests and small installations. Production should use a
/// certified cipher device (GB/T 39786).
#[derive(Default)]
pub struct SoftSigner {
    keys: BTreeMap<KeyRef, SecretKey>,
    random: Option<Mutex<OwnedRandomness>>,
}

impl SoftSigner {
    /// Makes a signer with deterministic nonces (RFC 6979): the same digest gives the same signature.
    #[must_use]
    pub fn deterministic() -> Self {
        Self::default()
    }

    /// Makes a signer whose nonces depend on key, digest and random bytes; the one for production.
    #[must_use]
    pub fn hedged(random: OwnedRandomness) -> Self {
        Self { keys: BTreeMap::new(), random: Some(Mutex::new(random)) }
    }

    /// Adds a key.
    ///
    /// # Errors
    /// [`SignerError::DuplicateKey`] if the name is taken: a key is never replaced.
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
        let Some(random) = &self.random else { return Ok(secret.sign(digests, None)?) };
        // The random bytes of the whole batch are drawn first, so that the lock is not held while
        // signing.
        let mut pool = zeroize::Zeroizing::new(vec![0; 32 * digests.len()]);
        (random.lock().unwrap_or_else(PoisonError::into_inner))(&mut pool);
        let mut fresh = pool.chunks_exact(32);
        let mut draw = |out: &mut [u8]| {
            if let Some(bytes) = fresh.next() {
                out.iter_mut().zip(bytes).for_each(|(o, b)| *o = *b);
            }
        };
        Ok(secret.sign(digests, Some(&mut draw))?)
    }
}

/// A signer that verifies every signature of the inner signer before it returns it. A signature made
/// during a hardware fault can reveal the private key, and a wrong signature on a 证照 would otherwise be
/// noticed only by those who verify it.
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

/// How a [`FaultySigner`] misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It works.
    None,
    /// Every call fails, as if the device were unreachable.
    Fail,
    /// One bit of the last signature of the batch is wrong.
    WrongSignature,
    /// The last signature of the batch is missing.
    Short,
}

/// A test double that wraps a working signer and injects a fault.
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

    /// Sets the fault of all following calls.
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
            return Err(SignerError::Unavailable("injected fault".into()));
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
