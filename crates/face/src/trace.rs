//! Finds out whose copy was leaked. A print, scan, photograph or fragment of a page is registered
//! with the clean page, and the displacements of its glyphs are compared with the hidden marks of
//! copies ([`crate::microshift`]). A copy is named only above [`MIN_Z`]; otherwise no mark was
//! found.

use std::collections::{BTreeMap, BTreeSet};

use budget::{Budget, Exceeded, MAX_MEMORY, MAX_WORK, Work};
use thiserror::Error;

use crate::compile::CompiledFace;
use crate::display::{DisplayList, Draw, Item, Rect, Text};
use crate::microshift::{GlyphPosition, Marker, Plan, coded_glyphs};
use crate::raster::{Raster, RasterError, raster};

mod evidence;
mod features;
mod homography;
mod measure;
mod picture;
mod plane;
mod register;
mod score;

use features::{Feature, features};
use measure::{Clean, Glyph, Shift, blurred, signals};
use plane::Plane;
use register::register;
use score::{Signal, scored};

pub use picture::Picture;
pub use score::Payload;

/// Minimum score of a named copy: its correlation with the picture, in standard deviations of the
/// correlation of other copies. Of 2500 pictures compared with ten million copies each, one would
/// name a wrong copy.
pub const MIN_Z: f64 = 6.5;
/// Maximum number of pixels of a picture; A4 at 600 dpi has 35 million.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Resolution at which pages are compared. The clean page is drawn at twice of it.
const DPI: f64 = 150.0;
const INCH: f64 = 25.4;
/// Blur in pixels before the first measurements.
const ROUGH: f32 = 2.0;
/// Blur in pixels before the final measurement.
const FINE: f32 = 0.8;
const MAX_PAGE_FEATURES: usize = 6000;
const MAX_PICTURE_FEATURES: usize = 2500;
/// Maximum number of pixels in which features are searched for; larger pictures are halved.
const MAX_FEATURE_PIXELS: usize = 2_400_000;
/// Maximum resolution of a picture relative to the clean page; a finer picture is halved.
const MAX_FINENESS: f64 = 1.7;
/// Minimum em size in mm of a measured glyph.
const MIN_SIZE: f64 = 1.5;

/// Why a picture cannot be compared with a page.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TraceError {
    #[error("the clean page cannot be drawn: {0}")]
    Page(#[from] RasterError),
    #[error("the picture cannot be read: {0}")]
    Picture(&'static str),
    /// The picture shows too little of the page, or another page.
    #[error("the page was not found in the picture")]
    NotFound,
    /// The picture takes more than the budget allows.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
}

/// The budget of tracing one picture. It is larger than that of other requests, because a scan of an A4
/// page at 600 dpi must be read, and only auditors may trace.
pub fn budget() -> Budget {
    Budget::of(10 * MAX_WORK, 12 * MAX_MEMORY)
}

/// Number of filter operations on a pixel while features are searched for: six blurs of some ten taps, and
/// their differences.
const FEATURE_FILTERS: usize = 30;

impl TraceError {
    /// The message in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Page(error) => format!("原页面无法绘制：{}", error.zh()),
            Self::Picture(_) => "图片无法读取：应为 PNG 或 JPEG，且不超过四千万像素".to_owned(),
            Self::Exceeded(exceeded) => exceeded.zh(),
            Self::NotFound => "图片中找不到该页：可能不是这一页，或露出的部分太少".to_owned(),
        }
    }
}

/// A clean page, prepared for comparison with many pictures.
#[derive(Clone, Debug)]
pub struct Reference {
    rough: Clean,
    fine: Clean,
    features: Vec<Feature>,
    glyphs: Vec<Glyph>,
    coded: usize,
    page: usize,
    middle: (f64, f64),
}

impl Reference {
    /// Prepares a page. `list` is the display list of the copy before it was marked; `excluded` is
    /// the same as for marking; `stamps` are as for [`raster`].
    ///
    /// # Errors
    ///
    /// [`TraceError::Page`] if the page cannot be drawn.
    pub fn new(
        list: &DisplayList,
        face: &CompiledFace,
        page: usize,
        stamps: &[(Rect, &[u8])],
        excluded: &BTreeSet<String>,
    ) -> Result<Self, TraceError> {
        let drawn = raster(list, face, page, 2.0 * DPI, stamps)?;
        let none = || TraceError::Page(RasterError::Page(page));
        let items = list.pages.get(page).ok_or_else(none)?;
        let base = face.pages().nth(items.base).ok_or_else(none)?;
        let (width, height) = (drawn.width as usize, drawn.height as usize);
        let plane = Plane::of_colors::<3>(width, height, &drawn.rgb).halved();
        let scale = DPI / INCH;
        let mut features = features(&plane, MAX_PAGE_FEATURES);
        for feature in &mut features {
            feature.x /= scale;
            feature.y /= scale;
            feature.scale /= scale;
        }
        let positions = coded_glyphs(items, excluded);
        let coded = positions.len();
        let numbers: BTreeMap<GlyphPosition, usize> = positions
            .into_iter()
            .enumerate()
            .map(|(number, position)| (position, number))
            .collect();
        let mut glyphs = glyphs(base.background, &BTreeMap::new());
        glyphs.extend(self::glyphs(&items.items, &numbers));
        Ok(Self {
            rough: Clean::new(&plane, scale, ROUGH),
            fine: Clean::new(&plane, scale, FINE),
            features,
            glyphs,
            coded,
            page,
            middle: (items.width / 2.0, items.height / 2.0),
        })
    }

