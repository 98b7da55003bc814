//! Writes display items as the page objects of GB/T 33190-2016: clauses 9 (paths), 10 (images) and
//! 11 (text).

use std::fmt::Write as _;
use std::sync::Arc;

use face::display::{Color, Draw, Image, ImageFormat, Item, Path, Rect, Step, Text};

/// Hands out identifiers for page objects.
pub struct Identifiers {
    next: u32,
}

impl Identifiers {
    pub fn from(first: u32) -> Self {
        Self { next: first }
    }

    pub fn take(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }
}

/// Appends items to the XML of a page.
pub struct Pen<'a> {
    /// The XML that is appended to.
    pub out: &'a mut String,
    pub numbers: &'a mut Identifiers,
    /// Identifier of the first font; the others follow in order.
    pub first_font: u32,
    /// The pictures that items may show.
    pub images: &'a [Picture],
}

/// A picture with its resource identifier.
#[derive(Clone, Debug)]
pub struct Picture {
    pub id: u32,
    /// File name in the folder `Res`.
    pub file: String,
    pub image: Image,
}

/// Collects the pictures that `items` show. A picture that occurs several times, or that is in
/// `known`, is stored only once.
pub fn collect_pictures<'i>(
    items: impl Iterator<Item = &'i Item>,
    known: &[Picture],
    first: u32,
    name: &str,
) -> Vec<Picture> {
    let mut found: Vec<Picture> = Vec::new();
    for item in items {
        let Draw::Image(image) = &item.draw else { continue };
        if picture(known, &image.bytes).or_else(|| picture(&found, &image.bytes)).is_some() {
            continue;
        }
        let ending = match image.format {
            ImageFormat::Png => "png",
            ImageFormat::Jpeg => "jpg",
        };
        let at = found.len();
        let file = format!("{name}_{at}.{ending}");
        found.push(Picture { id: first + at as u32, file, image: image.clone() });
    }
    found
}

fn picture<'p>(pictures: &'p [Picture], bytes: &Arc<[u8]>) -> Option<&'p Picture> {
    let same =
        |known: &&Picture| Arc::ptr_eq(&known.image.bytes, bytes) || known.image.bytes == *bytes;
    pictures.iter().find(same)
}

