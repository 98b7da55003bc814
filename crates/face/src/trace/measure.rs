//! How far every glyph stands from its place in the clean page.

use super::homography::{Freedom, Homography, Normal, Pair};
use super::plane::{Plane, whole};

/// Likeness of a glyph to the clean one, below which it is not the same glyph or not readable.
const LEAST_LIKENESS: f64 = 0.6;
/// Furthest that a glyph is believed to have moved, in pixels of the page.
const FURTHEST: f64 = 2.0;
/// Reach of neighbours that say how paper and lens bent the page, across and down, in mm.
const REACH: (f64, f64) = (8.0, 5.0);
/// What a coded neighbour says of that is off by its own sign, in mm.
const CODED: f64 = 0.03;
/// Most that paper is expected to stretch or bend over that reach, in mm.
const SLOPE: f64 = 0.05;
/// Error of a glyph's place that no measurement is better than, in mm.
const FLOOR: f64 = 0.008;

/// A glyph of the page: its em box in mm. One without a sign is an anchor: it stands on every copy
/// where the clean page has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// Number among the coded glyphs.
    pub coded: Option<usize>,
}

impl Glyph {
    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// A glyph's displacement from its place, mm, and its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shift {
    pub x: f64,
    pub y: f64,
    pub error: f64,
}

/// The clean page at `scale` pixels a mm, blurred, with its slopes.
#[derive(Clone, Debug)]
pub(crate) struct Clean {
    pub scale: f64,
    page: Plane,
    across: Plane,
    down: Plane,
}

impl Clean {
    pub fn new(page: &Plane, scale: f64, blur: f32) -> Self {
        let page = page.blurred(blur);
        let mut across = Plane::new(page.width, page.height);
        let mut down = Plane::new(page.width, page.height);
        for y in 1..page.height - 1 {
            for x in 1..page.width - 1 {
                let at = y * page.width + x;
                across.data[at] = (page.at(x + 1, y) - page.at(x - 1, y)) / 2.0;
                down.data[at] = (page.at(x, y + 1) - page.at(x, y - 1)) / 2.0;
            }
        }
        Self { scale, page, across, down }
    }

    /// Least squares of gain, ground and displacement over a glyph's box. `None`: the glyph is not
    /// wholly in the picture, is not like the clean one, or says nothing about its place.
    pub fn shift(&self, seen: &Plane, glyph: &Glyph) -> Option<Shift> {
        let k = self.scale;
        let (left, top) =
            (whole((glyph.x * k - 1.0).max(1.0)), whole((glyph.y * k - 1.0).max(1.0)));
        let right = whole((glyph.x + glyph.width) * k + 1.0).min(self.page.width - 2);
        let bottom = whole((glyph.y + glyph.height) * k + 1.0).min(self.page.height - 2);
        let mut normal = Normal::default();
        let (mut count, mut squares, mut sum) = (0.0, 0.0, 0.0);
        for y in top..=bottom {
            for x in left..=right {
                let value = f64::from(seen.at(x, y));
                if value.is_nan() {
                    return None;
                }
                let clean = f64::from(self.page.at(x, y));
                let (gx, gy) = (f64::from(self.across.at(x, y)), f64::from(self.down.at(x, y)));
                normal.add([clean, 1.0, -gx, -gy, 0.0, 0.0, 0.0, 0.0], value, 1.0);
                count += 1.0;
                squares += value * value;
                sum += value;
            }
        }
        let found = normal.solved(4)?;
        let gain = found[0];
        let rest = normal.rest(squares, &found).max(0.0);
        let spread = squares - sum * sum / count;
        let likeness = (1.0 - rest / spread.max(1e-9)).max(0.0).sqrt();
        if gain <= 0.05 || likeness < LEAST_LIKENESS || count < 30.0 {
            return None;
        }
        let variance = rest / (count - 4.0) * normal.inverse_diagonal(4, 2)?;
        let shift = Shift {
            x: found[2] / gain / k,
            y: found[3] / gain / k,
            error: variance.sqrt() / gain / k,
        };
        (shift.x.abs().max(shift.y.abs()) * k < FURTHEST).then_some(shift)
    }

