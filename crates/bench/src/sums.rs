//! SM2 and SM3 arithmetic, and the plain functions of the libraries as baselines.

use ::sm3::{Digest as _, Sm3};
use app::{Error, Randomness};
use seal::signer::{KeyRef, Role, Signer, SoftSigner};
use seal::sm2::{Digest, SecretKey, Signature, timing};

/// Number of signatures in a batch.
pub const BATCH: usize = 32;
/// Number of messages that are hashed together.
const MESSAGES: usize = 64;
/// Length of a message in bytes, which is that of a large member of an OFD file.
const LENGTH: usize = 32_768;

/// A key, digests, signatures and messages that are made before the measurement.
pub struct Sums {
    signer: SoftSigner,
    key: KeyRef,
    plain: sm2::dsa::SigningKey,
    digests: Vec<Digest>,
    signed: Vec<(Digest, Signature)>,
    messages: Vec<Vec<u8>>,
}

impl Sums {
    /// Errors: there is no randomness.
    pub fn new(randomness: std::sync::Arc<dyn Randomness>) -> Result<Self, Error> {
        let wrong = |error: &dyn std::fmt::Display| Error::Internal(error.to_string());
        let mut scalar = zeroize::Zeroizing::new([0; 32]);
        randomness.fill(&mut *scalar)?;
        let secret = SecretKey::from_scalar(&scalar).map_err(|error| wrong(&error))?;
        let plain = sm2::dsa::SigningKey::from_slice("", &*scalar);
        let plain = plain.map_err(|error| wrong(&error))?;
        let key = KeyRef::new(Role::Seal, "bench");
        let mut signer = SoftSigner::hedged(Box::new(move |bytes| drop(randomness.fill(bytes))));
        signer.insert(key.clone(), secret).map_err(|error| wrong(&error))?;
        let digests: Vec<Digest> =
            (0..BATCH).map(|at| Digest(ledger::sm3(&at.to_be_bytes()))).collect();
        let signatures = signer.sign(&key, &digests).map_err(|error| wrong(&error))?;
        let signed = digests.iter().copied().zip(signatures).collect();
        let messages = (0..MESSAGES).map(|at| vec![at as u8; LENGTH]).collect();
        Ok(Self { signer, key, plain, digests, signed, messages })
    }

    /// Makes a batch of hedged signatures. Returns their number.
    pub fn sign(&self) -> usize {
        self.signer.sign(&self.key, &self.digests).map_or(0, |signed| signed.len())
    }

    /// Makes one signature, as for a single issue.
    pub fn sign_one(&self) -> usize {
        self.signer.sign(&self.key, &self.digests[..1]).map_or(0, |signed| signed.len())
    }

    /// The baseline of signing: the plain function of the library, once for each digest of a batch.
    pub fn sign_plain(&self) -> usize {
        use sm2::dsa::signature::hazmat::PrehashSigner as _;
        let one = |digest: &&Digest| {
            let signed: Result<sm2::dsa::Signature, _> = self.plain.sign_prehash(&digest.0);
            signed.is_ok()
        };
        self.digests.iter().filter(one).count()
    }

    /// Verifies a batch one by one with a known key, whose table is prepared. Returns the number of
    /// valid signatures.
    pub fn verify(&self) -> usize {
        let Ok(key) = self.signer.public_key(&self.key) else { return 0 };
        self.signed.iter().filter(|(digest, signature)| key.verify(digest, signature)).count()
    }

    /// Verifies a batch in one call. Returns the number of valid signatures.
    pub fn verify_together(&self) -> usize {
        let Ok(key) = self.signer.public_key(&self.key) else { return 0 };
        key.verify_all(&self.signed).into_iter().filter(|good| *good).count()
    }

    /// The baseline of verifying: the plain function of the library, once for each signature of a
    /// batch.
    pub fn verify_plain(&self) -> usize {
        use sm2::dsa::signature::hazmat::PrehashVerifier as _;
        let one = |(digest, signature): &&(Digest, Signature)| {
            let value = sm2::dsa::Signature::from_slice(&signature.to_raw());
            value.is_ok_and(|value| {
                self.plain.verifying_key().verify_prehash(&digest.0, &value).is_ok()
            })
        };
        self.signed.iter().filter(one).count()
    }

    /// Hashes the messages side by side. Returns the number of bytes.
    pub fn sm3(&self) -> usize {
        let messages: Vec<&[u8]> = self.messages.iter().map(Vec::as_slice).collect();
        ofd::digest::sm3_all(&messages).len() * LENGTH
    }

    /// The baseline of hashing: the messages one after another. Returns the number of bytes.
    pub fn sm3_plain(&self) -> usize {
        self.messages.iter().map(|message| Sm3::digest(message).len() / 32 * LENGTH).sum()
    }
}

/// One multiplication of the base point for the timing test: in constant time as for secrets, or in
/// variable time as for public numbers.
pub fn multiply(scalar: &[u8; 32], as_for_secrets: bool) -> u8 {
    if as_for_secrets {
        timing::as_for_secrets(scalar)
    } else {
        timing::as_for_public_numbers(scalar)
    }
}
