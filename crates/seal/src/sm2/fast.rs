//! Signing and verifying over prepared tables.
//!
//! Against the plain way: (1+d)⁻¹ is kept with the key, a batch of nonce points shares one
//! inversion, and multiples come from tables. The secret parts run in constant time and leave
//! nothing behind.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use ::sm2::elliptic_curve::BatchNormalize;
use ::sm2::elliptic_curve::Curve as _;
use ::sm2::elliptic_curve::Group as _;
use ::sm2::elliptic_curve::PrimeField as _;
use ::sm2::elliptic_curve::ops::Reduce as _;
use ::sm2::elliptic_curve::point::AffineCoordinates as _;
use ::sm2::{FieldBytes, ProjectivePoint, Scalar, Sm2, U256};
use rfc6979::KGenerator;
use sm3::Sm3;
use zeroize::{Zeroize, Zeroizing};

use super::table::Table;
use super::{Digest, Signature, Sm2Error};

/// Signing reads whole rows, so they are short.
pub(super) static BASE: LazyLock<Table<6>> =
    LazyLock::new(|| Table::new(&ProjectivePoint::GENERATOR));
/// Verifying reads one point of a row.
pub(super) static PUBLIC_BASE: LazyLock<Table<8>> =
    LazyLock::new(|| Table::new(&ProjectivePoint::GENERATOR));

/// Nonce points that share one inversion.
pub(super) const BATCH: usize = 32;
/// The chance of one retry is 2⁻²⁵⁴; a second one means a broken machine.
const TRIES: usize = 4;

/// A private key ready to sign: d and (1+d)⁻¹, both wiped when dropped.
pub(super) struct SigningKey {
    secret: Zeroizing<Scalar>,
    inverse: Zeroizing<Scalar>,
}

impl SigningKey {
    /// # Errors
    /// [`Sm2Error::SecretKey`] unless 1 ≤ d ≤ n-2.
    pub(super) fn new(secret: &[u8; 32]) -> Result<Self, Sm2Error> {
        let mut bytes = FieldBytes::from(*secret);
        let scalar = Option::<Scalar>::from(Scalar::from_repr(bytes));
        bytes.zeroize();
        let secret = Zeroizing::new(scalar.ok_or(Sm2Error::SecretKey)?);
        let inverse = Option::<Scalar>::from((*secret + Scalar::ONE).invert());
        let inverse = Zeroizing::new(inverse.ok_or(Sm2Error::SecretKey)?);
        if bool::from(secret.is_zero()) {
            Err(Sm2Error::SecretKey)
        } else {
            Ok(Self { secret, inverse })
        }
    }

    /// At most [`BATCH`] digests; `fresh` holds 32 bytes for each, or nothing at all.
    pub(super) fn sign(
        &self,
        digests: &[Digest],
        fresh: &[u8],
    ) -> Result<Vec<Signature>, Sm2Error> {
        let salt = |at: usize| fresh.chunks_exact(32).nth(at).unwrap_or_default();
        let nonces: Zeroizing<Vec<Scalar>> = Zeroizing::new(
            digests
                .iter()
                .enumerate()
                .map(|(at, e)| self.nonce(e, salt(at), 0))
                .collect::<Result<_, _>>()?,
        );
        // Projective coordinates of k·G tell about k: they are wiped as well.
        let points: Zeroizing<Vec<ProjectivePoint>> =
            Zeroizing::new(nonces.iter().map(|k| BASE.mul(k)).collect());
        let affine = <ProjectivePoint as BatchNormalize<[ProjectivePoint]>>::batch_normalize(
            points.as_slice(),
        );
        let signed = digests.iter().zip(nonces.iter()).zip(&affine).enumerate();
        signed
            .map(|(at, ((e, k), point))| match self.finish(e, k, &point.x()) {
                Some(signature) => Ok(signature),
                None => self.sign_again(e, salt(at)),
            })
            .collect()
    }

    /// A3 again: the first nonce gave r = 0, r + k = n or s = 0.
    fn sign_again(&self, e: &Digest, salt: &[u8]) -> Result<Signature, Sm2Error> {
        for attempt in 1..TRIES {
            let k = Zeroizing::new(self.nonce(e, salt, attempt)?);
            let point = BASE.mul(&k).to_affine();
            if let Some(signature) = self.finish(e, &k, &point.x()) {
                return Ok(signature);
            }
        }
        Err(Sm2Error::Signing)
    }

    /// RFC 6979 with SM3; `salt` enters as its additional data (§3.6). `attempt` counts from 0.
    fn nonce(&self, e: &Digest, salt: &[u8], attempt: usize) -> Result<Scalar, Sm2Error> {
        let mut secret = self.secret.to_repr();
        let e = scalar(e).to_repr();
        let mut generator = KGenerator::<Sm3, U256>::new(&secret, &e, salt, &Sm2::ORDER);
        secret.zeroize();
        let mut bytes = FieldBytes::default();
        for _ in 0..=attempt {
            generator.fill_next_k(&mut bytes);
        }
        let k = Option::<Scalar>::from(Scalar::from_repr(bytes));
        bytes.zeroize();
        k.ok_or(Sm2Error::Signing)
    }

    /// A5 and A6 of GB/T 32918.2 §6.1, with s = (1+d)⁻¹·(k+r) - r, which needs no inversion.
    fn finish(&self, e: &Digest, k: &Scalar, x: &FieldBytes) -> Option<Signature> {
        let r = scalar(e) + Scalar::reduce(x);
        let mut sum = *k + r;
        let refused = r.is_zero() | sum.is_zero();
        let s = *self.inverse * sum - r;
        sum.zeroize();
        if bool::from(refused | s.is_zero()) {
            return None;
        }
        Signature::new(r.to_repr().into(), s.to_repr().into()).ok()
    }
}

