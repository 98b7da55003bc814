//! Draws the picture of a unit's round seal: a red ring, the name of the unit along the arc, a
//! five-pointed star, and a line below it. It serves demo cities, and real ones until the picture
//! by the seal engraver is registered.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use tiny_skia::{FillRule, Paint, PathBuilder, Pixmap, Stroke, Transform};

use crate::display::Step;
use crate::font::FontSet;
use crate::layout::FaceFinding;

/// Side in pixels: 42 mm at 220 dpi.
const SIDE: u32 = 364;
const MIDDLE: f64 = SIDE as f64 / 2.0;
/// Pixels per mm.
const MM: f64 = SIDE as f64 / 42.0;
/// Width of the ring in pixels.
const RING: f64 = 1.2 * MM;
/// Distance from the center to the middle of the name's characters, in pixels.
const ARC: f64 = 16.0 * MM;
/// Maximum angle of the name in radians; the bottom stays free.
const MAX_ARC_ANGLE: f64 = 250.0 / 180.0 * PI;
const NAME_SIZE: f64 = 5.4 * MM;
const STAR: f64 = 6.6 * MM;
const LINE_SIZE: f64 = 3.2 * MM;
const MAX_LINE_WIDTH: f64 = 22.0 * MM;
const MARK_SIZE: f64 = 3.4 * MM;
/// Height of the middle of an em box above its baseline, in ems.
const EM_MIDDLE: f64 = 0.38;
/// The red of official seals.
const RED: [u8; 3] = [0xd7, 0x1a, 0x1a];
/// Number of opacities besides fully transparent.
const STEPS: u8 = 3;
/// Maximum number of characters in a name; more cannot be read.
const MAX_NAME: usize = 32;

/// Draws a seal as a PNG file of 364 by 364 pixels with a transparent background. `font` is the
/// name of a font in `fonts`; with `demo_mark` the seal shows 演示 below the line.
///
/// # Errors
///
/// The font or a glyph is missing, or the name is empty or has more than 32 characters.
pub fn seal_picture(
    fonts: &FontSet,
    font: &str,
    unit_name: &str,
    bottom_line: &str,
    demo_mark: bool,
) -> Result<Vec<u8>, FaceFinding> {
    let Some(face) = fonts.face(font) else {
        let zh = format!("没有安装字库 {font}");
        let en = format!("the font {font} is not installed");
        return Err(finding("face_missing_glyph", zh, en));
    };
    let length = unit_name.chars().count();
    if length == 0 || length > MAX_NAME {
        let zh = format!("印章的单位名称应为 1 至 {MAX_NAME} 字");
        let en = format!("the name of the unit on a seal must have 1 to {MAX_NAME} characters");
        return Err(finding("face_overflow", zh, en));
    }
    let pixmap = Pixmap::new(SIDE, SIDE);
    let pixmap = pixmap.ok_or_else(|| broken("there is not enough memory"))?;
    let mut picture = Picture { fonts, face, pixmap };
    picture.ring();
    picture.star();
    picture.arc(unit_name)?;
    picture.line(bottom_line, MIDDLE + 10.2 * MM, LINE_SIZE, MAX_LINE_WIDTH)?;
    if demo_mark {
        picture.line("演示", MIDDLE + 14.6 * MM, MARK_SIZE, MAX_LINE_WIDTH)?;
    }
    encode(&picture.pixmap).map_err(|error| broken(&error.to_string()))
}

/// Encodes with a palette of one red in four opacities. At 220 dpi this looks like full colour, but
/// takes 6.5 kB instead of 50; the picture is part of every sealed file.
fn encode(pixmap: &Pixmap) -> Result<Vec<u8>, png::EncodingError> {
    let [red, green, blue] = RED;
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Two);
    encoder.set_palette([red, green, blue].repeat(usize::from(STEPS) + 1));
    encoder.set_trns((0..=STEPS).map(|step| u8::MAX / STEPS * step).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::Best);
    // Row filters work on bytes, which do not predict each other at two bits per pixel.
    encoder.set_filter(png::FilterType::NoFilter);
    // Rounds to the nearest opacity.
    let step = |pixel: &tiny_skia::PremultipliedColorU8| {
        u8::try_from((u16::from(pixel.alpha()) * u16::from(STEPS) + 127) / 255).unwrap_or(STEPS)
    };
    // SIDE is a multiple of four, so each byte holds four pixels, the left one in the upper bits.
    let packed: Vec<u8> = pixmap
        .pixels()
        .chunks_exact(4)
        .map(|four| four.iter().fold(0, |byte, pixel| byte << 2 | step(pixel)))
        .collect();
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&packed)?;
    writer.finish()?;
    Ok(file)
}

struct Picture<'a> {
    fonts: &'a FontSet,
    face: usize,
    pixmap: Pixmap,
}

