//! Converts drawings of a template to outlines.
//!
//! usvg resolves styles, shapes, units and `use`. The result is reduced to filled and stroked
//! outlines in plain colours. What the output formats cannot draw alike (text, pictures, gradients,
//! filters, clips, external references) is refused, not ignored.

use budget::{Budget, Exceeded, Work};
use usvg::tiny_skia_path::{PathSegment, PathStroker, Point, Transform};
use usvg::{FillRule, Group, Node, Options, Paint, Path};

use super::Stroke;
use crate::display::{Color, Rect, Step};
use crate::steps::micrometre;

mod measure;

/// Maximum number of steps of a drawing. An emblem has some thousand.
const MAX_STEPS: usize = 20_000;
/// Maximum length of an SVG file in bytes.
const MAX_BYTES: usize = 512 * 1024;

/// Outlines in drawing order, in mm relative to the top left corner of the box.
#[derive(Clone, Debug, PartialEq)]
pub struct Art {
    pub outlines: Vec<Outline>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    pub stroke: Option<Stroke>,
    pub fill: Option<Color>,
    pub even_odd: bool,
    /// Greater than 0 and at most 1.
    pub opacity: f64,
    pub steps: Vec<Step>,
}

/// Why a drawing is refused, in Chinese and English.
type Refused = (String, String);

fn exceeded(exceeded: Exceeded) -> Refused {
    (exceeded.zh(), exceeded.en())
}

/// Parses path data (SVG 1.1 clause 8.3) in mm.
pub(super) fn from_data(
    d: &str,
    stroke: Option<Stroke>,
    fill: Option<Color>,
    opacity: f64,
    budget: &Budget,
) -> Result<Art, Refused> {
    let plain = |c: char| c.is_ascii_alphanumeric() || " \t\r\n,.+-".contains(c);
    if !d.chars().all(plain) {
        return Err(refused("路径写法有误", "the path data is invalid"));
    }
    // The path has only a stroke here, because usvg drops filled paths without an area.
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"1000\">\
         <path fill=\"none\" stroke=\"#000\" d=\"{d}\"/></svg>"
    );
    let (tree, memory) = tree(svg.as_bytes(), budget)?;
    let [Node::Path(path)] = tree.root().children() else {
        return Err(refused("路径写法有误", "the path data is invalid"));
    };
    let mut drawing = Drawing { outlines: Vec::new(), steps: 0, budget };
    let steps = drawing.steps(path.data(), Transform::identity())?;
    drawing.outlines.push(Outline { stroke, fill, even_odd: false, opacity, steps });
    budget.release(memory);
    Ok(Art { outlines: drawing.outlines })
}

/// Parses an SVG file and scales it to be contained in the box, centered.
pub(super) fn from_svg(
    bytes: &[u8],
    bounds: Rect,
    opacity: f64,
    budget: &Budget,
) -> Result<Art, Refused> {
    let (tree, memory) = tree(bytes, budget)?;
    let (wide, high) = (f64::from(tree.size().width()), f64::from(tree.size().height()));
    let scale = (bounds.width / wide).min(bounds.height / high);
    let (dx, dy) = ((bounds.width - wide * scale) / 2.0, (bounds.height - high * scale) / 2.0);
    #[expect(clippy::cast_possible_truncation, reason = "usvg computes with f32")]
    let [scale, dx, dy] = [scale, dx, dy].map(|value| value as f32);
    let place = Transform::from_row(scale, 0.0, 0.0, scale, dx, dy);
    let mut drawing = Drawing { outlines: Vec::new(), steps: 0, budget };
    drawing.group(tree.root(), place, opacity)?;
    budget.release(memory);
    if drawing.outlines.is_empty() {
        return Err(refused("图形是空的", "the drawing is empty"));
    }
    Ok(Art { outlines: drawing.outlines })
}

/// Reads a drawing. Returns the memory that was paid for it too, until the tree is dropped.
fn tree(bytes: &[u8], budget: &Budget) -> Result<(usvg::Tree, u64), Refused> {
    budget.charge(Work::XmlByte, bytes.len()).map_err(exceeded)?;
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= MAX_BYTES).ok_or_else(
        || refused("应为不超过 512 kB 的 SVG", "it must be an SVG of at most 512 kB"),
    )?;
    // Entities could expand without limit; scripts and external files are not supported.
    let lower = text.to_ascii_lowercase();
    for (mark, zh) in [("<!doctype", "DTD"), ("<!entity", "实体"), ("<script", "脚本")] {
        if lower.contains(mark) {
            let zh = format!("图形中不得有{zh}");
            return Err((zh, format!("a drawing must not contain {mark}")));
        }
    }
    if ["<image", "<feimage", "<text", "<foreignobject"].iter().any(|tag| lower.contains(tag)) {
        let en = "a drawing must not contain pictures or text";
        return Err(refused("图形中不得有图片或文字", en));
    }
    let options = Options {
        image_href_resolver: usvg::ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    };
    let unreadable = |error: &dyn std::fmt::Display| {
        (format!("SVG 无法读取：{error}"), format!("the SVG cannot be read: {error}"))
    };
    let document = usvg::roxmltree::Document::parse(text).map_err(|error| unreadable(&error))?;
    let memory = measure::pay(&document, budget)?;
    let tree = usvg::Tree::from_xmltree(&document, &options);
    tree.map(|tree| (tree, memory)).map_err(|error| unreadable(&error))
}

/// The outlines of a drawing so far, and the number of their steps.
struct Drawing<'b> {
    outlines: Vec<Outline>,
    steps: usize,
    budget: &'b Budget,
}

