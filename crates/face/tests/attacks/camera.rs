//! Simulates what printers, scanners, copiers and phones do to a page, reproducibly.

use face::raster::Raster;
use jpeg_encoder::{ColorType, Encoder};

/// A pseudo-random generator (xorshift with multiplication).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        (0..8).for_each(|_| {
            random.next();
        });
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Uniformly distributed between the bounds.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }

    /// Approximately normally distributed with deviation 1: the sum of four uniform 16-bit numbers.
    fn noise(&mut self) -> f32 {
        let bits = self.next();
        let sum: u64 = (0..4).map(|at| bits >> (16 * at) & 0xffff).sum();
        (sum as f32 - 131_070.0) / 37_837.0
    }
}

/// A grey picture with values from 0 to 255.
#[derive(Clone)]
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub data: Vec<f32>,
}

impl Grey {
    pub fn of(raster: &Raster) -> Self {
        let grey =
            |p: &[u8]| 0.299 * f32::from(p[0]) + 0.587 * f32::from(p[1]) + 0.114 * f32::from(p[2]);
        let data = raster.rgb.chunks(3).map(grey).collect();
        Self { width: raster.width as usize, height: raster.height as usize, data }
    }

    fn each(&mut self, mut change: impl FnMut(f32) -> f32) {
        self.data.iter_mut().for_each(|value| *value = change(*value));
    }

    pub fn noisy(&mut self, deviation: f32, random: &mut Random) {
        self.each(|value| value + deviation * random.noise());
    }

    pub fn blur(&mut self, sigma: f32) {
        let reach = (3.0 * sigma).ceil() as i64;
        let kernel: Vec<f32> =
            (-reach..=reach).map(|at| (-(at * at) as f32 / (2.0 * sigma * sigma)).exp()).collect();
        let sum: f32 = kernel.iter().sum();
        let kernel: Vec<f32> = kernel.iter().map(|weight| weight / sum).collect();
        let mut across = vec![0.0f32; self.data.len()];
        let width = self.width as i64;
        for y in 0..self.height {
            let row = &self.data[y * self.width..][..self.width];
            let out = &mut across[y * self.width..][..self.width];
            for (offset, weight) in (-reach..=reach).zip(&kernel) {
                for x in 0..width {
                    out[x as usize] += weight * row[(x + offset).clamp(0, width - 1) as usize];
                }
            }
        }
        self.data.fill(0.0);
        for y in 0..self.height as i64 {
            for (offset, weight) in (-reach..=reach).zip(&kernel) {
                let from = (y + offset).clamp(0, self.height as i64 - 1) as usize;
                let row = &across[from * self.width..][..self.width];
                let out = &mut self.data[y as usize * self.width..][..self.width];
                out.iter_mut().zip(row).for_each(|(out, value)| *out += weight * value);
            }
        }
    }

    /// Interpolates linearly; `ground` is the value outside. Pixel `i` covers `i` to `i + 1`.
    fn sample(&self, x: f64, y: f64, ground: f32) -> f32 {
        let (x, y) = (x - 0.5, y - 0.5);
        if x < 0.0 || y < 0.0 || x >= (self.width - 1) as f64 || y >= (self.height - 1) as f64 {
            return ground;
        }
        let (left, top) = (x as usize, y as usize);
        let (fx, fy) = ((x - left as f64) as f32, (y - top as f64) as f32);
        let at = |dx: usize, dy: usize| self.data[(top + dy) * self.width + left + dx];
        let above = at(0, 0) * (1.0 - fx) + at(1, 0) * fx;
        let below = at(0, 1) * (1.0 - fx) + at(1, 1) * fx;
        above * (1.0 - fy) + below * fy
    }

    /// A picture of the given size whose pixels are taken from the positions that `from` returns.
    pub fn warped(
        &self,
        width: usize,
        height: usize,
        ground: f32,
        from: impl Fn(f64, f64) -> (f64, f64),
    ) -> Self {
        let mut data = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let (sx, sy) = from(x as f64 + 0.5, y as f64 + 0.5);
                data.push(self.sample(sx, sy, ground));
            }
        }
        Self { width, height, data }
    }

    pub fn cut(&self, left: usize, top: usize, width: usize, height: usize) -> Self {
        let rows = (top..top + height).flat_map(|y| &self.data[y * self.width + left..][..width]);
        Self { width, height, data: rows.copied().collect() }
    }

    /// Rotates by quarter turns clockwise.
    pub fn turned(&self, quarters: u64) -> Self {
        if quarters.is_multiple_of(4) {
            return self.clone();
        }
        let (width, height) = (self.height, self.width);
        let mut data = Vec::with_capacity(self.data.len());
        for y in 0..height {
            for x in 0..width {
                data.push(self.data[(self.height - 1 - x) * self.width + y]);
            }
        }
        Self { width, height, data }.turned(quarters - 1)
    }

    fn bytes(&self) -> Vec<u8> {
        self.data.iter().map(|value| value.round().clamp(0.0, 255.0) as u8).collect()
    }

    pub fn jpeg(&self, quality: u8) -> Vec<u8> {
        let mut out = Vec::new();
        let (width, height) = (self.width as u16, self.height as u16);
        let encoder = Encoder::new(&mut out, quality);
        encoder.encode(&self.bytes(), width, height, ColorType::Luma).unwrap();
        out
    }

    /// Encodes and decodes a JPEG file.
    fn through_jpeg(&self, quality: u8) -> Self {
        let decoded = face::raster::decode(&self.jpeg(quality), u64::MAX).unwrap();
        let data = decoded.rgba.chunks(4).map(|pixel| f32::from(pixel[0])).collect();
        Self { width: self.width, height: self.height, data }
    }
}

