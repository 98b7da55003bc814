//! The hidden mark of a copy, by which a leaked copy can be traced.
//!
//! Inside runs of text, every second glyph (on a page with little text: every glyph) is moved left
//! or right by a few hundredths of a millimetre. The directions identify the copy. The eye does not
//! notice them, but they survive in prints, photographs and fragments, from which [`crate::trace`]
//! measures them. The signed original is never marked.
//!
//! Each coded glyph carries one sign. Half of the glyphs, chosen by the key, follow
//! HMAC-SM3(key, copy id), so that each copy on a list can be confirmed or excluded. The other half repeat a
//! number of 48 bits that identifies the copy without a list. Elements that machines read are
//! excluded by their ids.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::display::{DisplayList, Draw, Page, Text};
use crate::layout::FaceFinding;
use crate::steps::micrometre;

mod sequence;

pub use sequence::{Marker, PAYLOAD_BITS, Plan, Role, opened};

/// Default distance in mm by which a coded glyph is moved. Programs that draw a printout at 150 dpi place glyphs
/// at thirds of a pixel, which moves each by up to 0.03 mm; the mark must be larger than that.
pub const DELTA: f64 = 0.04;
/// Maximum distance in mm; beyond it a trained eye notices the shift.
pub const MAX_DELTA: f64 = 0.05;
/// Minimum distance in mm; a smaller one cannot be measured on a print.
const MIN_DELTA: f64 = 0.02;
/// Minimum em size in mm of marked text: 5 points.
const MIN_SIZE: f64 = 1.76;
/// Minimum number of coded glyphs on a page that can be traced. The score of a copy is at most the
/// square root of their number; it must exceed 6.5 although a tenth of the signs is misread.
pub const MIN_CODED: usize = 64;
/// Minimum number of coded glyphs on a page whose mark can be read without a list of copies.
pub const MIN_CODED_BLIND: usize = 144;

/// Parameters of the mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Marking {
    /// Distance in mm, from 0.02 to 0.05; 0 disables the mark.
    pub delta: f64,
    /// `id`s of elements that are not marked, because machines read them.
    pub excluded: BTreeSet<String>,
}

impl Default for Marking {
    fn default() -> Self {
        Self { delta: DELTA, excluded: BTreeSet::new() }
    }
}

/// Why a display list cannot be marked.
#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum MarkError {
    #[error("the distance of the hidden mark must be from 0.02 to 0.05 mm, not {0} mm")]
    Delta(f64),
}

impl MarkError {
    /// The message in Chinese.
    pub fn zh(&self) -> String {
        let Self::Delta(delta) = self;
        format!("隐形标记的位移应为 0.02 至 0.05 毫米，不能是 {delta} 毫米")
    }
}

/// How much of the mark a page can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// Index of the page.
    pub page: usize,
    /// Number of glyphs that carry a sign.
    pub coded: usize,
}

impl Capacity {
    /// Whether the mark identifies the copy without a list.
    pub fn blind(&self) -> bool {
        self.coded >= MIN_CODED_BLIND
    }

    /// A finding for the publisher of the face, if copies of this page cannot be traced.
    pub fn finding(&self) -> Option<FaceFinding> {
        let Self { page, coded } = *self;
        (coded < MIN_CODED).then(|| FaceFinding {
            element: String::new(),
            field: None,
            code: "face_few_glyphs",
            zh: format!(
                "第 {} 页可作隐形标记的字仅 {coded} 个，少于 {MIN_CODED} 个，外泄副本无法据此追查",
                page + 1
            ),
            en: format!(
                "page {} has {coded} glyphs for the hidden mark, fewer than {MIN_CODED}: a leaked \
                 copy cannot be traced",
                page + 1
            ),
        })
    }
}

/// Position of a coded glyph: index of the item, of the line and of the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct GlyphPosition {
    pub item: usize,
    pub line: usize,
    pub at: usize,
}

