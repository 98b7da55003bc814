//! Pictures that are fitted, rotated and cropped; drawings from SVG.

use base64::Engine as _;
use serde_json::{Value, json};

use crate::compile::CompiledFace;
use crate::display::{Color, Draw, Image, Item, Path, Rect, Step};
use crate::layout::{Content, FaceFinding, layout};
use crate::template::FaceTemplate;
use crate::testing::{compiled, compiled_template, keys, png, template};

/// A box of 40 by 20 mm at 10/10 for the picture of a field.
fn boxed(more: &Value) -> CompiledFace {
    let mut element = json!({"id": "a", "type": "image", "x": 10, "y": 10, "width": 40,
                             "height": 20, "bind": "ZP"});
    element.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    compiled(json!([]), json!([element]))
}

/// Lays out a picture of 100 by 100 pixels.
fn shown(more: &Value) -> Result<(Rect, Image), FaceFinding> {
    let mut content = Content::default();
    content.images.insert("ZP".to_owned(), png(100, 100));
    let mut list = layout(&boxed(more), &content).map_err(|mut found| found.remove(0))?;
    let Item { boundary, draw: Draw::Image(image), .. } = list.pages[0].items.remove(0) else {
        panic!("no image")
    };
    Ok((boundary, image))
}

fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

#[test]
fn a_picture_is_contained_in_its_box_or_covers_it() {
    let (boundary, image) = shown(&json!({})).unwrap();
    assert_eq!((boundary, image.frame), (rect(20.0, 10.0, 20.0, 20.0), rect(0.0, 0.0, 20.0, 20.0)));
    assert!(!image.is_cut(boundary));
    let (boundary, image) = shown(&json!({"fit": "cover"})).unwrap();
    assert_eq!(boundary, rect(10.0, 10.0, 40.0, 20.0));
    assert_eq!(image.frame, rect(0.0, -10.0, 40.0, 40.0));
    assert!(image.is_cut(boundary));
    assert_eq!(image.matrix(boundary), [40.0, 0.0, 0.0, 40.0, 0.0, -10.0]);
}

#[test]
fn a_quarter_turn_moves_the_top_left_corner_to_the_top_right() {
    let (boundary, image) = shown(&json!({"rotate": 90, "opacity": 0.5})).unwrap();
    assert_eq!((image.angle, image.opacity), (90.0, 0.5));
    let [a, b, c, d, e, f] = image.matrix(boundary);
    let at = |x: f64, y: f64| (a * x + c * y + e, b * x + d * y + f);
    let near = |(x, y): (f64, f64), (u, v): (f64, f64)| {
        assert!((x - u).abs() < 1e-9 && (y - v).abs() < 1e-9, "{x} {y}, not {u} {v}");
    };
    near(at(0.0, 0.0), (20.0, 0.0));
    near(at(1.0, 0.0), (20.0, 20.0));
    near(at(0.0, 1.0), (0.0, 0.0));
}

#[test]
fn a_picture_below_the_minimum_resolution_is_refused() {
    // 100 pixels in 20 mm are 127 dpi.
    assert!(shown(&json!({"min_dpi": 120})).is_ok());
    let found = shown(&json!({"min_dpi": 150})).unwrap_err();
    assert_eq!((found.code, found.field.as_deref()), ("face_image", Some("ZP")));
    assert!(found.zh.contains("127 dpi"), "{}", found.zh);
}

fn art(element: Value, svg: &str) -> Value {
    let mut element = element;
    let place = json!({"id": "a", "type": "path", "x": 10, "y": 10, "width": 40, "height": 20});
    element.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
    let mut template = template(json!([element]), json!([]));
    let coded = base64::engine::general_purpose::STANDARD.encode(svg);
    template["assets"] = json!({ "art": coded });
    template
}

fn outlines(template: &Value) -> Vec<(Rect, Path)> {
    let face = compiled_template(template);
    let page = face.pages().next().unwrap();
    let path = |item: &Item| match &item.draw {
        Draw::Path(path) => (item.boundary, path.clone()),
        Draw::Text(_) | Draw::Image(_) => panic!("no path"),
    };
    page.background.iter().map(path).collect()
}

fn refused(template: &Value) -> (String, &'static str) {
    let mut found = FaceTemplate::parse(template, &keys()).unwrap_err();
    assert_eq!(found.len(), 1);
    let found = found.remove(0);
    (found.place, found.code)
}

