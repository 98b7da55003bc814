//! Pictures of fields, stamps and scans from PNG and JPEG files. Files come from outside: the sides
//! are read and judged before a pixel is decoded, and memory is bounded by them.

use std::io::Cursor;

use png::{ColorType, Limits, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Longest side of a picture that is decoded.
const MOST_SIDE: usize = 20_000;

/// RGBA, not premultiplied, rows from the top without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub width: usize,
    pub height: usize,
    pub rgba: Vec<u8>,
}

/// Reads a PNG (ISO/IEC 15948) or JPEG (ISO/IEC 10918-1) file of at most `most_pixels`. Errors: a
/// few English words on why not.
pub fn decode(bytes: &[u8], most_pixels: u64) -> Result<Decoded, &'static str> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        from_png(bytes, most_pixels)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        from_jpeg(bytes, most_pixels)
    } else {
        Err("neither PNG nor JPEG")
    }
}

fn small_enough(width: usize, height: usize, most_pixels: u64) -> Result<(), &'static str> {
    let sides = (1..=MOST_SIDE).contains(&width) && (1..=MOST_SIDE).contains(&height);
    if sides && (width * height) as u64 <= most_pixels { Ok(()) } else { Err("too many pixels") }
}

fn from_png(bytes: &[u8], most_pixels: u64) -> Result<Decoded, &'static str> {
    const BROKEN: &str = "broken PNG";
    let limit = usize::try_from(most_pixels.saturating_mul(8)).unwrap_or(usize::MAX);
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: limit });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(|_| BROKEN)?;
    let (width, height) = (header.width as usize, header.height as usize);
    small_enough(width, height, most_pixels)?;
    let mut reader = decoder.read_info().map_err(|_| BROKEN)?;
    let mut data = vec![0; reader.output_buffer_size()];
    let frame = reader.next_frame(&mut data).map_err(|_| BROKEN)?;
    let data = data.get(..frame.buffer_size()).ok_or(BROKEN)?;
    let mut rgba = Vec::with_capacity(width * height * 4);
    match frame.color_type {
        ColorType::Rgba => rgba.extend_from_slice(data),
        ColorType::Rgb => {
            data.as_chunks::<3>().0.iter().for_each(|[r, g, b]| rgba.extend([*r, *g, *b, 255]));
        }
        ColorType::Grayscale => data.iter().for_each(|g| rgba.extend([*g, *g, *g, 255])),
        ColorType::GrayscaleAlpha => {
            data.as_chunks::<2>().0.iter().for_each(|[g, a]| rgba.extend([*g, *g, *g, *a]));
        }
        ColorType::Indexed => return Err(BROKEN),
    }
    whole(width, height, rgba).ok_or(BROKEN)
}

fn from_jpeg(bytes: &[u8], most_pixels: u64) -> Result<Decoded, &'static str> {
    const BROKEN: &str = "broken JPEG";
    let options = DecoderOptions::default()
        .set_max_width(MOST_SIDE)
        .set_max_height(MOST_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| BROKEN)?;
    let (width, height) = decoder.dimensions().ok_or(BROKEN)?;
    small_enough(width, height, most_pixels)?;
    let rgba = decoder.decode().map_err(|_| BROKEN)?;
    whole(width, height, rgba).ok_or(BROKEN)
}

fn whole(width: usize, height: usize, rgba: Vec<u8>) -> Option<Decoded> {
    (rgba.len() == width * height * 4).then_some(Decoded { width, height, rgba })
}

impl Decoded {
    /// Half as large: each pixel is the mean of four, colours weighed by their opacity.
    pub(crate) fn halved(&self) -> Self {
        let (width, height) = ((self.width / 2).max(1), (self.height / 2).max(1));
        let mut rgba = Vec::with_capacity(width * height * 4);
        for y in 0..height {
            for x in 0..width {
                let mut sums = [0u32; 4];
                for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let (x, y) =
                        ((2 * x + dx).min(self.width - 1), (2 * y + dy).min(self.height - 1));
                    let pixel = &self.rgba[(y * self.width + x) * 4..][..4];
                    let alpha = u32::from(pixel[3]);
                    (0..3).for_each(|at| sums[at] += u32::from(pixel[at]) * alpha);
                    sums[3] += alpha;
                }
                let mean = |sum: u32| {
                    u8::try_from(sum.checked_div(sums[3]).unwrap_or_default()).unwrap_or(u8::MAX)
                };
                let alpha = u8::try_from(sums[3] / 4).unwrap_or(u8::MAX);
                rgba.extend([mean(sums[0]), mean(sums[1]), mean(sums[2]), alpha]);
            }
        }
        Self { width, height, rgba }
    }
}
