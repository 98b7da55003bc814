//! Setting text: glyphs and their widths, lines by UAX #14, shrinking, alignment. Every character
//! stands on the em box: the baseline lies 0.88 em below its top, as in East Asian fonts.

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::{FaceFinding, Setter, finding, item};
use crate::compile::Prepared;
use crate::display::{Draw, Line, Rect, Text};
use crate::font::FontSet;
use crate::format::Piece;
use crate::steps::micrometre;
use crate::template::{Align, Element, Overflow, PAGE_KEYS, Quarter, TextElement, Valign};

const POINT: f64 = 25.4 / 72.0;
const BASELINE: f64 = 0.88;
/// Points taken off at each step of shrinking.
const SHRINK_STEP: f64 = 0.25;
/// Millimetres that rounding may take.
const SLACK: f64 = 0.005;

/// Characters with font and width, ready for any size.
pub(crate) struct Glyphs {
    pub all: Vec<Glyph>,
    /// Positions (in characters) where a line may end, and whether it must.
    breaks: Vec<(usize, bool)>,
    /// Sum of the widths before each character, in ems; one longer than `all`.
    sums: Vec<f64>,
    /// Ems behind each character, contained in `sums`.
    spacing: f64,
    /// Ems before the first character of a paragraph.
    indent: f64,
}

pub(crate) struct Glyph {
    pub c: char,
    pub face: usize,
    /// Variation selector that stood behind it: it chooses the glyph and is not drawn itself.
    pub variant: Option<char>,
}

/// Variation selectors of Unicode: VS1 to VS256.
fn selects(c: char) -> bool {
    ('\u{fe00}'..='\u{fe0f}').contains(&c) || ('\u{e0100}'..='\u{e01ef}').contains(&c)
}

/// Lines at the size found; `size` and `pitch` in mm.
pub(crate) struct Fitted {
    pub size: f64,
    pub pitch: f64,
    pub lines: Vec<Range<usize>>,
}

/// Where a text stands: an element's box, or a cell of a table.
pub(super) struct Spot<'a> {
    pub element: &'a Element,
    pub faces: &'a [usize],
    pub bounds: Rect,
    /// Key of the one field that it shows.
    pub field: Option<&'a str>,
}

impl<'a> Spot<'a> {
    pub fn of(prepared: &'a Prepared, text: &'a TextElement) -> Self {
        let field = match text.content.as_slice() {
            [Piece::Place { key, .. }] if !PAGE_KEYS.contains(&key.as_str()) => Some(key.as_str()),
            _ => None,
        };
        let Prepared { element, faces } = prepared;
        Self { element, faces, bounds: element.bounds, field }
    }
}

impl Setter<'_> {
    pub(super) fn text(
        &mut self,
        spot: &Spot<'_>,
        text: &TextElement,
        line_height: Option<f64>,
        value: &str,
    ) -> Result<(), FaceFinding> {
        let value = tidy(value, line_height.is_some());
        let mut glyphs = Glyphs::new(self.fonts(), spot.faces, &value, line_height.is_some())
            .map_err(|missing| missing_glyphs(spot.element, &missing))?;
        glyphs.spread(text.letter_spacing, text.indent);
        let bounds = turned(spot.bounds, text.rotate);
        let most = text.max_lines.unwrap_or(usize::MAX);
        let fitted = fit(&glyphs, text.font_size, text.overflow, line_height, (bounds, most))
            .ok_or_else(|| overflow(spot, &value))?;
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
            self.items.push(item(spot.element, spot.field, bounds, Draw::Text(text)));
        }
        Ok(())
    }
}

impl Glyphs {
    /// Errors: the characters that no font of `faces` has, each once. Where several lines are
    /// allowed a line feed needs no glyph and has no width.
    pub fn new(
        fonts: &FontSet,
        faces: &[usize],
        text: &str,
        several: bool,
    ) -> Result<Self, Vec<char>> {
        let mut all = Vec::new();
        let mut missing = Vec::new();
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            let variant = characters.next_if(|next| selects(*next));
            let found = match variant {
                Some(selector) => fonts.find_variant(faces, c, selector),
                None if several && c == '\n' => Some((0, 0.0)),
                None => fonts.find(faces, c),
            };
            match found {
                Some((face, advance)) => {
                    all.push(Glyph { c, face, variant });
                    sum += advance;
                    sums.push(sum);
                }
                None if missing.contains(&c) => {}
                None => missing.push(c),
            }
        }
        if !missing.is_empty() {
            return Err(missing);
        }
        let shown: String = all.iter().map(|glyph| glyph.c).collect();
        Ok(Self { all, breaks: breaks(&shown), sums, spacing: 0.0, indent: 0.0 })
    }

    /// Moves the characters apart by `spacing` and paragraphs in by `indent`, both in ems.
    fn spread(&mut self, spacing: f64, indent: f64) {
        for (at, sum) in self.sums.iter_mut().enumerate() {
            *sum += spacing * at as f64;
        }
        (self.spacing, self.indent) = (self.spacing + spacing, indent);
    }

    /// Ems that a line beginning at `start` stands in.
    fn indent(&self, start: usize) -> f64 {
        let begins = start == 0 || self.all[start - 1].c == '\n';
        if begins { self.indent } else { 0.0 }
    }

    /// Ems of the characters without the blanks at the end.
    pub fn width(&self, range: &Range<usize>) -> f64 {
        let range = self.trimmed(range.clone());
        let gap = if range.is_empty() { 0.0 } else { self.spacing };
        self.sums[range.end] - self.sums[range.start] - gap
    }

    /// The same with the paragraph's indent.
    fn taken(&self, range: &Range<usize>) -> f64 {
        self.width(range) + self.indent(range.start)
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let mut end = range.end;
        while end > range.start && self.all[end - 1].c.is_whitespace() {
            end -= 1;
        }
        range.start..end
    }

    /// Lines of at most `width` ems: breaks where UAX #14 lets, inside a word only if it is wider
    /// than the line itself.
    fn lines(&self, width: f64) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let (mut start, mut last) = (0, 0);
        for &(at, must) in &self.breaks {
            while start < at && self.taken(&(start..at)) > width {
                let end = if last > start { last } else { self.most(start, at, width) };
                lines.push(self.trimmed(start..end));
                (start, last) = (end, end);
            }
            last = at;
            if must {
                lines.push(self.trimmed(start..at));
                start = at;
            }
        }
        lines
    }

    /// End of the longest run from `start` that fits; at least one character.
    fn most(&self, start: usize, at: usize, width: f64) -> usize {
        let free = width - self.indent(start) + self.spacing;
        let fits = |end: &usize| self.sums[*end] - self.sums[start] <= free;
        (start + 1..at).take_while(fits).last().unwrap_or(start + 1)
    }
}

