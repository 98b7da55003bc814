//! The visible watermark of a copy: pale slanted tiles on each page that say for whom the copy was
//! made. The signed original has none.

use std::collections::BTreeSet;

use budget::Budget;

use crate::compile::CompiledFace;
use crate::display::{Color, DisplayList, Draw, Item, Line, Rect, Text};
use crate::font::FontSet;
use crate::layout::{FaceFinding, Fitted, Glyphs, LayoutBuilder, fit, lines_of};
use crate::qr;
use crate::steps::micrometre;
use crate::template::{Align, Overflow};

/// In points.
const FONT_SIZE: f64 = 12.0;
/// In mm.
const LINE_HEIGHT: f64 = 5.5;
const COLOR: Color = Color(0x9a, 0xa7, 0xb5);
/// Readable in print without hiding what is below.
const OPACITY: f64 = 0.4;
/// In degrees clockwise: the tiles rise to the right.
const ANGLE: f64 = -25.0;
/// Distance of the centers of tiles in mm. At this angle, tiles of the maximum size do not overlap.
const GAP_X: f64 = 110.0;
const GAP_Y: f64 = 38.0;
/// Minimum distance from the center of a tile to the edge of the page in mm: half a slanted tile.
const EDGE_X: f64 = 38.0;
const EDGE_Y: f64 = 20.0;
/// Maximum size of a tile in mm.
const MAX_WIDTH: f64 = 78.0;
const MAX_HEIGHT: f64 = 28.0;
const ELEMENT: &str = "watermark";

/// Covers every page of `list` with `text`. It is set in the fonts of the face; any of `fonts`
/// supplies characters that they lack.
///
/// # Errors
///
/// A character has no glyph, or the text needs more than five lines.
pub fn add_watermark(
    list: &mut DisplayList,
    face: &CompiledFace,
    fonts: &FontSet,
    text: &str,
) -> Result<(), Vec<FaceFinding>> {
    let room = Rect { x: 0.0, y: 0.0, width: MAX_WIDTH, height: MAX_HEIGHT };
    let tile = lettered(list, face, fonts, |letters| Tile::new(letters, text, room))?;
    for page in &mut list.pages {
        page.watermark = tile.over(page.width, page.height);
    }
    Ok(())
}

/// The fonts of a page, for text that is added to it after its layout.
pub(crate) struct Letters<'a> {
    pub builder: LayoutBuilder<'a>,
    /// The fonts in the order in which they are asked for a glyph.
    pub faces: Vec<usize>,
}

/// Adds text to `list` in the fonts of the face; any of `fonts` supplies characters that they lack.
pub(crate) fn lettered<T>(
    list: &mut DisplayList,
    face: &CompiledFace,
    fonts: &FontSet,
    make: impl FnOnce(&mut Letters<'_>) -> Result<T, FaceFinding>,
) -> Result<T, Vec<FaceFinding>> {
    let nothing = BTreeSet::new();
    let base: Vec<(usize, &BTreeSet<char>)> = face
        .base
        .iter()
        .map(|base| match fonts.face(&base.name) {
            Some(at) => (at, &base.characters),
            None => (usize::MAX, &nothing),
        })
        .collect();
    let mut faces: Vec<usize> =
        base.iter().map(|(at, _)| *at).filter(|at| *at < usize::MAX).collect();
    let others: Vec<usize> = (0..fonts.names().count()).filter(|at| !faces.contains(at)).collect();
    faces.extend(others);
    let first_extra = face.fonts().len() + list.extra_fonts.len();
    // The text is our own, or names the receiver of a copy; both are short.
    let budget = Budget::unlimited();
    let builder = LayoutBuilder::with(fonts, base, first_extra, &budget);
    let mut letters = Letters { builder, faces };
    let made = make(&mut letters).map_err(|finding| vec![finding])?;
    list.extra_fonts.extend(letters.builder.extra_fonts().map_err(|finding| vec![finding])?);
    Ok(made)
}

impl Letters<'_> {
    /// The glyphs of a text. Errors: no font has a glyph for a character.
    pub fn glyphs(&self, text: &str) -> Result<Glyphs, FaceFinding> {
        Glyphs::new(self.builder.fonts(), &self.faces, text.trim(), true).map_err(|missing| {
            let names = missing.join("、");
            let zh = format!("水印中这些字没有字形：{names}");
            let en = format!("no font has a glyph for these characters of the watermark: {names}");
            finding("face_missing_glyph", zh, en)
        })
    }
}

