//! What a page shows above everything else: the words across a certificate that is not in force, and the
//! line at the foot of a view or printout, which bears no legal force (Art. 16; GB/T 36905). The signed original
//! has neither.

use std::ops::Range;

use crate::compile::CompiledFace;
use crate::display::{Color, DisplayList, Draw, Item, Line, Rect, Text};
use crate::font::FontSet;
use crate::layout::{FaceFinding, Fitted, Glyphs, lines_of};
use crate::steps::micrometre;
use crate::template::Align;
use crate::watermark::{Letters, lettered};

/// Color and opacity of the words across a page: they strike the eye, and the text below stays readable.
const RED: Color = Color(0xc8, 0x1e, 0x1e);
const ACROSS_OPACITY: f64 = 0.32;
/// Largest share of the page's diagonal that the words fill, and of its shorter side that a character fills.
const ACROSS_LENGTH: f64 = 0.72;
const ACROSS_SIZE: f64 = 0.2;
const GREY: Color = Color(0x4a, 0x55, 0x63);
/// Em size of the foot line in mm, and distance of its lower edge from that of the page.
const FOOT_SIZE: f64 = 2.6;
const FOOT_EDGE: f64 = 2.0;
/// Distance of the foot line from both sides of the page, in mm.
const FOOT_SIDES: f64 = 4.0;

/// How one line of text is drawn.
struct Style {
    element: &'static str,
    color: Color,
    opacity: f64,
    /// In degrees clockwise.
    angle: f64,
}

/// Writes `words` large and translucent across every page, along the diagonal that rises to the right.
///
/// # Errors
///
/// No font has a glyph for a character.
pub fn cross_out(
    list: &mut DisplayList,
    face: &CompiledFace,
    fonts: &FontSet,
    words: &str,
) -> Result<(), Vec<FaceFinding>> {
    let sides: Vec<(f64, f64)> = list.pages.iter().map(|page| (page.width, page.height)).collect();
    let across = |(width, height): (f64, f64), ems: f64| {
        let long = ACROSS_LENGTH * width.hypot(height) / ems;
        let size = long.min(ACROSS_SIZE * width.min(height));
        let angle = -height.atan2(width).to_degrees();
        let middle = (width / 2.0, height / 2.0);
        (size, middle, Style { element: "effect", color: RED, opacity: ACROSS_OPACITY, angle })
    };
    draw(list, face, fonts, (words, &sides), across)
}

/// Writes `words` small at the foot of every page.
///
/// # Errors
///
/// No font has a glyph for a character.
pub fn add_foot(
    list: &mut DisplayList,
    face: &CompiledFace,
    fonts: &FontSet,
    words: &str,
) -> Result<(), Vec<FaceFinding>> {
    let sides: Vec<(f64, f64)> = list.pages.iter().map(|page| (page.width, page.height)).collect();
    let foot = |(width, height): (f64, f64), ems: f64| {
        let size = FOOT_SIZE.min((width - 2.0 * FOOT_SIDES).max(1.0) / ems);
        let middle = (width / 2.0, height - FOOT_EDGE - size / 2.0);
        (size, middle, Style { element: "foot", color: GREY, opacity: 1.0, angle: 0.0 })
    };
    draw(list, face, fonts, (words, &sides), foot)
}

/// Adds one line of text to the overlay of each page. `placed` chooses em size, middle and style from the sides
/// of the page and the width of the text in ems.
fn draw(
    list: &mut DisplayList,
    face: &CompiledFace,
    fonts: &FontSet,
    (words, sides): (&str, &[(f64, f64)]),
    placed: impl Fn((f64, f64), f64) -> (f64, (f64, f64), Style),
) -> Result<(), Vec<FaceFinding>> {
    let drawn = lettered(list, face, fonts, |letters| {
        let glyphs = letters.glyphs(words)?;
        let whole = 0..glyphs.all.len();
        let ems = glyphs.width(&whole).max(1.0);
        let on_page = |side: &(f64, f64)| {
            let (size, middle, style) = placed(*side, ems);
            items(letters, &glyphs, (whole.clone(), ems), (size, middle), &style)
        };
        Ok(sides.iter().map(on_page).collect::<Vec<_>>())
    })?;
    for (page, items) in list.pages.iter_mut().zip(drawn) {
        page.overlay.extend(items);
    }
    Ok(())
}

/// The items of one line around `middle`, one for each font.
fn items(
    letters: &mut Letters<'_>,
    glyphs: &Glyphs,
    (whole, ems): (Range<usize>, f64),
    (size, (x, y)): (f64, (f64, f64)),
    style: &Style,
) -> Vec<Item> {
    let size = micrometre(size);
    let width = micrometre(ems * size);
    let fitted = Fitted { size, pitch: size, lines: vec![whole] };
    let boundary =
        Rect { x: micrometre(x - width / 2.0), y: micrometre(y - size / 2.0), width, height: size };
    let Style { element, color, opacity, angle } = *style;
    let text = |(font, lines): (usize, Vec<Line>)| Item {
        element: element.to_owned(),
        field: None,
        boundary,
        draw: Draw::Text(Text { font, size, color, opacity, angle, lines }),
    };
    let parts = lines_of(&mut letters.builder, glyphs, &fitted, Align::Center, (width, 0.0));
    parts.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests;
