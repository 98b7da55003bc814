//! The installed fonts, parsed once at the start.
//!
//! Each character is one glyph. Scripts that need shaping (Tibetan, Uyghur, Mongolian) are not
//! supported.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use skrifa::charmap::MapVariant;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, GlyphId, MetadataProvider as _};
use thiserror::Error;

use crate::display::{Step, SubsetFont};
use crate::steps::mapped;
use crate::subset::{subset, variants};

mod coverage;
pub use coverage::{Block, Coverage, FontInfo};

/// What the operator does about a character that no font has, in Chinese and English.
pub const REMEDY_ZH: &str = "请管理员安装花园明朝字库（Debian 软件包 fonts-hanazono），或把含这些字的字库放入自备字库文件夹后重新启动";
pub const REMEDY: &str = "Install HanaMin (Debian package fonts-hanazono), or put a font that has them into the \
    operator's folder of fonts (paths.own_fonts), and start again";

/// The installed fonts. It is cheap to clone, because the files are shared.
#[derive(Clone)]
pub struct FontSet {
    faces: Arc<[Face]>,
    /// Fonts for characters that the listed fonts of any template lack, in order.
    fallback: Arc<[usize]>,
}

/// Why the fonts cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum FontError {
    #[error("{0} is not a readable font file")]
    Unreadable(String),
    #[error("{0} has no TrueType outlines (table glyf), so it cannot be embedded")]
    NoOutlines(String),
    #[error("two fonts have the name {0}")]
    DuplicateName(String),
}

impl FontSet {
    /// Parses the fonts. The name of each is the stem of its file (`NotoSerifSC-Regular`), by which
    /// templates refer to it.
    ///
    /// # Errors
    ///
    /// See [`FontError`].
    pub fn new(files: Vec<(String, Arc<[u8]>)>) -> Result<Self, FontError> {
        let mut faces: Vec<Face> = Vec::new();
        for (name, bytes) in files {
            if faces.iter().any(|face| face.name == name) {
                return Err(FontError::DuplicateName(name));
            }
            faces.push(Face::read(name, bytes)?);
        }
        Ok(Self { faces: faces.into(), fallback: Arc::new([]) })
    }

    /// Adds fallback fonts, which supply the characters that the fonts listed by a template lack.
    /// Unknown names are ignored.
    #[must_use]
    pub fn falling_back(mut self, names: &[String]) -> Self {
        self.fallback = names.iter().filter_map(|name| self.face(name)).collect();
        self
    }

    pub(crate) fn fallback(&self) -> &[usize] {
        &self.fallback
    }

    /// Names of the installed fonts, in the order of their indices.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.faces.iter().map(|face| face.name.as_str())
    }

    /// Whether the font `name` exists and has a glyph for `c`.
    pub fn covers(&self, name: &str, c: char) -> bool {
        self.face(name).is_some_and(|at| self.faces[at].glyph(c).is_some())
    }

    /// Name and content of the font file with this index.
    pub(crate) fn file(&self, face: usize) -> (&str, &[u8]) {
        let face = &self.faces[face];
        (&face.name, &face.bytes)
    }

    pub(crate) fn face(&self, name: &str) -> Option<usize> {
        self.faces.iter().position(|face| face.name == name)
    }

    /// Returns the first of `faces` with a glyph for `c`, and its advance in ems.
    pub(crate) fn find(&self, faces: &[usize], c: char) -> Option<(usize, f64)> {
        faces.iter().find_map(|at| {
            let face = &self.faces[*at];
            face.glyph(c).map(|glyph| (*at, f64::from(glyph.advance) / face.em))
        })
    }

    /// Returns the first of `faces` with the variant of `c` for the variation selector `selector`,
    /// and its advance in ems.
    pub(crate) fn find_variant(
        &self,
        faces: &[usize],
        c: char,
        selector: char,
    ) -> Option<(usize, f64)> {
        faces.iter().find_map(|at| {
            let face = &self.faces[*at];
            let font = FontRef::new(&face.bytes).ok()?;
            let map = font.charmap();
            let glyph = match map.map_variant(c, selector)? {
                MapVariant::UseDefault => map.map(c)?,
                MapVariant::Variant(glyph) => glyph,
            };
            let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
            Some((*at, f64::from(metrics.advance_width(glyph)?) / face.em))
        })
    }

    /// Makes a subset with the variants of `characters`; `None` if the font cannot be subset.
    pub(crate) fn variants(
        &self,
        face: usize,
        characters: &BTreeSet<char>,
        selector: char,
    ) -> Option<SubsetFont> {
        let face = &self.faces[face];
        variants(&face.name, &face.bytes, characters, selector)
    }

    /// Returns the outline of `c` in ems, with y pointing up; empty for a space. `None` if there is
    /// no glyph.
    pub(crate) fn outline(&self, face: usize, c: char) -> Option<Vec<Step>> {
        let face = &self.faces[face];
        let glyph = face.glyph(c)?;
        let font = FontRef::new(&face.bytes).ok()?;
        let steps = outline(&font, GlyphId::new(u32::from(glyph.id)))?;
        let ems = |x: f64, y: f64| (x / face.em, y / face.em);
        Some(steps.into_iter().map(|step| mapped(step, ems)).collect())
    }

    /// Makes a subset with `characters`; `None` if the font cannot be subset.
    pub(crate) fn subset(&self, face: usize, characters: &BTreeSet<char>) -> Option<SubsetFont> {
        let face = &self.faces[face];
        subset(&face.name, &face.bytes, characters)
    }
}

