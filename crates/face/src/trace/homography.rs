//! The projective map from one plane to another: how a camera sees a flat page.

/// A 3 by 3 matrix, row by row; the last number is 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Homography([f64; 9]);

/// Two points that should coincide, with a weight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    pub from: (f64, f64),
    pub to: (f64, f64),
    pub weight: f64,
}

/// The degrees of freedom of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freedom {
    Similarity,
    Affine,
    Projective,
}

impl Homography {
    /// A rotation with scaling, followed by a translation; `a` and `b` are cosine and sine times
    /// the scale.
    pub fn similarity(a: f64, b: f64, x: f64, y: f64) -> Self {
        Self([a, -b, x, b, a, y, 0.0, 0.0, 1.0])
    }

    pub fn map(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let m = &self.0;
        let w = m[6] * x + m[7] * y + m[8];
        ((m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w)
    }

    /// The same map to a picture that is `factor` times as large.
    pub fn scaled(&self, factor: f64) -> Self {
        let scaled = |at: usize| if at < 6 { self.0[at] * factor } else { self.0[at] };
        Self(std::array::from_fn(scaled))
    }

    /// Scale of the map at a point: the square root of the change of area.
    pub fn growth(&self, place: (f64, f64)) -> f64 {
        let step = 0.5;
        let at = |dx: f64, dy: f64| self.map((place.0 + dx, place.1 + dy));
        let ((a, b), (c, d)) = (at(step, 0.0), at(-step, 0.0));
        let ((e, f), (g, h)) = (at(0.0, step), at(0.0, -step));
        let (across, down) = ((a - c, b - d), (e - g, f - h));
        (across.0 * down.1 - across.1 * down.0).abs().sqrt()
    }

    /// Fits a map to the pairs by least squares; `None` if they do not determine it.
    pub fn fitted(pairs: &[Pair], freedom: Freedom) -> Option<Self> {
        let (from, to) = (frame(pairs.iter().map(|p| p.from))?, frame(pairs.iter().map(|p| p.to))?);
        let mut normal = Normal::default();
        for pair in pairs {
            let (x, y) = from.inside(pair.from);
            let (u, v) = to.inside(pair.to);
            let (first, second) = match freedom {
                Freedom::Similarity => {
                    ([x, -y, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0], [y, x, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0])
                }
                Freedom::Affine => {
                    ([x, y, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, x, y, 1.0, 0.0, 0.0])
                }
                Freedom::Projective => (
                    [x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y],
                    [0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y],
                ),
            };
            normal.add(first, u, pair.weight);
            normal.add(second, v, pair.weight);
        }
        let free = match freedom {
            Freedom::Similarity => 4,
            Freedom::Affine => 6,
            Freedom::Projective => 8,
        };
        let s = normal.solved(free)?;
        let inner = match freedom {
            Freedom::Similarity => [s[0], -s[1], s[2], s[1], s[0], s[3], 0.0, 0.0, 1.0],
            Freedom::Affine | Freedom::Projective => {
                [s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], 1.0]
            }
        };
        let out = product(to.outwards(), product(inner, from.inwards()));
        let last = out[8];
        (last.abs() > 1e-12).then(|| Self(out.map(|value| value / last)))
    }
}

/// Center and mean radius of a point cloud. Coordinates relative to it are about 1, which keeps the
/// equations well conditioned.
struct Frame {
    x: f64,
    y: f64,
    size: f64,
}

fn frame(points: impl Iterator<Item = (f64, f64)> + Clone) -> Option<Frame> {
    let count = points.clone().count() as f64;
    let sum = points.clone().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x, sum.1 + y));
    let (x, y) = (sum.0 / count, sum.1 / count);
    let size = points.map(|(px, py)| (px - x).hypot(py - y)).sum::<f64>() / count;
    (size > 1e-9).then_some(Frame { x, y, size })
}

impl Frame {
    fn inside(&self, (x, y): (f64, f64)) -> (f64, f64) {
        ((x - self.x) / self.size, (y - self.y) / self.size)
    }

    fn inwards(&self) -> [f64; 9] {
        let k = 1.0 / self.size;
        [k, 0.0, -self.x * k, 0.0, k, -self.y * k, 0.0, 0.0, 1.0]
    }

    fn outwards(&self) -> [f64; 9] {
        [self.size, 0.0, self.x, 0.0, self.size, self.y, 0.0, 0.0, 1.0]
    }
}

