//! The template of a face, format `yinxin-face/1` (docs/face-templates.md): typed elements read
//! from the catalog entry's JSON, with every finding named by its place. Lengths are mm, type
//! sizes points.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::display::{Color, Rect};
use crate::format::Piece;

mod check;
mod raw;

/// The one format that is read.
pub const FORMAT: &str = "yinxin-face/1";

/// Keys that every type has beside its own fields: identifier, name, number, issuing unit, issue
/// date, holder's name and code, first and last day of validity.
pub const BUILT_IN_KEYS: &[&str] =
    &["ZZBS", "ZZMC", "ZZBH", "ZZBFJG", "ZZBFRQ", "CZZT", "CZZTDM", "ZZYXQQSRQ", "ZZYXQJZRQ"];

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
    /// The same on every certificate; binds nothing.
    pub background: Vec<Element>,
    pub elements: Vec<Element>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    pub id: String,
    pub bounds: Rect,
    pub kind: ElementKind,
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
    Image {
        bind: String,
    },
    Qrcode {
        content: Vec<Piece>,
    },
    /// From the box's top left to its bottom right corner.
    Line(Stroke),
    Rect(Stroke),
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
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    pub color: Color,
    pub width: f64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
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
            ElementKind::Image { bind } => vec![bind],
            ElementKind::Line(_) | ElementKind::Rect(_) | ElementKind::Seal { .. } => Vec::new(),
        }
    }
}

pub(crate) fn keys(pieces: &[Piece]) -> Vec<&str> {
    pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Place { key, .. } => Some(key.as_str()),
            Piece::Fixed(_) => None,
        })
        .collect()
}

#[cfg(test)]
mod tests;
