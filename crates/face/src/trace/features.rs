//! Finds features of a picture that can be recognised at another size and rotation, and describes
//! their surroundings: extrema of differences of Gaussians and histograms of gradients (D. Lowe,
//! "Distinctive image features from scale-invariant keypoints", IJCV 60, 2004).

use std::f32::consts::{PI, TAU};

use super::plane::{Plane, whole};

/// Number of blur levels per octave.
const LEVELS: usize = 3;
/// Blur of the first level of an octave, in pixels.
const SIGMA: f32 = 1.6;
/// Blur that a picture is assumed to have, in pixels.
const ASSUMED_BLUR: f32 = 0.5;
/// Minimum difference of Gaussians, of 255 grey levels.
const MIN_CONTRAST: f32 = 2.5;
/// Maximum ratio of the principal curvatures: along an edge a position is not well defined.
const MAX_EDGE_RATIO: f32 = 10.0;
/// Minimum side of an octave in pixels.
const MIN_SIDE: usize = 24;
/// Number of bins in the histogram of directions.
const TURNS: usize = 36;
/// Length of a description.
pub(crate) const LENGTH: usize = 128;

/// A feature with the description of its surroundings.
#[derive(Clone, Debug)]
pub(crate) struct Feature {
    /// Position in pixels.
    pub x: f64,
    pub y: f64,
    /// Size (sigma) in pixels.
    pub scale: f64,
    /// Direction in radians.
    pub angle: f64,
    /// The description, a vector of length 1.
    pub words: Box<[f32; LENGTH]>,
}

/// An extremum in the coordinates of its octave.
struct Extremum {
    octave: usize,
    level: usize,
    x: f32,
    y: f32,
    scale: f32,
    strength: f32,
}

/// Returns the strongest features, about `max` of them.
pub(crate) fn features(picture: &Plane, max: usize) -> Vec<Feature> {
    let octaves = octaves(picture);
    let mut extrema = Vec::new();
    for (number, octave) in octaves.iter().enumerate() {
        let steps: Vec<Plane> = octave.windows(2).map(|two| difference(&two[1], &two[0])).collect();
        for level in 1..=LEVELS {
            level_extrema(&steps[level - 1..=level + 1], number, level, &mut extrema);
        }
    }
    extrema.sort_by(|a, b| b.strength.total_cmp(&a.strength));
    extrema.truncate(max);
    extrema.iter().flat_map(|found| described(&octaves[found.octave][found.level], found)).collect()
}

/// Blurred versions of the picture, at full, half, quarter … resolution.
fn octaves(picture: &Plane) -> Vec<Vec<Plane>> {
    let mut octaves = Vec::new();
    let mut base = picture.blurred((SIGMA * SIGMA - ASSUMED_BLUR * ASSUMED_BLUR).sqrt());
    let step = 2.0f32.powf(1.0 / 3.0);
    while base.width.min(base.height) >= MIN_SIDE {
        let mut octave = vec![base];
        let mut sigma = SIGMA;
        for at in 0..LEVELS + 2 {
            let more = sigma * (step * step - 1.0).sqrt();
            octave.push(octave[at].blurred(more));
            sigma *= step;
        }
        base = octave[LEVELS].thinned();
        octaves.push(octave);
    }
    octaves
}

fn difference(a: &Plane, b: &Plane) -> Plane {
    let data = a.data.iter().zip(&b.data).map(|(a, b)| a - b).collect();
    Plane { width: a.width, height: a.height, data }
}