impl Pen<'_> {
    /// Writes one item and returns the identifier of its object.
    pub fn draw(&mut self, item: &Item) -> u32 {
        let id = self.numbers.take();
        match &item.draw {
            Draw::Text(text) => self.text(id, item.boundary, text),
            Draw::Image(image) => self.image(id, item.boundary, image),
            Draw::Path(path) => self.path(id, item.boundary, path),
        }
        id
    }

    fn open(&mut self, element: &str, id: u32, boundary: Rect) {
        self.put(&["<ofd:", element, " ID=\""]);
        push_integer(self.out, id);
        self.put(&["\" Boundary=\""]);
        push_rect(self.out, boundary);
        self.put(&["\""]);
    }

    fn put(&mut self, texts: &[&str]) {
        for text in texts {
            self.out.push_str(text);
        }
    }

    fn image(&mut self, id: u32, boundary: Rect, image: &Image) {
        let Some(resource) = picture(self.images, &image.bytes).map(|picture| picture.id) else {
            return;
        };
        self.open("ImageObject", id, boundary);
        self.alpha(image.opacity);
        self.put(&[" ResourceID=\""]);
        push_integer(self.out, resource);
        // An image is a unit square; without the matrix, readers draw it as large as 1 mm.
        self.put(&["\" CTM=\""]);
        push_numbers(self.out, &image.matrix(boundary));
        self.put(&["\"/>"]);
    }

    fn alpha(&mut self, opacity: f64) {
        if opacity < 1.0 {
            let alpha = (opacity.clamp(0.0, 1.0) * 255.0).round() as u32;
            self.put(&[" Alpha=\""]);
            push_integer(self.out, alpha);
            self.put(&["\""]);
        }
    }

    /// Writes a TextObject: color, then one TextCode per line.
    fn text(&mut self, id: u32, boundary: Rect, text: &Text) {
        let (boundary, matrix, shift) = rotated(boundary, text.angle);
        self.open("TextObject", id, boundary);
        if let Some(matrix) = matrix {
            self.put(&[" CTM=\"", &matrix, "\""]);
        }
        self.alpha(text.opacity);
        self.put(&[" Font=\""]);
        push_integer(self.out, self.first_font + text.font as u32);
        self.put(&["\" Size=\""]);
        push_number(self.out, text.size);
        self.put(&["\">"]);
        self.color("FillColor", text.color);
        for line in &text.lines {
            self.put(&["<ofd:TextCode X=\""]);
            push_number(self.out, line.x + shift.0);
            self.put(&["\" Y=\""]);
            push_number(self.out, line.y + shift.1);
            // Without DeltaX, some readers draw all characters on top of each other.
            if !line.advances.is_empty() {
                self.put(&["\" DeltaX=\""]);
                push_numbers(self.out, &line.advances);
            }
            self.put(&["\">"]);
            escape(self.out, &line.text);
            self.put(&["</ofd:TextCode>"]);
        }
        self.put(&["</ofd:TextObject>"]);
    }

    fn path(&mut self, id: u32, boundary: Rect, path: &Path) {
        let stroke = if path.stroke.is_some() { "true" } else { "false" };
        // `Fill` defaults to false (clause 9.1). It is not written as false, because a widespread
        // reader then fills the path with black.
        let fill = if path.fill.is_some() { "\" Fill=\"true" } else { "" };
        self.open("PathObject", id, boundary);
        self.alpha(path.opacity);
        if path.even_odd {
            self.put(&[" Rule=\"Even-Odd\""]);
        }
        self.put(&[" LineWidth=\""]);
        push_number(self.out, path.stroke_width);
        self.put(&["\" Stroke=\"", stroke, fill, "\">"]);
        // The schema orders StrokeColor before FillColor in paths, and after it in texts.
        if let Some(color) = path.stroke {
            self.color("StrokeColor", color);
        }
        if let Some(color) = path.fill {
            self.color("FillColor", color);
        }
        self.put(&["<ofd:AbbreviatedData>"]);
        for (at, step) in path.steps.iter().enumerate() {
            if at > 0 {
                self.out.push(' ');
            }
            match *step {
                Step::Move(x, y) => self.step("M ", &[x, y]),
                Step::Line(x, y) => self.step("L ", &[x, y]),
                Step::Quad(a, b, x, y) => self.step("Q ", &[a, b, x, y]),
                Step::Cubic(a, b, c, d, x, y) => self.step("B ", &[a, b, c, d, x, y]),
                Step::Close => self.out.push('C'),
            }
        }
        self.put(&["</ofd:AbbreviatedData></ofd:PathObject>"]);
    }

    fn step(&mut self, letter: &str, values: &[f64]) {
        self.out.push_str(letter);
        push_numbers(self.out, values);
    }

    fn color(&mut self, element: &str, Color(red, green, blue): Color) {
        self.put(&["<ofd:", element, " Value=\""]);
        for (at, part) in [red, green, blue].into_iter().enumerate() {
            if at > 0 {
                self.out.push(' ');
            }
            push_integer(self.out, u32::from(part));
        }
        self.put(&["\"/>"]);
    }
}