impl Drawing<'_> {
    fn group(&mut self, group: &Group, place: Transform, opacity: f64) -> Result<(), Refused> {
        let opacity = opacity * f64::from(group.opacity().get());
        let plain = group.clip_path().is_none()
            && group.mask().is_none()
            && group.filters().is_empty()
            && group.blend_mode() == usvg::BlendMode::Normal;
        if !plain {
            return Err(refused(
                "图形中不得有裁剪、蒙版、滤镜或混合",
                "a drawing must not contain clips, masks, filters or blend modes",
            ));
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group, place, opacity)?,
                Node::Path(path) if path.is_visible() => self.path(path, place, opacity)?,
                Node::Path(_) => {}
                Node::Image(_) | Node::Text(_) => {
                    return Err(refused(
                        "图形中不得有图片或文字",
                        "a drawing must not contain pictures or text",
                    ));
                }
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &Path, place: Transform, opacity: f64) -> Result<(), Refused> {
        let to_box = place.pre_concat(path.abs_transform());
        if let Some(fill) = path.fill() {
            let (color, part) = (color(fill.paint())?, f64::from(fill.opacity().get()));
            let even_odd = fill.rule() == FillRule::EvenOdd;
            let steps = self.steps(path.data(), to_box)?;
            let (stroke, fill, opacity) = (None, Some(color), opacity * part);
            self.outlines.push(Outline { stroke, fill, even_odd, opacity, steps });
        }
        let Some(stroke) = path.stroke() else { return Ok(()) };
        // Caps, joins and dashes become part of a filled outline.
        let (color, part) = (color(stroke.paint())?, f64::from(stroke.opacity().get()));
        let wanted = stroke.to_tiny_skia();
        self.pay_for_stroke(path.data(), stroke)?;
        let dashed = wanted.dash.as_ref().map(|dash| path.data().dash(dash, RESOLUTION));
        let data = match &dashed {
            None => Some(path.data()),
            Some(cut) => cut.as_ref(),
        };
        let drawn = data.and_then(|data| PathStroker::new().stroke(data, &wanted, RESOLUTION));
        let Some(drawn) = drawn else { return Ok(()) };
        let (fill, opacity) = (Some(color), opacity * part);
        let steps = self.steps(&drawn, to_box)?;
        self.outlines.push(Outline { stroke: None, fill, even_odd: false, opacity, steps });
        Ok(())
    }

    /// Pays for the outline of a stroke. Short dashes on a long path are very many pieces, each of
    /// which is outlined.
    fn pay_for_stroke(&self, data: &Outlined, stroke: &usvg::Stroke) -> Result<(), Refused> {
        let pieces = stroke.dasharray().map_or(0.0, |dashes| {
            let pattern: f32 = dashes.iter().sum();
            f64::from(length(data) / pattern.max(f32::MIN_POSITIVE)) * dashes.len() as f64
        });
        if pieces > MAX_STEPS as f64 {
            return Err(too_many_steps());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at most MAX_STEPS; a value that is no number becomes 0"
        )]
        let pieces = pieces as usize;
        let count = (data.len() + pieces).saturating_mul(STROKE_FACTOR);
        self.budget.charge(Work::Curve, count).map_err(exceeded)
    }

    /// The steps of a path, of which a drawing may have [`MAX_STEPS`].
    fn steps(&mut self, path: &Outlined, place: Transform) -> Result<Vec<Step>, Refused> {
        self.steps += path.len();
        if self.steps > MAX_STEPS {
            return Err(too_many_steps());
        }
        self.budget.charge(Work::Curve, path.len()).map_err(exceeded)?;
        self.budget.hold(path.len() * size_of::<Step>()).map_err(exceeded)?;
        Ok(steps(path, place))
    }
}

/// A path as usvg's stroker takes it.
type Outlined = usvg::tiny_skia_path::Path;

/// The scale at which strokes are outlined.
const RESOLUTION: f32 = 4.0;
/// Number of curve operations that outlining one segment takes: two sides, a join, and their error checks.
const STROKE_FACTOR: usize = 10;

/// An upper bound of the length of a path: that of its control polygon.
fn length(path: &Outlined) -> f32 {
    path.points().windows(2).map(|two| (two[1] - two[0]).length()).sum::<f32>() * 2.0
}

fn too_many_steps() -> Refused {
    let zh = format!("图形超过 {MAX_STEPS} 步");
    (zh, format!("the drawing has more than {MAX_STEPS} steps"))
}

fn color(paint: &Paint) -> Result<Color, Refused> {
    match paint {
        Paint::Color(color) => Ok(Color(color.red, color.green, color.blue)),
        Paint::LinearGradient(_) | Paint::RadialGradient(_) | Paint::Pattern(_) => {
            Err(refused("图形中只能有单色", "a drawing must contain only plain colours"))
        }
    }
}

fn steps(path: &Outlined, place: Transform) -> Vec<Step> {
    let to = |mut point: Point| {
        place.map_point(&mut point);
        (micrometre(f64::from(point.x)), micrometre(f64::from(point.y)))
    };
    path.segments()
        .map(|segment| match segment {
            PathSegment::MoveTo(p) => {
                let (x, y) = to(p);
                Step::Move(x, y)
            }
            PathSegment::LineTo(p) => {
                let (x, y) = to(p);
                Step::Line(x, y)
            }
            PathSegment::QuadTo(a, p) => {
                let ((a, b), (x, y)) = (to(a), to(p));
                Step::Quad(a, b, x, y)
            }
            PathSegment::CubicTo(a, b, p) => {
                let ((a, b), (c, d), (x, y)) = (to(a), to(b), to(p));
                Step::Cubic(a, b, c, d, x, y)
            }
            PathSegment::Close => Step::Close,
        })
        .collect()
}

fn refused(zh: &str, en: &str) -> Refused {
    (zh.to_owned(), en.to_owned())
}
