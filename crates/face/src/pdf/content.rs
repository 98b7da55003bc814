//! Writes items as page content, in mm with y pointing down.

use std::collections::{BTreeMap, BTreeSet};

use pdf_writer::writers::Resources;
use pdf_writer::{Chunk, Content, Finish as _, Name, Ref, Str};

use super::font::Embedded;
use super::picture::Pictures;
use super::{Numbers, PdfError, short};
use crate::display::{Color, Draw, Image, ImageFormat, Item, Path, Rect, Step, Text};
use crate::layout::KAPPA;

/// Draws items and records which resources they use.
pub(super) struct Pen<'a> {
    content: Content,
    used: Used,
    fonts: &'a [Embedded],
    pictures: &'a mut Pictures,
    chunk: &'a mut Chunk,
    numbers: &'a mut Numbers,
}

/// The resources that a content stream uses.
#[derive(Default)]
pub(super) struct Used {
    fonts: BTreeSet<usize>,
    /// Opacities as a number from 0 to 255.
    opacities: BTreeSet<u8>,
    pictures: BTreeMap<i32, Ref>,
}

impl Used {
    /// Writes the resource dictionary, with `more` as additional external objects.
    pub fn resources(&self, out: &mut Resources<'_>, fonts: &[Embedded], more: &[(&[u8], Ref)]) {
        if !self.fonts.is_empty() {
            let mut dictionary = out.fonts();
            for at in &self.fonts {
                if let Some(font) = fonts.get(*at) {
                    dictionary.pair(Name(format!("F{at}").as_bytes()), font.id);
                }
            }
        }
        if !self.pictures.is_empty() || !more.is_empty() {
            let mut dictionary = out.x_objects();
            for (name, id) in more {
                dictionary.pair(Name(name), *id);
            }
            for (number, id) in &self.pictures {
                dictionary.pair(Name(format!("I{number}").as_bytes()), *id);
            }
        }
        if !self.opacities.is_empty() {
            let mut dictionary = out.ext_g_states();
            for opacity in &self.opacities {
                let value = f32::from(*opacity) / 255.0;
                dictionary
                    .insert(Name(format!("G{opacity}").as_bytes()))
                    .start::<pdf_writer::writers::ExtGraphicsState<'_>>()
                    .non_stroking_alpha(value)
                    .stroking_alpha(value);
            }
        }
    }
}

impl<'a> Pen<'a> {
    pub fn new(
        fonts: &'a [Embedded],
        pictures: &'a mut Pictures,
        chunk: &'a mut Chunk,
        numbers: &'a mut Numbers,
    ) -> Self {
        let (content, used) = (Content::new(), Used::default());
        Self { content, used, fonts, pictures, chunk, numbers }
    }

    pub fn finish(self) -> (Vec<u8>, Used) {
        (self.content.finish().into_vec(), self.used)
    }

    pub fn item(&mut self, item: &Item) -> Result<(), PdfError> {
        match &item.draw {
            Draw::Text(text) => {
                self.text(item.boundary, text);
                Ok(())
            }
            Draw::Path(path) => {
                self.path(item.boundary, path);
                Ok(())
            }
            Draw::Image(image) => self.image(item.boundary, image, &item.element),
        }
    }

    /// Draws a picture that fills a box.
    pub fn stamp(&mut self, place: Rect, bytes: &[u8], at: usize) -> Result<(), PdfError> {
        // The format given here is ignored: the writer reads it from the file.
        let image = Image::filling(ImageFormat::Png, bytes.into(), place);
        self.image(place, &image, &format!("stamp {at}"))
    }

    /// Draws a form of the page by its name.
    pub fn form(&mut self, name: &[u8]) {
        self.content.x_object(Name(name));
    }

    /// Draws a dashed ring in the place of a seal.
    pub fn ring(&mut self, place: Rect) {
        let radius = (place.width.min(place.height) / 2.0 - 0.3).max(0.1);
        let (x, y) = (place.x + place.width / 2.0, place.y + place.height / 2.0);
        let k = radius * KAPPA;
        self.content.save_state();
        self.opacity(0.6);
        self.content.set_stroke_rgb(0.784, 0.118, 0.118).set_line_width(0.5);
        self.content.set_dash_pattern([2.0, 1.5], 0.0);
        let at = |x: f64, y: f64| (short(x), short(y));
        let (start_x, start_y) = at(x + radius, y);
        self.content.move_to(start_x, start_y);
        for (a, b, end) in [
            ((x + radius, y + k), (x + k, y + radius), (x, y + radius)),
            ((x - k, y + radius), (x - radius, y + k), (x - radius, y)),
            ((x - radius, y - k), (x - k, y - radius), (x, y - radius)),
            ((x + k, y - radius), (x + radius, y - k), (x + radius, y)),
        ] {
            let [(ax, ay), (bx, by), (ex, ey)] = [a, b, end].map(|(x, y)| at(x, y));
            self.content.cubic_to(ax, ay, bx, by, ex, ey);
        }
        self.content.close_path().stroke().restore_state();
    }

    fn opacity(&mut self, opacity: f64) {
        if opacity >= 1.0 {
            return;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0..255"
        )]
        let value = (opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
        self.used.opacities.insert(value);
        self.content.set_parameters(Name(format!("G{value}").as_bytes()));
    }

