//! Precomputed multiples of one point, with which a scalar multiplication needs only additions.
//!
//! Row i contains the points 1·2^(W·i)·P to 2^(W-1)·2^(W·i)·P in affine coordinates. A scalar is recoded
//! into signed digits of W bits (Booth recoding), so that a row needs only the multiples up to 2^(W-1).
//! The addition formulas of the crate `sm2` are complete, so no digit needs special treatment.

use ::sm2::elliptic_curve::subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use ::sm2::elliptic_curve::{BatchNormalize, Group, PrimeField};
use ::sm2::{AffinePoint, ProjectivePoint, Scalar};
use zeroize::{Zeroize, Zeroizing};

/// The multiples of one point. `W` is the width of a window in bits, 2 to 15.
pub(super) struct Table<const W: usize> {
    points: Vec<AffinePoint>,
}

impl<const W: usize> Table<W> {
    /// Number of rows: the scalar has 256 bits, and the recoding may carry into one more.
    const ROWS: usize = 257_usize.div_ceil(W);
    /// Number of points in a row.
    const ROW: usize = 1 << (W - 1);

    /// Computes the table, which takes from some hundred microseconds to some milliseconds, depending
    /// on the width.
    pub(super) fn new(point: &ProjectivePoint) -> Self {
        let mut multiples = Vec::with_capacity(Self::ROWS * Self::ROW);
        let mut base = *point;
        for _ in 0..Self::ROWS {
            let mut multiple = base;
            for _ in 1..Self::ROW {
                multiples.push(multiple);
                multiple += base;
            }
            multiples.push(multiple);
            // `multiple` is 2^(W-1) times the base; doubled, it is the base of the next row.
            base = multiple.double();
        }
        let points = <ProjectivePoint as BatchNormalize<[ProjectivePoint]>>::batch_normalize(
            multiples.as_slice(),
        );
        Self { points }
    }

    /// Returns k·P in constant time: every row is read as a whole, and no branch depends on `k`.
    pub(super) fn mul(&self, k: &Scalar) -> ProjectivePoint {
        let bytes = little_endian(k);
        let mut sum = ProjectivePoint::IDENTITY;
        let mut chosen = Zeroizing::new(AffinePoint::IDENTITY);
        for (at, row) in self.points.chunks_exact(Self::ROW).enumerate() {
            let (negative, digit) = Self::digit(&bytes, at);
            *chosen = AffinePoint::IDENTITY;
            for (multiple, point) in (1_u32..).zip(row) {
                chosen.conditional_assign(point, multiple.ct_eq(&digit));
            }
            let opposite = -*chosen;
            chosen.conditional_assign(&opposite, negative);
            sum += *chosen;
        }
        sum
    }

    /// Adds k·P to `sum` in a time that depends on `k`, which therefore must not be secret.
    pub(super) fn add_public(&self, k: &Scalar, sum: &mut ProjectivePoint) {
        let bytes = little_endian(k);
        for (at, row) in self.points.chunks_exact(Self::ROW).enumerate() {
            let (negative, digit) = Self::digit(&bytes, at);
            let Some(point) = (digit as usize).checked_sub(1).and_then(|digit| row.get(digit))
            else {
                continue;
            };
            if bool::from(negative) { *sum -= point } else { *sum += point }
        }
    }

    /// Returns sign and absolute value of digit number `at`, which is made from the bits W·at-1 to
    /// W·at+W-1 of `k` without a branch.
    fn digit(k: &[u8; 36], at: usize) -> (Choice, u32) {
        let mask = (1 << (W + 1)) - 1;
        // Byte 0 of `k` is padding that holds the bit below the lowest one, so bit W·at-1 of the scalar
        // is bit W·at+7 of the array.
        let bit = W * at + 7;
        let (byte, shift) = (bit / 8, bit % 8);
        let word = u32::from_le_bytes([k[byte], k[byte + 1], k[byte + 2], 0]);
        let raw = (word >> shift) & mask;
        let negative = raw >> W;
        let flip = 0_u32.wrapping_sub(negative);
        let size = (raw & !flip) | ((mask - raw) & flip);
        // Booth recoding: the lowest bit belongs to the next lower digit and is rounded up.
        (Choice::from(u8::from(negative == 1)), (size >> 1) + (size & 1))
    }
}

/// Returns one zero byte, the 32 bytes of `k` in little-endian order, and three zero bytes that `digit`
/// reads beyond the end.
fn little_endian(k: &Scalar) -> Zeroizing<[u8; 36]> {
    let mut out = Zeroizing::new([0; 36]);
    let mut big_endian = k.to_repr();
    out[1..33].iter_mut().zip(big_endian.iter().rev()).for_each(|(to, from)| *to = *from);
    big_endian.zeroize();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn multiples<const W: usize>() {
        let table = Table::<W>::new(&ProjectivePoint::GENERATOR);
        let top = -Scalar::ONE;
        let near: Vec<Scalar> =
            (0_u64..70).flat_map(|n| [Scalar::from(n), top - Scalar::from(n)]).collect();
        let powers = (0..256).scan(Scalar::ONE, |power, _| {
            let this = *power;
            *power = power.double();
            Some(this)
        });
        for k in near.into_iter().chain(powers) {
            let want = ProjectivePoint::GENERATOR * k;
            assert_eq!(table.mul(&k), want, "{W} {k:?}");
            let mut sum = ProjectivePoint::GENERATOR;
            table.add_public(&k, &mut sum);
            assert_eq!(sum, want + ProjectivePoint::GENERATOR, "{W} {k:?}");
        }
    }

    #[test]
    fn tables_of_every_used_width_agree_with_the_multiplication_of_the_curve_crate() {
        multiples::<5>();
        multiples::<6>();
        multiples::<8>();
    }
}
