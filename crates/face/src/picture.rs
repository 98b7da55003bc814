//! Pictures of fields: what the file says of itself, read without decoding. Refuses what a reader
//! may choke on: other formats, cut-off files, sides of no pixel or of too many.

use crate::display::ImageFormat;

/// More than a 600-dpi portrait on a whole A4 page needs.
const MOST_SIDE: u32 = 8000;
const MOST_BYTES: usize = 5 * 1024 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub format: ImageFormat,
    pub width: u32,
    pub height: u32,
}

impl Picture {
    /// Dots per inch in a box that it fills in one direction at least.
    pub fn dpi(&self, bounds: crate::display::Rect) -> f64 {
        let (wide, high) = (f64::from(self.width), f64::from(self.height));
        (wide / bounds.width).max(high / bounds.height) * 25.4
    }
}

/// Why a picture is refused: zh, en.
pub(crate) type Refused = (&'static str, &'static str);

pub(crate) fn probe(bytes: &[u8]) -> Result<Picture, Refused> {
    if bytes.len() > MOST_BYTES {
        return Err(("图片超过 5 MB", "the picture is larger than 5 MB"));
    }
    let picture = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(bytes).ok_or(("PNG 图片已损坏", "the PNG file is broken"))?
    } else if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        jpeg(bytes).ok_or(("JPEG 图片已损坏", "the JPEG file is broken"))?
    } else {
        return Err(("图片应为 PNG 或 JPEG", "the picture is neither PNG nor JPEG"));
    };
    let good = |side: u32| (1..=MOST_SIDE).contains(&side);
    if !(good(picture.width) && good(picture.height)) {
        return Err(("图片边长应在 1 与 8000 像素之间", "the sides must have 1 to 8000 pixels"));
    }
    Ok(picture)
}

/// IHDR first, then whole chunks up to IEND, with nothing behind it (ISO/IEC 15948).
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

/// The first frame header (SOF0..SOF15 without DHT, JPG and DAC), and an end (ISO/IEC 10918-1).
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
            // Picture data or the end before any frame header.
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