/// Largest allowed size at which the text fits into the box; `None` = it does not. One line if
/// there is no line height; a smaller size takes its line height with it. At most `most` lines.
pub(crate) fn fit(
    glyphs: &Glyphs,
    font_size: f64,
    overflow: Overflow,
    line_height: Option<f64>,
    (bounds, most): (Rect, usize),
) -> Option<Fitted> {
    let mut points = font_size;
    loop {
        let size = points * POINT;
        let pitch = line_height.map_or(0.0, |pitch| pitch * points / font_size);
        let width = (bounds.width + SLACK) / size;
        let lines = match line_height {
            Some(_) => glyphs.lines(width),
            None => vec![glyphs.trimmed(0..glyphs.all.len())],
        };
        let room = ((bounds.height + SLACK - size) / pitch.max(SLACK)).floor() + 1.0;
        let room = room.max(1.0).min(most as f64);
        let high = size <= bounds.height + SLACK && (lines.len() as f64) <= room;
        let wide = lines.iter().all(|line| glyphs.taken(line) <= width);
        if high && wide {
            return Some(Fitted { size, pitch, lines });
        }
        points = match overflow {
            Overflow::Shrink { min } if points > min => (points - SHRINK_STEP).max(min),
            Overflow::Shrink { .. } | Overflow::Error => return None,
            Overflow::Clip => {
                let lines = clipped(glyphs, lines, width, room);
                return Some(Fitted { size, pitch, lines });
            }
        };
    }
}

/// The lines, cut where the font changes, in reading order: so do programs that take the text out
/// read it. Characters beyond the BMP stand alone, because readers count code
/// units there in different ways. `area`: width of the box, top of the first line (mm).
pub(crate) fn lines_of(
    setter: &mut Setter<'_>,
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
        // Font and last place of the run that is being extended.
        let mut run: Option<(usize, f64)> = None;
        for at in range.clone() {
            let glyph = &glyphs.all[at];
            let font = setter.font_for(glyph.face, glyph.c, glyph.variant);
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

/// What becomes one text object.
struct Part {
    font: usize,
    /// A character beyond the BMP.
    alone: bool,
    lines: Vec<Line>,
}

/// The box as the text sees it before it is turned around the box's middle.
fn turned(bounds: Rect, rotate: Quarter) -> Rect {
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

/// Line ends as line feeds where lines are allowed; blanks at the ends go.
fn tidy(value: &str, lines: bool) -> String {
    let value = value.trim_matches(|c: char| c.is_ascii_whitespace());
    if !lines {
        return value.to_owned();
    }
    value.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ")
}

fn breaks(text: &str) -> Vec<(usize, bool)> {
    let mut characters = text.char_indices().map(|(at, _)| at).enumerate().peekable();
    let count = text.chars().count();
    let mut out = Vec::new();
    for (at, opportunity) in linebreaks(text) {
        while characters.next_if(|(_, byte)| *byte < at).is_some() {}
        let position = characters.peek().map_or(count, |(position, _)| *position);
        out.push((position, opportunity == BreakOpportunity::Mandatory));
    }
    out
}

fn clipped(glyphs: &Glyphs, lines: Vec<Range<usize>>, width: f64, room: f64) -> Vec<Range<usize>> {
    let cut = |range: Range<usize>| {
        if glyphs.taken(&range) <= width {
            return range;
        }
        range.start..glyphs.most(range.start, range.end, width)
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float becomes the nearest usize, which is what is meant"
    )]
    let room = room.max(1.0) as usize;
    lines.into_iter().take(room).map(cut).collect()
}

fn missing_glyphs(element: &Element, missing: &[char]) -> FaceFinding {
    let name = |c: &char| match c {
        c if c.is_control() => format!("U+{:04X}", u32::from(*c)),
        c => format!("{c}（U+{:04X}）", u32::from(*c)),
    };
    let names = missing.iter().map(name).collect::<Vec<_>>().join("、");
    let zh = format!("字库中没有这些字：{names}");
    let en = format!("no font has a glyph for: {names}");
    finding(element, "face_missing_glyph", zh, en)
}

fn overflow(spot: &Spot<'_>, value: &str) -> FaceFinding {
    let count = value.chars().count();
    let Rect { width, height, .. } = spot.bounds;
    let zh = format!("内容共 {count} 字，超出照面为它留出的 {width}×{height} 毫米");
    let en = format!("{count} characters do not fit into {width} by {height} mm");
    finding(spot.element, "face_overflow", zh, en)
}
