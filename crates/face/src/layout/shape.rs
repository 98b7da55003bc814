//! Lays out lines, rectangles, ellipses and guilloches as paths. Dashes are cut here, so that every
//! output format draws the same ones.

use super::item;
use crate::display::{Draw, Item, Path, Rect, Step};
use crate::steps::{mapped, micrometre, rectangle};
use crate::template::table::Table;
use crate::template::{Art, Element, ElementKind, Guilloche, Shape, Stroke};

/// Distance of the control points, relative to the radius, of a quarter circle drawn as a cubic
/// curve.
pub(crate) const KAPPA: f64 = 0.552_284_749_8;
/// Number of cubic curves per wave; the error is below a thousandth of the amplitude.
const CURVES_PER_WAVE: u32 = 8;

/// The number of steps that an element draws at most, apart from text and tables.
pub(super) fn steps(element: &Element) -> usize {
    let Rect { width, height, .. } = element.bounds;
    let outline = |shape: &Shape| {
        let pieces = shape.dash.map_or(0.0, |(dash, gap)| 2.0 * (width + height) / (dash + gap));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the conversion saturates, which is intended"
        )]
        let pieces = pieces as usize;
        10_usize.saturating_add(pieces.saturating_mul(2))
    };
    match &element.kind {
        ElementKind::Line(shape) | ElementKind::Rect(shape) | ElementKind::Ellipse(shape) => {
            outline(shape)
        }
        ElementKind::Guilloche(ground) => {
            let curves = u64::from(ground.lines) * u64::from(ground.periods * CURVES_PER_WAVE);
            usize::try_from(curves).unwrap_or(usize::MAX)
        }
        ElementKind::Art(art) => art.outlines.iter().map(|outline| outline.steps.len() + 1).sum(),
        ElementKind::Text(_)
        | ElementKind::Multiline { .. }
        | ElementKind::Image(_)
        | ElementKind::Qrcode { .. }
        | ElementKind::Table(_)
        | ElementKind::Seal { .. } => 0,
    }
}

pub(super) fn line(element: &Element, shape: &Shape) -> Vec<Item> {
    let Rect { width, height, .. } = element.bounds;
    outlined(element, shape, vec![Step::Move(0.0, 0.0), Step::Line(width, height)])
}

pub(super) fn rect(element: &Element, shape: &Shape) -> Vec<Item> {
    let Rect { width, height, .. } = element.bounds;
    outlined(element, shape, rectangle(0.0, 0.0, width, height).to_vec())
}

pub(super) fn ellipse(element: &Element, shape: &Shape) -> Vec<Item> {
    let (a, b) = (element.bounds.width / 2.0, element.bounds.height / 2.0);
    let (k, l) = (a * KAPPA, b * KAPPA);
    let steps = vec![
        Step::Move(2.0 * a, b),
        Step::Cubic(2.0 * a, b + l, a + k, 2.0 * b, a, 2.0 * b),
        Step::Cubic(a - k, 2.0 * b, 0.0, b + l, 0.0, b),
        Step::Cubic(0.0, b - l, a - k, 0.0, a, 0.0),
        Step::Cubic(a + k, 0.0, 2.0 * a, b - l, 2.0 * a, b),
        Step::Close,
    ];
    outlined(element, shape, steps)
}

/// Draws waves: line number n, from 0, is
/// y = middle of the line + amplitude * sin(2 pi * periods * x / width + n * phase_step).
pub(super) fn guilloche(element: &Element, ground: &Guilloche) -> Item {
    let Rect { width, height, .. } = element.bounds;
    let Guilloche { lines, amplitude, periods, phase_step, stroke } = *ground;
    let pitch = match lines {
        1 => 0.0,
        _ => (height - 2.0 * amplitude) / f64::from(lines - 1),
    };
    let first = if lines == 1 { height / 2.0 } else { amplitude };
    let pace = width / f64::from(periods * CURVES_PER_WAVE);
    let turn = std::f64::consts::TAU * f64::from(periods) / width;
    let mut steps = Vec::new();
    for number in 0..lines {
        let phase = (f64::from(number) * phase_step).to_radians();
        let middle = first + f64::from(number) * pitch;
        // Position and slope at x.
        let at = |x: f64| {
            let (sin, cos) = (turn * x + phase).sin_cos();
            (middle + amplitude * sin, amplitude * turn * cos)
        };
        let (mut y, mut slope) = at(0.0);
        steps.push(Step::Move(0.0, y));
        for curve in 1..=periods * CURVES_PER_WAVE {
            let x = f64::from(curve) * pace;
            let (next, next_slope) = at(x);
            let third = pace / 3.0;
            let start = (x - 2.0 * third, y + slope * third);
            let end = (x - third, next - next_slope * third);
            steps.push(Step::Cubic(start.0, start.1, end.0, end.1, x, next));
            (y, slope) = (next, next_slope);
        }
    }
    drawn(element, (Some(stroke), None), 1.0, &steps)
}