    /// Finds the page in the picture, at any size, rotation and perspective, complete or not, and
    /// measures its glyphs. This needs no key.
    ///
    /// # Errors
    ///
    /// [`TraceError::NotFound`].
    pub fn sight(&self, picture: &Picture) -> Result<Sight<'_>, TraceError> {
        self.sight_within(picture, &budget())
    }

    /// Like [`Self::sight`], within the budget of the request.
    ///
    /// # Errors
    ///
    /// [`TraceError::NotFound`], [`TraceError::Exceeded`].
    pub fn sight_within(
        &self,
        picture: &Picture,
        budget: &Budget,
    ) -> Result<Sight<'_>, TraceError> {
        let pixels = picture.0.width * picture.0.height;
        budget.charge(Work::Filter, pixels + FEATURE_FILTERS * pixels.min(MAX_FEATURE_PIXELS))?;
        budget.charge(Work::Match, MAX_PICTURE_FEATURES * self.features.len())?;
        let mut halves: Vec<Plane> = Vec::new();
        loop {
            let last = halves.last().unwrap_or(&picture.0);
            if last.width.min(last.height) < 128 {
                break;
            }
            halves.push(last.halved());
        }
        let levels: Vec<&Plane> = std::iter::once(&picture.0).chain(&halves).collect();
        let small = |plane: &&Plane| plane.width * plane.height <= MAX_FEATURE_PIXELS;
        let level = levels.iter().position(small).ok_or(TraceError::NotFound)?;
        let seen = features(levels[level], MAX_PICTURE_FEATURES);
        let (map, pairs) = register(&self.features, &seen).ok_or(TraceError::NotFound)?;
        let map = map.scaled(f64::from(1u32 << level));
        // If the center of the page is outside of the picture, the resolution is still about right.
        let resolution = map.growth(self.middle);
        let shrunk = |level: &usize| resolution / f64::from(1u32 << level);
        let fits = |level: &usize| shrunk(level) <= MAX_FINENESS * self.fine.scale;
        let level = (0..levels.len()).find(fits).ok_or(TraceError::NotFound)?;
        let plane = levels[level];
        let mut map = map.scaled(1.0 / f64::from(1u32 << level));
        for _ in 0..2 {
            map = self.rough.refined(plane, &self.glyphs, map, ROUGH);
        }
        map = self.fine.refined(plane, &self.glyphs, map, FINE);
        let registered = self.fine.warped(plane, &map);
        let blurred = blurred(&registered, FINE);
        let shifts: Vec<Option<Shift>> =
            self.glyphs.iter().map(|glyph| self.fine.shift(&blurred, glyph)).collect();
        let signal = Signal::new(&signals(&self.glyphs, &shifts, self.coded));
        let registration = Registration {
            pairs,
            dpi: resolution * INCH,
            glyphs: shifts.iter().flatten().count(),
            of: shifts.len(),
            residual: residual(&self.glyphs, &shifts),
        };
        Ok(Sight { reference: self, registered, signal, registration })
    }
}

/// Root mean square displacement of the glyphs without a sign, in mm.
fn residual(glyphs: &[Glyph], shifts: &[Option<Shift>]) -> f64 {
    let anchors = glyphs.iter().zip(shifts).filter(|(glyph, _)| glyph.coded.is_none());
    let squares: Vec<f64> = anchors
        .filter_map(|(_, shift)| shift.map(|shift| shift.x * shift.x + shift.y * shift.y))
        .collect();
    let sum: f64 = squares.iter().fold(0.0, |sum, square| sum + square);
    (sum / squares.len().max(1) as f64).sqrt()
}

