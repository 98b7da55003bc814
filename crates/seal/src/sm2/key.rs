//! SM2 private and public keys and their encodings.
//!
//! The private scalar is kept in a type of our own, because the `SigningKey` of the crate `sm2` does
//! not erase it from memory when it is dropped.

use std::fmt;

use ::sm2::elliptic_curve::sec1::ToSec1Point;
use pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use zeroize::{Zeroize, Zeroizing};

use super::{Digest, Signature, Sm2Error, fast};
use crate::Randomness;

/// A private key d with 1 ≤ d ≤ n-2. It is erased from memory when it is dropped, and `Debug` shows
/// only the public key.
pub struct SecretKey {
    scalar: Zeroizing<[u8; 32]>,
    signing: fast::SigningKey,
    public: PublicKey,
}

impl SecretKey {
    /// Makes a key from d, big-endian.
    ///
    /// # Errors
    /// [`Sm2Error::SecretKey`] unless 1 ≤ d ≤ n-2 (GB/T 32918.1 §6.1): for d = n-1 the signature
    /// algorithm would need the inverse of 1+d = 0.
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, Sm2Error> {
        let signing = fast::SigningKey::new(scalar)?;
        let key = ::sm2::SecretKey::from_slice(scalar).map_err(|_| Sm2Error::SecretKey)?;
        let public = PublicKey::of(key.public_key());
        Ok(Self { scalar: Zeroizing::new(*scalar), signing, public })
    }

    /// Generates a key from 32 random bytes. They lie outside the range with a probability of about
    /// 2⁻³² and are then drawn again, at most 64 times.
    ///
    /// # Errors
    /// [`Sm2Error::SecretKey`] if no draw lies in the range, which shows a broken source.
    pub fn generate(random: Randomness<'_>) -> Result<Self, Sm2Error> {
        let mut scalar = Zeroizing::new([0; 32]);
        for _ in 0..64 {
            random(&mut *scalar);
            if let Ok(key) = Self::from_scalar(&scalar) {
                return Ok(key);
            }
        }
        Err(Sm2Error::SecretKey)
    }

    /// Reads an unencrypted PKCS#8 key in PEM (`BEGIN PRIVATE KEY`).
    ///
    /// # Errors
    /// [`Sm2Error::SecretKey`] if the text does not contain an SM2 key.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, Sm2Error> {
        let key = ::sm2::SecretKey::from_pkcs8_pem(pem).map_err(|_| Sm2Error::SecretKey)?;
        let mut bytes = key.to_bytes();
        let mut scalar = Zeroizing::new([0; 32]);
        scalar.copy_from_slice(&bytes);
        bytes.zeroize();
        Self::from_scalar(&scalar)
    }

    /// Writes the key as unencrypted PKCS#8 in PEM.
    ///
    /// # Errors
    /// [`Sm2Error::SecretKey`] if encoding fails, which does not happen for a key of this type.
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, Sm2Error> {
        self.standard()?.to_pkcs8_pem(LineEnding::LF).map_err(|_| Sm2Error::SecretKey)
    }

    /// Returns the key as the type of the crate `sm2`, which implements the encodings.
    pub(super) fn standard(&self) -> Result<::sm2::SecretKey, Sm2Error> {
        ::sm2::SecretKey::from_slice(&*self.scalar).map_err(|_| Sm2Error::SecretKey)
    }

    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.public
    }

    /// Signs each digest. The nonces follow RFC 6979 with SM3. With `random`, 32 random bytes enter
    /// each nonce as additional data (hedged signatures): then neither a broken random source nor a
    /// repeated digest reveals the key.
    pub(crate) fn sign(
        &self,
        digests: &[Digest],
        mut random: Option<Randomness<'_>>,
    ) -> Result<Vec<Signature>, Sm2Error> {
        let mut signatures = Vec::with_capacity(digests.len());
        let mut fresh = Zeroizing::new([0; 32 * fast::BATCH]);
        for batch in digests.chunks(fast::BATCH) {
            let fresh = match random.as_mut() {
                Some(random) => {
                    let fresh = &mut fresh[..32 * batch.len()];
                    random(fresh);
                    &*fresh
                }
                None => &[],
            };
            signatures.extend(self.signing.sign(batch, fresh)?);
        }
        Ok(signatures)
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretKey").field("public", &self.public).finish_non_exhaustive()
    }
}