impl fmt::Debug for FontSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// Returns the outline of a glyph in font units, with y pointing up. `None` if the font has no such
/// glyph.
pub(crate) fn outline(font: &FontRef<'_>, glyph: GlyphId) -> Option<Vec<Step>> {
    let mut pen = Pen(Vec::new());
    let outline = font.outline_glyphs().get(glyph)?;
    let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
    outline.draw(settings, &mut pen).ok()?;
    Some(pen.0)
}

struct Face {
    name: String,
    bytes: Arc<[u8]>,
    /// Font units per em.
    em: f64,
    /// Glyphs by code point, in pages of [`PAGE`] code points. Only pages with glyphs exist.
    pages: Vec<Option<Box<[Glyph; PAGE]>>>,
}

const PAGE: usize = 256;

#[derive(Clone, Copy, Default)]
struct Glyph {
    /// Index of the glyph; 0 means that there is none.
    id: u16,
    advance: u16,
}

impl Face {
    fn read(name: String, bytes: Arc<[u8]>) -> Result<Self, FontError> {
        let Ok(font) = FontRef::new(&bytes) else { return Err(FontError::Unreadable(name)) };
        if font.glyf().is_err() {
            return Err(FontError::NoOutlines(name));
        }
        let em = f64::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let widths = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let mut pages: Vec<Option<Box<[Glyph; PAGE]>>> = Vec::new();
        for (code, glyph) in font.charmap().mappings() {
            let (Ok(id), Some(width)) =
                (u16::try_from(glyph.to_u32()), widths.advance_width(glyph))
            else {
                continue;
            };
            let (page, at) = (code as usize / PAGE, code as usize % PAGE);
            if pages.len() <= page {
                pages.resize(page + 1, None);
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "an advance in table hmtx is a u16"
            )]
            let advance = width as u16;
            let page = pages[page].get_or_insert_with(|| Box::new([Glyph::default(); PAGE]));
            page[at] = Glyph { id, advance };
        }
        if em <= 0.0 || pages.is_empty() {
            return Err(FontError::Unreadable(name));
        }
        Ok(Self { name, bytes: Arc::clone(&bytes), em, pages })
    }

    fn glyph(&self, c: char) -> Option<Glyph> {
        let code = u32::from(c) as usize;
        let glyph = self.pages.get(code / PAGE)?.as_ref()?[code % PAGE];
        (glyph.id != 0).then_some(glyph)
    }
}

struct Pen(Vec<Step>);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Move(x.into(), y.into()));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push(Step::Line(x.into(), y.into()));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.push(Step::Quad(cx.into(), cy.into(), x.into(), y.into()));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        let (a, b) = ((f64::from(ax), f64::from(ay)), (f64::from(bx), f64::from(by)));
        self.0.push(Step::Cubic(a.0, a.1, b.0, b.1, x.into(), y.into()));
    }

    fn close(&mut self) {
        self.0.push(Step::Close);
    }
}

#[cfg(test)]
mod tests;
