//! The characters of a text with their fonts and advances, and its line breaks (UAX #14).

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};

use crate::font::FontSet;

/// Characters with their fonts and advances, independent of the font size.
pub(crate) struct Glyphs {
    pub all: Vec<Glyph>,
    /// Indices of characters before which a line may end, and whether it must.
    pub(super) breaks: Vec<(usize, bool)>,
    /// Sum of the advances before each character, in ems; one longer than `all`.
    pub(super) sums: Vec<f64>,
    /// Letter spacing after each character in ems, included in `sums`.
    pub(super) spacing: f64,
    /// Indent of the first line of a paragraph, in ems.
    pub(super) indent: f64,
    /// For each end of a line, where it ends without white space; one longer than `all`. Looking back
    /// for each line would be quadratic in a text of blanks.
    pub(super) ends: Vec<usize>,
}

/// Maximum number of missing characters that a finding names.
const MAX_NAMED: usize = 20;

/// A character with the index of its font.
pub(crate) struct Glyph {
    pub c: char,
    pub face: usize,
    /// The variation selector after the character, which selects a glyph and has none of its own.
    pub variant: Option<char>,
}

/// Whether `c` is a variation selector (VS1 to VS256).
fn is_variation_selector(c: char) -> bool {
    ('\u{fe00}'..='\u{fe0f}').contains(&c) || ('\u{e0100}'..='\u{e01ef}').contains(&c)
}

impl Glyphs {
    /// Looks up the glyphs of a text. With `multiline`, a line feed needs no glyph and has no
    /// width.
    ///
    /// # Errors
    ///
    /// The first characters for which no font of `faces` has a glyph, each once, as a finding names them: `𠮷（U+20BB7）`.
    /// If the base character has a glyph and only its variant has none, the selector is named with it.
    pub fn new(
        fonts: &FontSet,
        faces: &[usize],
        text: &str,
        multiline: bool,
    ) -> Result<Self, Vec<String>> {
        let mut all = Vec::new();
        let mut missing = Vec::new();
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        let mut characters = text.chars().peekable();
        while let Some(c) = characters.next() {
            let variant = characters.next_if(|next| is_variation_selector(*next));
            let found = match variant {
                Some(selector) => fonts.find_variant(faces, c, selector),
                None if multiline && c == '\n' => Some((0, 0.0)),
                None => fonts.find(faces, c),
            };
            match found {
                Some((face, advance)) => {
                    all.push(Glyph { c, face, variant });
                    sum += advance;
                    sums.push(sum);
                }
                None if missing.contains(&(c, variant)) || missing.len() == MAX_NAMED => {}
                None => missing.push((c, variant)),
            }
        }
        if !missing.is_empty() {
            return Err(missing.into_iter().map(named).collect());
        }
        let shown: String = all.iter().map(|glyph| glyph.c).collect();
        let mut ends = vec![0];
        for (at, glyph) in all.iter().enumerate() {
            ends.push(if glyph.c.is_whitespace() { ends[at] } else { at + 1 });
        }
        Ok(Self { all, breaks: breaks(&shown), sums, spacing: 0.0, indent: 0.0, ends })
    }

    /// Adds letter spacing and the indent of paragraphs, both in ems.
    pub(super) fn spread(&mut self, spacing: f64, indent: f64) {
        for (at, sum) in self.sums.iter_mut().enumerate() {
            *sum += spacing * at as f64;
        }
        (self.spacing, self.indent) = (self.spacing + spacing, indent);
    }

    /// Indent of a line that begins at `start`, in ems.
    pub(super) fn indent(&self, start: usize) -> f64 {
        let begins = start == 0 || self.all[start - 1].c == '\n';
        if begins { self.indent } else { 0.0 }
    }

    /// Width of a line in ems, without white space at its end.
    pub fn width(&self, range: &Range<usize>) -> f64 {
        let range = self.trimmed(range.clone());
        let gap = if range.is_empty() { 0.0 } else { self.spacing };
        self.sums[range.end] - self.sums[range.start] - gap
    }

    /// Width of a line in ems, including the indent.
    pub(super) fn indented_width(&self, range: &Range<usize>) -> f64 {
        self.width(range) + self.indent(range.start)
    }

    /// Removes white space at the end of a line.
    pub(super) fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        range.start..self.ends[range.end].max(range.start)
    }

    /// Breaks the text into lines of at most `width` ems. Words are broken only if they are wider
    /// than a line.
    pub(super) fn lines(&self, width: f64) -> Vec<Range<usize>> {
        let mut lines = Vec::new();
        let (mut start, mut last) = (0, 0);
        for &(at, must) in &self.breaks {
            while start < at && self.indented_width(&(start..at)) > width {
                let end = if last > start { last } else { self.longest_fit(start, at, width) };
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

    /// End of the longest run from `start` that fits into `width` ems; at least one character.
    pub(super) fn longest_fit(&self, start: usize, at: usize, width: f64) -> usize {
        let free = width - self.indent(start) + self.spacing;
        let fits = |end: &usize| self.sums[*end] - self.sums[start] <= free;
        (start + 1..at).take_while(fits).last().unwrap_or(start + 1)
    }
}

/// How a finding names a character without a glyph. A variation sequence is named with its selector, because the
/// base character alone may well have a glyph.
fn named((c, variant): (char, Option<char>)) -> String {
    let base = u32::from(c);
    match variant {
        None if c.is_control() => format!("U+{base:04X}"),
        None => format!("{c}（U+{base:04X}）"),
        Some(selector) => format!("{c}{selector}（U+{base:04X} U+{:04X}）", u32::from(selector)),
    }
}

/// Indices of characters before which a line may end (UAX #14), and whether it must.
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