/// Adds the extrema of the middle one of three adjacent differences.
fn level_extrema(steps: &[Plane], octave: usize, level: usize, found: &mut Vec<Extremum>) {
    let middle = &steps[1];
    for y in 2..middle.height.saturating_sub(2) {
        for x in 2..middle.width.saturating_sub(2) {
            let value = middle.at(x, y);
            let weak = value.abs() < MIN_CONTRAST;
            if weak || !is_extremum(steps, x, y, value) || is_edge(middle, x, y) {
                continue;
            }
            let dx = vertex(middle.at(x - 1, y), value, middle.at(x + 1, y));
            let dy = vertex(middle.at(x, y - 1), value, middle.at(x, y + 1));
            let ds = vertex(steps[0].at(x, y), value, steps[2].at(x, y));
            let scale = SIGMA * ((level as f32 + ds) / LEVELS as f32).exp2();
            let (x, y) = (x as f32 + dx, y as f32 + dy);
            found.push(Extremum { octave, level, x, y, scale, strength: value.abs() });
        }
    }
}

fn is_extremum(steps: &[Plane], x: usize, y: usize, value: f32) -> bool {
    let sign = value.signum();
    steps.iter().enumerate().all(|(at, plane)| {
        (y - 1..=y + 1).all(|row| {
            plane.row(row)[x - 1..=x + 1].iter().enumerate().all(|(column, other)| {
                (at == 1 && row == y && column == 1) || sign * other < sign * value
            })
        })
    })
}

fn is_edge(plane: &Plane, x: usize, y: usize) -> bool {
    let twice = 2.0 * plane.at(x, y);
    let xx = plane.at(x - 1, y) + plane.at(x + 1, y) - twice;
    let yy = plane.at(x, y - 1) + plane.at(x, y + 1) - twice;
    let xy = (plane.at(x + 1, y + 1) + plane.at(x - 1, y - 1)
        - plane.at(x + 1, y - 1)
        - plane.at(x - 1, y + 1))
        / 4.0;
    let (trace, determinant) = (xx + yy, xx * yy - xy * xy);
    let ratio = MAX_EDGE_RATIO;
    determinant <= 0.0 || trace * trace * ratio >= (ratio + 1.0) * (ratio + 1.0) * determinant
}

/// Position of the vertex of a parabola through three values, relative to the middle one.
fn vertex(before: f32, middle: f32, after: f32) -> f32 {
    let bend = before + after - 2.0 * middle;
    if bend == 0.0 { 0.0 } else { ((before - after) / (2.0 * bend)).clamp(-0.5, 0.5) }
}

/// One feature for each dominant direction of the gradients around the extremum.
fn described(plane: &Plane, found: &Extremum) -> Vec<Feature> {
    let factor = f64::from(2u32.saturating_pow(u32::try_from(found.octave).unwrap_or(0)));
    let histogram = turns(plane, found);
    let highest = histogram.iter().copied().fold(0.0, f32::max);
    let mut features = Vec::new();
    for at in 0..TURNS {
        let (before, after) = ((at + TURNS - 1) % TURNS, (at + 1) % TURNS);
        let (before, value, after) = (histogram[before], histogram[at], histogram[after]);
        if value < 0.8 * highest || value <= before || value < after {
            continue;
        }
        let angle = (at as f32 + 0.5 + vertex(before, value, after)) / TURNS as f32 * TAU;
        features.push(Feature {
            x: f64::from(found.x) * factor + 0.5,
            y: f64::from(found.y) * factor + 0.5,
            scale: f64::from(found.scale) * factor,
            angle: f64::from(angle),
            words: description(plane, found, angle),
        });
    }
    features
}

/// Magnitude and direction (0 to 2π) of the gradient.
fn gradient(plane: &Plane, x: usize, y: usize) -> (f32, f32) {
    let dx = plane.at(x + 1, y) - plane.at(x - 1, y);
    let dy = plane.at(x, y + 1) - plane.at(x, y - 1);
    (dx.hypot(dy), dy.atan2(dx).rem_euclid(TAU))
}

/// Pixels within `reach` of the extremum that have neighbours on all sides.
fn around(plane: &Plane, found: &Extremum, reach: f32) -> impl Iterator<Item = (usize, usize)> {
    let span = |middle: f32, side: usize| {
        let low = whole(f64::from((middle - reach).floor().max(1.0)));
        let high = whole(f64::from((middle + reach).ceil())).min(side.saturating_sub(2));
        low..=high
    };
    let columns = span(found.x, plane.width);
    span(found.y, plane.height).flat_map(move |y| columns.clone().map(move |x| (x, y)))
}