/// Verifies (GB/T 32918.2 §7.1) under one key, whose multiples may be prepared.
pub(super) fn verify(key: &KnownKey, digest: &Digest, signature: &Signature) -> bool {
    let Some((r, sum)) = combine(key, signature) else { return false };
    holds(&r, digest, &sum.to_affine().x()) && !bool::from(sum.is_identity())
}

/// As [`verify`] for many signatures of one key, with one inversion for all.
pub(super) fn verify_all(key: &KnownKey, signed: &[(Digest, Signature)]) -> Vec<bool> {
    let combined: Vec<Option<(Scalar, ProjectivePoint)>> =
        signed.iter().map(|(_, signature)| combine(key, signature)).collect();
    let points: Vec<ProjectivePoint> =
        combined.iter().map(|c| c.map_or(ProjectivePoint::IDENTITY, |(_, point)| point)).collect();
    let affine =
        <ProjectivePoint as BatchNormalize<[ProjectivePoint]>>::batch_normalize(points.as_slice());
    let each = signed.iter().zip(&combined).zip(&affine);
    each.map(|(((digest, _), combined), point)| {
        combined
            .as_ref()
            .is_some_and(|(r, sum)| !bool::from(sum.is_identity()) && holds(r, digest, &point.x()))
    })
    .collect()
}

/// r, and s·G + (r+s)·P; `None` if r + s = n.
fn combine(key: &KnownKey, signature: &Signature) -> Option<(Scalar, ProjectivePoint)> {
    let part = |bytes: &[u8; 32]| Option::<Scalar>::from(Scalar::from_repr((*bytes).into()));
    let (r, s) = (part(signature.r())?, part(signature.s())?);
    let t = r + s;
    if bool::from(t.is_zero()) {
        return None;
    }
    let mut sum = ProjectivePoint::IDENTITY;
    PUBLIC_BASE.add_public(&s, &mut sum);
    match key {
        KnownKey::Prepared(table) => table.add_public(&t, &mut sum),
        KnownKey::Bare(point) => sum += point.mul_vartime(&t),
    }
    Some((r, sum))
}

fn holds(r: &Scalar, digest: &Digest, x: &FieldBytes) -> bool {
    *r == scalar(digest) + Scalar::reduce(x)
}

/// e mod n.
fn scalar(digest: &Digest) -> Scalar {
    Scalar::reduce(&FieldBytes::from(digest.0))
}

/// A public key, with the table of its multiples if it is used often.
#[derive(Clone)]
pub(super) enum KnownKey {
    Prepared(Arc<Table<6>>),
    Bare(ProjectivePoint),
}

/// Tables of public keys. A table pays for itself after some six verifications, so a key gets one
/// when it is seen for the fourth time; few seals stamp many documents.
#[derive(Default)]
struct Known {
    keys: HashMap<[u8; 64], Use>,
    clock: u64,
}

struct Use {
    seen: u32,
    last: u64,
    table: Option<Arc<Table<6>>>,
}

static KNOWN: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);

/// Sightings after which a table is made.
const WORTH_A_TABLE: u32 = 4;
/// 256 tables hold 25 MB; beyond that the one not used for the longest time goes.
const MOST_TABLES: usize = 256;
/// Keys that are only counted, a hundred bytes each.
const MOST_KEYS: usize = 8_192;

/// What is known of this key. `xy` names it, `point` is the same key.
pub(super) fn known(xy: &[u8; 64], point: ProjectivePoint) -> KnownKey {
    let prepared = |known: &Known| known.keys.get(xy).and_then(|key| key.table.clone());
    // Reading is enough for the keys that matter; their order of use is kept when tables are made.
    if let Some(table) = prepared(&KNOWN.read().unwrap_or_else(PoisonError::into_inner)) {
        return KnownKey::Prepared(table);
    }
    if !KNOWN.write().unwrap_or_else(PoisonError::into_inner).sight(xy) {
        return KnownKey::Bare(point);
    }
    // A millisecond of work, done outside the lock; made twice by chance, one is kept.
    let table = Arc::new(Table::new(&point));
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).keep(xy, Arc::clone(&table));
    KnownKey::Prepared(table)
}

/// The multiples of this key, made at once: for a caller that knows of many signatures.
pub(super) fn prepared(xy: &[u8; 64], point: ProjectivePoint) -> KnownKey {
    match known(xy, point) {
        KnownKey::Bare(point) => {
            let table = Arc::new(Table::new(&point));
            KNOWN.write().unwrap_or_else(PoisonError::into_inner).keep(xy, Arc::clone(&table));
            KnownKey::Prepared(table)
        }
        prepared @ KnownKey::Prepared(_) => prepared,
    }
}

impl Known {
    /// Counts a use; whether the key is worth a table now.
    fn sight(&mut self, xy: &[u8; 64]) -> bool {
        self.clock += 1;
        if self.keys.len() >= MOST_KEYS {
            self.keys.retain(|_, key| key.table.is_some());
        }
        let key = self.keys.entry(*xy).or_insert(Use { seen: 0, last: 0, table: None });
        key.seen += 1;
        key.last = self.clock;
        key.seen >= WORTH_A_TABLE
    }

    fn keep(&mut self, xy: &[u8; 64], table: Arc<Table<6>>) {
        self.sight(xy);
        let tables = self.keys.iter().filter(|(_, key)| key.table.is_some());
        if tables.clone().count() >= MOST_TABLES {
            let oldest = tables.min_by_key(|(_, key)| key.last).map(|(xy, _)| *xy);
            oldest.and_then(|xy| self.keys.remove(&xy));
        }
        if let Some(key) = self.keys.get_mut(xy) {
            key.table = Some(table);
        }
    }
}

#[cfg(test)]
mod tests;
