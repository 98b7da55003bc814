//! QR codes (GB/T 18284-2000) as small black and white pictures, with a quiet zone of four modules
//! inside the box.
//!
//! All readers draw a picture alike. It takes some hundred bytes; a path would take fifteen
//! thousand.

use std::sync::Arc;

use fast_qr::{ECL, QRBuilder, QRCode};

use crate::display::{Image, ImageFormat, Rect};
use crate::steps::micrometre;

/// Minimum width of a module in mm; office printers and cameras lose smaller ones.
const MIN_MODULE: f64 = 0.33;
/// Width of the quiet zone in modules.
const QUIET: usize = 4;
/// Pixels per module: a reader that smooths pictures then blurs only an eighth of it.
const PIXELS: usize = 4;

/// Makes a code as large as the box allows, centered in it. Returns the picture and its position on
/// the page in mm.
///
/// # Errors
///
/// The content is too long for a code, or for a box of this size. In Chinese and English.
pub(crate) fn image(content: &str, bounds: Rect) -> Result<(Image, Rect), (String, String)> {
    let code = QRBuilder::new(content).ecl(ECL::M).build().map_err(|_| {
        let zh = "二维码内容过长".to_owned();
        (zh, "the content is too long for a QR code".to_owned())
    })?;
    let side = bounds.width.min(bounds.height);
    let module = side / (code.size + 2 * QUIET) as f64;
    if module < MIN_MODULE {
        let zh = format!("二维码每格只有 {module:.2} 毫米，至少需要 {MIN_MODULE} 毫米");
        let en = format!(
            "a module of the QR code has {module:.2} mm, at least {MIN_MODULE} mm are required"
        );
        return Err((zh, en));
    }
    let place = Rect {
        x: micrometre(bounds.x + (bounds.width - side) / 2.0),
        y: micrometre(bounds.y + (bounds.height - side) / 2.0),
        width: side,
        height: side,
    };
    let bytes = png(&code).map_err(|error| {
        (format!("二维码无法生成：{error}"), format!("the QR code cannot be encoded: {error}"))
    })?;
    Ok((Image::filling(ImageFormat::Png, Arc::from(bytes), place), place))
}

/// Encodes with one bit per pixel.
fn png(code: &QRCode) -> Result<Vec<u8>, png::EncodingError> {
    let across = (code.size + 2 * QUIET) * PIXELS;
    let mut bits = Vec::with_capacity(across.div_ceil(8) * across);
    for y in 0..across {
        for byte in 0..across.div_ceil(8) {
            let light =
                |bit: usize| u8::from(!is_dark(code, (byte * 8 + bit) / PIXELS, y / PIXELS));
            bits.push((0..8).fold(0, |packed, bit| packed << 1 | light(bit)));
        }
    }
    let mut file = Vec::with_capacity(1_500);
    let side = u32::try_from(across).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::FilterType::Up);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&bits)?;
    writer.finish()?;
    Ok(file)
}

/// Whether module (`x`, `y`) is dark; coordinates include the quiet zone.
fn is_dark(code: &QRCode, x: usize, y: usize) -> bool {
    let inside = |at: usize| at.checked_sub(QUIET).filter(|at| *at < code.size);
    match (inside(x), inside(y)) {
        (Some(x), Some(y)) => code[y][x].value(),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
