//! Decodes pictures of fields, stamps and scans. The files are untrusted: the size is checked
//! before anything is decoded, so memory is bounded.

use std::io::Cursor;

use budget::{Budget, Work};
use png::{ColorType, Limits, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// Maximum side of a picture in pixels.
const MAX_SIDE: usize = 20_000;

/// Pixels in RGBA, not premultiplied, row by row from the top without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    pub width: usize,
    pub height: usize,
    pub rgba: Vec<u8>,
}

/// Decodes a PNG (ISO/IEC 15948) or JPEG (ISO/IEC 10918-1) file of at most `max_pixels`. The error
/// is the reason in English.
pub fn decode(bytes: &[u8], max_pixels: u64) -> Result<Decoded, &'static str> {
    decode_within(bytes, max_pixels, &Budget::unlimited())
}

/// Like [`decode`], within a budget that pays for the pixels when their number is known.
pub fn decode_within(
    bytes: &[u8],
    max_pixels: u64,
    budget: &Budget,
) -> Result<Decoded, &'static str> {
    let room = Room { max_pixels, budget };
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        from_png(bytes, &room)
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        from_jpeg(bytes, &room)
    } else {
        Err("the picture is neither PNG nor JPEG")
    }
}

/// What a picture may take.
struct Room<'b> {
    max_pixels: u64,
    budget: &'b Budget,
}

impl Room<'_> {
    fn check(&self, width: usize, height: usize) -> Result<(), &'static str> {
        let sides = (1..=MAX_SIDE).contains(&width) && (1..=MAX_SIDE).contains(&height);
        if !sides || (width * height) as u64 > self.max_pixels {
            return Err("the picture has too many pixels");
        }
        let paid = self.budget.charge(Work::Pixel, width * height);
        let paid = paid.and_then(|()| self.budget.hold(DECODED_SIZE * width * height));
        paid.map_err(|_| "the picture exceeds the budget of the request")
    }
}

/// Bytes that a pixel takes while it is decoded: in the decoder, and as RGBA.
pub(crate) const DECODED_SIZE: usize = 12;

fn from_png(bytes: &[u8], room: &Room<'_>) -> Result<Decoded, &'static str> {
    const BROKEN: &str = "the PNG file is broken";
    let limit = usize::try_from(room.max_pixels.saturating_mul(8)).unwrap_or(usize::MAX);
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: limit });
    decoder.set_transformations(Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(|_| BROKEN)?;
    let (width, height) = (header.width as usize, header.height as usize);
    room.check(width, height)?;
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

fn from_jpeg(bytes: &[u8], room: &Room<'_>) -> Result<Decoded, &'static str> {
    const BROKEN: &str = "the JPEG file is broken";
    let options = DecoderOptions::default()
        .set_max_width(MAX_SIDE)
        .set_max_height(MAX_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| BROKEN)?;
    let (width, height) = decoder.dimensions().ok_or(BROKEN)?;
    room.check(width, height)?;
    let rgba = decoder.decode().map_err(|_| BROKEN)?;
    whole(width, height, rgba).ok_or(BROKEN)
}

/// Checks that there are four bytes per pixel.
fn whole(width: usize, height: usize, rgba: Vec<u8>) -> Option<Decoded> {
    (rgba.len() == width * height * 4).then_some(Decoded { width, height, rgba })
}

impl Decoded {
    /// Halves the size. Each pixel is the mean of four, weighted by their opacity.
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
