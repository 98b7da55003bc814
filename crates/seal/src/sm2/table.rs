//! Multiples of one point, prepared: signing and verifying are then only additions.
//!
//! Row i holds 1·2^(Wi)·P … 2^(W-1)·2^(Wi)·P in affine form. A scalar is recoded into signed
//! digits of W bits (Booth), so that half of each row is enough. Only the public interface of the
//! curve crate is used, whose mixed additions are complete: no digit is a special case.

use ::sm2::elliptic_curve::subtle::{Choice, ConditionallySelectable, ConstantTimeEq};
use ::sm2::elliptic_curve::{BatchNormalize, Group, PrimeField};
use ::sm2::{AffinePoint, ProjectivePoint, Scalar};
use zeroize::{Zeroize, Zeroizing};

/// `W` is the window's width in bits, 2 to 15.
pub(super) struct Table<const W: usize> {
    points: Vec<AffinePoint>,
}

impl<const W: usize> Table<W> {
    /// 256 bits and the carry of the recoding.
    const ROWS: usize = 257_usize.div_ceil(W);
    const ROW: usize = 1 << (W - 1);

    /// Some hundred microseconds to some milliseconds, by width.
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
            // 2^(W-1) times the base, doubled.
            base = multiple.double();
        }
        let points = <ProjectivePoint as BatchNormalize<[ProjectivePoint]>>::batch_normalize(
            multiples.as_slice(),
        );
        Self { points }
    }

    /// k·P in constant time: every row is read whole, and no branch depends on `k`.
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

    /// Adds k·P to `sum`, in a time that depends on `k`: for public numbers only.
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

    /// Sign and size of digit `at`: bits W·at-1 to W·at+W-1 of `k`, recoded without a branch.
    fn digit(k: &[u8; 36], at: usize) -> (Choice, u32) {
        let mask = (1 << (W + 1)) - 1;
        // Byte 0 is empty, so that the bit below the lowest one is simply there.
        let bit = W * at + 7;
        let (byte, shift) = (bit / 8, bit % 8);
        let word = u32::from_le_bytes([k[byte], k[byte + 1], k[byte + 2], 0]);
        let raw = (word >> shift) & mask;
        let negative = raw >> W;
        let flip = 0_u32.wrapping_sub(negative);
        let size = (raw & !flip) | ((mask - raw) & flip);
        // The lowest bit belongs to the digit below and counts half.
        (Choice::from(u8::from(negative == 1)), (size >> 1) + (size & 1))
    }
}

/// One empty byte, the 32 bytes of k from the lowest on, and room to read beyond.
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
    fn tables_of_every_used_width_give_the_curve_s_own_multiples() {
        multiples::<5>();
        multiples::<6>();
        multiples::<8>();
    }
}
