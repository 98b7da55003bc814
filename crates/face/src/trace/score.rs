//! Scores copies by the displacements of the coded glyphs, and reads the number.

use crate::microshift::{Marker, PAYLOAD_BITS, Plan, Role, opened};

/// Maximum displacement in mm that counts, so that a single glyph cannot decide.
const MAX_DISPLACEMENT: f64 = 0.07;
/// Number of the weakest bits that may be inverted to make the CRC correct.
const MAX_INVERTED_BITS: usize = 4;
/// Minimum agreement of the repeated bits, in standard deviations of noise.
const MIN_AGREEMENT: f64 = 4.5;

/// Displacements of the coded glyphs, weighted by their certainty; 0 for those not measured.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Signal {
    values: Vec<f64>,
    /// Number of measured glyphs.
    pub seen: usize,
}

/// A number that was read without a list of copies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Payload {
    /// The value of [`Marker::short_id`] for the copy.
    pub short_id: u32,
    /// Agreement of the repeated bits, in standard deviations of noise.
    pub z: f64,
}

impl Signal {
    /// `measured` holds displacement and standard error in mm of each coded glyph.
    pub fn new(measured: &[Option<(f64, f64)>]) -> Self {
        let limit = MAX_DISPLACEMENT;
        let value = |(shift, error): (f64, f64)| shift.clamp(-limit, limit) / (error * error);
        let values = measured.iter().map(|one| one.map_or(0.0, value)).collect();
        Self { values, seen: measured.iter().flatten().count() }
    }

    /// Correlation with the signs of a copy, divided by `deviation`.
    pub fn z(&self, deviation: f64, signs: &[i8]) -> f64 {
        let sum: f64 = self.values.iter().zip(signs).map(|(v, sign)| v * f64::from(*sign)).sum();
        if deviation > 0.0 { sum / deviation } else { 0.0 }
    }

    /// Standard deviation of the correlation over other copies. The bits of the number are
    /// repeated, so all glyphs of a bit count as one random variable.
    pub fn deviation(&self, plan: &Plan) -> f64 {
        let (own, bits) = self.split(plan);
        (own + bits.iter().map(|bit| bit.sum * bit.sum).sum::<f64>()).sqrt()
    }

    /// Returns the sum of squares of the glyphs with signs of their own, and the votes for each
    /// bit.
    fn split(&self, plan: &Plan) -> (f64, [Bit; PAYLOAD_BITS]) {
        let mut own = 0.0;
        let mut bits = [Bit::default(); PAYLOAD_BITS];
        for (value, role) in self.values.iter().zip(plan.roles()) {
            match *role {
                Role::Own(_) => own += value * value,
                Role::Payload { bit, flip } => {
                    let vote = if flip { -value } else { *value };
                    bits[bit].sum += vote;
                    bits[bit].squares += vote * vote;
                    bits[bit].fourths += vote.powi(4);
                }
            }
        }
        (own, bits)
    }

    /// Reads the number. Returns `None` if the votes for the bits do not agree or the CRC is wrong.
    pub fn payload(&self, plan: &Plan) -> Option<Payload> {
        let (_, bits) = self.split(plan);
        // The sum of the products of all pairs of votes for the same bit is about 0 for noise.
        let pairs: f64 = bits.iter().map(|bit| bit.sum * bit.sum - bit.squares).sum();
        let spread: f64 =
            bits.iter().map(|bit| 2.0 * (bit.squares * bit.squares - bit.fourths)).sum();
        let z = if spread > 0.0 { pairs / spread.sqrt() } else { 0.0 };
        if z < MIN_AGREEMENT {
            return None;
        }
        let read =
            (0..PAYLOAD_BITS).fold(0u64, |read, at| read | u64::from(bits[at].sum > 0.0) << at);
        let mut weak: Vec<usize> = (0..PAYLOAD_BITS).collect();
        weak.sort_by(|a, b| bits[*a].sum.abs().total_cmp(&bits[*b].sum.abs()));
        (0u32..1 << MAX_INVERTED_BITS)
            .map(|inverted| {
                let is_inverted = |at: &usize| inverted >> at & 1 == 1;
                let all = (0..MAX_INVERTED_BITS).filter(is_inverted);
                let flips = all.fold(0u64, |flips, at| flips | 1 << weak[at]);
                (inverted.count_ones(), read ^ flips)
            })
            .filter_map(|(inverted, bits)| Some((inverted, opened(bits)?)))
            .min_by_key(|(inverted, _)| *inverted)
            .map(|(_, short_id)| Payload { short_id, z })
    }

    /// Share of the measured glyphs that are displaced in the direction of a copy's signs.
    pub fn agreeing(&self, signs: &[i8]) -> f64 {
        let agree = |(value, sign): &(&f64, &i8)| **value * f64::from(**sign) > 0.0;
        let count = self.values.iter().zip(signs).filter(agree).count();
        if self.seen == 0 { 0.0 } else { count as f64 / self.seen as f64 }
    }

    pub fn value(&self, coded: usize) -> f64 {
        self.values.get(coded).copied().unwrap_or(0.0)
    }
}

/// Sums over the votes for one bit.
#[derive(Clone, Copy, Default)]
struct Bit {
    sum: f64,
    squares: f64,
    fourths: f64,
}

/// Correlation of every copy on a list, in its order.
pub(crate) fn scored<'a, C: AsRef<str> + 'a>(
    signal: &'a Signal,
    marker: &'a Marker,
    plan: &'a Plan,
    candidates: impl IntoIterator<Item = C> + 'a,
) -> impl Iterator<Item = (C, f64)> + 'a {
    let deviation = signal.deviation(plan);
    candidates.into_iter().map(move |copy_id| {
        let z = signal.z(deviation, &plan.signs(marker, copy_id.as_ref()));
        (copy_id, z)
    })
}

#[cfg(test)]
mod tests;
