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
    /// Which page of the compiled face lies below; a continuation page 附页 may come several times.
    pub base: usize,
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
    /// Where the whole picture lies before it is turned, relative to the boundary; what stands
    /// out of the boundary is not shown.
    pub frame: Rect,
    /// Degrees, clockwise, around the boundary's middle.
    pub angle: f64,
    /// 0..1.
    pub opacity: f64,
}

impl Image {
    /// The whole picture in the whole boundary.
    pub fn filling(format: ImageFormat, bytes: Arc<[u8]>, boundary: Rect) -> Self {
        let frame = Rect { x: 0.0, y: 0.0, ..boundary };
        Self { format, bytes, frame, angle: 0.0, opacity: 1.0 }
    }

    /// Whether part of the picture stands out of the boundary.
    pub fn is_cut(&self, boundary: Rect) -> bool {
        let turned = (self.angle / 90.0).round() as i64 % 2 != 0;
        let Rect { width, height, .. } = self.frame;
        let (across, down) = if turned { (height, width) } else { (width, height) };
        across > boundary.width + 1e-6 || down > boundary.height + 1e-6
    }

    /// From the unit square (origin top left, y down) to the boundary's own millimetres, as
    /// a b c d e f of x' = ax + cy + e, y' = bx + dy + f.
    pub fn matrix(&self, boundary: Rect) -> [f64; 6] {
        let Rect { x, y, width, height } = self.frame;
        let (sin, cos) = self.angle.to_radians().sin_cos();
        let (mx, my) = (boundary.width / 2.0, boundary.height / 2.0);
        let (dx, dy) = (x - mx, y - my);
        let e = mx + cos * dx - sin * dy;
        let f = my + sin * dx + cos * dy;
        [cos * width, sin * width, -sin * height, cos * height, e, f]
    }
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
    /// 0..1.
    pub opacity: f64,
    /// Which parts of crossing outlines are filled: those wound around an odd number of times
    /// (`true`), or any number but none.
    pub even_odd: bool,
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