/// A public key: a point of the curve other than the point at infinity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    point: ::sm2::PublicKey,
    xy: [u8; 64],
}

impl PublicKey {
    /// Makes a key from x ‖ y, each 32 bytes big-endian.
    ///
    /// # Errors
    /// [`Sm2Error::PublicKey`] if the point is not on the curve.
    pub fn from_xy(xy: &[u8; 64]) -> Result<Self, Sm2Error> {
        let mut sec1 = [4; 65];
        sec1[1..].copy_from_slice(xy);
        let point = ::sm2::PublicKey::from_sec1_bytes(&sec1).map_err(|_| Sm2Error::PublicKey)?;
        Ok(Self { point, xy: *xy })
    }

    /// Returns x ‖ y, each 32 bytes big-endian.
    #[must_use]
    pub fn to_xy(&self) -> [u8; 64] {
        self.xy
    }

    /// Reads a SubjectPublicKeyInfo in DER (id-ecPublicKey with the curve 1.2.156.10197.1.301).
    ///
    /// # Errors
    /// [`Sm2Error::PublicKey`] for another algorithm, another curve or an invalid point.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, Sm2Error> {
        let point = ::sm2::PublicKey::from_public_key_der(der).map_err(|_| Sm2Error::PublicKey)?;
        Ok(Self::of(point))
    }

    /// Writes the key as SubjectPublicKeyInfo in DER.
    ///
    /// # Errors
    /// [`Sm2Error::PublicKey`] if encoding fails, which does not happen for a key of this type.
    pub fn to_spki_der(&self) -> Result<Vec<u8>, Sm2Error> {
        let document = self.point.to_public_key_der().map_err(|_| Sm2Error::PublicKey)?;
        Ok(document.into_vec())
    }

    /// Returns whether `signature` over `digest` is valid under this key (GB/T 32918.2 §7.1, steps B5
    /// to B7). For a key that is used repeatedly a table of multiples is cached, with which
    /// verification takes about a third of the time.
    #[must_use]
    pub fn verify(&self, digest: &Digest, signature: &Signature) -> bool {
        fast::verify(&fast::known(&self.xy, self.point.to_projective()), digest, signature)
    }

    /// Verifies many signatures under this key and returns one result for each, in the same order. This
    /// is faster than single calls, because a batch shares one field inversion.
    #[must_use]
    pub fn verify_all(&self, signed: &[(Digest, Signature)]) -> Vec<bool> {
        let point = self.point.to_projective();
        let key = if signed.len() < fast::BATCH {
            fast::known(&self.xy, point)
        } else {
            fast::prepared(&self.xy, point)
        };
        signed.chunks(fast::BATCH).flat_map(|batch| fast::verify_all(&key, batch)).collect()
    }

    fn of(point: ::sm2::PublicKey) -> Self {
        let mut xy = [0; 64];
        // The uncompressed SEC1 form is 04 ‖ x ‖ y, since a public key is not the point at infinity.
        let sec1 = point.to_sec1_point(false);
        if let Some(body) = sec1.as_bytes().get(1..65) {
            xy.copy_from_slice(body);
        }
        Self { point, xy }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PublicKey(")?;
        self.xy.iter().try_for_each(|b| write!(f, "{b:02x}"))?;
        f.write_str(")")
    }
}

/// Verifies one signature; the same as [`PublicKey::verify`].
#[must_use]
pub fn verify(public_key: &PublicKey, digest: &Digest, signature: &Signature) -> bool {
    public_key.verify(digest, signature)
}
