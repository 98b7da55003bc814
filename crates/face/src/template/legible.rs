//! Whether people can read what an element shows, as far as the template tells: texts that are too small, that have
//! the colour of their ground, or that a later element covers are printed, but nobody sees them.

use super::{
    Element, ElementKind, Fit, ImageElement, ImageSource, Overflow, PageTemplate, TextElement,
};
use crate::display::{Color, Rect};
use crate::picture;

/// Smallest font size in points that people can read in print.
pub const LEAST_FONT_SIZE: f64 = 3.0;
/// Smallest ratio of contrast between a text and its ground (WCAG 2.2, 1.4.3; equal colours have 1). The recommended
/// ratio is 4.5; here only what cannot be seen at all is found.
const LEAST_CONTRAST: f64 = 1.3;
/// Smallest opacity of a picture in which anything can be recognised.
const LEAST_PICTURE: f64 = 0.15;
/// Opacity from which on a shape hides what it covers.
const HIDING: f64 = 0.9;
/// Tolerance in mm for a shape that is as large as what it covers.
const SLACK: f64 = 0.01;
const PAPER: Color = Color(255, 255, 255);

/// Why people cannot read what an element shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Illegible {
    Small,
    Faint,
    /// Covered by the element with this id.
    Covered(String),
}

impl Illegible {
    pub fn zh(&self) -> String {
        match self {
            Self::Small => format!("字号（或缩小后的字号）小于 {LEAST_FONT_SIZE} 磅"),
            Self::Faint => "颜色与底色相同或几乎相同".to_owned(),
            Self::Covered(id) => format!("被后面的元素“{id}”完全遮盖"),
        }
    }
}

impl PageTemplate {
    /// Why people cannot read the element number `at`; `None` if they can, or if it has neither text nor picture.
    pub fn illegible(&self, at: usize) -> Option<Illegible> {
        let (before, rest) = self.elements.split_at_checked(at)?;
        let (element, after) = rest.split_first()?;
        let below = self.background.iter().chain(before);
        let of_itself = match &element.kind {
            ElementKind::Text(text) | ElementKind::Multiline { text, .. } => {
                unreadable(text, below, element.bounds)
            }
            ElementKind::Table(table) => unreadable(&table.text, below, element.bounds),
            ElementKind::Image(image) => {
                (image.opacity < LEAST_PICTURE).then_some(Illegible::Faint)
            }
            ElementKind::Qrcode { .. }
            | ElementKind::Line(_)
            | ElementKind::Rect(_)
            | ElementKind::Ellipse(_)
            | ElementKind::Guilloche(_)
            | ElementKind::Art(_)
            | ElementKind::Seal { .. } => return None,
        };
        let cover = || after.iter().find(|later| hides(later, element.bounds));
        of_itself.or_else(|| cover().map(|cover| Illegible::Covered(cover.id.clone())))
    }
}

/// Why people cannot read a text, whatever lies above it.
fn unreadable<'e>(
    text: &TextElement,
    below: impl Iterator<Item = &'e Element>,
    bounds: Rect,
) -> Option<Illegible> {
    let smallest = match text.overflow {
        Overflow::Shrink { min } => text.font_size.min(min),
        Overflow::Error | Overflow::Clip => text.font_size,
    };
    if smallest < LEAST_FONT_SIZE {
        return Some(Illegible::Small);
    }
    let ground = ground(below, bounds)?;
    let ink = mixed(ground, text.color, text.opacity);
    (contrast(ink, ground) < LEAST_CONTRAST).then_some(Illegible::Faint)
}