impl Picture<'_> {
    fn ring(&mut self) {
        let mut path = PathBuilder::new();
        path.push_circle(px(MIDDLE), px(MIDDLE), px(MIDDLE - RING / 2.0 - 1.0));
        if let Some(path) = path.finish() {
            let stroke = Stroke { width: px(RING), ..Stroke::default() };
            self.pixmap.stroke_path(&path, &red(), &stroke, Transform::identity(), None);
        }
    }

    /// Draws a pentagram: every second of five points on a circle, filled with the nonzero rule.
    fn star(&mut self) {
        let mut path = PathBuilder::new();
        for at in 0..5 {
            let angle = f64::from(at) * 2.0 * TAU / 5.0 - FRAC_PI_2;
            let (x, y) = (MIDDLE + STAR * angle.cos(), MIDDLE + STAR * angle.sin());
            match at {
                0 => path.move_to(px(x), px(y)),
                _ => path.line_to(px(x), px(y)),
            }
        }
        path.close();
        self.fill(path, Transform::identity());
    }

    /// Draws characters at equal angles with their feet towards the center. Many are condensed.
    fn arc(&mut self, name: &str) -> Result<(), FaceFinding> {
        let count = name.chars().count() as f64;
        let room = (MAX_ARC_ANGLE / count).min(1.25 * NAME_SIZE / ARC);
        let narrow = (room * (ARC - NAME_SIZE / 2.0) / NAME_SIZE).min(1.0);
        for (at, c) in name.chars().enumerate() {
            let angle = (at as f64 - (count - 1.0) / 2.0) * room;
            let place = Transform::from_translate(px(MIDDLE), px(MIDDLE))
                .pre_concat(Transform::from_rotate(px(angle.to_degrees())))
                .pre_translate(0.0, px(-ARC))
                .pre_scale(px(NAME_SIZE * narrow), px(NAME_SIZE));
            self.glyph(c, place)?;
        }
        Ok(())
    }

    /// Draws a centered straight line of text; condenses it to `max_width` pixels.
    fn line(&mut self, text: &str, y: f64, size: f64, max_width: f64) -> Result<(), FaceFinding> {
        let count = text.chars().count() as f64;
        let room = (max_width / count.max(1.0)).min(size * 1.1);
        let narrow = (room / size).min(1.0);
        for (at, c) in text.chars().enumerate() {
            let x = MIDDLE + (at as f64 - (count - 1.0) / 2.0) * room;
            let place =
                Transform::from_translate(px(x), px(y)).pre_scale(px(size * narrow), px(size));
            self.glyph(c, place)?;
        }
        Ok(())
    }

    /// Draws a glyph. `place` transforms the em box, with its middle at the origin and y pointing
    /// down, into pixels.
    fn glyph(&mut self, c: char, place: Transform) -> Result<(), FaceFinding> {
        let missing = || {
            let code = u32::from(c);
            let zh = format!("字库中没有这个字：{c}（U+{code:04X}）");
            let en = format!("the font has no glyph for {c} (U+{code:04X})");
            finding("face_missing_glyph", zh, en)
        };
        let (_, advance) = self.fonts.find(&[self.face], c).ok_or_else(missing)?;
        let steps = self.fonts.outline(self.face, c).ok_or_else(missing)?;
        let mut path = PathBuilder::new();
        let x = |x: f64| px(x - advance / 2.0);
        let y = |y: f64| px(EM_MIDDLE - y);
        for step in steps {
            match step {
                Step::Move(a, b) => path.move_to(x(a), y(b)),
                Step::Line(a, b) => path.line_to(x(a), y(b)),
                Step::Quad(a, b, c, d) => path.quad_to(x(a), y(b), x(c), y(d)),
                Step::Cubic(a, b, c, d, e, f) => path.cubic_to(x(a), y(b), x(c), y(d), x(e), y(f)),
                Step::Close => path.close(),
            }
        }
        self.fill(path, place);
        Ok(())
    }

    fn fill(&mut self, path: PathBuilder, place: Transform) {
        if let Some(path) = path.finish() {
            self.pixmap.fill_path(&path, &red(), FillRule::Winding, place, None);
        }
    }
}

fn red() -> Paint<'static> {
    let mut paint = Paint::default();
    let [red, green, blue] = RED;
    paint.set_color_rgba8(red, green, blue, 0xff);
    paint.anti_alias = true;
    paint
}

#[expect(clippy::cast_possible_truncation, reason = "drawing needs no more precision than f32")]
fn px(value: f64) -> f32 {
    value as f32
}

fn broken(why: &str) -> FaceFinding {
    let zh = format!("印章图片无法生成：{why}");
    finding("face_image", zh, format!("the seal cannot be drawn: {why}"))
}

fn finding(code: &'static str, zh: String, en: String) -> FaceFinding {
    FaceFinding { element: "seal".to_owned(), field: None, code, zh, en }
}

#[cfg(test)]
mod tests;
