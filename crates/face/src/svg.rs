//! Writes pages as SVG for use in `<img>`.
//!
//! Glyphs are outlines from the embedded subsets, so that the browser lays nothing out. The SVG has
//! no styles, no scripts and no external references. Lengths are in mm.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt::Write as _;

use base64::Engine as _;
use budget::{Budget, Exceeded, Work};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use crate::compile::{CompiledFace, CompiledPage};
use crate::display::{
    Color, DisplayList, Draw, Image, ImageFormat, Item, Page, Path, Rect, SealPlace, Seals, Step,
    SubsetFont, Text,
};
use crate::font::outline;
use crate::picture::probe;

/// Distance in mm between pages that are drawn one below the other.
const GAP: f64 = 6.0;

/// Draws the page with index `page`; returns an empty string if there is none.
pub fn page_svg(face: &CompiledFace, list: &DisplayList, page: usize) -> String {
    let pages: Vec<(usize, &Page)> =
        list.pages.get(page).map(|drawn| (page, drawn)).into_iter().collect();
    // Without a limit the drawing cannot fail.
    let drawn = Some(svg(face, list, &pages, Seals::Rings, &Budget::unlimited()));
    drawn.and_then(Result::ok).unwrap_or_default()
}

/// Draws all pages one below the other, with `seals` in the places of the seals; returns an empty string if
/// there are none. A stamp that is neither PNG nor JPEG is left out.
///
/// # Errors
///
/// The budget does not suffice: a picture or a background is written for every page that shows it.
pub fn pages_svg(
    face: &CompiledFace,
    list: &DisplayList,
    seals: Seals<'_>,
    budget: &Budget,
) -> Result<String, Exceeded> {
    svg(face, list, &list.pages.iter().enumerate().collect::<Vec<_>>(), seals, budget)
}

/// Length of a written step, glyph and other item at most, in bytes.
const STEP_LENGTH: usize = 60;
const GLYPH_LENGTH: usize = 110;
const ITEM_LENGTH: usize = 160;
const IMAGE_LENGTH: usize = 400;
/// How often the written bytes are kept: the body, the whole picture, and the reserve of a string that
/// grows.
const COPIES: usize = 3;

fn svg(
    face: &CompiledFace,
    list: &DisplayList,
    pages: &[(usize, &Page)],
    seals: Seals<'_>,
    budget: &Budget,
) -> Result<String, Exceeded> {
    if pages.is_empty() {
        return Ok(String::new());
    }
    let fonts: Vec<&SubsetFont> = face.fonts().iter().chain(&list.extra_fonts).collect();
    let mut picture = Picture { fonts: Glyphs::new(&fonts), body: String::new(), budget };
    let (mut across, mut down): (f64, f64) = (0.0, 0.0);
    for (at, page) in pages {
        picture.page(face, page, (down, seals.on(*at)))?;
        across = across.max(page.width);
        down += page.height + GAP;
    }
    let (width, height) = (Number(across), Number(down - GAP));
    let mut out = String::with_capacity(picture.body.len());
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\"><defs>"
    );
    for ((font, glyph), steps) in &picture.fonts.used {
        let _ = write!(out, "<path id=\"g{font}-{glyph}\" d=\"{}\"/>", Data(steps));
    }
    out.push_str("</defs>");
    out.push_str(&picture.body);
    out.push_str("</svg>");
    Ok(out)
}

struct Picture<'a> {
    fonts: Glyphs<'a>,
    body: String,
    budget: &'a Budget,
}