/// The colour on which a box lies; `None` if it has several colours or a picture below it.
fn ground<'e>(below: impl Iterator<Item = &'e Element>, bounds: Rect) -> Option<Color> {
    let mut color = Some(PAPER);
    for element in below {
        let shape = match &element.kind {
            ElementKind::Rect(shape) | ElementKind::Ellipse(shape) => shape,
            ElementKind::Image(_) | ElementKind::Art(_) | ElementKind::Qrcode { .. } => {
                color = color.filter(|_| !overlap(element.bounds, bounds));
                continue;
            }
            // Letters and thin lines leave the ground as it is.
            ElementKind::Text(_)
            | ElementKind::Multiline { .. }
            | ElementKind::Line(_)
            | ElementKind::Guilloche(_)
            | ElementKind::Table(_)
            | ElementKind::Seal { .. } => continue,
        };
        let Some(fill) = shape.fill.filter(|_| overlap(element.bounds, bounds)) else { continue };
        let whole = element.visible_if.is_none() && fills(element, bounds);
        color = match color {
            _ if whole && shape.opacity >= HIDING => Some(mixed(PAPER, fill, shape.opacity)),
            Some(below) if whole => Some(mixed(below, fill, shape.opacity)),
            _ => None,
        };
    }
    color
}

/// Whether an element hides everything in a box below it, in every certificate.
fn hides(element: &Element, bounds: Rect) -> bool {
    if element.visible_if.is_some() {
        return false;
    }
    match &element.kind {
        ElementKind::Rect(shape) | ElementKind::Ellipse(shape) => {
            shape.fill.is_some() && shape.opacity >= HIDING && fills(element, bounds)
        }
        ElementKind::Image(image) => {
            image.opacity >= HIDING
                && opaque(image, element.bounds).is_some_and(|frame| contains(frame, bounds))
        }
        ElementKind::Qrcode { .. } => contains(element.bounds, bounds),
        ElementKind::Text(_)
        | ElementKind::Multiline { .. }
        | ElementKind::Line(_)
        | ElementKind::Guilloche(_)
        | ElementKind::Art(_)
        | ElementKind::Table(_)
        | ElementKind::Seal { .. } => false,
    }
}

/// Whether the inside of a rectangle or an ellipse contains a box.
fn fills(element: &Element, inner: Rect) -> bool {
    let outer = element.bounds;
    if !matches!(element.kind, ElementKind::Ellipse(_)) {
        return contains(outer, inner);
    }
    let (across, down) = (outer.width / 2.0, outer.height / 2.0);
    let corners = [
        (inner.x, inner.y),
        (inner.x + inner.width, inner.y),
        (inner.x, inner.y + inner.height),
        (inner.x + inner.width, inner.y + inner.height),
    ];
    corners.iter().all(|(x, y)| {
        let (dx, dy) = ((x - outer.x - across) / across, (y - outer.y - down) / down);
        dx * dx + dy * dy <= 1.0
    })
}

/// The part of the box that a picture without transparent places fills; `None` if it is not known to fill any.
fn opaque(image: &ImageElement, bounds: Rect) -> Option<Rect> {
    let bytes = match &image.source {
        ImageSource::Asset(bytes) => bytes,
        ImageSource::Field(_) => return (image.fit == Fit::Cover).then_some(bounds),
    };
    if !picture::is_opaque(bytes) {
        return None;
    }
    if image.fit == Fit::Cover {
        return Some(bounds);
    }
    let (wide, high) = picture::size(bytes)?;
    let (wide, high) = if image.rotate.swaps() { (high, wide) } else { (wide, high) };
    let (wide, high) = (f64::from(wide), f64::from(high));
    let scale = (bounds.width / wide).min(bounds.height / high);
    let (width, height) = (wide * scale, high * scale);
    let x = bounds.x + (bounds.width - width) / 2.0;
    let y = bounds.y + (bounds.height - height) / 2.0;
    Some(Rect { x, y, width, height })
}

fn contains(outer: Rect, inner: Rect) -> bool {
    inner.x >= outer.x - SLACK
        && inner.y >= outer.y - SLACK
        && inner.x + inner.width <= outer.x + outer.width + SLACK
        && inner.y + inner.height <= outer.y + outer.height + SLACK
}

fn overlap(one: Rect, other: Rect) -> bool {
    one.x < other.x + other.width - SLACK
        && other.x < one.x + one.width - SLACK
        && one.y < other.y + other.height - SLACK
        && other.y < one.y + one.height - SLACK
}

