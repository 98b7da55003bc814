//! Fast signing and verification with precomputed tables.
//!
//! Three measures save time compared with the textbook algorithm: (1+d)⁻¹ is stored with the key, the
//! points k·G of a batch share one field inversion (Montgomery's trick), and multiples of a point come
//! from tables. Everything that depends on secrets runs in constant time, and secrets are erased from
//! memory after use.

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

/// Multiples of the base point for signing. Constant time requires that a row is read as a whole, so
/// the rows are short.
pub(super) static BASE: LazyLock<Table<6>> =
    LazyLock::new(|| Table::new(&ProjectivePoint::GENERATOR));
/// Multiples of the base point for verification, which reads a single point of each row.
pub(super) static PUBLIC_BASE: LazyLock<Table<8>> =
    LazyLock::new(|| Table::new(&ProjectivePoint::GENERATOR));

/// Number of signatures that share one field inversion.
pub(super) const BATCH: usize = 32;
/// Maximum number of nonces that are tried for one signature. A nonce is unusable with a probability
/// of about 2⁻²⁵⁴, so that several unusable ones in a row show a hardware fault.
const TRIES: usize = 4;

/// A private key prepared for signing: d and (1+d)⁻¹. Both are erased when the key is dropped.
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

    /// Signs at most [`BATCH`] digests. `fresh` contains 32 random bytes for each of them, or is empty
    /// for deterministic nonces.
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
        // The projective coordinates of k·G reveal information about k, so they are erased as well.
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

    /// Repeats the algorithm from step A3, because the first nonce gave r = 0, r + k = n or s = 0.
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

    /// Derives the nonce of attempt number `attempt` (from 0) by RFC 6979 with SM3. `salt` enters as the
    /// additional data of §3.6.
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

    /// Steps A5 and A6 of GB/T 32918.2 §6.1. The standard's s = (1+d)⁻¹·(k - r·d) is computed in the
    /// equivalent form (1+d)⁻¹·(k+r) - r. Returns `None` if the nonce must not be used.
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

/// Verifies one signature (GB/T 32918.2 §7.1, steps B5 to B7).
pub(super) fn verify(key: &KnownKey, digest: &Digest, signature: &Signature) -> bool {
    let Some((r, sum)) = combine(key, signature) else { return false };
    holds(&r, digest, &sum.to_affine().x()) && !bool::from(sum.is_identity())
}

/// Verifies many signatures under one key with a single field inversion.
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

/// Returns r and the point s·G + (r+s)·P; `None` if r + s = n (steps B5 and B6).
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

/// Step B7: returns whether r = e + x (mod n).
fn holds(r: &Scalar, digest: &Digest, x: &FieldBytes) -> bool {
    *r == scalar(digest) + Scalar::reduce(x)
}

/// Returns e mod n.
fn scalar(digest: &Digest) -> Scalar {
    Scalar::reduce(&FieldBytes::from(digest.0))
}

/// A public key, with a table of its multiples if it is used often.
#[derive(Clone)]
pub(super) enum KnownKey {
    Prepared(Arc<Table<6>>),
    Bare(ProjectivePoint),
}

/// The cache of tables for public keys. Building a table takes about as long as six verifications save,
/// so a key gets one at its fourth use. This pays because few seals stamp many documents.
#[derive(Default)]
struct Known {
    keys: HashMap<[u8; 64], Use>,
    /// Counts all uses, to order them.
    clock: u64,
}

/// The use of one key.
struct Use {
    /// Number of uses.
    seen: u32,
    /// The value of [`Known::clock`] at the last counted use.
    last: u64,
    table: Option<Arc<Table<6>>>,
}

static KNOWN: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);

/// Number of uses at which a key gets a table.
const WORTH_A_TABLE: u32 = 4;
/// Maximum number of cached tables; together they take about 25 MB. When it is exceeded, the table whose
/// last counted use is the oldest is dropped.
const MOST_TABLES: usize = 256;
/// Maximum number of keys whose uses are counted, at about a hundred bytes each.
const MOST_KEYS: usize = 8_192;

/// Counts a use of a key and returns the key with its table, if it has one or is due for one. `xy` and
/// `point` are two forms of the same key.
pub(super) fn known(xy: &[u8; 64], point: ProjectivePoint) -> KnownKey {
    let prepared = |known: &Known| known.keys.get(xy).and_then(|key| key.table.clone());
    // A key that has its table takes only the read lock and is not counted any more, so that threads
    // that verify do not block each other.
    if let Some(table) = prepared(&KNOWN.read().unwrap_or_else(PoisonError::into_inner)) {
        return KnownKey::Prepared(table);
    }
    if !KNOWN.write().unwrap_or_else(PoisonError::into_inner).sight(xy) {
        return KnownKey::Bare(point);
    }
    // Building the table takes about a millisecond and is done without the lock. If two threads build
    // the same table, the later one replaces the other.
    let table = Arc::new(Table::new(&point));
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).keep(xy, Arc::clone(&table));
    KnownKey::Prepared(table)
}

/// Returns the key with its table and builds it at once if necessary, for a caller that is about to
/// verify many signatures.
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
    /// Counts a use and returns whether the key is due for a table.
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

    /// Stores a table and drops the oldest one if there would be too many.
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
