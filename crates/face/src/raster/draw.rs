//! Draws items on a pixmap.

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
use crate::picture::MAX_PIXELS;

/// Position of a picture; see [`display::Image`].
#[derive(Clone, Copy)]
struct Placed<'a> {
    boundary: &'a Rect,
    frame: Rect,
    angle: f64,
    opacity: f64,
}

pub(super) struct Canvas<'a> {
    pixmap: Pixmap,
    /// Transformation from mm to pixels.
    page: Transform,
    /// Fonts with their units per em; `None` for an unreadable one.
    fonts: Vec<Option<(FontRef<'a>, f64)>>,
    /// Outlines in font units by font and character; `None` for characters without one.
    outlines: BTreeMap<(usize, char), Option<Path>>,
}

impl<'a> Canvas<'a> {
    /// Starts a white page. `scale` is the number of pixels per mm, horizontally and vertically.
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
                let name = || item.element.clone();
                let (boundary, frame) = (&item.boundary, image.frame);
                let place = Placed { boundary, frame, angle: image.angle, opacity: image.opacity };
                self.placed(&place, &image.bytes, name)?;
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

    /// Draws a glyph; `origin` transforms mm relative to the glyph's origin into pixels.
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
            let rule = if path.even_odd { FillRule::EvenOdd } else { FillRule::Winding };
            let paint = paint(fill, path.opacity);
            self.pixmap.fill_path(&outline, &paint, rule, frame, None);
        }
        if let Some(color) = path.stroke {
            let stroke = Stroke { width: px(path.stroke_width), ..Stroke::default() };
            let paint = paint(color, path.opacity);
            self.pixmap.stroke_path(&outline, &paint, &stroke, frame, None);
        }
    }

    /// Draws a picture that fills a box. `name` names it in errors.
    pub fn picture(
        &mut self,
        place: &Rect,
        bytes: &[u8],
        name: impl Fn() -> String,
    ) -> Result<(), RasterError> {
        let frame = Rect { x: 0.0, y: 0.0, ..*place };
        self.placed(&Placed { boundary: place, frame, angle: 0.0, opacity: 1.0 }, bytes, name)
    }

    fn placed(
        &mut self,
        place: &Placed<'_>,
        bytes: &[u8],
        name: impl Fn() -> String,
    ) -> Result<(), RasterError> {
        let Placed { boundary, frame: whole, angle, opacity } = *place;
        let refused = |why| RasterError::Picture(name(), why);
        let mut decoded = decode(bytes, MAX_PIXELS).map_err(refused)?;
        let wide = whole.width * f64::from(self.page.sx);
        let high = whole.height * f64::from(self.page.sy);
        // Bilinear filtering skips pixels when it reduces a picture to less than half its size.
        while decoded.width as f64 >= 2.0 * wide.max(1.0)
            && decoded.height as f64 >= 2.0 * high.max(1.0)
        {
            decoded = decoded.halved();
        }
        let (width, height) = (decoded.width as f64, decoded.height as f64);
        let source = pixmap(&decoded).ok_or_else(|| refused("there is not enough memory"))?;
        let sides = (px(boundary.width), px(boundary.height));
        let Some(area) = tiny_skia::Rect::from_xywh(0.0, 0.0, sides.0, sides.1) else {
            return Ok(());
        };
        let turn = Transform::from_rotate_at(px(angle), sides.0 / 2.0, sides.1 / 2.0);
        let pixels = Transform::from_translate(px(whole.x), px(whole.y))
            .pre_scale(px(whole.width / width), px(whole.height / height));
        let shader = Pattern::new(
            source.as_ref(),
            SpreadMode::Pad,
            FilterQuality::Bilinear,
            px(opacity),
            turn.pre_concat(pixels),
        );
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        let frame = self.page.pre_translate(px(boundary.x), px(boundary.y));
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

#[expect(clippy::cast_possible_truncation, reason = "drawing needs no more precision than f32")]
fn px(value: f64) -> f32 {
    value as f32
}
