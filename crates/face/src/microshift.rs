//! The hidden mark of a copy: every second glyph inside a run of text (on a page with little text:
//! every one) stands a few hundredths of a millimetre left or right of its place. Which way says whose copy it is; the eye sees nothing, and
//! a print, a photograph or a cut-out still shows it (`trace`). Never applied to the signed original.
//!
//! Each coded glyph carries one sign. Half of them, chosen by the key, follow HMAC-SM3(key, copy id)
//! and tell whether a copy on a list is the one; the other half repeat a number of 48 bits that names
//! the copy without a list. Runs that other programs measure are left out by the element's id.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::display::{DisplayList, Draw, Page, Text};
use crate::layout::FaceFinding;
use crate::steps::micrometre;

mod sequence;

pub use sequence::{Marker, PAYLOAD_BITS, Plan, Role, opened};

/// Millimetres that a coded glyph is moved by, where nobody chose otherwise.
pub const DELTA: f64 = 0.03;
/// Nothing is moved further: from here on a trained eye sees it.
pub const MOST_DELTA: f64 = 0.05;
/// Less cannot be measured on a print.
const LEAST_DELTA: f64 = 0.02;
/// Em size in mm of the smallest text that is moved: 5 points.
const LEAST_SIZE: f64 = 1.76;
/// Coded glyphs that a page needs before a copy of it can be named: a line of 6.5 over noise is at
/// most the root of their number, and a tenth of the signs is misread.
pub const FEW: usize = 64;
/// Coded glyphs from which on the mark can be read without a list of copies.
pub const BLIND: usize = 144;

/// How a page is marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Marking {
    /// Millimetres, 0.02..=0.05; 0 switches the mark off.
    pub delta: f64,
    /// `id`s of elements that are left alone because machines read them.
    pub excluded: BTreeSet<String>,
}

impl Default for Marking {
    fn default() -> Self {
        Self { delta: DELTA, excluded: BTreeSet::new() }
    }
}

#[derive(Clone, Copy, Debug, Error, PartialEq)]
pub enum MarkError {
    #[error("glyphs are moved by 0.02 to 0.05 mm, not by {0}")]
    Delta(f64),
}

/// What one page can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// From 0.
    pub page: usize,
    /// Glyphs that carry a sign.
    pub coded: usize,
}

impl Capacity {
    /// Whether the mark names its copy without a list.
    pub fn blind(&self) -> bool {
        self.coded >= BLIND
    }

    /// A note for who publishes the face: this page's copies cannot be traced by their text.
    pub fn finding(&self) -> Option<FaceFinding> {
        let Self { page, coded } = *self;
        (coded < FEW).then(|| FaceFinding {
            element: String::new(),
            field: None,
            code: "face_few_glyphs",
            zh: format!(
                "第 {} 页可作隐形标记的字仅 {coded} 个，少于 {FEW} 个，外泄副本无法据此追查",
                page + 1
            ),
            en: format!(
                "page {} has {coded} glyphs for the hidden mark, fewer than {FEW}: a leaked copy \
                 cannot be traced by it",
                page + 1
            ),
        })
    }
}

/// Place of a coded glyph: item of the page, line of the item, character of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    pub item: usize,
    pub line: usize,
    pub at: usize,
}

/// What every page of the list can carry.
pub fn capacity(list: &DisplayList, excluded: &BTreeSet<String>) -> Vec<Capacity> {
    let of = |(page, drawn)| Capacity { page, coded: spots(drawn, excluded).len() };
    list.pages.iter().enumerate().map(of).collect()
}

impl Marker {
    /// Moves the coded glyphs of all pages; text, lines and the ends of runs stay. The list must be a
    /// clean one. Returns what each page carries: see `Capacity::finding`. Errors: `Delta`.
    pub fn mark(
        &self,
        list: &mut DisplayList,
        copy_id: &str,
        marking: &Marking,
    ) -> Result<Vec<Capacity>, MarkError> {
        let Marking { delta, excluded } = marking;
        if *delta != 0.0 && !(LEAST_DELTA..=MOST_DELTA).contains(delta) {
            return Err(MarkError::Delta(*delta));
        }
        let mut carried = Vec::new();
        for (number, page) in list.pages.iter_mut().enumerate() {
            let spots = spots(page, excluded);
            let signs = self.plan(number, spots.len()).signs(self, copy_id);
            for (spot, sign) in spots.iter().zip(signs) {
                shift(page, *spot, delta * f64::from(sign));
            }
            carried.push(Capacity { page: number, coded: spots.len() });
        }
        Ok(carried)
    }
}

fn shift(page: &mut Page, spot: Spot, by: f64) {
    let Some(Draw::Text(text)) = page.items.get_mut(spot.item).map(|item| &mut item.draw) else {
        return;
    };
    let Some(line) = text.lines.get_mut(spot.line) else { return };
    if let Some([before, after]) = line.advances.get_mut(spot.at - 1..=spot.at) {
        *before = micrometre(*before + by);
        *after = micrometre(*after - by);
    }
}

/// The coded glyphs of a page in the order of its items, never the first or last of a run. Every
/// second one, so that each has neighbours that stayed to be measured against; on a page with too
/// little text for that every one, measured against the labels and the mean of all around it.
pub(crate) fn spots(page: &Page, excluded: &BTreeSet<String>) -> Vec<Spot> {
    let sparse = spaced(page, excluded, 2);
    if sparse.len() >= BLIND { sparse } else { spaced(page, excluded, 1) }
}

/// Coded glyphs at least `step` characters apart.
fn spaced(page: &Page, excluded: &BTreeSet<String>, step: usize) -> Vec<Spot> {
    let mut spots = Vec::new();
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
                let room = room.is_some_and(|two| two.iter().all(|a| *a > 4.0 * MOST_DELTA));
                if at >= free && room && upright(c) {
                    spots.push(Spot { item, line, at });
                    free = at + step;
                }
            }
        }
    }
    spots
}

/// Text of a certificate's size that stands straight and solid.
fn carries(text: &Text) -> bool {
    text.angle == 0.0 && text.opacity >= 1.0 && text.size >= LEAST_SIZE
}

/// Whether a glyph shows where it stands across the line: marks and the single stroke do not.
fn upright(c: char) -> bool {
    c.is_alphanumeric() && c != '一'
}

#[cfg(test)]
mod tests;
