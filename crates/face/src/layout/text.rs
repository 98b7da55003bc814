//! Sets text: glyphs and advances, line breaks (UAX #14), shrinking, alignment. The baseline is
//! 0.88 em below the top of the em box, as in East Asian fonts.

use std::ops::Range;

use budget::{Budget, Exceeded, Work};

use super::glyphs::Glyphs;
use super::{FaceFinding, LayoutBuilder, finding, item, over_budget};
use crate::compile::Prepared;
use crate::display::{Draw, Line, Rect, Text};
use crate::format::Piece;
use crate::steps::micrometre;
use crate::template::{Align, Element, Overflow, PAGE_KEYS, Quarter, TextElement, Valign};

/// Length of a point in mm.
const POINT: f64 = 25.4 / 72.0;
/// Distance from the top of the em box to the baseline, in ems.
const BASELINE: f64 = 0.88;
/// Decrease of the font size per step of shrinking, in points.
const SHRINK_STEP: f64 = 0.25;
/// Tolerance for rounding, in mm.
const SLACK: f64 = 0.005;

/// What a character of a text takes while it is set, in bytes.
const GLYPH_SIZE: usize = 100;

/// Lines at the chosen font size. `size` and `pitch` (distance of the baselines) are in mm.
pub(crate) struct Fitted {
    pub size: f64,
    pub pitch: f64,
    pub lines: Vec<Range<usize>>,
}

/// Where a text is set: the box of an element, or a cell of a table.
pub(super) struct TextBox<'a> {
    pub element: &'a Element,
    pub faces: &'a [usize],
    pub bounds: Rect,
    /// Key of the field, if the text shows one field and nothing else.
    pub field: Option<&'a str>,
}

impl<'a> TextBox<'a> {
    pub fn of(prepared: &'a Prepared, text: &'a TextElement) -> Self {
        let field = match text.content.as_slice() {
            [Piece::Placeholder { key, .. }] if !PAGE_KEYS.contains(&key.as_str()) => {
                Some(key.as_str())
            }
            _ => None,
        };
        let Prepared { element, faces } = prepared;
        Self { element, faces, bounds: element.bounds, field }
    }
}

impl LayoutBuilder<'_> {
    /// Sets a text in its box. Without `line_height` (in mm) it has one line.
    pub(super) fn text(
        &mut self,
        target: &TextBox<'_>,
        text: &TextElement,
        line_height: Option<f64>,
        value: &str,
    ) -> Result<(), FaceFinding> {
        let over = |exceeded| over_budget(target.element, exceeded);
        // Each character is looked up in every font that lacks it.
        let count = value.chars().count();
        self.pay(target.element, Work::Character, count * target.faces.len().max(1))?;
        self.budget.hold(GLYPH_SIZE * count).map_err(over)?;
        let value = normalized(value, line_height.is_some());
        let mut glyphs = Glyphs::new(self.fonts(), target.faces, &value, line_height.is_some())
            .map_err(|missing| missing_glyphs(target.element, &missing))?;
        glyphs.spread(text.letter_spacing, text.indent);
        let bounds = rotated(target.bounds, text.rotate);
        let max_lines = text.max_lines.unwrap_or(usize::MAX);
        let space = (bounds, max_lines);
        let fitted = fit(&glyphs, text.font_size, text.overflow, line_height, space, self.budget)
            .map_err(over)?
            .ok_or_else(|| overflow(target, &value))?;
        let content = fitted.size + fitted.pitch * (fitted.lines.len().saturating_sub(1)) as f64;
        let top = match text.valign {
            Valign::Top => 0.0,
            Valign::Middle => (bounds.height - content) / 2.0,
            Valign::Bottom => bounds.height - content,
        };
        let parts = lines_of(self, &glyphs, &fitted, text.align, (bounds.width, top));
        for (font, lines) in parts {
            let (size, color) = (micrometre(fitted.size), text.color);
            let (opacity, angle) = (text.opacity, text.rotate.degrees());
            let text = Text { font, size, color, opacity, angle, lines };
            self.items.push(item(target.element, target.field, bounds, Draw::Text(text)));
        }
        Ok(())
    }
}

/// Finds the largest permitted font size, in points, at which the text fits into the box; `None` if
/// there is none. Errors: the budget does not suffice for all sizes. Without `line_height` (in mm) the text has one line. The line height shrinks with
/// the font size.
pub(crate) fn fit(
    glyphs: &Glyphs,
    font_size: f64,
    overflow: Overflow,
    line_height: Option<f64>,
    (bounds, max_lines): (Rect, usize),
    budget: &Budget,
) -> Result<Option<Fitted>, Exceeded> {
    let mut points = font_size;
    loop {
        budget.charge(Work::Fitted, glyphs.all.len() + 10)?;
        let size = points * POINT;
        let pitch = line_height.map_or(0.0, |pitch| pitch * points / font_size);
        let width = (bounds.width + SLACK) / size;
        let lines = match line_height {
            Some(_) => glyphs.lines(width),
            None => vec![glyphs.trimmed(0..glyphs.all.len())],
        };
        let room = ((bounds.height + SLACK - size) / pitch.max(SLACK)).floor() + 1.0;
        let room = room.max(1.0).min(max_lines as f64);
        let high = size <= bounds.height + SLACK && (lines.len() as f64) <= room;
        let wide = lines.iter().all(|line| glyphs.indented_width(line) <= width);
        if high && wide {
            return Ok(Some(Fitted { size, pitch, lines }));
        }
        points = match overflow {
            Overflow::Shrink { min } if points > min => (points - SHRINK_STEP).max(min),
            Overflow::Shrink { .. } | Overflow::Error => return Ok(None),
            Overflow::Clip => {
                let lines = clipped(glyphs, lines, width, room);
                return Ok(Some(Fitted { size, pitch, lines }));
            }
        };
    }
}

