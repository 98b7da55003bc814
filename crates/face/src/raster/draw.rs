//! Drawing items on a pixmap.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};
use tiny_skia::{
    FillRule, FilterQuality, IntSize, Paint, Path, PathBuilder, Pattern, Pixmap,
    PremultipliedColorU8, SpreadMode, Stroke, Transform,
};

use super::{RasterError, decode};
use crate::display::{self, Color, Draw, Item, Rect, Step, SubsetFont, Text};
use crate::font::outline;

/// Pixels of a picture on a face; a photograph of 8000 by 5000.
const MOST_PICTURE: u64 = 40_000_000;

pub(super) struct Canvas<'a> {
    pixmap: Pixmap,
    /// From millimetres to pixels.
    page: Transform,
    fonts: Vec<Option<(FontRef<'a>, f64)>>,
    /// Outlines in font units by font and character; nothing for what draws nothing.
    outlines: BTreeMap<(usize, char), Option<Path>>,
}

impl<'a> Canvas<'a> {
    /// A white page; `scale`: pixels for one mm, across and down.
    pub fn new(
        mut pixmap: Pixmap,
        scale: (f64, f64),
        fonts: impl Iterator<Item = &'a SubsetFont>,
    ) -> Self {
        pixmap.fill(tiny_skia::Color::WHITE);
        let read = |font: &'a SubsetFont| {
            let font = FontRef::new(&font.bytes).ok()?;
            let em = font.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
            Some((font, f64::from(em)))
        };
        let page = Transform::from_scale(px(scale.0), px(scale.1));
        Self { pixmap, page, fonts: fonts.map(read).collect(), outlines: BTreeMap::new() }
    }

    pub fn finish(self) -> Pixmap {
        self.pixmap
    }

    pub fn item(&mut self, item: &Item) -> Result<(), RasterError> {
        match &item.draw {
            Draw::Text(text) => self.text(&item.boundary, text),
            Draw::Path(path) => self.path(&item.boundary, path),
            Draw::Image(image) => {
                self.picture(&item.boundary, &image.bytes, || item.element.clone())?;
            }
        }
        Ok(())
    }

    fn text(&mut self, boundary: &Rect, text: &Text) {
        let middle = (px(boundary.width / 2.0), px(boundary.height / 2.0));
        let frame = self.page.pre_translate(px(boundary.x), px(boundary.y));
        let frame = match text.angle {
            0.0 => frame,
            angle => frame.pre_concat(Transform::from_rotate_at(px(angle), middle.0, middle.1)),
        };
        let paint = paint(text.color, text.opacity);
        for line in &text.lines {
            let mut x = line.x;
            let mut advances = line.advances.iter();
            for c in line.text.chars() {
                self.glyph(
                    (text.font, c),
                    text.size,
                    frame.pre_translate(px(x), px(line.y)),
                    &paint,
                );
                x += advances.next().copied().unwrap_or(0.0);
            }
        }
    }

    /// `origin` maps mm around the glyph's origin to pixels.
    fn glyph(&mut self, key: (usize, char), size: f64, origin: Transform, paint: &Paint<'_>) {
        let Some((font, em)) = self.fonts.get(key.0).and_then(Option::as_ref) else { return };
        let path = match self.outlines.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(glyph_path(font, key.1)),
        };
        if let Some(path) = path {
            let scale = px(size / em);
            let place = origin.pre_scale(scale, -scale);
            self.pixmap.fill_path(path, paint, FillRule::Winding, place, None);
        }
    }

    fn path(&mut self, boundary: &Rect, path: &display::Path) {
        let Some(outline) = path_of(&path.steps) else { return };
        let frame = self.page.pre_translate(px(boundary.x), px(boundary.y));
        if let Some(fill) = path.fill {
            let paint = paint(fill, 1.0);
            self.pixmap.fill_path(&outline, &paint, FillRule::Winding, frame, None);
        }
        if let Some(color) = path.stroke {
            let stroke = Stroke { width: px(path.stroke_width), ..Stroke::default() };
            self.pixmap.stroke_path(&outline, &paint(color, 1.0), &stroke, frame, None);
        }
    }

    /// The whole picture into the whole box. `name` says in an error which picture it was.
    pub fn picture(
        &mut self,
        place: &Rect,
        bytes: &[u8],
        name: impl Fn() -> String,
    ) -> Result<(), RasterError> {
        let refused = |why| RasterError::Picture(name(), why);
        let mut decoded = decode(bytes, MOST_PICTURE).map_err(refused)?;
        let wide = place.width * f64::from(self.page.sx);
        let high = place.height * f64::from(self.page.sy);
        // Below half the size bilinear filtering skips pixels.
        while decoded.width as f64 >= 2.0 * wide.max(1.0)
            && decoded.height as f64 >= 2.0 * high.max(1.0)
        {
            decoded = decoded.halved();
        }
        let (width, height) = (decoded.width as f64, decoded.height as f64);
        let source = pixmap(&decoded).ok_or_else(|| refused("no memory"))?;
        let sides = (px(place.width), px(place.height));
        let Some(area) = tiny_skia::Rect::from_xywh(0.0, 0.0, sides.0, sides.1) else {
            return Ok(());
        };
        let scale = Transform::from_scale(px(place.width / width), px(place.height / height));
        let shader =
            Pattern::new(source.as_ref(), SpreadMode::Pad, FilterQuality::Bilinear, 1.0, scale);
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        let frame = self.page.pre_translate(px(place.x), px(place.y));
        self.pixmap.fill_rect(area, &paint, frame, None);
        Ok(())
    }
}

fn pixmap(decoded: &super::Decoded) -> Option<Pixmap> {
    let size =
        IntSize::from_wh(u32::try_from(decoded.width).ok()?, u32::try_from(decoded.height).ok()?)?;
    let mut data = Vec::with_capacity(decoded.rgba.len());
    for [r, g, b, a] in decoded.rgba.as_chunks::<4>().0 {
        let color: PremultipliedColorU8 =
            tiny_skia::ColorU8::from_rgba(*r, *g, *b, *a).premultiply();
        data.extend([color.red(), color.green(), color.blue(), color.alpha()]);
    }
    Pixmap::from_vec(data, size)
}

fn glyph_path(font: &FontRef<'_>, c: char) -> Option<Path> {
    let glyph = font.charmap().map(c)?;
    path_of(&outline(font, glyph)?)
}

fn path_of(steps: &[Step]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Move(x, y) => path.move_to(px(x), px(y)),
            Step::Line(x, y) => path.line_to(px(x), px(y)),
            Step::Quad(a, b, x, y) => path.quad_to(px(a), px(b), px(x), px(y)),
            Step::Cubic(a, b, c, d, x, y) => {
                path.cubic_to(px(a), px(b), px(c), px(d), px(x), px(y))
            }
            Step::Close => path.close(),
        }
    }
    path.finish()
}

fn paint(color: Color, opacity: f64) -> Paint<'static> {
    let Color(red, green, blue) = color;
    let mut paint = Paint::default();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..255"
    )]
    paint.set_color_rgba8(red, green, blue, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8);
    paint.anti_alias = true;
    paint
}

#[expect(clippy::cast_possible_truncation, reason = "what is drawn needs no more than an f32")]
fn px(value: f64) -> f32 {
    value as f32
}
