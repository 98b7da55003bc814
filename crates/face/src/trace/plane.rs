//! Grey pictures with floating-point values. Coordinates are continuous: pixel `i` covers the
//! interval from `i` to `i + 1`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plane {
    pub width: usize,
    pub height: usize,
    /// From 0 (black) to 255 (white), row by row from the top.
    pub data: Vec<f32>,
}

impl Plane {
    pub fn new(width: usize, height: usize) -> Self {
        Self { width, height, data: vec![0.0; width * height] }
    }

    /// Luminance (ITU-R BT.601) of pixels of `N` bytes that begin with red, green and blue.
    pub fn of_colors<const N: usize>(width: usize, height: usize, bytes: &[u8]) -> Self {
        let grey = |pixel: &[u8; N]| {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(f32::from);
            0.299 * r + 0.587 * g + 0.114 * b
        };
        Self { width, height, data: bytes.as_chunks::<N>().0.iter().map(grey).collect() }
    }

    pub fn row(&self, y: usize) -> &[f32] {
        &self.data[y * self.width..][..self.width]
    }

    pub fn at(&self, x: usize, y: usize) -> f32 {
        self.data[y * self.width + x]
    }

    /// Doubles the size with linear interpolation.
    pub fn doubled(&self) -> Self {
        let (width, height) = (self.width * 2, self.height * 2);
        let at = |x: usize, y: usize| self.data[y * self.width + x];
        let mut data = Vec::with_capacity(width * height);
        for y in 0..height {
            let (top, bottom) = (y / 2, (y / 2 + y % 2).min(self.height - 1));
            for x in 0..width {
                let (left, right) = (x / 2, (x / 2 + x % 2).min(self.width - 1));
                let sum = at(left, top) + at(right, top) + at(left, bottom) + at(right, bottom);
                data.push(sum / 4.0);
            }
        }
        Self { width, height, data }
    }

    /// Halves the size. Each pixel is the mean of four; an odd last row or column is dropped.
    pub fn halved(&self) -> Self {
        let mut half = Self::new(self.width / 2, self.height / 2);
        for y in 0..half.height {
            let (above, below) = (self.row(2 * y), self.row(2 * y + 1));
            let row = &mut half.data[y * half.width..][..half.width];
            for (x, pixel) in row.iter_mut().enumerate() {
                *pixel = (above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1]) / 4.0;
            }
        }
        half
    }

    /// Takes every second pixel of every second row.
    pub fn thinned(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut thin = Self::new(width, height);
        for y in 0..height {
            for x in 0..width {
                thin.data[y * width + x] = self.at(2 * x, 2 * y);
            }
        }
        thin
    }

    /// Applies a Gaussian blur; `sigma` is in pixels. The border is repeated.
    pub fn blurred(&self, sigma: f32) -> Self {
        let kernel = kernel(sigma);
        let reach = kernel.len() - 1;
        let mut across = Self::new(self.width, self.height);
        let mut padded = vec![0.0; self.width + 2 * reach];
        for y in 0..self.height {
            let row = self.row(y);
            padded[..reach].fill(row[0]);
            padded[reach..][..self.width].copy_from_slice(row);
            padded[reach + self.width..].fill(row[self.width - 1]);
            let out = &mut across.data[y * self.width..][..self.width];
            out.fill(0.0);
            for (at, weight) in weights(&kernel) {
                out.iter_mut().zip(&padded[at..]).for_each(|(out, pixel)| *out += weight * pixel);
            }
        }
        let mut down = Self::new(self.width, self.height);
        for y in 0..self.height {
            let out = &mut down.data[y * self.width..][..self.width];
            for (at, weight) in weights(&kernel) {
                let source = (y + at).saturating_sub(reach).min(self.height - 1);
                let row = across.row(source);
                out.iter_mut().zip(row).for_each(|(out, pixel)| *out += weight * pixel);
            }
        }
        down
    }

    /// Interpolates with Catmull-Rom splines; `None` outside and within two pixels of the border.
    pub fn sample(&self, x: f64, y: f64) -> Option<f32> {
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let inside = left >= 1.0
            && top >= 1.0
            && left + 2.0 < self.width as f64
            && top + 2.0 < self.height as f64;
        if !inside {
            return None;
        }
        let (across, down) = (cubic(x - left), cubic(y - top));
        let (column, first) = (whole(left) - 1, whole(top) - 1);
        let mut sum = 0.0;
        for (row, weight) in down.into_iter().enumerate() {
            let four = &self.data[(first + row) * self.width + column..][..4];
            sum += weight * four.iter().zip(&across).map(|(pixel, w)| pixel * w).sum::<f32>();
        }
        Some(sum)
    }
}

