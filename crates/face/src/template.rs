//! Face templates in the format `yinxin-face/1` (docs/reference/face-templates.md), parsed from the JSON of a
//! catalog entry. Every finding names its place. Lengths are in mm, font sizes in points.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use budget::Budget;
use serde::Deserialize;
use serde_json::Value;

use crate::display::{Color, Rect};
use crate::format::Piece;

mod art;
mod check;
mod legible;
mod raw;
pub mod table;

pub use art::Art;
pub use legible::Illegible;
use table::Table;

/// The supported format.
pub const FORMAT: &str = "yinxin-face/1";

/// Keys of the fields that every type has: identifier, name, number, issuing unit, issue date, name
/// and code of the holder, first and last day of validity.
pub const BUILT_IN_KEYS: &[&str] = &[
    "ZZBS",
    "ZZMC",
    "ZZBH",
    "ZZBFJG",
    "ZZBFRQ",
    "CZZT",
    "CZZTDM",
    "CZZTDMLX",
    "ZZYXQQSRQ",
    "ZZYXQJZRQ",
];

/// Keys for the number of the page and the number of pages, usable in any text.
pub const PAGE_KEYS: &[&str] = &["page", "pages"];

/// An error in a template with its path, such as `pages[0].elements[3].bind`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFinding {
    pub place: String,
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

/// A template that passed all checks that need no fonts.
#[derive(Clone, Debug, PartialEq)]
pub struct FaceTemplate {
    pub name: String,
    /// Names of fonts by short name. A font supplies the characters that those before it lack.
    pub fonts: BTreeMap<String, Vec<String>>,
    pub pages: Vec<PageTemplate>,
    /// The template as JSON with sorted keys, which is part of the digest.
    pub(crate) source: String,
    /// Characters that the fields are likely to contain, if known.
    pub(crate) expected: Option<BTreeSet<char>>,
}

/// A page of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct PageTemplate {
    /// Name of the page: 正本, 副本 …
    pub side: String,
    pub width: f64,
    pub height: f64,
    /// Whether the page is a continuation page (附页), which is repeated until its tables have no
    /// rows left, and may not be drawn at all.
    pub continuation: bool,
    /// What every certificate shows; it binds no fields.
    pub background: Vec<Element>,
    pub elements: Vec<Element>,
}

/// An element in its box.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    pub id: String,
    pub bounds: Rect,
    /// The condition under which it is shown; `None` means always.
    pub visible_if: Option<Condition>,
    pub kind: ElementKind,
}

/// When an element is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub field: String,
    pub test: Test,
}

/// A test of a field's value, without white space at its ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    Present,
    Absent,
    Equals(String),
}

/// The type of an element with the keys that depend on it.
#[derive(Clone, Debug, PartialEq)]
pub enum ElementKind {
    /// Text in one line.
    Text(TextElement),
    /// Text that is broken into lines; `line_height` in mm.
    Multiline {
        text: TextElement,
        line_height: f64,
    },
    Image(ImageElement),
    Qrcode {
        content: Vec<Piece>,
    },
    /// A line from the top left to the bottom right corner of the box.
    Line(Shape),
    Rect(Shape),
    Ellipse(Shape),
    /// A background of sine waves (底纹).
    Guilloche(Guilloche),
    /// A drawing from an SVG.
    Art(Art),
    Table(Table),
    Seal {
        signer: String,
    },
}

/// A text and how it is set.
#[derive(Clone, Debug, PartialEq)]
pub struct TextElement {
    /// A bound field is a single placeholder without format.
    pub content: Vec<Piece>,
    /// Short name of the font.
    pub font: String,
    /// In points.
    pub font_size: f64,
    pub align: Align,
    pub valign: Valign,
    pub color: Color,
    pub overflow: Overflow,
    /// Whether to use the bold font of the list.
    pub bold: bool,
    /// Rotation around the center of the box; the box itself is not rotated.
    pub rotate: Quarter,
    /// Greater than 0 and at most 1.
    pub opacity: f64,
    /// Added between characters, in ems.
    pub letter_spacing: f64,
    /// Indent of the first line of each paragraph, in ems.
    pub indent: f64,
    pub max_lines: Option<usize>,
}

/// A picture and how it is placed.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageElement {
    pub source: ImageSource,
    pub fit: Fit,
    /// Minimum resolution of a field's picture in its box, in dots per inch.
    pub min_dpi: Option<f64>,
    pub rotate: Quarter,
    pub opacity: f64,
}