/// Splits lines into text objects where the font changes, in reading order, so that programs which
/// extract the text read it in this order.
///
/// Characters outside of the BMP become objects of their own, because readers disagree on whether
/// such a character takes one or two entries of the advances. `area` is the width of the box and
/// the top of the first line in mm.
pub(crate) fn lines_of(
    builder: &mut LayoutBuilder<'_>,
    glyphs: &Glyphs,
    fitted: &Fitted,
    align: Align,
    area: (f64, f64),
) -> Vec<(usize, Vec<Line>)> {
    let (width, top) = area;
    let mut parts: Vec<Part> = Vec::new();
    for (at, range) in fitted.lines.iter().enumerate() {
        let indent = glyphs.indent(range.start) * fitted.size;
        let free = width - glyphs.width(range) * fitted.size - indent;
        let gaps = range.len().saturating_sub(1);
        let gap = match align {
            Align::JustifyAll if gaps > 0 => free / gaps as f64,
            Align::Left | Align::Center | Align::Right | Align::JustifyAll => 0.0,
        };
        let left = indent
            + match align {
                Align::Left | Align::JustifyAll => 0.0,
                Align::Center => free / 2.0,
                Align::Right => free,
            };
        let y = micrometre(top + BASELINE * fitted.size + fitted.pitch * at as f64);
        let from = glyphs.sums[range.start];
        let first = range.start;
        let x = |at: usize| {
            let spread = gap * (at - first) as f64;
            micrometre(left + (glyphs.sums[at] - from) * fitted.size + spread)
        };
        // Font and position of the last character in the run that is being extended.
        let mut run: Option<(usize, f64)> = None;
        for at in range.clone() {
            let glyph = &glyphs.all[at];
            let font = builder.font_for(glyph.face, glyph.c, glyph.variant);
            let start = || Line { x: x(at), y, text: glyph.c.to_string(), advances: Vec::new() };
            if glyph.c > '\u{ffff}' {
                parts.push(Part { font, alone: true, lines: vec![start()] });
                run = None;
                continue;
            }
            if parts.last().is_none_or(|part| part.font != font || part.alone) {
                parts.push(Part { font, alone: false, lines: Vec::new() });
            }
            let Some(Part { lines, .. }) = parts.last_mut() else { continue };
            match (run, lines.last_mut()) {
                (Some((of, before)), Some(line)) if of == font => {
                    line.text.push(glyph.c);
                    line.advances.push(micrometre(x(at) - before));
                }
                _ => lines.push(start()),
            }
            run = Some((font, x(at)));
        }
    }
    parts.into_iter().map(|part| (part.font, part.lines)).collect()
}

/// The content of one text object.
struct Part {
    font: usize,
    /// Whether it is a single character outside of the BMP.
    alone: bool,
    lines: Vec<Line>,
}

/// The box of a rotated text before the rotation around its center.
fn rotated(bounds: Rect, rotate: Quarter) -> Rect {
    if !rotate.swaps() {
        return bounds;
    }
    let Rect { x, y, width, height } = bounds;
    Rect {
        x: micrometre(x + (width - height) / 2.0),
        y: micrometre(y + (height - width) / 2.0),
        width: height,
        height: width,
    }
}

/// Removes white space at both ends. If several lines are allowed, converts line breaks to `\n` and
/// tabs to blanks.
fn normalized(value: &str, multiline: bool) -> String {
    let value = value.trim_matches(|c: char| c.is_ascii_whitespace());
    if !multiline {
        return value.to_owned();
    }
    value.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ")
}

/// Shortens the text to the lines that fit, and each line to the characters that fit.
fn clipped(glyphs: &Glyphs, lines: Vec<Range<usize>>, width: f64, room: f64) -> Vec<Range<usize>> {
    let cut = |range: Range<usize>| {
        if glyphs.indented_width(&range) <= width {
            return range;
        }
        range.start..glyphs.longest_fit(range.start, range.end, width)
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the conversion saturates, which is intended"
    )]
    let room = room.max(1.0) as usize;
    lines.into_iter().take(room).map(cut).collect()
}

fn missing_glyphs(element: &Element, missing: &[String]) -> FaceFinding {
    let names = missing.join("、");
    let zh = format!("字库中没有这些字：{names}。{}", crate::font::REMEDY_ZH);
    let en = format!("no font has a glyph for: {names}. {}", crate::font::REMEDY);
    finding(element, "face_missing_glyph", zh, en)
}

fn overflow(target: &TextBox<'_>, value: &str) -> FaceFinding {
    let count = value.chars().count();
    let Rect { width, height, .. } = target.bounds;
    let zh = format!("内容共 {count} 字，超出照面为它留出的 {width}×{height} 毫米");
    let en = format!("{count} characters do not fit into {width} by {height} mm");
    finding(target.element, "face_overflow", zh, en)
}
