//! Draws a page as pixels, for views, prints and for comparison with leaked copies. Glyphs come
//! from the embedded subsets, so the picture shows what the file shows.

use png::{BitDepth, ColorType, Compression, Encoder, PixelDimensions, Unit};
use thiserror::Error;
use tiny_skia::Pixmap;

use crate::compile::CompiledFace;
use crate::display::{DisplayList, Rect};

mod decode;
mod draw;

pub(crate) use decode::DECODED_SIZE;
pub use decode::{Decoded, decode, decode_within};

/// Permitted resolutions in dots per inch.
pub const DPI: std::ops::RangeInclusive<f64> = 20.0..=600.0;
/// Maximum number of pixels; A4 at 600 dpi has 35 million.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Minimum horizontal resolution, in dots per inch, at which a page is drawn before it is averaged.
/// The drawing library rounds edges to quarters of a pixel. At 96 dpi this is 0.07 mm, which is too
/// coarse for thin strokes and for the hidden mark.
const MIN_DRAWING_DPI: f64 = 300.0;
/// Maximum number of drawn pixels that are averaged into one.
const MAX_OVERSAMPLING: u16 = 4;
/// Length of an inch in mm.
const INCH: f64 = 25.4;

/// Pixels in RGB with eight bits per channel, row by row from the top without padding.
#[derive(Clone, Debug, PartialEq)]
pub struct Raster {
    pub width: u32,
    pub height: u32,
    pub dpi: f64,
    pub rgb: Vec<u8>,
}

/// Why a page cannot be drawn.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RasterError {
    /// There is no page with this index.
    #[error("there is no page with index {0}")]
    Page(usize),
    /// The resolution is outside of [`DPI`], or the picture would have more than [`MAX_PIXELS`].
    #[error("the size of the page or the resolution is out of range")]
    Size,
    /// A picture of a field or a stamp: its name and the reason.
    #[error("the picture {0} cannot be drawn: {1}")]
    Picture(String, &'static str),
    #[error("the PNG file cannot be encoded")]
    Write,
}

impl RasterError {
    /// The message in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Page(page) => format!("没有第 {} 页", page + 1),
            Self::Size => "页面尺寸与分辨率超出允许范围".to_owned(),
            Self::Picture(name, _) => format!("图片 {name} 无法绘制"),
            Self::Write => "图片无法生成".to_owned(),
        }
    }
}

/// Draws the page with index `page` at `dpi`: ground, watermark, artwork, items, `stamps`, overlay.
///
/// A stamp is a box in mm and the PNG or JPEG file that fills it. The place of a seal without a
/// stamp stays empty.
///
/// # Errors
///
/// See [`RasterError`].
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
    let across = (1..MAX_OVERSAMPLING).find(|n| f64::from(*n) * dpi >= MIN_DRAWING_DPI);
    let across = across.unwrap_or(MAX_OVERSAMPLING);
    let pixmap = Pixmap::new(width * u32::from(across), height).ok_or(RasterError::Size)?;
    let fonts = face.fonts().iter().chain(&list.extra_fonts);
    let scale = (dpi / INCH * f64::from(across), dpi / INCH);
    let mut canvas = draw::Canvas::new(pixmap, scale, fonts);
    let (ground, artwork) = base.split();
    for item in ground.iter().chain(&drawn.watermark).chain(artwork).chain(&drawn.items) {
        canvas.item(item)?;
    }
    for (at, (place, bytes)) in stamps.iter().enumerate() {
        canvas.picture(place, bytes, || format!("stamp {at}"))?;
    }
    for item in &drawn.overlay {
        canvas.item(item)?;
    }
    let rgb = narrowed(canvas.finish().data(), across);
    Ok(Raster { width, height, dpi, rgb })
}

/// Size in pixels. Fails if the resolution or the number of pixels is out of range.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "both sides are checked to be between 1 and the maximum number of pixels"
)]
fn pixels(width: f64, height: f64, dpi: f64) -> Result<(u32, u32), RasterError> {
    let (wide, high) = ((width * dpi / INCH).round(), (height * dpi / INCH).round());
    let good = DPI.contains(&dpi) && wide >= 1.0 && high >= 1.0;
    if !good || wide * high > MAX_PIXELS as f64 {
        return Err(RasterError::Size);
    }
    Ok((wide as u32, high as u32))
}

/// Converts opaque RGBA to RGB and averages each `across` pixels of a row.
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
    /// Encodes a PNG file that states its resolution (pHYs).
    ///
    /// # Errors
    ///
    /// [`RasterError::Write`].
    pub fn png(&self) -> Result<Vec<u8>, RasterError> {
        let mut out = Vec::new();
        let mut encoder = Encoder::new(&mut out, self.width, self.height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Fast);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the number of pixels per metre at 600 dpi fits"
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