/// The right half of a Gaussian kernel, beginning with the center. The whole kernel has the sum 1.
fn kernel(sigma: f32) -> Vec<f32> {
    let reach = (3.0 * sigma).ceil().max(1.0);
    let half: Vec<f32> = (0u16..)
        .map(f32::from)
        .take_while(|at| *at <= reach)
        .map(|at| (-at * at / (2.0 * sigma * sigma)).exp())
        .collect();
    let sum = half[0] + 2.0 * half[1..].iter().sum::<f32>();
    half.into_iter().map(|weight| weight / sum).collect()
}

/// Offset from the left end and weight of every tap.
fn weights(half: &[f32]) -> impl Iterator<Item = (usize, f32)> {
    let reach = half.len() - 1;
    (0..=2 * reach).map(move |at| (at, half[at.abs_diff(reach)]))
}

/// Weights of the four samples around a point for cubic interpolation at `t` between the middle
/// two.
#[expect(clippy::cast_possible_truncation, reason = "weights are between -1 and 1")]
fn cubic(t: f64) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    let weights = [
        -0.5 * t + t2 - 0.5 * t3,
        1.0 - 2.5 * t2 + 1.5 * t3,
        0.5 * t + 2.0 * t2 - 1.5 * t3,
        -0.5 * t2 + 0.5 * t3,
    ];
    weights.map(|weight| weight as f32)
}

/// Converts a whole number to an index.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "callers pass whole numbers within a picture; others saturate"
)]
pub(crate) fn whole(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope() -> Plane {
        let mut plane = Plane::new(40, 30);
        for y in 0..30u16 {
            for x in 0..40u16 {
                let value = 2.0 * (f32::from(x) + 0.5) + 3.0 * (f32::from(y) + 0.5);
                plane.data[usize::from(y) * 40 + usize::from(x)] = value;
            }
        }
        plane
    }

    #[test]
    fn a_gradient_is_interpolated_except_at_the_border() {
        let plane = slope();
        assert!((plane.sample(10.3, 20.7).unwrap() - 82.7).abs() < 1e-3);
        assert_eq!(plane.sample(1.0, 20.0), None);
        assert_eq!(plane.sample(20.0, 29.0), None);
        assert_eq!(plane.sample(f64::NAN, 20.0), None);
    }

    #[test]
    fn blurring_and_halving_preserve_a_gradient() {
        let plane = slope();
        let blurred = plane.blurred(1.5);
        assert!((blurred.at(20, 15) - plane.at(20, 15)).abs() < 1e-3);
        let half = plane.halved();
        assert_eq!((half.width, half.height), (20, 15));
        assert!((half.at(10, 7) - (2.0 * 21.0 + 3.0 * 15.0)).abs() < 1e-3);
    }

    #[test]
    fn blurring_spreads_a_dot_by_sigma() {
        let mut dot = Plane::new(41, 41);
        dot.data[20 * 41 + 20] = 1.0;
        let blurred = dot.blurred(2.0);
        let sum: f32 = blurred.data.iter().sum();
        assert!((sum - 1.0).abs() < 1e-4);
        let spread: f32 = (0..41u16)
            .map(|x| blurred.at(usize::from(x), 20) * (f32::from(x) - 20.0).powi(2))
            .sum::<f32>()
            / blurred.row(20).iter().sum::<f32>();
        assert!((spread - 4.0).abs() < 0.1, "{spread}");
    }
}
