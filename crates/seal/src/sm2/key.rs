//! Keys: our own holder for the private scalar, and public keys in their three encodings.

use std::fmt;

use ::sm2::elliptic_curve::sec1::ToSec1Point;
use pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use zeroize::{Zeroize, Zeroizing};

use super::{Digest, Signature, Sm2Error, fast};
use crate::Chance;

/// A private key d in 1..n-1. The holder wipes it; `Debug` shows only the public half.
pub struct SecretKey {
    scalar: Zeroizing<[u8; 32]>,
    signing: fast::SigningKey,
    public: PublicKey,
}

impl SecretKey {
    /// # Errors
    /// [`Sm2Error::SecretKey`] unless 1 ≤ d ≤ n-2 (d = n-1 has no inverse of 1+d).
    pub fn from_scalar(scalar: &[u8; 32]) -> Result<Self, Sm2Error> {
        let signing = fast::SigningKey::new(scalar)?;
        let key = ::sm2::SecretKey::from_slice(scalar).map_err(|_| Sm2Error::SecretKey)?;
        let public = PublicKey::of(key.public_key());
        Ok(Self { scalar: Zeroizing::new(*scalar), signing, public })
    }

    /// A fresh key from 32 random bytes, drawn again in the (2⁻³²) case that they are out of
    /// range. A source that never yields a key is given up after 64 draws.
    ///
    /// # Errors
    /// [`Sm2Error::SecretKey`] if the source is broken.
    pub fn generate(chance: Chance<'_>) -> Result<Self, Sm2Error> {
        let mut scalar = Zeroizing::new([0; 32]);
        for _ in 0..64 {
            chance(&mut *scalar);
            if let Ok(key) = Self::from_scalar(&scalar) {
                return Ok(key);
            }
        }
        Err(Sm2Error::SecretKey)
    }

    /// PKCS#8 in PEM, unencrypted (`BEGIN PRIVATE KEY`).
    ///
    /// # Errors
    /// [`Sm2Error::SecretKey`] if the text holds no SM2 key.
    pub fn from_pkcs8_pem(pem: &str) -> Result<Self, Sm2Error> {
        let key = ::sm2::SecretKey::from_pkcs8_pem(pem).map_err(|_| Sm2Error::SecretKey)?;
        let mut bytes = key.to_bytes();
        let mut scalar = Zeroizing::new([0; 32]);
        scalar.copy_from_slice(&bytes);
        bytes.zeroize();
        Self::from_scalar(&scalar)
    }

    /// # Errors
    /// [`Sm2Error::SecretKey`] if encoding fails, which it does not for a key made here.
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, Sm2Error> {
        self.standard()?.to_pkcs8_pem(LineEnding::LF).map_err(|_| Sm2Error::SecretKey)
    }

    /// As the library that knows the encodings holds it.
    pub(super) fn standard(&self) -> Result<::sm2::SecretKey, Sm2Error> {
        ::sm2::SecretKey::from_slice(&*self.scalar).map_err(|_| Sm2Error::SecretKey)
    }

    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.public
    }

    /// Signs each digest. Nonces follow RFC 6979 with SM3; with `chance` 32 fresh bytes are
    /// mixed into each (hedged), so neither a broken source nor a repeated digest leaks the key.
    pub(crate) fn sign(
        &self,
        digests: &[Digest],
        mut chance: Option<Chance<'_>>,
    ) -> Result<Vec<Signature>, Sm2Error> {
        let mut signatures = Vec::with_capacity(digests.len());
        let mut fresh = Zeroizing::new([0; 32 * fast::BATCH]);
        for batch in digests.chunks(fast::BATCH) {
            let fresh = match chance.as_mut() {
                Some(chance) => {
                    let fresh = &mut fresh[..32 * batch.len()];
                    chance(fresh);
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

/// A point of the curve other than infinity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey {
    point: ::sm2::PublicKey,
    xy: [u8; 64],
}

impl PublicKey {
    /// x ‖ y, each 32 bytes big-endian.
    ///
    /// # Errors
    /// [`Sm2Error::PublicKey`] if the point is not on the curve.
    pub fn from_xy(xy: &[u8; 64]) -> Result<Self, Sm2Error> {
        let mut sec1 = [4; 65];
        sec1[1..].copy_from_slice(xy);
        let point = ::sm2::PublicKey::from_sec1_bytes(&sec1).map_err(|_| Sm2Error::PublicKey)?;
        Ok(Self { point, xy: *xy })
    }

    #[must_use]
    pub fn to_xy(&self) -> [u8; 64] {
        self.xy
    }

    /// SubjectPublicKeyInfo in DER (id-ecPublicKey with curve 1.2.156.10197.1.301).
    ///
    /// # Errors
    /// [`Sm2Error::PublicKey`] for another algorithm, another curve or a bad point.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, Sm2Error> {
        let point = ::sm2::PublicKey::from_public_key_der(der).map_err(|_| Sm2Error::PublicKey)?;
        Ok(Self::of(point))
    }

    /// # Errors
    /// [`Sm2Error::PublicKey`] if encoding fails, which it does not for a point of the curve.
    pub fn to_spki_der(&self) -> Result<Vec<u8>, Sm2Error> {
        let document = self.point.to_public_key_der().map_err(|_| Sm2Error::PublicKey)?;
        Ok(document.into_vec())
    }

    /// Whether this key made `signature` over `digest` (GB/T 32918.2 §7.1 from step B5 on). A
    /// key that is used again and again is prepared, and then verifies three times as fast.
    #[must_use]
    pub fn verify(&self, digest: &Digest, signature: &Signature) -> bool {
        fast::verify(&fast::known(&self.xy, self.point.to_projective()), digest, signature)
    }

    /// One answer for each signature of this key, in their order; cheaper together than alone.
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
        // Uncompressed SEC1 form: 04 ‖ x ‖ y; a public key is never the point at infinity.
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

/// Verifies one signature; the function form of [`PublicKey::verify`].
#[must_use]
pub fn verify(public_key: &PublicKey, digest: &Digest, signature: &Signature) -> bool {
    public_key.verify(digest, signature)
}