    /// The picture as it would lie on the page; NaN where it does not reach.
    pub fn warped(&self, picture: &Plane, map: &Homography) -> Plane {
        let mut out = Plane::new(self.page.width, self.page.height);
        for y in 0..out.height {
            for x in 0..out.width {
                let place = ((x as f64 + 0.5) / self.scale, (y as f64 + 0.5) / self.scale);
                let (sx, sy) = map.map(place);
                out.data[y * out.width + x] = picture.sample(sx, sy).unwrap_or(f32::NAN);
            }
        }
        out
    }

    /// The map that brings the anchors to their places; the same map if there are too few.
    pub fn refined(
        &self,
        picture: &Plane,
        glyphs: &[Glyph],
        map: Homography,
        blur: f32,
    ) -> Homography {
        let seen = blurred(&self.warped(picture, &map), blur);
        let pairs: Vec<Pair> = glyphs
            .iter()
            .filter_map(|glyph| {
                let shift = self.shift(&seen, glyph)?;
                let from = glyph.middle();
                let to = map.map((from.0 + shift.x, from.1 + shift.y));
                let error = shift.error.max(FLOOR);
                Some(Pair { from, to, weight: 1.0 / (error * error) })
            })
            .collect();
        if pairs.len() < 12 {
            return map;
        }
        Homography::fitted(&pairs, Freedom::Projective).unwrap_or(map)
    }
}

/// Blurs what there is; places without a picture stay without.
pub(crate) fn blurred(plane: &Plane, sigma: f32) -> Plane {
    let mut filled = plane.clone();
    let known = plane.data.iter().filter(|value| !value.is_nan());
    let (sum, count) =
        known.fold((0.0f64, 0.0f64), |(s, n), value| (s + f64::from(*value), n + 1.0));
    #[expect(clippy::cast_possible_truncation, reason = "a grey level")]
    let mean = (sum / count.max(1.0)) as f32;
    filled.data.iter_mut().filter(|value| value.is_nan()).for_each(|value| *value = mean);
    let mut out = filled.blurred(sigma);
    for (value, known) in out.data.iter_mut().zip(&plane.data) {
        if known.is_nan() {
            *value = f32::NAN;
        }
    }
    out
}

/// Displacement of each coded glyph against the glyphs around it, in mm across, and its standard
/// error; by the number of the coded glyph.
pub(crate) fn signals(
    glyphs: &[Glyph],
    shifts: &[Option<Shift>],
    coded: usize,
) -> Vec<Option<(f64, f64)>> {
    let mut signals = vec![None; coded];
    let measured: Vec<(&Glyph, Shift)> =
        glyphs.iter().zip(shifts).filter_map(|(glyph, shift)| Some((glyph, (*shift)?))).collect();
    for (glyph, shift) in &measured {
        let Some(number) = glyph.coded else { continue };
        let Some((ground, doubt)) = ground(glyph, &measured) else { continue };
        let own = shift.error.max(FLOOR);
        if let Some(signal) = signals.get_mut(number) {
            *signal = Some((shift.x - ground, (own * own + doubt * doubt).sqrt()));
        }
    }
    signals
}

/// What the page is off by where a glyph stands, mm, and how far that is in doubt: a plane through
/// what the glyphs around it are off by, for bent paper. `None`: too few of them.
fn ground(glyph: &Glyph, measured: &[(&Glyph, Shift)]) -> Option<(f64, f64)> {
    let (x, y) = glyph.middle();
    let mut plane = Normal::default();
    let mut count = 0;
    for (other, shift) in measured {
        let (ox, oy) = other.middle();
        let (dx, dy) = ((ox - x) / REACH.0, (oy - y) / REACH.1);
        let far = dx * dx + dy * dy;
        if far > 9.0 || other.coded == glyph.coded {
            continue;
        }
        let error = shift.error.max(FLOOR);
        let variance = error * error + if other.coded.is_some() { CODED * CODED } else { 0.0 };
        let weight = (-far / 2.0).exp() / variance;
        plane.add([1.0, dx, dy, 0.0, 0.0, 0.0, 0.0, 0.0], shift.x, weight);
        count += 1;
    }
    // Few neighbours, or all on one side, shall not tilt it.
    let stiff = 1.0 / (SLOPE * SLOPE);
    plane.add([0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 0.0, stiff);
    plane.add([0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0], 0.0, stiff);
    if count == 0 {
        return None;
    }
    let level = plane.solved(3)?[0];
    let doubt = plane.inverse_diagonal(3, 0)?.max(0.0).sqrt();
    (doubt < CODED).then_some((level, doubt))
}

#[cfg(test)]
mod tests;