pub fn color_jpeg(raster: &Raster, quality: u8) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, quality);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    let (width, height) = (raster.width as u16, raster.height as u16);
    encoder.encode(&raster.rgb, width, height, ColorType::Rgb).unwrap();
    out
}

/// Prints at 300 dpi and scans at 150 dpi: ink spread, dot gain, paper noise, rotation by 0.6°,
/// scale 98.5 %, uneven light, sensor noise.
pub fn print_scan(page: &Grey, random: &mut Random) -> Grey {
    let mut paper = page.clone();
    paper.blur(0.6);
    paper.each(|value| 255.0 * (value.clamp(0.0, 255.0) / 255.0).powf(1.08));
    paper.noisy(9.0, random);
    // The aperture of the scanner.
    paper.blur(0.9);
    let turn = if random.below(2) == 0 { 0.6f64 } else { -0.6 };
    let (sin, cos) = turn.to_radians().sin_cos();
    let (width, height) = (page.width / 2, page.height / 2);
    let (cx, cy) = (width as f64 / 2.0, height as f64 / 2.0);
    let (ox, oy) = (random.between(-6.0, 6.0), random.between(-6.0, 6.0));
    let grow = 2.0 / 0.985;
    let mut scan = paper.warped(width, height, 245.0, |x, y| {
        let (dx, dy) = ((x - cx - ox) * grow, (y - cy - oy) * grow);
        (2.0 * cx + cos * dx - sin * dy, 2.0 * cy + sin * dx + cos * dy)
    });
    for y in 0..height {
        for x in 0..width {
            let light = 1.0 - 0.06 * x as f32 / width as f32 - 0.03 * y as f32 / height as f32;
            scan.data[y * width + x] *= light * 0.97;
        }
    }
    scan.noisy(2.5, random);
    scan
}

/// Paper that is not flat: waves of a third of a millimetre.
pub fn bent(scan: &Grey, random: &mut Random) -> Grey {
    let (a, b) = (random.between(0.0, 6.0), random.between(0.0, 6.0));
    scan.warped(scan.width, scan.height, 240.0, |x, y| {
        let across = 2.0 * (y / 300.0 + a).sin() + (x / 250.0 + b).cos();
        (x + across, y + 2.0 * (x / 350.0 + a).sin())
    })
}

/// Scans, prints the scan, and scans again.
pub fn photocopy(page: &Grey, random: &mut Random) -> Grey {
    let first = print_scan(page, random).through_jpeg(75);
    let again = first.warped(page.width, page.height, 245.0, |x, y| (x / 2.0, y / 2.0));
    print_scan(&again, random)
}

/// A phone held by hand: 1700 pixels wide, with perspective and uneven light.
pub fn phone(page: &Grey, random: &mut Random) -> Grey {
    let (width, height) = (1700.0, 1700.0 * page.height as f64 / page.width as f64);
    let mut corner =
        |x: f64, y: f64| (x + random.between(-40.0, 40.0), y + random.between(-40.0, 40.0));
    let seen = [
        corner(120.0, 110.0),
        corner(width - 130.0, 140.0),
        corner(width - 90.0, height - 120.0),
        corner(90.0, height - 110.0),
    ];
    let (w, h) = (page.width as f64, page.height as f64);
    let back = perspective(seen, [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]);
    let mut paper = page.clone();
    paper.blur(0.8);
    let mut photo = paper.warped(width as usize, height as usize, 80.0, |x, y| {
        let k = back[6] * x + back[7] * y + 1.0;
        ((back[0] * x + back[1] * y + back[2]) / k, (back[3] * x + back[4] * y + back[5]) / k)
    });
    for y in 0..photo.height {
        for x in 0..photo.width {
            let (dx, dy) = (x as f64 / width - 0.3, y as f64 / height - 0.3);
            let light = 0.75 + 0.3 * (-2.0 * (dx * dx + dy * dy)).exp();
            photo.data[y * photo.width + x] *= light as f32;
        }
    }
    photo.noisy(5.0, random);
    photo.blur(0.8);
    photo
}

/// The projective map from four points to four others, by Gauss–Jordan elimination.
fn perspective(from: [(f64, f64); 4], to: [(f64, f64); 4]) -> [f64; 8] {
    let mut rows: Vec<[f64; 9]> = Vec::new();
    for ((x, y), (u, v)) in from.into_iter().zip(to) {
        rows.push([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u]);
        rows.push([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v]);
    }
    for at in 0..8 {
        let pivot = (at..8).max_by(|a, b| rows[*a][at].abs().total_cmp(&rows[*b][at].abs()));
        rows.swap(at, pivot.unwrap());
        let head = rows[at].map(|value| value / rows[at][at]);
        for (other, row) in rows.iter_mut().enumerate() {
            let factor = row[at];
            if other != at {
                row.iter_mut().zip(head).for_each(|(cell, top)| *cell -= factor * top);
            }
        }
        rows[at] = head;
    }
    std::array::from_fn(|at| rows[at][8])
}
