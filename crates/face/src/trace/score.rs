//! What the displacements say: whose signs they follow, and the number they spell.

use crate::microshift::{Marker, PAYLOAD_BITS, Plan, Role, opened};

/// Millimetres that a displacement counts for at most: one glyph shall not decide.
const MOST: f64 = 0.07;
/// Weak bits of the number that may be turned until its check fits.
const TURNED: usize = 4;
/// Below this the repeated bits do not agree with each other more than noise does.
const LEAST_AGREEMENT: f64 = 4.5;

/// Displacements of the coded glyphs, weighed by how sure each is; 0 where none was seen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Signal {
    values: Vec<f64>,
    pub seen: usize,
}

/// A number read without a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Payload {
    /// As `Marker::short_id` gives it.
    pub short_id: u32,
    /// How much the repeated bits agree with each other, in standard deviations of noise.
    pub z: f64,
}

impl Signal {
    /// `measured`: displacement and standard error in mm by coded glyph.
    pub fn new(measured: &[Option<(f64, f64)>]) -> Self {
        let value = |(shift, error): (f64, f64)| shift.clamp(-MOST, MOST) / (error * error);
        let values = measured.iter().map(|one| one.map_or(0.0, value)).collect();
        Self { values, seen: measured.iter().flatten().count() }
    }

    /// Correlation with the signs of a copy in standard deviations of what other copies reach. The
    /// bits of the number are repeated, so all glyphs of a bit count as one draw.
    pub fn z(&self, deviation: f64, signs: &[i8]) -> f64 {
        let sum: f64 = self.values.iter().zip(signs).map(|(v, sign)| v * f64::from(*sign)).sum();
        if deviation > 0.0 { sum / deviation } else { 0.0 }
    }

    /// Standard deviation of the correlation with signs of copies that it is not.
    pub fn deviation(&self, plan: &Plan) -> f64 {
        let (own, bits) = self.split(plan);
        (own + bits.iter().map(|bit| bit.sum * bit.sum).sum::<f64>()).sqrt()
    }

    /// Sum of squares of the glyphs with signs of their own, and the votes for each bit.
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

    /// The number, if its check fits and the votes for each bit agree.
    pub fn payload(&self, plan: &Plan) -> Option<Payload> {
        let (_, bits) = self.split(plan);
        // Products of all pairs of votes for the same bit; of noise their sum is about 0.
        let pairs: f64 = bits.iter().map(|bit| bit.sum * bit.sum - bit.squares).sum();
        let spread: f64 =
            bits.iter().map(|bit| 2.0 * (bit.squares * bit.squares - bit.fourths)).sum();
        let z = if spread > 0.0 { pairs / spread.sqrt() } else { 0.0 };
        if z < LEAST_AGREEMENT {
            return None;
        }
        let read =
            (0..PAYLOAD_BITS).fold(0u64, |read, at| read | u64::from(bits[at].sum > 0.0) << at);
        let mut weak: Vec<usize> = (0..PAYLOAD_BITS).collect();
        weak.sort_by(|a, b| bits[*a].sum.abs().total_cmp(&bits[*b].sum.abs()));
        (0u32..1 << TURNED)
            .map(|turned| {
                let turn = |at: &usize| turned >> at & 1 == 1;
                let flips = (0..TURNED).filter(turn).fold(0u64, |flips, at| flips | 1 << weak[at]);
                (turned.count_ones(), read ^ flips)
            })
            .filter_map(|(turned, bits)| Some((turned, opened(bits)?)))
            .min_by_key(|(turned, _)| *turned)
            .map(|(_, short_id)| Payload { short_id, z })
    }

    /// Share of the seen glyphs that stand on the side a copy's signs say.
    pub fn agreeing(&self, signs: &[i8]) -> f64 {
        let agree = |(value, sign): &(&f64, &i8)| **value * f64::from(**sign) > 0.0;
        let count = self.values.iter().zip(signs).filter(agree).count();
        if self.seen == 0 { 0.0 } else { count as f64 / self.seen as f64 }
    }

    pub fn value(&self, coded: usize) -> f64 {
        self.values.get(coded).copied().unwrap_or(0.0)
    }
}

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