/// Computes how a text is rotated by `angle` degrees around the center of its boundary.
///
/// Readers clip an object to its boundary, so a rotated text gets a square that holds it at every
/// angle. Returns this boundary, the transformation matrix (CTM), and the offset in mm of the
/// original box in it.
fn rotated(boundary: Rect, angle: f64) -> (Rect, Option<String>, (f64, f64)) {
    if angle == 0.0 {
        return (boundary, None, (0.0, 0.0));
    }
    let Rect { x, y, width, height } = boundary;
    let side = width.hypot(height);
    let wide = Rect {
        x: x + (width - side) / 2.0,
        y: y + (height - side) / 2.0,
        width: side,
        height: side,
    };
    let (sin, cos) = angle.to_radians().sin_cos();
    let middle = side / 2.0;
    let e = middle - (cos * middle - sin * middle);
    let f = middle - (sin * middle + cos * middle);
    let mut matrix = String::new();
    push_numbers(&mut matrix, &[cos, sin, -sin, cos, e, f]);
    (wide, Some(matrix), ((side - width) / 2.0, (side - height) / 2.0))
}

/// A rectangle as an ST_Box, in mm.
pub fn rect(boundary: Rect) -> String {
    let mut out = String::new();
    push_rect(&mut out, boundary);
    out
}

fn push_rect(out: &mut String, Rect { x, y, width, height }: Rect) {
    push_numbers(out, &[x, y, width, height]);
}

fn push_numbers(out: &mut String, values: &[f64]) {
    for (at, value) in values.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        push_number(out, *value);
    }
}

fn push_integer(out: &mut String, value: u32) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{value}");
}

/// A number in the form of [`push_number`].
pub fn number(value: f64) -> String {
    let mut out = String::new();
    push_number(&mut out, value);
    out
}

/// Writes at most four decimals, without exponent and without negative zero.
fn push_number(out: &mut String, value: f64) {
    // Identifiers are lengths on paper. Nothing that is larger, infinite or not a number can be drawn.
    let scaled = (value * 10_000.0).round();
    let scaled = if scaled.abs() < 1e15 { scaled as i64 } else { 0 };
    if scaled < 0 {
        out.push('-');
    }
    let (whole, mut rest) = (scaled.unsigned_abs() / 10_000, scaled.unsigned_abs() % 10_000);
    let _ = write!(out, "{whole}");
    if rest == 0 {
        return;
    }
    out.push('.');
    let mut digits = 4;
    while rest.is_multiple_of(10) {
        rest /= 10;
        digits -= 1;
    }
    let _ = write!(out, "{rest:0digits$}");
}

/// Returns `text` with the reserved characters of XML as entities.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// Appends `text` with the reserved characters of XML as entities.
pub fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML 1.0 does not allow these two, nor control characters other than tab and newline.
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            c if c.is_control() && !matches!(c, '\t' | '\n') => out.push(' '),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_few_decimals_and_no_exponent() {
        let shown = [0.0, -0.000_01, 1.5, 100.0, 0.352_777_8, -2.25, 1e-9, 3.05, -0.25].map(number);
        assert_eq!(shown, ["0", "0", "1.5", "100", "0.3528", "-2.25", "0", "3.05", "-0.25"]);
        assert_eq!([f64::NAN, f64::INFINITY, 1e300].map(number), ["0", "0", "0"]);
    }

    #[test]
    fn text_is_escaped_to_well_formed_xml() {
        assert_eq!(escaped("<甲 & \"乙\">\u{1}\u{ffff}"), "&lt;甲 &amp; &quot;乙&quot;&gt;  ");
    }

    #[test]
    fn a_rotated_text_keeps_its_center() {
        let boundary = Rect { x: 10.0, y: 20.0, width: 40.0, height: 30.0 };
        let (wide, matrix, shift) = rotated(boundary, 90.0);
        assert_eq!((wide.x, wide.y, wide.width), (5.0, 10.0, 50.0));
        assert_eq!(shift, (5.0, 10.0));
        // A quarter turn clockwise moves the right end of the text below its center.
        let m: Vec<f64> = matrix.unwrap().split(' ').map(|n| n.parse().unwrap()).collect();
        let at = |x: f64, y: f64| (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]);
        assert_eq!(at(25.0, 25.0), (25.0, 25.0));
        assert_eq!(at(45.0, 25.0), (25.0, 45.0));
    }
}