/// Returns how much of the mark each page can carry.
pub fn capacity(list: &DisplayList, excluded: &BTreeSet<String>) -> Vec<Capacity> {
    let of = |(page, drawn)| Capacity { page, coded: coded_glyphs(drawn, excluded).len() };
    list.pages.iter().enumerate().map(of).collect()
}

impl Marker {
    /// Marks all pages of an unmarked display list. The ends of runs keep their positions. Returns
    /// how much each page carries; see [`Capacity::finding`].
    ///
    /// # Errors
    ///
    /// The distance of `marking` is out of range.
    pub fn mark(
        &self,
        list: &mut DisplayList,
        copy_id: &str,
        marking: &Marking,
    ) -> Result<Vec<Capacity>, MarkError> {
        let Marking { delta, excluded } = marking;
        if *delta != 0.0 && !(MIN_DELTA..=MAX_DELTA).contains(delta) {
            return Err(MarkError::Delta(*delta));
        }
        let mut carried = Vec::new();
        for (number, page) in list.pages.iter_mut().enumerate() {
            let positions = coded_glyphs(page, excluded);
            let signs = self.plan(number, positions.len()).signs(self, copy_id);
            for (position, sign) in positions.iter().zip(signs) {
                shift(page, *position, delta * f64::from(sign));
            }
            carried.push(Capacity { page: number, coded: positions.len() });
        }
        Ok(carried)
    }
}

/// Moves one glyph by `by` mm: the advance before it grows and the one after it shrinks.
fn shift(page: &mut Page, position: GlyphPosition, by: f64) {
    let Some(Draw::Text(text)) = page.items.get_mut(position.item).map(|item| &mut item.draw)
    else {
        return;
    };
    let Some(line) = text.lines.get_mut(position.line) else { return };
    if let Some([before, after]) = line.advances.get_mut(position.at - 1..=position.at) {
        *before = micrometre(*before + by);
        *after = micrometre(*after - by);
    }
}

/// The coded glyphs of a page in the order of its items; never the first or last of a run.
///
/// Every second glyph is coded, so that each has unmoved neighbours for comparison. If that gives
/// too few, every glyph is coded and compared with the labels and the mean of its surroundings.
pub(crate) fn coded_glyphs(page: &Page, excluded: &BTreeSet<String>) -> Vec<GlyphPosition> {
    let sparse = spaced(page, excluded, 2);
    if sparse.len() >= MIN_CODED_BLIND { sparse } else { spaced(page, excluded, 1) }
}

/// Coded glyphs that are at least `step` characters apart.
fn spaced(page: &Page, excluded: &BTreeSet<String>, step: usize) -> Vec<GlyphPosition> {
    let mut positions = Vec::new();
    for (item, drawn) in page.items.iter().enumerate() {
        let Draw::Text(text) = &drawn.draw else { continue };
        if excluded.contains(&drawn.element) || !carries(text) {
            continue;
        }
        for (line, run) in text.lines.iter().enumerate() {
            let characters: Vec<char> = run.text.chars().collect();
            let mut free = 1;
            let last = characters.len().saturating_sub(1);
            for (at, c) in characters.into_iter().enumerate().take(last).skip(1) {
                let room = run.advances.get(at - 1..=at);
                let room = room.is_some_and(|two| two.iter().all(|a| *a > 4.0 * MAX_DELTA));
                if at >= free && room && is_measurable(c) {
                    positions.push(GlyphPosition { item, line, at });
                    free = at + step;
                }
            }
        }
    }
    positions
}

/// Whether a text can carry the mark: opaque, not rotated and large enough.
fn carries(text: &Text) -> bool {
    text.angle == 0.0 && text.opacity >= 1.0 && text.size >= MIN_SIZE
}

/// Whether the horizontal position of a glyph can be measured. Punctuation and the stroke 一 have
/// too little structure.
fn is_measurable(c: char) -> bool {
    c.is_alphanumeric() && c != '一'
}

#[cfg(test)]
mod tests;