fn product(a: [f64; 9], b: [f64; 9]) -> [f64; 9] {
    std::array::from_fn(|at| (0..3).map(|k| a[at / 3 * 3 + k] * b[k * 3 + at % 3]).sum())
}

/// Normal equations of a weighted least squares problem with at most eight unknowns.
#[derive(Default)]
pub(crate) struct Normal {
    matrix: [[f64; 8]; 8],
    right: [f64; 8],
}

impl Normal {
    pub fn add(&mut self, row: [f64; 8], value: f64, weight: f64) {
        for (at, factor) in row.iter().enumerate() {
            let factor = factor * weight;
            self.right[at] += factor * value;
            self.matrix[at].iter_mut().zip(&row).for_each(|(sum, other)| *sum += factor * other);
        }
    }

    /// Solves for the first `free` unknowns; the others are 0. Returns `None` if the equations do
    /// not determine them.
    pub fn solved(&self, free: usize) -> Option<[f64; 8]> {
        let (mut matrix, mut right) = (self.matrix, self.right);
        for at in 0..free {
            let pivot =
                (at..free).max_by(|a, b| matrix[*a][at].abs().total_cmp(&matrix[*b][at].abs()))?;
            matrix.swap(at, pivot);
            right.swap(at, pivot);
            let head = matrix[at];
            if head[at].abs() < 1e-10 * self.matrix[at][at].abs().max(1e-10) {
                return None;
            }
            for row in at + 1..free {
                let factor = matrix[row][at] / head[at];
                matrix[row].iter_mut().zip(&head).for_each(|(cell, top)| *cell -= factor * top);
                right[row] -= factor * right[at];
            }
        }
        let mut solution = [0.0; 8];
        for at in (0..free).rev() {
            let known: f64 = (at + 1..free).map(|k| matrix[at][k] * solution[k]).sum();
            solution[at] = (right[at] - known) / matrix[at][at];
        }
        Some(solution)
    }

    /// Sum of the squared residuals of a solution; `squares` is the sum of the squared values.
    pub fn rest(&self, squares: f64, solution: &[f64; 8]) -> f64 {
        squares - solution.iter().zip(&self.right).map(|(x, right)| x * right).sum::<f64>()
    }

    /// Element of the diagonal of the inverse matrix: the variance of an unknown in units of that
    /// of the values.
    pub fn inverse_diagonal(&self, free: usize, at: usize) -> Option<f64> {
        let mut right = [0.0; 8];
        right[at] = 1.0;
        let unit = Self { matrix: self.matrix, right };
        Some(unit.solved(free)?[at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Homography = Homography([1.2, 0.1, 30.0, -0.2, 1.1, 40.0, 3e-4, -2e-4, 1.0]);

    fn pairs(map: &Homography) -> Vec<Pair> {
        let places = (0..25).map(|at| (f64::from(at % 5) * 50.0, f64::from(at / 5) * 70.0));
        places.map(|from| Pair { from, to: map.map(from), weight: 1.0 }).collect()
    }

    #[test]
    fn maps_of_all_kinds_are_recovered() {
        let turned = Homography::similarity(0.9, 0.3, 12.0, -7.0);
        for (map, freedom) in [
            (turned, Freedom::Similarity),
            (turned, Freedom::Affine),
            (turned, Freedom::Projective),
            (VIEW, Freedom::Projective),
        ] {
            let found = Homography::fitted(&pairs(&map), freedom).unwrap();
            let error = pairs(&map)
                .iter()
                .map(|pair| {
                    let (x, y) = found.map(pair.from);
                    (x - pair.to.0).hypot(y - pair.to.1)
                })
                .fold(0.0, f64::max);
            assert!(error < 1e-6, "{freedom:?}: {error}");
        }
        assert!((turned.growth((50.0, 50.0)) - 0.9f64.hypot(0.3)).abs() < 1e-9);
    }

    #[test]
    fn points_on_a_line_do_not_determine_a_map() {
        let line: Vec<Pair> = pairs(&VIEW).into_iter().filter(|pair| pair.from.1 == 0.0).collect();
        assert_eq!(line.len(), 5);
        assert_eq!(Homography::fitted(&line, Freedom::Projective), None);
        assert_eq!(Homography::fitted(&[], Freedom::Similarity), None);
    }
}