impl Picture<'_> {
    /// Draws a page with its upper edge at `y` mm, with stamps or rings.
    fn page<'s>(
        &mut self,
        face: &CompiledFace,
        page: &Page,
        (y, (stamps, rings)): (f64, (impl Iterator<Item = (Rect, &'s [u8])>, bool)),
    ) -> Result<(), Exceeded> {
        if y > 0.0 {
            let _ = write!(self.body, "<g transform=\"translate(0 {})\">", Number(y));
        }
        let (width, height) = (Number(page.width), Number(page.height));
        let _ = write!(self.body, "<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>");
        let (ground, artwork) =
            face.pages.get(page.base).map_or((&[][..], &[][..]), CompiledPage::split);
        let below = ground.iter().chain(&page.watermark);
        below.chain(artwork).chain(&page.items).try_for_each(|item| self.item(item))?;
        if rings {
            page.seals.iter().for_each(|place| self.seal(place));
        }
        stamps.into_iter().try_for_each(|(place, bytes)| self.stamp(place, bytes))?;
        page.overlay.iter().try_for_each(|item| self.item(item))?;
        if y > 0.0 {
            self.body.push_str("</g>");
        }
        Ok(())
    }

    fn item(&mut self, item: &Item) -> Result<(), Exceeded> {
        let length = match &item.draw {
            Draw::Text(text) => {
                let characters =
                    text.lines.iter().map(|line| line.text.chars().count()).sum::<usize>();
                self.budget.charge(Work::Character, characters)?;
                characters * GLYPH_LENGTH
            }
            Draw::Image(image) => image.bytes.len() / 3 * 4 + IMAGE_LENGTH,
            Draw::Path(path) => path.steps.len() * STEP_LENGTH,
        };
        self.budget.charge(Work::Written, length + ITEM_LENGTH)?;
        self.budget.hold(COPIES * (length + ITEM_LENGTH))?;
        match &item.draw {
            Draw::Text(text) => self.text(&item.boundary, text),
            Draw::Image(image) => self.image(&item.boundary, image),
            Draw::Path(path) => self.path(&item.boundary, path),
        }
        Ok(())
    }

    fn text(&mut self, boundary: &Rect, text: &Text) {
        let (x, y) = (Number(boundary.x), Number(boundary.y));
        let _ = write!(self.body, "<g fill=\"{}\"", Hex(text.color));
        if text.opacity < 1.0 {
            let _ = write!(self.body, " fill-opacity=\"{}\"", Number(text.opacity));
        }
        let _ = write!(self.body, " transform=\"translate({x} {y})");
        if text.angle != 0.0 {
            let middle = (Number(boundary.width / 2.0), Number(boundary.height / 2.0));
            let angle = Number(text.angle);
            let _ = write!(self.body, " rotate({angle} {} {})", middle.0, middle.1);
        }
        self.body.push_str("\">");
        for line in &text.lines {
            let mut x = line.x;
            let mut advances = line.advances.iter();
            for c in line.text.chars() {
                self.glyph(text.font, c, (x, line.y), text.size);
                x += advances.next().copied().unwrap_or(0.0);
            }
        }
        self.body.push_str("</g>");
    }

    fn glyph(&mut self, font: usize, c: char, at: (f64, f64), size: f64) {
        let Some((glyph, em)) = self.fonts.glyph(font, c) else { return };
        let (x, y, k) = (Number(at.0), Number(at.1), size / em);
        let _ = write!(
            self.body,
            "<use href=\"#g{font}-{glyph}\" \
             transform=\"translate({x} {y}) scale({k:.7} -{k:.7})\"/>"
        );
    }

    fn image(&mut self, boundary: &Rect, image: &Image) {
        let kind = match image.format {
            ImageFormat::Png => "png",
            ImageFormat::Jpeg => "jpeg",
        };
        let data = base64::engine::general_purpose::STANDARD.encode(&image.bytes);
        let Rect { x, y, width, height } = *boundary;
        // A nested svg element clips the picture to the boundary.
        let cut = image.is_cut(*boundary);
        if cut {
            let (w, h) = (Number(width), Number(height));
            let _ = write!(
                self.body,
                "<svg x=\"{}\" y=\"{}\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">",
                Number(x),
                Number(y)
            );
        }
        let (dx, dy) = if cut { (0.0, 0.0) } else { (x, y) };
        let frame = image.frame;
        let _ = write!(
            self.body,
            "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            Number(frame.x + dx),
            Number(frame.y + dy),
            Number(frame.width),
            Number(frame.height)
        );
        if image.opacity < 1.0 {
            let _ = write!(self.body, " opacity=\"{}\"", Number(image.opacity));
        }
        if image.angle != 0.0 {
            let (mx, my) = (Number(dx + width / 2.0), Number(dy + height / 2.0));
            let angle = Number(image.angle);
            let _ = write!(self.body, " transform=\"rotate({angle} {mx} {my})\"");
        }
        let _ = write!(self.body, " preserveAspectRatio=\"none\"");
        let _ = write!(self.body, " href=\"data:image/{kind};base64,{data}\"/>");
        if cut {
            self.body.push_str("</svg>");
        }
    }

    fn path(&mut self, boundary: &Rect, path: &Path) {
        let (x, y) = (Number(boundary.x), Number(boundary.y));
        let data = Data(&path.steps);
        let _ = write!(self.body, "<path transform=\"translate({x} {y})\" d=\"{data}\"");
        if path.opacity < 1.0 {
            let _ = write!(self.body, " opacity=\"{}\"", Number(path.opacity));
        }
        if path.even_odd {
            self.body.push_str(" fill-rule=\"evenodd\"");
        }
        match path.fill {
            Some(fill) => {
                let _ = write!(self.body, " fill=\"{}\"", Hex(fill));
            }
            None => self.body.push_str(" fill=\"none\""),
        }
        if let Some(stroke) = path.stroke {
            let (stroke, width) = (Hex(stroke), Number(path.stroke_width));
            let _ = write!(self.body, " stroke=\"{stroke}\" stroke-width=\"{width}\"");
        }
        self.body.push_str("/>");
    }

    /// Draws the picture of a seal.
    fn stamp(&mut self, boundary: Rect, bytes: &[u8]) -> Result<(), Exceeded> {
        let Ok(picture) = probe(bytes) else { return Ok(()) };
        let image = Image::filling(picture.format, bytes.into(), boundary);
        let (element, draw) = ("stamp".to_owned(), Draw::Image(image));
        self.item(&Item { element, field: None, boundary, draw })
    }

    /// Draws a dashed ring without text, so that nobody takes the preview for a sealed certificate.
    fn seal(&mut self, place: &SealPlace) {
        let Rect { x, y, width, height } = place.boundary;
        let (cx, cy) = (Number(x + width / 2.0), Number(y + height / 2.0));
        let radius = Number((width.min(height) / 2.0 - 0.3).max(0.1));
        let _ = write!(
            self.body,
            "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"{radius}\" fill=\"none\" stroke=\"#c81e1e\" \
             stroke-width=\"0.5\" stroke-opacity=\"0.6\" stroke-dasharray=\"2 1.5\"/>"
        );
    }
}

/// The glyph outlines that are used, by font and glyph index.
struct Glyphs<'a> {
    fonts: Vec<Option<(FontRef<'a>, f64)>>,
    used: BTreeMap<(usize, u32), Vec<Step>>,
}

impl<'a> Glyphs<'a> {
    fn new(fonts: &[&'a SubsetFont]) -> Self {
        let read = |font: &&'a SubsetFont| {
            let font = FontRef::new(&font.bytes).ok()?;
            let metrics = font.metrics(
                skrifa::instance::Size::unscaled(),
                skrifa::instance::LocationRef::default(),
            );
            Some((font, f64::from(metrics.units_per_em)))
        };
        Self { fonts: fonts.iter().map(read).collect(), used: BTreeMap::new() }
    }

    /// Returns glyph index and units per em; `None` for characters without an outline.
    fn glyph(&mut self, font: usize, c: char) -> Option<(u32, f64)> {
        let (face, em) = self.fonts.get(font)?.as_ref()?;
        let glyph = face.charmap().map(c)?;
        let key = (font, glyph.to_u32());
        if let Entry::Vacant(unknown) = self.used.entry(key) {
            let steps = outline(face, GlyphId::new(key.1))?;
            if steps.is_empty() {
                return None;
            }
            unknown.insert(steps);
        }
        Some((key.1, *em))
    }
}

/// Displays at most three decimals without trailing zeros.
struct Number(f64);

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rounded = (self.0 * 1000.0).round() / 1000.0;
        // Adding zero turns a negative zero into a plain one.
        write!(f, "{}", rounded + 0.0)
    }
}

/// Displays a colour as `#rrggbb`.
struct Hex(Color);

impl std::fmt::Display for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Color(red, green, blue) = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// Displays an outline as SVG path data.
struct Data<'a>(&'a [Step]);

impl std::fmt::Display for Data<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let n = Number;
        for step in self.0 {
            match *step {
                Step::Move(x, y) => write!(f, "M{} {}", n(x), n(y))?,
                Step::Line(x, y) => write!(f, "L{} {}", n(x), n(y))?,
                Step::Quad(a, b, x, y) => write!(f, "Q{} {} {} {}", n(a), n(b), n(x), n(y))?,
                Step::Cubic(a, b, c, d, x, y) => {
                    write!(f, "C{} {} {} {} {} {}", n(a), n(b), n(c), n(d), n(x), n(y))?;
                }
                Step::Close => f.write_str("Z")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