/// A colour laid over another one.
fn mixed(below: Color, above: Color, opacity: f64) -> Color {
    let part = |below: u8, above: u8| {
        let value = f64::from(below) * (1.0 - opacity) + f64::from(above) * opacity;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a mean of two bytes is between 0 and 255"
        )]
        let byte = value.round() as u8;
        byte
    };
    Color(part(below.0, above.0), part(below.1, above.1), part(below.2, above.2))
}

/// The ratio of contrast of two colours, 1 to 21 (WCAG 2.2).
fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(color: Color) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(color.0) + 0.7152 * linear(color.1) + 0.0722 * linear(color.2)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::template::FaceTemplate;

    /// What is found about the text that stands between the elements before and after it.
    fn found(before: Value, text: &Value, after: Value) -> Option<Illegible> {
        let mut element = json!({ "id": "text", "type": "text", "x": 10, "y": 10, "width": 50,
            "height": 8, "content": "{{ZZBH}}", "font": "song", "font_size": 12 });
        for (key, value) in text.as_object().unwrap() {
            element[key] = value.clone();
        }
        let mut elements = before.as_array().unwrap().clone();
        let at = elements.len();
        elements.push(element);
        elements.extend(after.as_array().unwrap().clone());
        let template = json!({ "format": "yinxin-face/1", "name": "t", "fonts": { "song": ["Song"] },
            "pages": [{ "side": "正本", "width": 200, "height": 100, "elements": elements }] });
        let parsed = FaceTemplate::parse(&template, &["ZZBH"]).unwrap();
        parsed.pages[0].illegible(at)
    }

    fn rect(width: f64, more: Value) -> Value {
        let mut rect =
            json!({ "id": "bar", "type": "rect", "x": 10, "y": 10, "width": width, "height": 8 });
        for (key, value) in more.as_object().unwrap() {
            rect[key] = value.clone();
        }
        json!([rect])
    }

    #[test]
    fn a_text_of_the_colour_of_its_ground_is_not_seen() {
        let none = || json!([]);
        let (white, plain) = (json!({ "color": "#ffffff" }), json!({}));
        assert_eq!(found(none(), &plain, none()), None);
        assert_eq!(found(none(), &white, none()), Some(Illegible::Faint));
        assert_eq!(found(none(), &json!({ "color": "#fdfdf8" }), none()), Some(Illegible::Faint));
        assert_eq!(found(none(), &json!({ "opacity": 0.03 }), none()), Some(Illegible::Faint));
        assert_eq!(found(none(), &json!({ "color": "#bbbbbb" }), none()), None, "pale, but seen");
        let blue = || rect(50.0, json!({ "fill": "#123f78" }));
        assert_eq!(found(blue(), &white, none()), None, "white on blue");
        let same = json!({ "color": "#123f78" });
        assert_eq!(found(blue(), &same, none()), Some(Illegible::Faint), "blue on blue");
        let half = rect(25.0, json!({ "fill": "#123f78" }));
        assert_eq!(found(half, &white, none()), None, "a ground of two colours is not judged");
    }

    #[test]
    fn a_text_that_is_covered_or_too_small_is_not_seen() {
        let after = |element: Value| found(json!([]), &json!({}), element);
        let covered = Some(Illegible::Covered("bar".into()));
        assert_eq!(after(rect(50.0, json!({ "fill": "#ffffff" }))), covered);
        assert_eq!(after(rect(49.0, json!({ "fill": "#ffffff" }))), None, "a part is seen");
        assert_eq!(after(rect(50.0, json!({ "fill": "#ffffff", "opacity": 0.4 }))), None);
        let frame = json!({ "stroke": "#000000", "stroke_width": 0.2 });
        assert_eq!(after(rect(50.0, frame)), None, "a frame");
        let code = json!([{ "id": "bar", "type": "qrcode", "x": 5, "y": 0, "width": 60, "height": 60,
            "content": "x" }]);
        assert_eq!(after(code), covered);
        let small = |more: Value| found(json!([]), &more, json!([]));
        assert_eq!(small(json!({ "font_size": 2.5 })), Some(Illegible::Small));
        assert_eq!(small(json!({ "font_size": 3 })), None);
        let shrunk = json!({ "overflow": "shrink", "min_font_size": 1 });
        assert_eq!(small(shrunk), Some(Illegible::Small));
    }
}