/// A drawing of the template, one item per outline.
pub(super) fn art<'a>(element: &'a Element, art: &'a Art) -> impl Iterator<Item = Item> + 'a {
    art.outlines.iter().map(|outline| {
        let mut item =
            drawn(element, (outline.stroke, outline.fill), outline.opacity, &outline.steps);
        if let Draw::Path(path) = &mut item.draw {
            path.even_odd = outline.even_odd;
        }
        item
    })
}

/// The grid of a table with `rows` rows; `None` without stroke.
pub(super) fn grid(element: &Element, table: &Table, rows: usize) -> Option<Item> {
    let stroke = table.stroke?;
    let width = element.bounds.width;
    let header = table.header_height.into_iter();
    let heights = header.chain(std::iter::repeat_n(table.row_height, rows));
    let below = heights.scan(0.0, |y, height| {
        *y += height;
        Some(*y)
    });
    let lines: Vec<f64> = std::iter::once(0.0).chain(below).collect();
    let bottom = lines.last().copied().filter(|_| lines.len() > 1)?;
    let mut steps: Vec<Step> =
        lines.iter().flat_map(|y| [Step::Move(0.0, *y), Step::Line(width, *y)]).collect();
    let mut x = 0.0;
    for right in std::iter::once(0.0).chain(table.columns.iter().map(|column| column.width)) {
        x += right;
        steps.extend([Step::Move(x, 0.0), Step::Line(x, bottom)]);
    }
    Some(drawn(element, (Some(stroke), None), 1.0, &steps))
}

/// One item, or two if the outline is dashed: the fill and the dashes above it.
fn outlined(element: &Element, shape: &Shape, steps: Vec<Step>) -> Vec<Item> {
    let (Some(dash), Some(stroke)) = (shape.dash, shape.stroke) else {
        return vec![drawn(element, (shape.stroke, shape.fill), shape.opacity, &steps)];
    };
    let fill = shape.fill.map(|fill| drawn(element, (None, Some(fill)), shape.opacity, &steps));
    let dashes = drawn(element, (Some(stroke), None), shape.opacity, &dashed(&steps, dash));
    fill.into_iter().chain([dashes]).collect()
}

/// Cuts straight steps into dashes of the given length and gap in mm. The pattern continues around
/// corners.
fn dashed(steps: &[Step], (dash, gap): (f64, f64)) -> Vec<Step> {
    let mut out = Vec::new();
    let (mut first, mut from) = ((0.0, 0.0), (0.0, 0.0));
    // Distance in mm since the beginning of the last dash.
    let mut since: f64 = 0.0;
    for step in steps {
        let to = match *step {
            Step::Move(x, y) => {
                (first, from, since) = ((x, y), (x, y), 0.0);
                continue;
            }
            Step::Line(x, y) => (x, y),
            Step::Close => first,
            Step::Quad(..) | Step::Cubic(..) => continue,
        };
        let length = (to.0 - from.0).hypot(to.1 - from.1);
        let point = |at: f64| {
            let part = at / length;
            (from.0 + (to.0 - from.0) * part, from.1 + (to.1 - from.1) * part)
        };
        let mut at = 0.0;
        while length - at > 1e-9 {
            let inside = since < dash - 1e-9;
            let rest = if inside { dash - since } else { dash + gap - since };
            let end = (at + rest).min(length);
            if inside {
                let (a, b) = (point(at), point(end));
                out.extend([Step::Move(a.0, a.1), Step::Line(b.0, b.1)]);
            }
            since += end - at;
            if since >= dash + gap - 1e-9 {
                since = 0.0;
            }
            at = end;
        }
        from = to;
    }
    out
}

/// Makes an item. Its boundary is larger than the box by the stroke, because viewers clip to it.
fn drawn(
    element: &Element,
    (stroke, fill): (Option<Stroke>, Option<crate::display::Color>),
    opacity: f64,
    steps: &[Step],
) -> Item {
    let stroke_width = stroke.map_or(0.0, |stroke| stroke.width);
    let half = stroke_width / 2.0;
    let Rect { x, y, width, height } = element.bounds;
    let boundary = Rect {
        x: micrometre(x - half),
        y: micrometre(y - half),
        width: micrometre(width + stroke_width),
        height: micrometre(height + stroke_width),
    };
    let moved = |step: &Step| mapped(*step, |x, y| (micrometre(x + half), micrometre(y + half)));
    let stroke = stroke.map(|stroke| stroke.color);
    let steps = steps.iter().map(moved).collect();
    let path = Path { stroke, stroke_width, fill, opacity, even_odd: false, steps };
    item(element, None, boundary, Draw::Path(path))
}