    fn text(&mut self, boundary: Rect, text: &Text) {
        let Some(font) = self.fonts.get(text.font) else { return };
        self.used.fonts.insert(text.font);
        self.content.save_state();
        self.opacity(text.opacity);
        let Color(red, green, blue) = text.color;
        let [red, green, blue] = [red, green, blue].map(|part| f32::from(part) / 255.0);
        self.content.set_fill_rgb(red, green, blue);
        // The text is rotated around the center of its boundary.
        let (sin, cos) = text.angle.to_radians().sin_cos();
        let (mx, my) = (boundary.width / 2.0, boundary.height / 2.0);
        let to_page = |x: f64, y: f64| {
            let (dx, dy) = (x - mx, y - my);
            (boundary.x + mx + cos * dx - sin * dy, boundary.y + my + sin * dx + cos * dy)
        };
        self.content.begin_text();
        self.content.set_font(Name(format!("F{}", text.font).as_bytes()), 1.0);
        let size = text.size;
        for line in &text.lines {
            let (x, y) = to_page(line.x, line.y);
            // Because y points down, glyphs are mirrored to stand upright.
            let matrix = [cos * size, sin * size, sin * size, -cos * size, x, y].map(short);
            self.content.set_text_matrix(matrix);
            let mut shown = self.content.show_positioned();
            let mut items = shown.items();
            let mut run = Vec::new();
            let mut advances = line.advances.iter();
            for c in line.text.chars() {
                let (number, width) = font.glyph(c).unwrap_or((0, 0.0));
                run.extend(number.to_be_bytes());
                if let Some(advance) = advances.next() {
                    let move_back = width - advance / size * 1000.0;
                    // A smaller correction, in thousandths of an em, is invisible.
                    if move_back.abs() > 0.05 {
                        items.show(Str(&run)).adjust(short(move_back));
                        run.clear();
                    }
                }
            }
            if !run.is_empty() {
                items.show(Str(&run));
            }
            items.finish();
            shown.finish();
        }
        self.content.end_text().restore_state();
    }

    fn path(&mut self, boundary: Rect, path: &Path) {
        self.content.save_state();
        self.opacity(path.opacity);
        self.content.transform([1.0, 0.0, 0.0, 1.0, short(boundary.x), short(boundary.y)]);
        let rgb = |Color(r, g, b): Color| [r, g, b].map(|part| f32::from(part) / 255.0);
        if let Some([r, g, b]) = path.fill.map(rgb) {
            self.content.set_fill_rgb(r, g, b);
        }
        if let Some([r, g, b]) = path.stroke.map(rgb) {
            self.content.set_stroke_rgb(r, g, b).set_line_width(short(path.stroke_width));
        }
        let mut last = (0.0, 0.0);
        for step in &path.steps {
            match *step {
                Step::Move(x, y) => {
                    self.content.move_to(short(x), short(y));
                    last = (x, y);
                }
                Step::Line(x, y) => {
                    self.content.line_to(short(x), short(y));
                    last = (x, y);
                }
                Step::Quad(a, b, x, y) => {
                    // PDF has only cubic curves.
                    let third = |from: f64, over: f64| from + (over - from) * 2.0 / 3.0;
                    let [ax, ay] = [third(last.0, a), third(last.1, b)].map(short);
                    let [bx, by] = [third(x, a), third(y, b)].map(short);
                    self.content.cubic_to(ax, ay, bx, by, short(x), short(y));
                    last = (x, y);
                }
                Step::Cubic(a, b, c, d, x, y) => {
                    let [a, b, c, d, ex, ey] = [a, b, c, d, x, y].map(short);
                    self.content.cubic_to(a, b, c, d, ex, ey);
                    last = (x, y);
                }
                Step::Close => {
                    self.content.close_path();
                }
            }
        }
        match (path.fill.is_some(), path.stroke.is_some(), path.even_odd) {
            (true, true, false) => self.content.fill_nonzero_and_stroke(),
            (true, true, true) => self.content.fill_even_odd_and_stroke(),
            (true, false, false) => self.content.fill_nonzero(),
            (true, false, true) => self.content.fill_even_odd(),
            (false, true, _) => self.content.stroke(),
            (false, false, _) => self.content.end_path(),
        };
        self.content.restore_state();
    }

    fn image(&mut self, boundary: Rect, image: &Image, name: &str) -> Result<(), PdfError> {
        let id = self
            .pictures
            .write(&image.bytes, self.chunk, self.numbers)
            .map_err(|why| PdfError::Picture(name.to_owned(), why))?;
        self.used.pictures.insert(id.get(), id);
        self.content.save_state();
        self.opacity(image.opacity);
        self.content.transform([1.0, 0.0, 0.0, 1.0, short(boundary.x), short(boundary.y)]);
        if image.is_cut(boundary) {
            let (width, height) = (short(boundary.width), short(boundary.height));
            self.content.rect(0.0, 0.0, width, height).clip_nonzero().end_path();
        }
        // In PDF the first row of a picture is at the top of a unit square with y pointing up.
        let [a, b, c, d, e, f] = image.matrix(boundary);
        self.content.transform([a, b, -c, -d, e + c, f + d].map(short));
        self.content.x_object(Name(format!("I{}", id.get()).as_bytes())).restore_state();
        Ok(())
    }
}
