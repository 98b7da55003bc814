//! The template of a face, format `yinxin-face/1` (docs/face-templates.md): typed elements read
//! from the catalog entry's JSON, with every finding named by its place. Lengths are mm, type
//! sizes points.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::display::{Color, Rect};
use crate::format::Piece;

mod art;
mod check;
mod raw;
pub mod table;

pub use art::Art;
use table::Table;

/// The one format that is read.
pub const FORMAT: &str = "yinxin-face/1";

/// Keys that every type has beside its own fields: identifier, name, number, issuing unit, issue
/// date, holder's name and code, first and last day of validity.
pub const BUILT_IN_KEYS: &[&str] =
    &["ZZBS", "ZZMC", "ZZBH", "ZZBFJG", "ZZBFRQ", "CZZT", "CZZTDM", "ZZYXQQSRQ", "ZZYXQJZRQ"];

/// Number of the page and of all pages, for any text.
pub const PAGE_KEYS: &[&str] = &["page", "pages"];

/// What is wrong with a template, and where: `pages[0].elements[3].bind`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFinding {
    pub place: String,
    pub code: &'static str,
    pub zh: String,
    pub en: String,
}

/// A template that stands all checks that need no font.
#[derive(Clone, Debug, PartialEq)]
pub struct FaceTemplate {
    pub name: String,
    /// Short name → font faces; later ones fill in what earlier ones lack.
    pub fonts: BTreeMap<String, Vec<String>>,
    pub pages: Vec<PageTemplate>,
    /// The JSON it was read from, keys sorted: part of the digest.
    pub(crate) source: String,
    /// Characters that the fields are likely to bring, if the type says so.
    pub(crate) expected: Option<BTreeSet<char>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PageTemplate {
    /// 正本, 副本 …
    pub side: String,
    pub width: f64,
    pub height: f64,
    /// 附页: drawn as often as its tables have rows left, perhaps never.
    pub continuation: bool,
    /// The same on every certificate; binds nothing.
    pub background: Vec<Element>,
    pub elements: Vec<Element>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    pub id: String,
    pub bounds: Rect,
    /// `None` = always shown.
    pub visible_if: Option<Condition>,
    pub kind: ElementKind,
}

/// When an element is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub field: String,
    pub test: Test,
}

/// Blanks around a value do not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    Present,
    Absent,
    Equals(String),
}

#[derive(Clone, Debug, PartialEq)]
pub enum ElementKind {
    /// One line.
    Text(TextElement),
    /// Broken into lines; `line_height` in mm.
    Multiline {
        text: TextElement,
        line_height: f64,
    },
    Image(ImageElement),
    Qrcode {
        content: Vec<Piece>,
    },
    /// From the box's top left to its bottom right corner.
    Line(Shape),
    Rect(Shape),
    Ellipse(Shape),
    /// Ground of waves 底纹, a vector path from a formula.
    Guilloche(Guilloche),
    /// A drawing from a cleaned SVG.
    Art(Art),
    Table(Table),
    Seal {
        signer: String,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct TextElement {
    /// `bind` is one place without format.
    pub content: Vec<Piece>,
    /// Short name of the template's fonts.
    pub font: String,
    /// Points.
    pub font_size: f64,
    pub align: Align,
    pub valign: Valign,
    pub color: Color,
    pub overflow: Overflow,
    /// Set in the font's bold face.
    pub bold: bool,
    /// Clockwise, around the box's middle; the box stays where it is.
    pub rotate: Quarter,
    /// Above 0, at most 1.
    pub opacity: f64,
    /// Added behind each character but a line's last, in ems.
    pub letter_spacing: f64,
    /// Free room before the first line of each paragraph, in ems.
    pub indent: f64,
    pub max_lines: Option<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ImageElement {
    pub source: ImageSource,
    pub fit: Fit,
    /// Dots per inch that a field's picture must have in its box.
    pub min_dpi: Option<f64>,
    pub rotate: Quarter,
    pub opacity: f64,
}

/// How a picture of another shape stands in its box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// Whole, in the middle.
    #[default]
    Contain,
    /// Over the whole box; what stands out is cut off on both sides.
    Cover,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ImageSource {
    Field(String),
    /// A picture of the template, checked.
    Asset(Arc<[u8]>),
}

/// A line, rectangle or ellipse; at least one of stroke and fill.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    pub stroke: Option<Stroke>,
    pub fill: Option<Color>,
    /// Drawn and left out in turn, mm.
    pub dash: Option<(f64, f64)>,
    /// Above 0, at most 1.
    pub opacity: f64,
}

/// `lines` sine waves one below the other, each moved on by `phase_step` degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guilloche {
    pub lines: u32,
    /// Millimetres.
    pub amplitude: f64,
    /// Waves over the box's width.
    pub periods: u32,
    pub phase_step: f64,
    pub stroke: Stroke,
}

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
            _ => return Err("rotate is 0, 90, 180 or 270"),
        })
    }
}

impl Quarter {
    pub fn degrees(self) -> f64 {
        match self {
            Self::None => 0.0,
            Self::Quarter => 90.0,
            Self::Half => 180.0,
            Self::ThreeQuarters => 270.0,
        }
    }

    /// Whether width and height change places.
    pub fn swaps(self) -> bool {
        matches!(self, Self::Quarter | Self::ThreeQuarters)
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub color: Color,
    pub width: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
    /// 分散对齐: every line as wide as the box.
    JustifyAll,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Valign {
    #[default]
    Top,
    Middle,
    Bottom,
}

/// What happens to a text that does not fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Overflow {
    /// The certificate is not produced.
    Error,
    /// Smaller down to so many points, then an error.
    Shrink { min: f64 },
    /// Cut; for ornament only.
    Clip,
}

impl FaceTemplate {
    /// Reads and checks a template; `keys` are the built-in keys and those of the entry's fields.
    /// Errors: everything that is wrong, in the order of the template.
    pub fn parse(json: &Value, keys: &[&str]) -> Result<Self, Vec<TemplateFinding>> {
        check::template(json, keys)
    }

    /// `text`: what the fields of the type are likely to say, such as their examples. Its
    /// characters stand in the font that all files of the type carry.
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

pub(crate) fn keys(pieces: &[Piece]) -> Vec<&str> {
    pieces.iter().filter_map(Piece::key).collect()
}

#[cfg(test)]
mod tests;
