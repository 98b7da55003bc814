//! Writes pictures. JPEG files are embedded unchanged, and so is the compressed data of PNG files
//! without transparency, whose row filters PDF supports (ISO 32000-1:2008, 7.4.4.4). Others are
//! decoded.

use std::sync::Arc;

use flate2::Compression;
use pdf_writer::{Chunk, Filter, Finish as _, Name, Ref, Str};

use super::{Numbers, compressed};
use crate::display::ImageFormat;
use crate::picture::{self, MAX_PIXELS};
use crate::raster::decode;

/// The pictures in the file; equal files are written once.
#[derive(Default)]
pub(super) struct Pictures {
    written: Vec<(Arc<[u8]>, Ref)>,
}

impl Pictures {
    /// Writes a picture. The error is the reason in English.
    pub fn write(
        &mut self,
        bytes: &Arc<[u8]>,
        chunk: &mut Chunk,
        numbers: &mut Numbers,
    ) -> Result<Ref, &'static str> {
        let known = |known: &&(Arc<[u8]>, Ref)| known.0 == *bytes;
        if let Some((_, id)) = self.written.iter().find(known) {
            return Ok(*id);
        }
        let found = picture::probe(bytes).map_err(|(_, en)| en)?;
        let (width, height) = (side(found.width), side(found.height));
        let id = numbers.take();
        match found.format {
            ImageFormat::Jpeg => match jpeg_colors(bytes) {
                Some(colors @ (b"DeviceGray" | b"DeviceRGB")) => {
                    let mut image = chunk.image_xobject(id, bytes);
                    image.filter(Filter::DctDecode);
                    image.width(width).height(height).bits_per_component(8);
                    image.color_space_name(Name(colors));
                }
                _ => decoded(bytes, id, chunk, numbers)?,
            },
            ImageFormat::Png => match Plain::read(bytes) {
                Some(plain) => plain.write(id, (width, height), chunk),
                None => decoded(bytes, id, chunk, numbers)?,
            },
        }
        self.written.push((Arc::clone(bytes), id));
        Ok(id)
    }
}

/// Converts a side, which is at most 8000 pixels after probing.
fn side(pixels: u32) -> i32 {
    i32::try_from(pixels).unwrap_or(0)
}

/// Writes a decoded picture, with its transparency as a soft mask.
fn decoded(
    bytes: &[u8],
    id: Ref,
    chunk: &mut Chunk,
    numbers: &mut Numbers,
) -> Result<(), &'static str> {
    let picture = decode(bytes, MAX_PIXELS)?;
    let side = |side: usize| i32::try_from(side).map_err(|_| "too many pixels");
    let (width, height) = (side(picture.width)?, side(picture.height)?);
    let pixels = picture.rgba.as_chunks::<4>().0;
    let colors: Vec<u8> = pixels.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
    let squeezed = |bytes: &[u8]| {
        compressed(bytes, Compression::fast()).map_err(|_| "the picture cannot be compressed")
    };
    let clear = pixels.iter().any(|[_, _, _, a]| *a < 255);
    let mask = if clear {
        let alpha: Vec<u8> = pixels.iter().map(|[_, _, _, a]| *a).collect();
        let mask = numbers.take();
        let alpha = squeezed(&alpha)?;
        let mut image = chunk.image_xobject(mask, &alpha);
        image.filter(Filter::FlateDecode);
        image.width(width).height(height).bits_per_component(8);
        image.color_space_name(Name(b"DeviceGray"));
        Some(mask)
    } else {
        None
    };
    let colors = squeezed(&colors)?;
    let mut image = chunk.image_xobject(id, &colors);
    image.filter(Filter::FlateDecode);
    image.width(width).height(height).bits_per_component(8);
    image.color_space_name(Name(b"DeviceRGB"));
    if let Some(mask) = mask {
        image.s_mask(mask);
    }
    Ok(())
}

/// A PNG file whose compressed data can be embedded unchanged.
struct Plain<'a> {
    bits: u8,
    /// Samples per pixel.
    colors: i32,
    palette: Option<&'a [u8]>,
    data: Vec<u8>,
}

impl<'a> Plain<'a> {
    /// Returns `None` if the picture is interlaced, transparent, has 16 bits per sample or is
    /// malformed.
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut at = 8;
        let mut read: Option<Self> = None;
        loop {
            let length = bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)? as usize;
            let kind = bytes.get(at + 4..at + 8)?;
            let data = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
            match (kind, &mut read) {
                (b"IHDR", None) => {
                    let [bits @ (1 | 2 | 4 | 8), color, 0, 0, 0] = *data.get(8..13)? else {
                        return None;
                    };
                    let colors = match color {
                        0 | 3 => 1,
                        2 => 3,
                        _ => return None,
                    };
                    let palette = (color == 3).then_some(&[][..]);
                    read = Some(Self { bits, colors, palette, data: Vec::new() });
                }
                (b"PLTE", Some(plain)) if plain.palette.is_some() => plain.palette = Some(data),
                (b"IDAT", Some(plain)) => plain.data.extend(data),
                (b"tRNS", _) => return None,
                (b"IEND", _) => break,
                _ => {}
            }
            at = (at + 12).checked_add(length)?;
        }
        read.filter(|plain| plain.palette.is_none_or(|colors| !colors.is_empty()))
    }

    fn write(&self, id: Ref, (width, height): (i32, i32), chunk: &mut Chunk) {
        let bits = i32::from(self.bits);
        let mut image = chunk.image_xobject(id, &self.data);
        image.filter(Filter::FlateDecode);
        image
            .decode_parms()
            .predictor(pdf_writer::types::Predictor::PngOptimum)
            .colors(self.colors)
            .bits_per_component(bits)
            .columns(width);
        image.width(width).height(height).bits_per_component(bits);
        match self.palette {
            Some(palette) => {
                let last = i32::try_from(palette.len() / 3).unwrap_or(1) - 1;
                let mut space = image.insert(Name(b"ColorSpace")).array();
                space.item(Name(b"Indexed")).item(Name(b"DeviceRGB")).item(last);
                space.item(Str(palette));
                space.finish();
            }
            None if self.colors == 3 => {
                image.color_space_name(Name(b"DeviceRGB"));
            }
            None => {
                image.color_space_name(Name(b"DeviceGray"));
            }
        }
    }
}

/// Colour space by the number of components in the first frame header; `None` for four components,
/// because JPEG does not define their meaning.
fn jpeg_colors(bytes: &[u8]) -> Option<&'static [u8]> {
    let mut at = 2;
    loop {
        match *bytes.get(at..at + 2)? {
            [0xff, 0xff] => at += 1,
            [0xff, marker] => {
                let length =
                    usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    return match bytes.get(at + 9)? {
                        1 => Some(b"DeviceGray"),
                        3 => Some(b"DeviceRGB"),
                        _ => None,
                    };
                }
                at += 2 + length;
            }
            _ => return None,
        }
    }
}
