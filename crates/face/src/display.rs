//! The display list: the position of everything on the pages, after layout.
//!
//! Every output format (SVG, OFD, PDF, PNG) is made from it, so that nothing is laid out twice.
//! Lengths are in mm, with the origin at the top left and y pointing down, as in OFD.

use std::sync::Arc;

/// The pages of one certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplayList {
    pub pages: Vec<Page>,
    /// Font subsets with characters that the base subsets lack; usually empty. Their indices follow
    /// those of the compiled face: `compiled.fonts().len() + n`.
    pub extra_fonts: Vec<SubsetFont>,
}

/// A page and what it shows above the background of the compiled face.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Index of the page in the compiled face. A continuation page (附页) may occur several times.
    pub base: usize,
    /// Name of the page: 正本, 副本 …
    pub side: String,
    /// In mm.
    pub width: f64,
    /// In mm.
    pub height: f64,
    /// In drawing order, above the background.
    pub items: Vec<Item>,
    pub seals: Vec<SealPlace>,
    /// Tiles of the visible watermark of a copy; empty in the signed original. They stand behind text and
    /// pictures, so that they hide nothing.
    pub watermark: Vec<Item>,
    /// What is drawn above everything else, seals too: the code of a copy, the words across a certificate that
    /// is not in force, and the line at the foot of a printout. It is empty in the signed original.
    pub overlay: Vec<Item>,
}

/// One drawn object. A field in several fonts has several items.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// `id` of the element in the template.
    pub element: String,
    /// Key of the field that it shows, for the data index (标引).
    pub field: Option<String>,
    pub boundary: Rect,
    pub draw: Draw,
}

/// What an item draws.
#[derive(Clone, Debug, PartialEq)]
pub enum Draw {
    Text(Text),
    Image(Image),
    Path(Path),
}

/// Text of one font, size and colour.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Index of the font: first those of the compiled face, then the extra fonts.
    pub font: usize,
    /// Em size in mm.
    pub size: f64,
    pub color: Color,
    /// From 0 to 1.
    pub opacity: f64,
    /// In degrees clockwise around the center of the boundary.
    pub angle: f64,
    pub lines: Vec<Line>,
}

/// One line of text; each character is one glyph. `x` and `y` are the origin of the first glyph on
/// the baseline, relative to the boundary.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub x: f64,
    pub y: f64,
    pub text: String,
    /// Distance from each character to the next; one fewer than there are characters.
    pub advances: Vec<f64>,
}

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Image {
    pub format: ImageFormat,
    pub bytes: Arc<[u8]>,
    /// Position of the whole picture before rotation, relative to the boundary. Parts outside of
    /// the boundary are not shown.
    pub frame: Rect,
    /// In degrees clockwise around the center of the boundary.
    pub angle: f64,
    /// From 0 to 1.
    pub opacity: f64,
}

impl Image {
    /// An opaque picture that is stretched to the boundary.
    pub fn filling(format: ImageFormat, bytes: Arc<[u8]>, boundary: Rect) -> Self {
        let frame = Rect { x: 0.0, y: 0.0, ..boundary };
        Self { format, bytes, frame, angle: 0.0, opacity: 1.0 }
    }

    /// Whether part of the picture lies outside of the boundary.
    pub fn is_cut(&self, boundary: Rect) -> bool {
        let turned = (self.angle / 90.0).round() as i64 % 2 != 0;
        let Rect { width, height, .. } = self.frame;
        let (across, down) = if turned { (height, width) } else { (width, height) };
        across > boundary.width + 1e-6 || down > boundary.height + 1e-6
    }

    /// The transformation of the unit square (origin top left, y down) into the boundary, as
    /// `[a, b, c, d, e, f]` of x' = ax + cy + e and y' = bx + dy + f.
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

/// The format of a picture file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFormat {
    Png,
    Jpeg,
}

/// An outline that is stroked, filled or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// `None` if the outline is not stroked.
    pub stroke: Option<Color>,
    /// In mm.
    pub stroke_width: f64,
    /// `None` if the outline is not filled.
    pub fill: Option<Color>,
    /// From 0 to 1.
    pub opacity: f64,
    /// Fill rule: even-odd if true, otherwise nonzero.
    pub even_odd: bool,
    /// Coordinates are relative to the boundary.
    pub steps: Vec<Step>,
}

/// A step of an outline; the last two coordinates are its end point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    Move(f64, f64),
    Line(f64, f64),
    /// A quadratic curve: control point, end point.
    Quad(f64, f64, f64, f64),
    /// A cubic curve: two control points, end point.
    Cubic(f64, f64, f64, f64, f64, f64),
    Close,
}

/// Where a seal is to be placed.
#[derive(Clone, Debug, PartialEq)]
pub struct SealPlace {
    /// `id` of the element in the template.
    pub element: String,
    /// Who seals: `issuer`.
    pub signer: String,
    pub boundary: Rect,
}

/// What is drawn in the places of the seals.
#[derive(Clone, Copy, Debug)]
pub enum Seals<'a> {
    /// Dashed rings, so that nobody takes the page for a sealed certificate.
    Rings,
    /// The pictures of seals. A place without a stamp stays empty.
    Stamps(&'a [Stamp<'a>]),
}

/// The picture of a seal: index of the page, box in mm, and the PNG or JPEG file that fills the box.
pub type Stamp<'a> = (usize, Rect, &'a [u8]);

impl<'a> Seals<'a> {
    /// The stamps of a page, and whether its places show rings.
    pub(crate) fn on(self, page: usize) -> (impl Iterator<Item = (Rect, &'a [u8])>, bool) {
        let (stamps, rings) = match self {
            Self::Rings => (&[][..], true),
            Self::Stamps(stamps) => (stamps, false),
        };
        let here = stamps.iter().filter(move |(on, ..)| *on == page);
        (here.map(|(_, place, bytes)| (*place, *bytes)), rings)
    }
}

/// A rectangle in mm; `x` and `y` are its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub u8, pub u8, pub u8);

/// A TrueType font that contains only the needed glyphs. `name` is unique to its content.
#[derive(Clone, Debug, PartialEq)]
pub struct SubsetFont {
    /// PostScript name.
    pub name: String,
    pub family: String,
    /// The font file.
    pub bytes: Arc<[u8]>,
}
