//! The display list: what stands where, in millimetres, after layout. Every output (SVG, OFD)
//! is made from it, so nothing is laid out twice.

use std::sync::Arc;

/// One certificate's pages. Lengths are mm, origin top left, y downwards.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplayList {
    pub pages: Vec<Page>,
    /// Subset with the characters that the template's own subsets lack; empty = not needed.
    /// Items point behind the compiled face's fonts: index `compiled.fonts().len() + n`.
    pub extra_fonts: Vec<SubsetFont>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// 正本, 副本 …
    pub side: String,
    pub width: f64,
    pub height: f64,
    /// Drawn above the background and the items' own order; the background itself stands in the
    /// compiled face because it is the same for every certificate.
    pub items: Vec<Item>,
    pub seals: Vec<SealPlace>,
    /// Tiles of a copy's visible watermark; empty in the signed original.
    pub watermark: Vec<Item>,
}

/// One drawn thing. A field of several fonts or lines beyond one font gives several items.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// `id` of the template's element.
    pub element: String,
    /// Key of the field it shows (`bind`), for the tag index.
    pub field: Option<String>,
    pub boundary: Rect,
    pub draw: Draw,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Draw {
    Text(Text),
    Image(Image),
    Path(Path),
}

/// Characters of one font, size and colour; x and y of a line are relative to the boundary.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Index into the compiled face's fonts, extra fonts behind them.
    pub font: usize,
    /// Em size in mm.
    pub size: f64,
    pub color: Color,
    /// 0..1.
    pub opacity: f64,
    /// Degrees, clockwise, around the boundary's middle; 0 in certificates, used by watermarks.
    pub angle: f64,
    pub lines: Vec<Line>,
}

/// `x`, `y`: the first glyph's origin on the baseline. One character, one glyph.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub x: f64,
    pub y: f64,
    pub text: String,
    /// Distance to the next character; one fewer than there are characters.
    pub advances: Vec<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub format: ImageFormat,
    pub bytes: Arc<[u8]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    Png,
    Jpeg,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    pub stroke: Option<Color>,
    pub stroke_width: f64,
    pub fill: Option<Color>,
    /// Relative to the boundary.
    pub steps: Vec<Step>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Move(f64, f64),
    Line(f64, f64),
    Quad(f64, f64, f64, f64),
    Cubic(f64, f64, f64, f64, f64, f64),
    Close,
}

#[derive(Clone, Debug, PartialEq)]
pub struct SealPlace {
    pub element: String,
    pub signer: String,
    pub boundary: Rect,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub u8, pub u8, pub u8);

/// A TrueType file that holds only what is used; `name` is unique to its content.
#[derive(Clone, Debug, PartialEq)]
pub struct SubsetFont {
    pub name: String,
    pub family: String,
    pub bytes: Arc<[u8]>,
}
