//! Draws the evidence for a verdict: the picture registered with the page, each coded glyph framed.

use super::{Raster, RasterError, Sight};
use crate::microshift::Marker;
use crate::trace::plane::whole;

const AGREES: [u8; 3] = [0x1a, 0x8f, 0x3c];
const DISAGREES: [u8; 3] = [0xd0, 0x2c, 0x2c];
const UNSEEN: [u8; 3] = [0xb8, 0xb8, 0xb8];
/// Colour of parts that the picture does not show.
const OUTSIDE: [u8; 3] = [0xe8, 0xec, 0xf2];

impl Sight<'_> {
    /// Draws a PNG file at 150 dpi. Coded glyphs have a green frame if they are displaced as in the
    /// copy, a red one if not, and a grey one if they were not measured.
    ///
    /// # Errors
    ///
    /// [`RasterError::Write`].
    pub fn evidence(&self, marker: &Marker, copy_id: &str) -> Result<Vec<u8>, RasterError> {
        let signs = self.plan(marker).signs(marker, copy_id);
        let (width, height) = (self.registered.width, self.registered.height);
        let mut rgb = Vec::with_capacity(width * height * 3);
        for value in &self.registered.data {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to 0..255"
            )]
            let grey = value.clamp(0.0, 255.0).round() as u8;
            rgb.extend(if value.is_nan() { OUTSIDE } else { [grey; 3] });
        }
        let mut frames = Frames { rgb, width, height };
        let scale = self.reference.fine.scale;
        for glyph in &self.reference.glyphs {
            let Some(coded) = glyph.coded else { continue };
            let value = self.signal.value(coded);
            let agrees = signs.get(coded).is_some_and(|sign| value * f64::from(*sign) > 0.0);
            let color = match (value == 0.0, agrees) {
                (true, _) => UNSEEN,
                (false, true) => AGREES,
                (false, false) => DISAGREES,
            };
            let [left, top, right, bottom] =
                [glyph.x, glyph.y, glyph.x + glyph.width, glyph.y + glyph.height]
                    .map(|mm| whole(mm * scale));
            frames.frame([left, top, right, bottom], color);
        }
        let [width, height] =
            [width, height].map(|side| u32::try_from(side).map_err(|_| RasterError::Write));
        Raster { width: width?, height: height?, dpi: super::DPI, rgb: frames.rgb }.png()
    }
}

struct Frames {
    rgb: Vec<u8>,
    width: usize,
    height: usize,
}

impl Frames {
    fn frame(&mut self, [left, top, right, bottom]: [usize; 4], color: [u8; 3]) {
        for x in left..=right {
            self.dot(x, top, color);
            self.dot(x, bottom, color);
        }
        for y in top..=bottom {
            self.dot(left, y, color);
            self.dot(right, y, color);
        }
    }

    fn dot(&mut self, x: usize, y: usize, color: [u8; 3]) {
        if x < self.width && y < self.height {
            let at = (y * self.width + x) * 3;
            self.rgb[at..at + 3].copy_from_slice(&color);
        }
    }
}
