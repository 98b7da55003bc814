//! Writes a font subset as a composite font (ISO 32000-1:2008 clause 9.7). Character codes are
//! glyph indices (Identity-H); a ToUnicode map (9.10.3) lets readers select and search text.

use std::collections::BTreeMap;
use std::sync::Arc;

use flate2::Compression;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Chunk, Filter, Finish as _, Name, Rect as Box, Ref, Str};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use super::{Numbers, PdfError, compressed};
use crate::display::SubsetFont;

const IDENTITY: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
const UNICODE: SystemInfo<'_> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };

/// A font that was written to the file.
#[derive(Clone, Debug)]
pub(super) struct Embedded {
    pub id: Ref,
    /// Index and advance (in thousandths of an em) of each character's glyph.
    glyphs: Arc<BTreeMap<char, (u16, f64)>>,
}

impl Embedded {
    pub fn glyph(&self, c: char) -> Option<(u16, f64)> {
        self.glyphs.get(&c).copied()
    }

    /// Writes a font.
    ///
    /// # Errors
    ///
    /// The font cannot be parsed or compressed.
    pub fn write(
        font: &SubsetFont,
        chunk: &mut Chunk,
        numbers: &mut Numbers,
        level: Compression,
    ) -> Result<Self, PdfError> {
        let refused = || PdfError::Font(font.name.clone());
        let read = FontRef::new(&font.bytes).map_err(|_| refused())?;
        let metrics = read.metrics(Size::unscaled(), LocationRef::default());
        let em = f32::from(metrics.units_per_em);
        let widths = read.glyph_metrics(Size::unscaled(), LocationRef::default());
        let thousandths = |value: f32| value / em * 1000.0;
        let mut glyphs = BTreeMap::new();
        for (code, glyph) in read.charmap().mappings() {
            let (Some(c), Ok(number)) = (char::from_u32(code), u16::try_from(glyph.to_u32()))
            else {
                continue;
            };
            let width = thousandths(widths.advance_width(glyph).unwrap_or(0.0));
            glyphs.insert(c, (number, f64::from(width)));
        }
        let count = u16::try_from(metrics.glyph_count).map_err(|_| refused())?;
        let all = (0..count)
            .map(|number| thousandths(widths.advance_width(GlyphId::from(number)).unwrap_or(0.0)));

        // Six letters before the name mark a subset (clause 9.6.4).
        let name = format!("{}+{}", tag(&font.name), font.name);
        let name = Name(name.as_bytes());
        let [id, descendant, descriptor, file, map] = [(); 5].map(|()| numbers.take());
        chunk
            .type0_font(id)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(map);
        let mut cid = chunk.cid_font(descendant);
        cid.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY);
        cid.font_descriptor(descriptor).default_width(0.0);
        cid.cid_to_gid_map_predefined(Name(b"Identity"));
        cid.widths().consecutive(0, all);
        cid.finish();
        let bounds = metrics.bounds.unwrap_or_default();
        let [left, bottom, right, top] =
            [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max].map(thousandths);
        chunk
            .font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Box::new(left, bottom, right, top))
            .italic_angle(0.0)
            .ascent(thousandths(metrics.ascent))
            .descent(thousandths(metrics.descent))
            .cap_height(thousandths(metrics.cap_height.unwrap_or(metrics.ascent)))
            .stem_v(80.0)
            .font_file2(file);
        let bytes = compressed(&font.bytes, level)?;
        let mut stream = chunk.stream(file, &bytes);
        stream.filter(Filter::FlateDecode);
        stream.pair(Name(b"Length1"), i32::try_from(font.bytes.len()).map_err(|_| refused())?);
        stream.finish();
        let mut unicode = UnicodeCmap::new(Name(b"Yinxin-UCS"), UNICODE);
        for (c, (number, _)) in &glyphs {
            unicode.pair(*number, *c);
        }
        let bytes = compressed(&unicode.finish(), level)?;
        chunk.cmap(map, &bytes).filter(Filter::FlateDecode);
        Ok(Self { id, glyphs: Arc::new(glyphs) })
    }
}

/// Derives the six letters of a subset name from the fingerprint at the end of the name.
fn tag(name: &str) -> String {
    let digits: Vec<char> = name.chars().rev().filter(char::is_ascii_hexdigit).take(12).collect();
    let letter = |pair: &[char]| {
        let value: u32 = pair.iter().filter_map(|digit| digit.to_digit(16)).sum();
        char::from_u32(u32::from(b'A') + value % 26).unwrap_or('A')
    };
    let letters: String = digits.chunks(2).map(letter).collect();
    format!("{letters:A<6}")
}