/// How a picture is fitted into a box with another aspect ratio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// The whole picture is shown, centered.
    #[default]
    Contain,
    /// The picture covers the box; what exceeds it is cropped on both sides.
    Cover,
}

/// Where a picture comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum ImageSource {
    Field(String),
    /// A picture of the template, already checked.
    Asset(Arc<[u8]>),
}

/// A line, rectangle or ellipse with a stroke, a fill or both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    pub stroke: Option<Stroke>,
    pub fill: Option<Color>,
    /// Lengths of dash and gap in mm.
    pub dash: Option<(f64, f64)>,
    /// Greater than 0 and at most 1.
    pub opacity: f64,
}

/// `lines` sine waves, one below the other, each shifted by `phase_step` degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guilloche {
    pub lines: u32,
    /// In mm.
    pub amplitude: f64,
    /// Waves in the width of the box.
    pub periods: u32,
    pub phase_step: f64,
    pub stroke: Stroke,
}

/// A rotation by quarter turns, clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub enum Quarter {
    #[default]
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

impl TryFrom<u16> for Quarter {
    type Error = &'static str;

    fn try_from(degrees: u16) -> Result<Self, Self::Error> {
        Ok(match degrees {
            0 => Self::None,
            90 => Self::Quarter,
            180 => Self::Half,
            270 => Self::ThreeQuarters,
            _ => return Err("rotate must be 0, 90, 180 or 270"),
        })
    }
}

impl Quarter {
    /// The angle in degrees, clockwise.
    pub fn degrees(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Quarter => 90.0,
            Self::Half => 180.0,
            Self::ThreeQuarters => 270.0,
        }
    }

    /// Whether width and height are exchanged.
    pub fn swaps(self) -> bool {
        matches!(self, Self::Quarter | Self::ThreeQuarters)
    }
}

/// A line with its width in mm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub color: Color,
    pub width: f64,
}

/// Horizontal alignment of lines in their box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
    /// Each line is as wide as the box (分散对齐).
    JustifyAll,
}

/// Vertical alignment of a text in its box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Valign {
    #[default]
    Top,
    Middle,
    Bottom,
}

/// What to do with a text that does not fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Overflow {
    /// Fail: the certificate is not produced.
    Error,
    /// Reduce the font size to at least `min` points, then fail.
    Shrink { min: f64 },
    /// Drop what does not fit; for ornaments only.
    Clip,
}

impl FaceTemplate {
    /// Parses and checks a template. `keys` are the built-in keys and those of the entry's fields.
    ///
    /// # Errors
    ///
    /// All findings, in the order of the template.
    pub fn parse(json: &Value, keys: &[&str]) -> Result<Self, Vec<TemplateFinding>> {
        Self::parse_within(json, keys, &Budget::default())
    }

    /// Like [`Self::parse`], within the budget of the request that brings the template.
    ///
    /// # Errors
    ///
    /// As for [`Self::parse`]; the finding `face_budget` if the budget does not suffice.
    pub fn parse_within(
        json: &Value,
        keys: &[&str],
        budget: &Budget,
    ) -> Result<Self, Vec<TemplateFinding>> {
        check::template(json, keys, budget)
    }

    /// Sets the text that the fields of the type are likely to contain, such as their examples. Its
    /// characters become part of the base subset in every file.
    #[must_use]
    pub fn expecting(mut self, text: &str) -> Self {
        self.expected = Some(text.chars().filter(|c| !c.is_control()).collect());
        self
    }
}

impl Element {
    /// Keys of the fields that it shows.
    pub fn keys(&self) -> Vec<&str> {
        match &self.kind {
            ElementKind::Text(text) | ElementKind::Multiline { text, .. } => keys(&text.content),
            ElementKind::Qrcode { content } => keys(content),
            ElementKind::Image(image) => match &image.source {
                ImageSource::Field(key) => vec![key],
                ImageSource::Asset(_) => Vec::new(),
            },
            ElementKind::Table(table) => table.pieces().filter_map(Piece::key).collect(),
            ElementKind::Line(_)
            | ElementKind::Rect(_)
            | ElementKind::Ellipse(_)
            | ElementKind::Guilloche(_)
            | ElementKind::Art(_)
            | ElementKind::Seal { .. } => Vec::new(),
        }
    }
}

/// Keys of the fields in a content.
pub(crate) fn keys(pieces: &[Piece]) -> Vec<&str> {
    pieces.iter().filter_map(Piece::key).collect()
}

#[cfg(test)]
mod tests;
