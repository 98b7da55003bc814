//! Finds the page in a picture. Features of both are matched; each match proposes a size, rotation
//! and position; the proposal with the most agreeing matches is refined with increasing freedom.

use super::features::{Feature, LENGTH, turned};
use super::homography::{Freedom, Homography, Pair};

/// Maximum ratio of the distances to the best and the second-best match.
const RATIO: f32 = 0.82;
/// Maximum number of matches that propose a map, the most distinctive first.
const MAX_PROPOSALS: usize = 600;
/// Minimum number of matches that agree on a map.
pub(crate) const MIN_PAIRS: usize = 10;
/// Freedom of the map and maximum distance of agreeing matches in mm, for each refinement.
const STEPS: [(Freedom, f64); 8] = [
    (Freedom::Similarity, 9.0),
    (Freedom::Affine, 6.0),
    (Freedom::Affine, 4.0),
    (Freedom::Projective, 3.0),
    (Freedom::Projective, 1.5),
    (Freedom::Projective, 0.8),
    (Freedom::Projective, 0.5),
    (Freedom::Projective, 0.5),
];

/// A feature of the page (in mm) and a similar one of the picture (in pixels).
struct Match<'a> {
    page: &'a Feature,
    seen: &'a Feature,
    /// Ratio of the distances to the best and the second-best match; small values are distinctive.
    ratio: f32,
}

/// Finds the map from the page (in mm) to the picture (in pixels), and the number of agreeing
/// matches. The features of the page must be in mm. Returns `None` if the page is not found.
pub(crate) fn register(page: &[Feature], picture: &[Feature]) -> Option<(Homography, usize)> {
    let mut matches = matches(page, picture);
    matches.sort_by(|a, b| a.ratio.total_cmp(&b.ratio));
    let proposals = matches.iter().take(MAX_PROPOSALS).map(Proposal::of);
    let agreeing = |proposal: &Proposal| matches.iter().filter(|m| proposal.agrees(m)).count();
    let best = proposals.map(|proposal| (agreeing(&proposal), proposal));
    let (agreed, proposal) = best.max_by_key(|(agreed, _)| *agreed)?;
    if agreed < MIN_PAIRS {
        return None;
    }
    let first: Vec<Pair> = matches.iter().filter(|m| proposal.agrees(m)).map(pair).collect();
    let mut map = Homography::fitted(&first, Freedom::Similarity)?;
    let mut count = agreed;
    for (freedom, reach) in STEPS {
        let near = |m: &&Match<'_>| distance(&map, m) < reach;
        let pairs: Vec<Pair> = matches.iter().filter(near).map(pair).collect();
        count = pairs.len();
        if count < MIN_PAIRS {
            return None;
        }
        map = Homography::fitted(&pairs, freedom)?;
    }
    Some((map, count))
}

/// The map that a single match proposes by the sizes and directions of its features.
struct Proposal {
    map: Homography,
    place: (f64, f64),
    scale: f64,
    turn: f64,
}

impl Proposal {
    fn of(found: &Match<'_>) -> Self {
        let Match { page, seen, .. } = found;
        let scale = seen.scale / page.scale;
        let turn = turned(page.angle, seen.angle);
        let (a, b) = (scale * turn.cos(), scale * turn.sin());
        let x = seen.x - (a * page.x - b * page.y);
        let y = seen.y - (b * page.x + a * page.y);
        Self { map: Homography::similarity(a, b, x, y), place: (page.x, page.y), scale, turn }
    }

    fn agrees(&self, other: &Match<'_>) -> bool {
        let scale = other.seen.scale / other.page.scale / self.scale;
        let turn = turned(self.turn, turned(other.page.angle, other.seen.angle));
        let apart = (other.page.x - self.place.0).hypot(other.page.y - self.place.1);
        scale.ln().abs() < 0.4
            && turn.abs() < 0.35
            && distance(&self.map, other) < 4.0 + 0.12 * apart
    }
}

/// Distance in mm on the page between a mapped feature and where it was seen.
fn distance(map: &Homography, found: &Match<'_>) -> f64 {
    let place = (found.page.x, found.page.y);
    let (x, y) = map.map(place);
    let growth = map.growth(place).max(1e-6);
    (x - found.seen.x).hypot(y - found.seen.y) / growth
}

fn pair(found: &Match<'_>) -> Pair {
    let (from, to) = ((found.page.x, found.page.y), (found.seen.x, found.seen.y));
    // Large features are located less accurately.
    Pair { from, to, weight: 1.0 / found.seen.scale }
}

/// Matches each feature of the picture with the most similar one of the page, if it is distinctive.
fn matches<'a>(page: &'a [Feature], picture: &'a [Feature]) -> Vec<Match<'a>> {
    let mut matches = Vec::new();
    for seen in picture {
        let (mut best, mut second) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        let mut nearest = None;
        for feature in page {
            let likeness = product(&feature.words, &seen.words);
            if likeness > best {
                // Features at one position that differ in direction do not compete.
                if nearest.is_none_or(|known| !same_place(known, feature)) {
                    second = best;
                }
                (best, nearest) = (likeness, Some(feature));
            } else if likeness > second && nearest.is_none_or(|known| !same_place(known, feature)) {
                second = likeness;
            }
        }
        // The squared distance of vectors of length 1 is 2 - 2 * likeness.
        let ratio = ((1.0 - best).max(0.0) / (1.0 - second).max(1e-6)).sqrt();
        if let (Some(page), true) = (nearest, ratio < RATIO) {
            matches.push(Match { page, seen, ratio });
        }
    }
    matches
}

fn same_place(a: &Feature, b: &Feature) -> bool {
    (a.x - b.x).abs() < 0.3 && (a.y - b.y).abs() < 0.3
}

fn product(a: &[f32; LENGTH], b: &[f32; LENGTH]) -> f32 {
    let mut lanes = [0.0f32; 16];
    for (a, b) in a.as_chunks::<16>().0.iter().zip(b.as_chunks::<16>().0) {
        for (lane, (a, b)) in lanes.iter_mut().zip(a.iter().zip(b)) {
            *lane += a * b;
        }
    }
    lanes.iter().sum()
}

#[cfg(test)]
mod tests;
