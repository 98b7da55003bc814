//! Compares pictures pixel by pixel.

use face::raster::decode;
use resvg::{tiny_skia, usvg};

use crate::drawing::DPI;

pub struct Pixels {
    width: usize,
    height: usize,
    /// Grey values.
    values: Vec<u8>,
}

impl Pixels {
    pub fn read(png: &[u8]) -> Self {
        let decoded = decode(png, 100_000_000).unwrap();
        let pixels = decoded.rgba.as_chunks::<4>().0;
        let values = pixels.iter().map(|[r, g, b, _]| grey([*r, *g, *b])).collect();
        Self { width: decoded.width, height: decoded.height, values }
    }

    /// Draws an SVG with resvg, which shares no drawing code with `face::svg`.
    pub fn of_svg(svg: &str) -> Self {
        let options = usvg::Options { dpi: 96.0, ..usvg::Options::default() };
        let tree = usvg::Tree::from_str(svg, &options).unwrap();
        let scale = DPI / 96.0;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the sides of a small picture fit"
        )]
        let side = |length: f32| (f64::from(length) * scale).round() as u32;
        let (width, height) = (side(tree.size().width()), side(tree.size().height()));
        let mut pixmap = tiny_skia::Pixmap::new(width, height).unwrap();
        let place = tiny_skia::Transform::default();
        resvg::render(&tree, place, &mut pixmap.as_mut());
        let pixels = pixmap.pixels().iter();
        let values = pixels.map(|pixel| grey([pixel.red(), pixel.green(), pixel.blue()]));
        Self { width: width as usize, height: height as usize, values: values.collect() }
    }

    /// Share of the pixels that are not white.
    pub fn ink(&self) -> f64 {
        let dark = self.values.iter().filter(|value| **value < 250).count();
        dark as f64 / self.values.len() as f64
    }
}

fn grey([r, g, b]: [u8; 3]) -> u8 {
    let sum = u32::from(r) * 3 + u32::from(g) * 6 + u32::from(b);
    u8::try_from(sum / 10).unwrap()
}

/// Returns the share of pixels that differ by more than `step`, or 1 if the sizes differ.
pub fn differing(one: &Pixels, other: &Pixels, step: u8) -> f64 {
    if (one.width, one.height) != (other.width, other.height) {
        return 1.0;
    }
    let pairs = one.values.iter().zip(&other.values);
    let far = pairs.filter(|(a, b)| a.abs_diff(**b) > step).count();
    far as f64 / one.values.len() as f64
}
