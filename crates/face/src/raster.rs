//! A page as pixels, for views, prints and for comparing a leaked copy with. Glyphs come from the
//! embedded subsets, so what is seen here is what the file shows.

use png::{BitDepth, ColorType, Compression, Encoder, PixelDimensions, Unit};
use thiserror::Error;
use tiny_skia::Pixmap;

use crate::compile::CompiledFace;
use crate::display::{DisplayList, Rect};

mod decode;
mod draw;

pub use decode::{Decoded, decode};

/// Dots per inch that a page may be drawn at.
pub const DPI: std::ops::RangeInclusive<f64> = 20.0..=600.0;
/// A4 at 600 dpi has 35 million.
pub const MOST_PIXELS: u64 = 40_000_000;
/// Dots per inch that are drawn across at least, and then averaged. The drawing library places
/// edges on quarters of a pixel, and at 96 dpi a quarter is 0.07 mm: thin strokes would not stand
/// where the display list puts them.
const FINE: f64 = 300.0;
const MOST_ACROSS: u16 = 4;
const INCH: f64 = 25.4;

/// RGB, eight bits a channel, rows from the top without padding.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    pub width: u32,
    pub height: u32,
    pub dpi: f64,
    pub rgb: Vec<u8>,
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RasterError {
    /// No page with this number.
    #[error("there is no page {0}")]
    Page(usize),
    /// The resolution is outside `DPI`, or page and resolution ask for more than `MOST_PIXELS`.
    #[error("a page of this size is not drawn at this resolution")]
    Size,
    /// A picture of a field or a stamp; which, and why.
    #[error("the picture {0} cannot be drawn: {1}")]
    Picture(String, &'static str),
    #[error("the picture could not be written")]
    Write,
}

impl RasterError {
    /// For the person at the screen.
    pub fn zh(&self) -> String {
        match self {
            Self::Page(page) => format!("没有第 {} 页", page + 1),
            Self::Size => "页面尺寸与分辨率超出允许范围".to_owned(),
            Self::Picture(name, _) => format!("图片 {name} 无法绘制"),
            Self::Write => "图片无法生成".to_owned(),
        }
    }
}

/// Draws the page (from 0) at `dpi`: background, items, then `stamps` (box in mm and PNG or JPEG
/// file, drawn into the whole box), then the watermark's tiles. Places of seals that no stamp is
/// given for stay empty.
pub fn raster(
    list: &DisplayList,
    face: &CompiledFace,
    page: usize,
    dpi: f64,
    stamps: &[(Rect, &[u8])],
) -> Result<Raster, RasterError> {
    let drawn = list.pages.get(page).ok_or(RasterError::Page(page))?;
    let base = face.pages.get(drawn.base).ok_or(RasterError::Page(page))?;
    let (width, height) = pixels(drawn.width, drawn.height, dpi)?;
    let across = (1..MOST_ACROSS).find(|n| f64::from(*n) * dpi >= FINE).unwrap_or(MOST_ACROSS);
    let pixmap = Pixmap::new(width * u32::from(across), height).ok_or(RasterError::Size)?;
    let fonts = face.fonts().iter().chain(&list.extra_fonts);
    let scale = (dpi / INCH * f64::from(across), dpi / INCH);
    let mut canvas = draw::Canvas::new(pixmap, scale, fonts);
    for item in base.background.iter().chain(&drawn.items) {
        canvas.item(item)?;
    }
    for (at, (place, bytes)) in stamps.iter().enumerate() {
        canvas.picture(place, bytes, || format!("stamp {at}"))?;
    }
    for item in &drawn.watermark {
        canvas.item(item)?;
    }
    let rgb = narrowed(canvas.finish().data(), across);
    Ok(Raster { width, height, dpi, rgb })
}

/// Sides in pixels. Errors: resolution or number of pixels out of range.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "both sides are checked to lie between 1 and the number of pixels allowed"
)]
fn pixels(width: f64, height: f64, dpi: f64) -> Result<(u32, u32), RasterError> {
    let (wide, high) = ((width * dpi / INCH).round(), (height * dpi / INCH).round());
    let good = DPI.contains(&dpi) && wide >= 1.0 && high >= 1.0;
    if !good || wide * high > MOST_PIXELS as f64 {
        return Err(RasterError::Size);
    }
    Ok((wide as u32, high as u32))
}

/// RGBA on an opaque ground becomes RGB; `across` pixels of a row become one.
fn narrowed(rgba: &[u8], across: u16) -> Vec<u8> {
    let count = usize::from(across);
    let mut rgb = Vec::with_capacity(rgba.len() / 4 / count * 3);
    for pixels in rgba.chunks_exact(4 * count) {
        let mut sums = [across / 2; 3];
        for [r, g, b, _] in pixels.as_chunks::<4>().0 {
            sums[0] += u16::from(*r);
            sums[1] += u16::from(*g);
            sums[2] += u16::from(*b);
        }
        #[expect(clippy::cast_possible_truncation, reason = "the mean of bytes is a byte")]
        rgb.extend(sums.map(|sum| (sum / across) as u8));
    }
    rgb
}

impl Raster {
    /// A PNG file that says its resolution (pHYs). Errors: `Write`.
    pub fn png(&self) -> Result<Vec<u8>, RasterError> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, self.width, self.height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Fast);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "pixels a metre of at most 600 dpi"
        )]
        let metre = (self.dpi / INCH * 1000.0).round() as u32;
        encoder.set_pixel_dims(Some(PixelDimensions {
            xppu: metre,
            yppu: metre,
            unit: Unit::Meter,
        }));
        let mut writer = encoder.write_header().map_err(|_| RasterError::Write)?;
        writer.write_image_data(&self.rgb).map_err(|_| RasterError::Write)?;
        writer.finish().map_err(|_| RasterError::Write)?;
        Ok(out)
    }
}

#[cfg(test)]
mod tests;