/// The measurable glyphs of `items`; `coded` numbers those that carry a sign.
fn glyphs(items: &[Item], coded: &BTreeMap<GlyphPosition, usize>) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    for (item, drawn) in items.iter().enumerate() {
        let Draw::Text(text) = &drawn.draw else { continue };
        if text.angle == 0.0 && text.opacity >= 0.5 && text.size >= MIN_SIZE {
            text_glyphs(&drawn.boundary, text, item, coded, &mut glyphs);
        }
    }
    glyphs
}

fn text_glyphs(
    boundary: &Rect,
    text: &Text,
    item: usize,
    coded: &BTreeMap<GlyphPosition, usize>,
    glyphs: &mut Vec<Glyph>,
) {
    for (line, run) in text.lines.iter().enumerate() {
        let mut x = boundary.x + run.x;
        // The top of the em box is 0.88 em above the baseline.
        let y = boundary.y + run.y - 0.88 * text.size;
        for (at, c) in run.text.chars().enumerate() {
            let last = if c.is_ascii() { 0.55 * text.size } else { text.size };
            let width = run.advances.get(at).copied().unwrap_or(last);
            if !c.is_whitespace() && width > 0.3 {
                let coded = coded.get(&GlyphPosition { item, line, at }).copied();
                glyphs.push(Glyph { x, y, width, height: text.size, coded });
            }
            x += width;
        }
    }
}

/// How well the page was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Registration {
    /// Number of matching features in picture and page.
    pub pairs: usize,
    /// Resolution of the page in the picture in dots per inch.
    pub dpi: f64,
    /// Number of glyphs on the page that were measured.
    pub glyphs: usize,
    /// Number of all glyphs on the page.
    pub of: usize,
    /// Root mean square displacement of the glyphs without a sign, in mm.
    pub residual: f64,
}

/// A page that was found in a picture, with its glyphs measured.
#[derive(Clone, Debug)]
pub struct Sight<'a> {
    reference: &'a Reference,
    registered: Plane,
    signal: Signal,
    registration: Registration,
}

/// A copy and how well it matches.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub copy_id: String,
    /// Correlation in standard deviations of that of other copies.
    pub z: f64,
    /// Share of the measured glyphs that are displaced as in this copy.
    pub agreeing: f64,
}

/// The result of comparing a picture with a list of copies.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Copies that reach [`MIN_Z`], the best first. There are two if two copies were merged, and
    /// none if no mark was found.
    pub named: Vec<Named>,
    /// The best copy below [`MIN_Z`]. It must not be used as evidence.
    pub below: Option<Named>,
    /// Number of compared copies.
    pub candidates: u64,
    /// Number of measured coded glyphs.
    pub seen: usize,
    /// Number of all coded glyphs on the page.
    pub coded: usize,
    /// The number that was read without the list. The copy with this number must be compared.
    pub payload: Option<Payload>,
    pub registration: Registration,
}

impl Sight<'_> {
    fn plan(&self, marker: &Marker) -> Plan {
        marker.plan(self.reference.page, self.reference.coded)
    }

    /// How well the page was found in the picture.
    pub fn registration(&self) -> Registration {
        self.registration
    }

    /// Compares the picture with a list of copies, under the key with which they were marked.
    pub fn identify<C: AsRef<str>>(
        &self,
        marker: &Marker,
        candidates: impl IntoIterator<Item = C>,
    ) -> Verdict {
        let plan = self.plan(marker);
        let named = |copy_id: &C, z: f64| {
            let agreeing = self.signal.agreeing(&plan.signs(marker, copy_id.as_ref()));
            Named { copy_id: copy_id.as_ref().to_owned(), z, agreeing }
        };
        let (mut above, mut below) = (Vec::new(), None::<(C, f64)>);
        let mut count = 0;
        for (copy_id, z) in scored(&self.signal, marker, &plan, candidates) {
            count += 1;
            if z >= MIN_Z {
                above.push(named(&copy_id, z));
            } else if below.as_ref().is_none_or(|(_, best)| z > *best) {
                below = Some((copy_id, z));
            }
        }
        above.sort_by(|a, b| b.z.total_cmp(&a.z));
        Verdict {
            named: above,
            below: below.map(|(copy_id, z)| named(&copy_id, z)),
            candidates: count,
            seen: self.signal.seen,
            coded: self.reference.coded,
            payload: self.signal.payload(&plan),
            registration: self.registration,
        }
    }

    /// Returns the correlation of every copy, in the order of the list.
    pub fn scores<C: AsRef<str>>(
        &self,
        marker: &Marker,
        candidates: impl IntoIterator<Item = C>,
    ) -> Vec<f64> {
        let plan = self.plan(marker);
        scored(&self.signal, marker, &plan, candidates).map(|(_, z)| z).collect()
    }
}

#[cfg(test)]
mod tests;