/// Side of a copy's QR code and its distance from the edges of the page, in mm.
const CODE_SIDE: f64 = 16.0;
const CODE_EDGE: f64 = 5.0;

/// Adds `content` as a QR code to the upper right corner of every page, so that a camera can
/// identify the copy.
///
/// # Errors
///
/// The content is too long for a code of this size.
pub fn add_code(list: &mut DisplayList, content: &str) -> Result<(), FaceFinding> {
    for page in &mut list.pages {
        let place = Rect {
            x: page.width - CODE_SIDE - CODE_EDGE,
            y: CODE_EDGE,
            width: CODE_SIDE,
            height: CODE_SIDE,
        };
        let drawn = qr::image(content, place);
        let (image, boundary) = drawn.map_err(|(zh, en)| finding("face_qrcode", zh, en))?;
        let (element, draw) = ("copy-code".to_owned(), Draw::Image(image));
        page.overlay.push(Item { element, field: None, boundary, draw });
    }
    Ok(())
}

/// A tile with its size in mm and its lines by font.
struct Tile {
    width: f64,
    height: f64,
    size: f64,
    parts: Vec<(usize, Vec<Line>)>,
}

impl Tile {
    /// `room` is the largest size of a tile.
    fn new(letters: &mut Letters<'_>, text: &str, room: Rect) -> Result<Self, FaceFinding> {
        let glyphs = letters.glyphs(text)?;
        let fitted = fit(
            &glyphs,
            FONT_SIZE,
            Overflow::Error,
            Some(LINE_HEIGHT),
            (room, usize::MAX),
            &Budget::unlimited(),
        )
        .ok()
        .flatten();
        let Some(fitted) = fitted else {
            let zh = "水印文字过长".to_owned();
            return Err(finding("face_overflow", zh, "the watermark is too long".to_owned()));
        };
        let Fitted { size, pitch, lines } = &fitted;
        let ems = lines.iter().map(|line| glyphs.width(line)).fold(0.0, f64::max);
        let (width, leading) = (micrometre(ems * size), pitch - size);
        let height = micrometre(pitch * lines.len() as f64);
        let area = (width, leading / 2.0);
        let parts = lines_of(&mut letters.builder, &glyphs, &fitted, Align::Center, area);
        Ok(Self { width, height, size: micrometre(*size), parts })
    }

    /// Repeats the tile in a grid around the center of the page.
    fn over(&self, page_width: f64, page_height: f64) -> Vec<Item> {
        let mut items = Vec::new();
        for y in middles(page_height, GAP_Y, EDGE_Y) {
            for x in middles(page_width, GAP_X, EDGE_X) {
                let boundary = Rect {
                    x: micrometre(x - self.width / 2.0),
                    y: micrometre(y - self.height / 2.0),
                    width: self.width,
                    height: self.height,
                };
                items.extend(self.parts.iter().map(|(font, lines)| Item {
                    element: ELEMENT.to_owned(),
                    field: None,
                    boundary,
                    draw: Draw::Text(Text {
                        font: *font,
                        size: self.size,
                        color: COLOR,
                        opacity: OPACITY,
                        angle: ANGLE,
                        lines: lines.clone(),
                    }),
                }));
            }
        }
        items
    }
}

/// Positions that are `gap` apart and at least `edge` from both ends of a side, centered.
fn middles(side: f64, gap: f64, edge: f64) -> impl Iterator<Item = f64> {
    let count = ((side - 2.0 * edge) / gap).floor().max(0.0) + 1.0;
    let first = (side - (count - 1.0) * gap) / 2.0;
    (0..).map(f64::from).take_while(move |at| *at < count).map(move |at| first + at * gap)
}

fn finding(code: &'static str, zh: String, en: String) -> FaceFinding {
    FaceFinding { element: ELEMENT.to_owned(), field: None, code, zh, en }
}

#[cfg(test)]
mod tests;
