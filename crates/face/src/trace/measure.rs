//! Measures the displacement of glyphs relative to the clean page.

use super::homography::{Freedom, Homography, Normal, Pair};
use super::plane::{Plane, whole};
use crate::microshift::DELTA;

/// Minimum correlation of a glyph with the clean one; below it, the glyph is another or unreadable.
const MIN_LIKENESS: f64 = 0.6;
/// Maximum plausible displacement, in pixels of the page.
const MAX_DISPLACEMENT: f64 = 2.0;
/// Horizontal and vertical distance in mm over which neighbours show how paper and lens distort the
/// page.
const REACH: (f64, f64) = (8.0, 5.0);
/// Displacement of a coded neighbour by its own sign, in mm, which counts as its error.
const CODED: f64 = DELTA;
/// Ratio of the standard deviation of normally distributed values to the median of their amounts.
const MEDIAN_TO_DEVIATION: f64 = 1.4826;
/// Expected change of the distortion over `REACH`, in mm.
const SLOPE: f64 = 0.05;
/// Minimum standard error of a displacement, in mm.
const MIN_ERROR: f64 = 0.008;

/// The em box of a glyph in mm. A glyph without a sign is an anchor: it has the same position on
/// every copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glyph {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    /// Index among the coded glyphs.
    pub coded: Option<usize>,
}

impl Glyph {
    pub fn middle(&self) -> (f64, f64) {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }
}

/// Displacement of a glyph and its standard error in mm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Shift {
    pub x: f64,
    pub y: f64,
    pub error: f64,
}

/// The clean page with `scale` pixels per mm, blurred, and its gradient.
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

    /// Fits contrast, brightness and displacement of a glyph by least squares. Returns `None` if
    /// the glyph is not completely in the picture, differs from the clean one, or has too little
    /// structure.
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
        if gain <= 0.05 || likeness < MIN_LIKENESS || count < 30.0 {
            return None;
        }
        let variance = rest / (count - 4.0) * normal.inverse_diagonal(4, 2)?;
        let shift = Shift {
            x: found[2] / gain / k,
            y: found[3] / gain / k,
            error: variance.sqrt() / gain / k,
        };
        (shift.x.abs().max(shift.y.abs()) * k < MAX_DISPLACEMENT).then_some(shift)
    }

    /// Resamples the picture to the coordinates of the page; NaN where it does not show the page.
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

    /// Improves the map so that glyphs coincide with the clean page. Returns `map` if there are too
    /// few of them.
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
                let error = shift.error.max(MIN_ERROR);
                Some(Pair { from, to, weight: 1.0 / (error * error) })
            })
            .collect();
        if pairs.len() < 12 {
            return map;
        }
        Homography::fitted(&pairs, Freedom::Projective).unwrap_or(map)
    }
}

/// Blurs a plane; NaN stays NaN.
pub(crate) fn blurred(plane: &Plane, sigma: f32) -> Plane {
    let mut filled = plane.clone();
    let known = plane.data.iter().filter(|value| !value.is_nan());
    let (sum, count) =
        known.fold((0.0f64, 0.0f64), |(s, n), value| (s + f64::from(*value), n + 1.0));
    #[expect(clippy::cast_possible_truncation, reason = "the value is a grey level")]
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

/// Returns the horizontal displacement of each coded glyph relative to its neighbours, and its
/// standard error, in mm; by the index of the coded glyph.
pub(crate) fn signals(
    glyphs: &[Glyph],
    shifts: &[Option<Shift>],
    coded: usize,
) -> Vec<Option<(f64, f64)>> {
    let mut signals = vec![None; coded];
    let measured: Vec<(&Glyph, Shift)> =
        glyphs.iter().zip(shifts).filter_map(|(glyph, shift)| Some((glyph, (*shift)?))).collect();
    let scatter = scatter(&measured);
    for (glyph, shift) in &measured {
        let Some(number) = glyph.coded else { continue };
        let Some((ground, doubt)) = ground(glyph, &measured, scatter) else { continue };
        let own = shift.error.max(MIN_ERROR);
        if let Some(signal) = signals.get_mut(number) {
            let error = (own * own + doubt * doubt + scatter * scatter).sqrt();
            *signal = Some((shift.x - ground, error));
        }
    }
    signals
}

/// How far glyphs without a sign lie from where their neighbours say, beyond the error of their measurement, in mm
/// (one standard deviation). Programs that draw a PDF file place glyphs at whole or third pixels, and screens
/// do too. Every glyph of such a picture is equally uncertain, however sharp it is.
fn scatter(measured: &[(&Glyph, Shift)]) -> f64 {
    let anchors = measured.iter().filter(|(glyph, _)| glyph.coded.is_none());
    let mut apart = Vec::new();
    let mut errors = Vec::new();
    for (glyph, shift) in anchors {
        let Some((ground, doubt)) = ground(glyph, measured, 0.0) else { continue };
        let own = shift.error.max(MIN_ERROR);
        apart.push((shift.x - ground).abs());
        errors.push((own * own + doubt * doubt).sqrt());
    }
    let (apart, error) = (MEDIAN_TO_DEVIATION * median(apart), median(errors));
    (apart * apart - error * error).max(0.0).sqrt()
}

/// The value in the middle; 0 if there are none.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Estimates the distortion of the page at a glyph and its standard error, in mm. A plane is fitted
/// to the displacements of the neighbours, because paper may be bent; `scatter` adds to the error of each. Returns `None` if there are
/// too few.
fn ground(glyph: &Glyph, measured: &[(&Glyph, Shift)], scatter: f64) -> Option<(f64, f64)> {
    let (x, y) = glyph.middle();
    let mut plane = Normal::default();
    let mut count = 0;
    for (other, shift) in measured {
        let (ox, oy) = other.middle();
        let (dx, dy) = ((ox - x) / REACH.0, (oy - y) / REACH.1);
        let far = dx * dx + dy * dy;
        if far > 9.0 || std::ptr::eq(*other, glyph) {
            continue;
        }
        let error = shift.error.max(MIN_ERROR);
        let sign = if other.coded.is_some() { CODED } else { 0.0 };
        let variance = error * error + scatter * scatter + sign * sign;
        let weight = (-far / 2.0).exp() / variance;
        plane.add([1.0, dx, dy, 0.0, 0.0, 0.0, 0.0, 0.0], shift.x, weight);
        count += 1;
    }
    // Regularises the slope if there are few neighbours or all are on one side.
    let stiff = 1.0 / (SLOPE * SLOPE);
    plane.add([0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 0.0, stiff);
    plane.add([0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0], 0.0, stiff);
    if count == 0 {
        return None;
    }
    let level = plane.solved(3)?[0];
    let doubt = plane.inverse_diagonal(3, 0)?.max(0.0).sqrt();
    (doubt < CODED + scatter).then_some((level, doubt))
}

#[cfg(test)]
mod tests;
