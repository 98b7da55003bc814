//! Reads format and size of pictures without decoding them. Refuses what a reader may fail on:
//! other formats, truncated files, and sides of no or too many pixels.

use crate::display::ImageFormat;
use crate::raster::decode;

/// Maximum side in pixels: an A4 page at 600 dpi needs fewer.
const MAX_SIDE: u32 = 8000;
/// Maximum number of pixels: an A4 page at 600 dpi has 35 million.
pub(crate) const MAX_PIXELS: u64 = 40_000_000;
/// Maximum length of a file.
const MAX_BYTES: usize = 5 * 1024 * 1024;

/// Format and size in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub format: ImageFormat,
    pub width: u32,
    pub height: u32,
}

impl Picture {
    /// Resolution in dots per inch, if the picture is contained in the box.
    pub fn dpi(&self, bounds: crate::display::Rect) -> f64 {
        let (wide, high) = (f64::from(self.width), f64::from(self.height));
        (wide / bounds.width).max(high / bounds.height) * 25.4
    }
}

/// Why a picture is refused, in Chinese and English.
pub(crate) type Refused = (&'static str, &'static str);

/// Reads the header of a PNG or JPEG file and checks that the file is complete.
pub(crate) fn probe(bytes: &[u8]) -> Result<Picture, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(("图片超过 5 MB", "the picture is larger than 5 MB"));
    }
    let picture = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(bytes).ok_or(("PNG 图片已损坏", "the PNG file is broken"))?
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        jpeg(bytes).ok_or(("JPEG 图片已损坏", "the JPEG file is broken"))?
    } else {
        return Err(("图片应为 PNG 或 JPEG", "the picture is neither PNG nor JPEG"));
    };
    let good = |side: u32| (1..=MAX_SIDE).contains(&side);
    if !(good(picture.width) && good(picture.height)) {
        return Err(("图片边长应在 1 与 8000 像素之间", "each side must have 1 to 8000 pixels"));
    }
    if u64::from(picture.width) * u64::from(picture.height) > MAX_PIXELS {
        return Err(("图片超过 4000 万像素", "the picture has more than 40 million pixels"));
    }
    Ok(picture)
}

/// Width and height of a picture in pixels; `None` if it cannot be drawn.
pub fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    probe(bytes).ok().map(|picture| (picture.width, picture.height))
}

/// Whether the pixels of a picture can be decoded, which its header does not tell. The work grows with the pixels.
#[must_use]
pub fn is_readable(bytes: &[u8]) -> bool {
    probe(bytes).is_ok() && decode(bytes, MAX_PIXELS).is_ok()
}

/// Whether a picture has no transparent places: a JPEG, or a PNG without an alpha channel and without the chunk `tRNS`,
/// which stands before the first `IDAT` (ISO/IEC 15948, 5.6).
pub(crate) fn is_opaque(bytes: &[u8]) -> bool {
    match probe(bytes).map(|picture| picture.format) {
        Ok(ImageFormat::Jpeg) => true,
        Ok(ImageFormat::Png) => {
            let named = |name: &[u8]| bytes.windows(4).position(|four| four == name);
            let before = |at: usize| named(b"IDAT").is_none_or(|data| at < data);
            // The colour type stands in the header, after signature, length, name, width, height and depth.
            let alpha = bytes.get(25).is_some_and(|kind| matches!(kind, 4 | 6));
            !alpha && !named(b"tRNS").is_some_and(before)
        }
        Err(_) => false,
    }
}

/// Requires IHDR first, then complete chunks up to IEND, and nothing after it (ISO/IEC 15948).
fn png(bytes: &[u8]) -> Option<Picture> {
    let mut at = 8;
    let mut size = None;
    loop {
        let length = word(bytes, at)? as usize;
        let kind = bytes.get(at + 4..at + 8)?;
        let data = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        match kind {
            b"IHDR" if size.is_none() && length == 13 => {
                size = Some((word(data, 0)?, word(data, 4)?))
            }
            b"IEND" => break,
            _ if size.is_none() => return None,
            _ => {}
        }
        at = (at + 12).checked_add(length)?;
    }
    let (width, height) = size?;
    (bytes.len() == at + 12).then_some(Picture { format: ImageFormat::Png, width, height })
}

/// Reads the first frame header (SOF0 to SOF15) and requires an end marker (ISO/IEC 10918-1). DHT,
/// JPG and DAC have codes in the same range but are no frame headers.
fn jpeg(bytes: &[u8]) -> Option<Picture> {
    if !bytes.ends_with(&[0xff, 0xd9]) {
        return None;
    }
    let mut at = 2;
    loop {
        let marker = match bytes.get(at..at + 2)? {
            [0xff, 0xff] => {
                at += 1;
                continue;
            }
            [0xff, marker] => *marker,
            _ => return None,
        };
        let length = usize::from(short(bytes, at + 2)?);
        let data = bytes.get(at + 4..at + 2 + length)?;
        match marker {
            0xc4 | 0xc8 | 0xcc => {}
            0xc0..=0xcf => {
                let (height, width) = (short(data, 1)?.into(), short(data, 3)?.into());
                return Some(Picture { format: ImageFormat::Jpeg, width, height });
            }
            // Image data, or the end, before any frame header.
            0xd0..=0xda => return None,
            _ => {}
        }
        at += 2 + length;
    }
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