/// Histogram of the gradient directions around the extremum, smoothed.
fn turns(plane: &Plane, found: &Extremum) -> [f32; TURNS] {
    let sigma = 1.5 * found.scale;
    let mut histogram = [0.0; TURNS];
    for (x, y) in around(plane, found, 3.0 * sigma) {
        let (dx, dy) = (x as f32 - found.x, y as f32 - found.y);
        let weight = (-(dx * dx + dy * dy) / (2.0 * sigma * sigma)).exp();
        let (strength, direction) = gradient(plane, x, y);
        let bin = whole(f64::from(direction / TAU * TURNS as f32)) % TURNS;
        histogram[bin] += weight * strength;
    }
    for _ in 0..2 {
        let raw = histogram;
        for at in 0..TURNS {
            let beside = raw[(at + TURNS - 1) % TURNS] + raw[(at + 1) % TURNS];
            histogram[at] = 0.5 * raw[at] + 0.25 * beside;
        }
    }
    histogram
}

/// Histograms of eight directions in four by four fields, rotated by the angle of the feature.
fn description(plane: &Plane, found: &Extremum, angle: f32) -> Box<[f32; LENGTH]> {
    let field = 3.0 * found.scale;
    let (sin, cos) = angle.sin_cos();
    let mut words = Box::new([0.0; LENGTH]);
    for (x, y) in around(plane, found, field * 2.5 * 2.0f32.sqrt()) {
        let (dx, dy) = ((x as f32 - found.x) / field, (y as f32 - found.y) / field);
        let (across, down) = (cos * dx + sin * dy, cos * dy - sin * dx);
        let (column, row) = (across + 1.5, down + 1.5);
        if column <= -1.0 || column >= 4.0 || row <= -1.0 || row >= 4.0 {
            continue;
        }
        let (strength, direction) = gradient(plane, x, y);
        let weight = strength * (-(across * across + down * down) / 8.0).exp();
        let turn = (direction - angle).rem_euclid(TAU) / TAU * 8.0;
        spread(&mut words, (row, column, turn), weight);
    }
    normalise(&mut words);
    // Limits the influence of strong edges, which depend on the light.
    words.iter_mut().for_each(|word| *word = word.min(0.2));
    normalise(&mut words);
    words
}

/// Distributes a weight over the eight nearest bins.
fn spread(words: &mut [f32; LENGTH], place: (f32, f32, f32), weight: f32) {
    let (row, column, turn) = place;
    let (top, left, first) = (row.floor(), column.floor(), turn.floor());
    for (dy, wy) in [(0.0, 1.0 - (row - top)), (1.0, row - top)] {
        for (dx, wx) in [(0.0, 1.0 - (column - left)), (1.0, column - left)] {
            let (y, x) = (top + dy, left + dx);
            if !(0.0..4.0).contains(&y) || !(0.0..4.0).contains(&x) {
                continue;
            }
            let field = whole(f64::from(y)) * 4 + whole(f64::from(x));
            let at = whole(f64::from(first));
            let part = turn - first;
            words[field * 8 + at % 8] += weight * wy * wx * (1.0 - part);
            words[field * 8 + (at + 1) % 8] += weight * wy * wx * part;
        }
    }
}

fn normalise(words: &mut [f32; LENGTH]) {
    let length = words.iter().map(|word| word * word).sum::<f32>().sqrt().max(f32::EPSILON);
    words.iter_mut().for_each(|word| *word /= length);
}

/// Difference of two angles, from -π to π.
pub(crate) fn turned(from: f64, to: f64) -> f64 {
    let (pi, tau) = (f64::from(PI), f64::from(TAU));
    (to - from + pi).rem_euclid(tau) - pi
}
