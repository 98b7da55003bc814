//! Whose copy is this? A print, scan, photograph or cut-out of a page is laid over our own clean
//! drawing of it, and what its glyphs are off by is compared with the marks of copies
//! (`microshift`). Below the line the answer is "no mark found": nobody is named on a hint.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use crate::compile::CompiledFace;
use crate::display::{DisplayList, Draw, Item, Rect, Text};
use crate::microshift::{Marker, Plan, Spot, spots};
use crate::raster::{Raster, RasterError, decode, raster};

mod evidence;
mod features;
mod homography;
mod measure;
mod plane;
mod register;
mod score;

use features::{Feature, features};
use measure::{Clean, Glyph, Shift, blurred, signals};
use plane::Plane;
use register::register;
use score::{Signal, scored};

pub use score::Payload;

/// Standard deviations over what other copies reach, from which on a copy is named: one list of ten
/// million copies in 2500 would have a wrong name above it.
pub const LINE: f64 = 6.5;
/// Largest picture of a page that is read: A4 at 600 dpi has 35 million pixels.
pub const MOST_PIXELS: u64 = 40_000_000;
/// The clean page is compared at this resolution and drawn at twice of it.
const DPI: f64 = 150.0;
const INCH: f64 = 25.4;
/// Blur in pixels before measuring: rough first, then fine.
const ROUGH: f32 = 2.0;
const FINE: f32 = 0.8;
/// Sides of a picture in pixels below which a page's code cannot be read any more.
const LEAST_CODED: usize = 600;
const FEATURES_PAGE: usize = 6000;
const FEATURES_PICTURE: usize = 2500;
/// A picture with more pixels is halved before its features are looked for.
const FEATURE_PIXELS: usize = 2_400_000;
/// Pixels of the picture for one of the clean page; more are halved away.
const FINER: f64 = 1.7;
/// Em size in mm of the smallest glyph that is measured.
const LEAST_SIZE: f64 = 1.5;

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TraceError {
    #[error("the clean page cannot be drawn: {0}")]
    Page(#[from] RasterError),
    #[error("the picture cannot be read: {0}")]
    Picture(&'static str),
    /// Too little of the page is in the picture, or it shows another page.
    #[error("the page was not found in the picture")]
    NotFound,
}

impl TraceError {
    /// For the person at the screen.
    pub fn zh(&self) -> String {
        match self {
            Self::Page(error) => format!("原页面无法绘制：{}", error.zh()),
            Self::Picture(_) => "图片无法读取：应为 PNG 或 JPEG，且不超过四千万像素".to_owned(),
            Self::NotFound => "图片中找不到该页：可能不是这一页，或露出的部分太少".to_owned(),
        }
    }
}

/// What was sent in.
#[derive(Clone, Debug)]
pub struct Picture(Plane);

impl Picture {
    /// From a PNG or JPEG file of at most `MOST_PIXELS`. Errors: `Picture`.
    pub fn from_file(bytes: &[u8]) -> Result<Self, TraceError> {
        let mut decoded = decode(bytes, MOST_PIXELS).map_err(TraceError::Picture)?;
        for [r, g, b, a] in decoded.rgba.as_chunks_mut::<4>().0 {
            let alpha = u16::from(*a);
            for channel in [r, g, b] {
                let over = (u16::from(*channel) * alpha + 255 * (255 - alpha)) / 255;
                *channel = u8::try_from(over).unwrap_or(u8::MAX);
            }
        }
        Self::new(Plane::of_colors::<4>(decoded.width, decoded.height, &decoded.rgba))
    }

    /// From RGB bytes, rows from the top. Errors: `Picture`, if they are not `width` by `height`.
    pub fn from_rgb(width: usize, height: usize, rgb: &[u8]) -> Result<Self, TraceError> {
        let expected = width.checked_mul(height).and_then(|pixels| pixels.checked_mul(3));
        if expected != Some(rgb.len()) {
            return Err(TraceError::Picture("not the bytes of these sides"));
        }
        Self::new(Plane::of_colors::<3>(width, height, rgb))
    }

    /// From grey bytes, rows from the top. Errors: `Picture`, if they are not `width` by `height`.
    pub fn from_grey(width: usize, height: usize, grey: &[u8]) -> Result<Self, TraceError> {
        if width.checked_mul(height) != Some(grey.len()) {
            return Err(TraceError::Picture("not the bytes of these sides"));
        }
        let data = grey.iter().map(|value| f32::from(*value)).collect();
        Self::new(Plane { width, height, data })
    }

    /// What the QR codes in it say. Looked for in the whole picture; in a finer one, because on the
    /// screen a code's module has two pixels; and in coarser ones, because a fine scan shows it as an
    /// area with grain.
    pub fn codes(&self) -> Vec<String> {
        let mut found = Vec::new();
        let small = self.0.width * self.0.height <= FEATURE_PIXELS;
        let mut plane = if small { self.0.doubled() } else { self.0.clone() };
        loop {
            let (width, height) = (plane.width, plane.height);
            let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
                grey(plane.data[y * width + x])
            });
            for grid in image.detect_grids() {
                let text = grid.decode().map(|(_, text)| text);
                found.extend(text.ok().filter(|text| !found.contains(text)));
            }
            if width.min(height) < LEAST_CODED {
                return found;
            }
            plane = plane.halved();
        }
    }

    fn new(plane: Plane) -> Result<Self, TraceError> {
        let small = plane.width.min(plane.height) < 64;
        if small { Err(TraceError::Picture("too small")) } else { Ok(Self(plane)) }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..255")]
fn grey(value: f32) -> u8 {
    value.clamp(0.0, 255.0) as u8
}

/// A clean page, ready to be compared with many pictures.
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
    /// `list`: the clean display list of the copy, before it was marked; `excluded` as when it was
    /// marked; `stamps` as `raster` takes them. Errors: `Page`.
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
        let mut features = features(&plane, FEATURES_PAGE);
        for feature in &mut features {
            feature.x /= scale;
            feature.y /= scale;
            feature.scale /= scale;
        }
        let spots = spots(items, excluded);
        let coded = spots.len();
        let numbers: BTreeMap<Spot, usize> =
            spots.into_iter().enumerate().map(|(number, spot)| (spot, number)).collect();
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

    /// Finds the page in the picture, at any size, turn and slant, whole or cut, and measures its
    /// glyphs. Needs no key. Errors: `NotFound`.
    pub fn sight(&self, picture: &Picture) -> Result<Sight<'_>, TraceError> {
        let mut halves: Vec<Plane> = Vec::new();
        loop {
            let last = halves.last().unwrap_or(&picture.0);
            if last.width.min(last.height) < 128 {
                break;
            }
            halves.push(last.halved());
        }
        let levels: Vec<&Plane> = std::iter::once(&picture.0).chain(&halves).collect();
        let small = |plane: &&Plane| plane.width * plane.height <= FEATURE_PIXELS;
        let level = levels.iter().position(small).ok_or(TraceError::NotFound)?;
        let seen = features(levels[level], FEATURES_PICTURE);
        let (map, pairs) = register(&self.features, &seen).ok_or(TraceError::NotFound)?;
        let map = map.scaled(f64::from(1u32 << level));
        // Where the page's middle lies outside the picture its resolution is still about right.
        let resolution = map.growth(self.middle);
        let shrunk = |level: &usize| resolution / f64::from(1u32 << level);
        let fits = |level: &usize| shrunk(level) <= FINER * self.fine.scale;
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

/// Root mean square of what the anchors are off by, mm.
fn residual(glyphs: &[Glyph], shifts: &[Option<Shift>]) -> f64 {
    let anchors = glyphs.iter().zip(shifts).filter(|(glyph, _)| glyph.coded.is_none());
    let squares: Vec<f64> = anchors
        .filter_map(|(_, shift)| shift.map(|shift| shift.x * shift.x + shift.y * shift.y))
        .collect();
    let sum: f64 = squares.iter().fold(0.0, |sum, square| sum + square);
    (sum / squares.len().max(1) as f64).sqrt()
}

fn glyphs(items: &[Item], coded: &BTreeMap<Spot, usize>) -> Vec<Glyph> {
    let mut glyphs = Vec::new();
    for (item, drawn) in items.iter().enumerate() {
        let Draw::Text(text) = &drawn.draw else { continue };
        if text.angle == 0.0 && text.opacity >= 0.5 && text.size >= LEAST_SIZE {
            text_glyphs(&drawn.boundary, text, item, coded, &mut glyphs);
        }
    }
    glyphs
}

fn text_glyphs(
    boundary: &Rect,
    text: &Text,
    item: usize,
    coded: &BTreeMap<Spot, usize>,
    glyphs: &mut Vec<Glyph>,
) {
    for (line, run) in text.lines.iter().enumerate() {
        let mut x = boundary.x + run.x;
        // The em box: its top is 0.88 em above the baseline.
        let y = boundary.y + run.y - 0.88 * text.size;
        for (at, c) in run.text.chars().enumerate() {
            let last = if c.is_ascii() { 0.55 * text.size } else { text.size };
            let width = run.advances.get(at).copied().unwrap_or(last);
            if !c.is_whitespace() && width > 0.3 {
                let coded = coded.get(&Spot { item, line, at }).copied();
                glyphs.push(Glyph { x, y, width, height: text.size, coded });
            }
            x += width;
        }
    }
}

/// How well the page was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Registration {
    /// Features of picture and page that agree on the place.
    pub pairs: usize,
    /// Resolution of the page in the picture.
    pub dpi: f64,
    /// Glyphs of the page that could be measured, and all that it has.
    pub glyphs: usize,
    pub of: usize,
    /// Root mean square of what glyphs without a sign are off by, mm.
    pub residual: f64,
}

/// A page found in a picture, its glyphs measured.
#[derive(Clone, Debug)]
pub struct Sight<'a> {
    reference: &'a Reference,
    registered: Plane,
    signal: Signal,
    registration: Registration,
}

/// A copy and how strongly the picture speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    pub copy_id: String,
    /// Standard deviations over what other copies reach.
    pub z: f64,
    /// Share of the seen glyphs that stand on this copy's side.
    pub agreeing: f64,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Copies above `LINE`, the strongest first; two if two copies were merged. Empty: no mark found.
    pub named: Vec<Named>,
    /// The strongest of those below the line: never to be used as evidence.
    pub below: Option<Named>,
    /// Copies compared.
    pub candidates: u64,
    /// Coded glyphs seen, and all that the page has.
    pub seen: usize,
    pub coded: usize,
    /// Read without the list; to be looked up and then compared as a candidate.
    pub payload: Option<Payload>,
    pub registration: Registration,
}

impl Sight<'_> {
    fn plan(&self, marker: &Marker) -> Plan {
        marker.plan(self.reference.page, self.reference.coded)
    }

    pub fn registration(&self) -> Registration {
        self.registration
    }

    /// Compares the picture with the copies on a list, under the key that they were marked with.
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
            if z >= LINE {
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

    /// z of every copy on a list, in its order.
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