const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 20\">\
    <style>.r { fill: #c81e1e }</style><defs><rect id=\"q\" width=\"5\" height=\"5\"/></defs>\
    <g transform=\"translate(5 0)\" class=\"r\" opacity=\"0.5\"><use href=\"#q\"/></g>\
    <path d=\"M0 0L20 20\" fill=\"none\" stroke=\"blue\" stroke-width=\"2\"/></svg>";

#[test]
fn an_svg_becomes_filled_outlines_inside_its_box() {
    let found = outlines(&art(json!({"asset": "art"}), SVG));
    assert_eq!(found.len(), 2);
    let (boundary, red) = &found[0];
    assert_eq!(*boundary, rect(10.0, 10.0, 40.0, 20.0));
    assert_eq!((red.fill, red.stroke, red.opacity), (Some(Color(0xc8, 0x1e, 0x1e)), None, 0.5));
    // The 20 units of the drawing are the 20 mm of the box's height, centered in its 40 mm width.
    assert_eq!(red.steps[0], Step::Move(15.0, 0.0));
    assert_eq!(red.steps[2], Step::Line(20.0, 5.0));
    assert_eq!(found[1].1.fill, Some(Color(0, 0, 255)), "a stroke becomes a filled outline");
}

#[test]
fn path_data_is_in_millimetres_and_has_one_colour() {
    let path = json!({"d": "M1 2h10", "stroke": "#102030", "stroke_width": 0.5});
    let found = outlines(&art(path, SVG));
    let (boundary, line) = &found[0];
    assert_eq!(*boundary, rect(9.75, 9.75, 40.5, 20.5), "the boundary includes the stroke");
    assert_eq!(line.steps, [Step::Move(1.25, 2.25), Step::Line(11.25, 2.25)]);
    assert_eq!((line.stroke, line.stroke_width), (Some(Color(0x10, 0x20, 0x30)), 0.5));
    let filled = outlines(&art(json!({"d": "M0 0h10v10z", "fill": "#ff0000"}), SVG));
    assert_eq!((filled[0].1.stroke, filled[0].1.fill), (None, Some(Color(255, 0, 0))));
}

#[test]
fn unsupported_drawings_are_refused() {
    let svg = |inside: &str| {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" \
             xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 9\">{inside}</svg>"
        );
        refused(&art(json!({"asset": "art"}), &svg))
    };
    let rect = "<rect width=\"5\" height=\"5\"";
    let at = |place: &str, code| (format!("pages[0].background[0].{place}"), code);
    for inside in [
        "<text>x</text>",
        "<image href=\"/etc/passwd\" width=\"5\" height=\"5\"/>",
        "<script>1</script>",
        &format!(
            "<linearGradient id=\"g\"><stop stop-color=\"red\"/><stop offset=\"1\"/></linearGradient>{rect} fill=\"url(#g)\"/>"
        ),
        &format!("<clipPath id=\"c\"><circle r=\"2\"/></clipPath>{rect} clip-path=\"url(#c)\"/>"),
        &format!(
            "<filter id=\"f\"><feGaussianBlur stdDeviation=\"1\"/></filter>{rect} filter=\"url(#f)\"/>"
        ),
        "",
    ] {
        assert_eq!(svg(inside), at("asset", "face_art"), "{inside}");
    }
    let bomb = "<!DOCTYPE svg [<!ENTITY a \"aaaa\">]><svg xmlns=\"http://www.w3.org/2000/svg\"/>";
    assert_eq!(refused(&art(json!({"asset": "art"}), bomb)), at("asset", "face_art"));
    assert_eq!(refused(&art(json!({"d": "M0 0\"/><script>"}), SVG)), at("d", "face_art"));
    assert_eq!(refused(&art(json!({"d": "nonsense"}), SVG)), at("d", "face_art"));
    assert_eq!(refused(&art(json!({"asset": "none"}), SVG)), at("asset", "face_image"));
    let long = format!("M0 0{}", "L1 1L2 2".repeat(10_001));
    assert_eq!(refused(&art(json!({ "d": long }), SVG)), at("d", "face_art"));
    assert_eq!(refused(&art(json!({}), SVG)).1, "face_bind_or_content");
}
