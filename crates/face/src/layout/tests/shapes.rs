//! Shapes, conditions, and texts that are rotated, justified or indented.

use serde_json::{Value, json};

use super::{boxed, lines, multiline, set, shown};
use crate::display::{Draw, Item, Step};
use crate::layout::{Content, layout};
use crate::template::{BUILT_IN_KEYS, FaceTemplate};
use crate::testing::{compiled, fonts, png, template, texts};

fn shape(more: Value) -> Value {
    let mut element =
        json!({"id": "s", "type": "rect", "x": 10, "y": 20, "width": 40, "height": 20});
    element.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    element
}

fn items(element: Value) -> Vec<Item> {
    let face = compiled(json!([]), json!([element]));
    layout(&face, &Content::default()).unwrap().pages.remove(0).items
}

fn steps(item: &Item) -> &[Step] {
    let Draw::Path(path) = &item.draw else { panic!("no path") };
    &path.steps
}

/// Path and code of each finding in an element.
fn findings_of(element: Value) -> Vec<(String, &'static str)> {
    match FaceTemplate::parse(&template(json!([]), json!([element])), BUILT_IN_KEYS) {
        Ok(_) => Vec::new(),
        Err(found) => found.into_iter().map(|found| (found.place, found.code)).collect(),
    }
}

fn only(place: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(format!("pages[0].elements[0]{place}"), code)]
}

#[test]
fn a_shape_has_a_fill_a_stroke_or_both() {
    let filled = items(shape(json!({"stroke": "none", "fill": "#ff0000"})));
    let Draw::Path(path) = &filled[0].draw else { panic!() };
    assert!(path.stroke.is_none() && path.fill.is_some());
    assert_eq!(filled[0].boundary.width, 40.0, "without stroke the boundary is the box");
    let Draw::Path(path) = &items(shape(json!({})))[0].draw.clone() else { panic!() };
    assert!(path.stroke.is_some() && path.fill.is_none());
    assert_eq!(findings_of(shape(json!({}))), []);
    assert_eq!(findings_of(shape(json!({"stroke": "none"}))), only("", "face_size"));
    assert_eq!(
        findings_of(shape(json!({"type": "line", "fill": "#ff0000"}))),
        only(".fill", "face_syntax")
    );
}

#[test]
fn dashes_are_cut_and_continue_around_corners() {
    let line = json!({"type": "line", "height": 0, "dash": [3, 2], "stroke_width": 0.2});
    let drawn = items(shape(line));
    // A line of 40 mm has eight dashes of 3 mm, which begin every 5 mm.
    assert_eq!(steps(&drawn[0]).len(), 16);
    assert_eq!(steps(&drawn[0])[2..4], [Step::Move(5.1, 0.1), Step::Line(8.1, 0.1)]);
    let around = items(shape(json!({"dash": [7, 4], "fill": "#eeeeee", "stroke_width": 0.2})));
    assert_eq!(around.len(), 2, "the fill, then the dashes");
    // The dash from 33 to 40 mm ends in the corner; the gap of 4 mm is on the next side.
    let lines = steps(&around[1]);
    assert_eq!(
        lines[6..10],
        [
            Step::Move(33.1, 0.1),
            Step::Line(40.1, 0.1),
            Step::Move(40.1, 4.1),
            Step::Line(40.1, 11.1)
        ]
    );
    assert_eq!(findings_of(shape(json!({"dash": [0.1, 1]}))), only(".dash", "face_size"));
    assert_eq!(
        findings_of(shape(json!({"type": "ellipse", "dash": [1, 1]}))),
        only(".dash", "face_syntax")
    );
}

#[test]
fn an_ellipse_touches_its_box_in_four_points() {
    let drawn = items(shape(json!({"type": "ellipse", "stroke": "none", "fill": "#00ff00"})));
    let ends: Vec<(f64, f64)> = steps(&drawn[0])
        .iter()
        .filter_map(|step| match *step {
            Step::Cubic(.., x, y) => Some((x, y)),
            Step::Move(..) | Step::Line(..) | Step::Quad(..) | Step::Close => None,
        })
        .collect();
    assert_eq!(ends, [(20.0, 20.0), (0.0, 10.0), (20.0, 0.0), (40.0, 10.0)]);
}

#[test]
fn guilloche_lines_follow_their_formula_and_stay_in_the_box() {
    let ground = json!({"type": "guilloche", "lines": 5, "amplitude": 2, "periods": 4,
                        "phase_step": 90, "color": "#c0d8c0"});
    let drawn = items(shape(ground.clone()));
    let steps = steps(&drawn[0]);
    assert_eq!(steps.len(), 5 * (1 + 4 * 8));
    // The first line begins at its middle (2 mm), the second a quarter of a wave later at its
    // crest.
    assert_eq!(steps[0], Step::Move(0.05, 2.05));
    assert_eq!(steps[33], Step::Move(0.05, 2.0 + 4.0 + 2.0 + 0.05));
    for step in steps {
        if let Step::Cubic(_, _, _, _, x, y) = *step {
            assert!((0.05..=40.05).contains(&x) && (0.05..=20.05).contains(&y), "{x} {y}");
        }
    }
    let mut wild = shape(ground);
    assert_eq!(findings_of(wild.clone()), []);
    wild["amplitude"] = json!(11);
    assert_eq!(findings_of(wild.clone()), only(".amplitude", "face_size"));
    wild["amplitude"] = json!(2);
    wild["lines"] = json!(4_000_000_000u32);
    assert_eq!(findings_of(wild), only("", "face_size"));
}

#[test]
fn conditions_show_and_hide_elements() {
    let count = |condition: Value, value: &str| {
        let face = compiled(json!([]), json!([shape(json!({"visible_if": condition}))]));
        layout(&face, &texts(&[("JYXM", value)])).unwrap().pages[0].items.len()
    };
    let (present, absent) =
        (json!({"field": "JYXM", "present": true}), json!({"field": "JYXM", "present": false}));
    let equals = json!({"field": "JYXM", "equals": "餐饮"});
    assert_eq!([count(present.clone(), "餐"), count(present, " ")], [1, 0]);
    assert_eq!([count(absent.clone(), "餐"), count(absent, "")], [0, 1]);
    assert_eq!([count(equals.clone(), "餐饮 "), count(equals, "餐")], [1, 0]);
    assert_eq!(findings_of(shape(json!({"visible_if": {"field": "CZZT", "present": true}}))), []);
    for (bad, code) in [
        (json!({"field": "NO", "present": true}), "face_key_unknown"),
        (json!({"field": "CZZT"}), "face_syntax"),
        (json!({"field": "CZZT", "present": true, "equals": "x"}), "face_syntax"),
        (json!({"field": "CZZT", "is": 1}), "face_syntax"),
    ] {
        assert_eq!(findings_of(shape(json!({"visible_if": bad}))), only(".visible_if", code));
    }
    let bound = json!([shape(json!({"visible_if": {"field": "CZZT", "present": true}}))]);
    let found = FaceTemplate::parse(&template(bound, json!([])), BUILT_IN_KEYS).unwrap_err();
    assert_eq!(found[0].code, "face_background_bound");
}

#[test]
fn justified_lines_fill_their_box_and_letter_spacing_is_added() {
    let all = lines(&set(&boxed(json!({"align": "justify_all"})), "食品食").unwrap()).1;
    assert_eq!(all[0].0, 0.0);
    let list = set(&boxed(json!({"align": "justify_all"})), "食品食").unwrap();
    let Draw::Text(text) = &list.pages[0].items[0].draw else { panic!() };
    let end: f64 = text.lines[0].advances.iter().sum::<f64>() + 4.233;
    assert!((end - 60.0).abs() < 0.003, "{end}");
    // 12 pt characters with 3 pt between them: 5.292 mm each; 60 mm hold 11 of them, but not 12.
    let spaced = boxed(json!({"letter_spacing": 3}));
    let list = set(&spaced, &"食".repeat(11)).unwrap();
    let Draw::Text(text) = &list.pages[0].items[0].draw else { panic!() };
    assert!(text.lines[0].advances.iter().all(|advance| (advance - 5.292).abs() < 0.002));
    assert_eq!(set(&spaced, &"食".repeat(12)).unwrap_err().code, "face_overflow");
}

#[test]
fn paragraphs_are_indented_and_lines_are_limited() {
    let face = multiline(40.0, json!({"indent": 2, "max_lines": 3}));
    let list = set(&face, &format!("{}\n食", "食".repeat(14))).unwrap();
    assert_eq!(shown(&list), ["食".repeat(12), "食食".to_owned(), "食".to_owned()]);
    let at: Vec<f64> = lines(&list).1.iter().map(|line| line.0).collect();
    assert_eq!(at, [8.467, 0.0, 8.467]);
    assert_eq!(set(&face, "食\n食\n食\n食").unwrap_err().code, "face_overflow");
    // An indent wider than the box is an overflow, not an endless loop.
    let wide = multiline(40.0, json!({"indent": 20}));
    assert_eq!(set(&wide, "食\n食").unwrap_err().code, "face_overflow");
    assert_eq!(
        findings_of(json!({"id": "a", "type": "text", "x": 1, "y": 1, "width": 9, "height": 9,
        "bind": "CZZT", "font": "song", "font_size": 12, "indent": 2})),
        only(".indent", "face_syntax")
    );
}

#[test]
fn a_rotated_text_uses_its_box_rotated_around_the_center() {
    let list = set(&boxed(json!({"rotate": 90, "opacity": 0.5})), "食品").unwrap();
    let item = &list.pages[0].items[0];
    let at = item.boundary;
    assert_eq!((at.x, at.y, at.width, at.height), (30.0, -10.0, 20.0, 60.0));
    let Draw::Text(text) = &item.draw else { panic!() };
    assert_eq!((text.angle, text.opacity), (90.0, 0.5));
    // The box of 60 by 20 mm offers 20 mm to a vertical text: four characters.
    assert!(set(&boxed(json!({"rotate": 270})), "食品食品").is_ok());
    assert_eq!(
        set(&boxed(json!({"rotate": 270})), "食品食品食").unwrap_err().code,
        "face_overflow"
    );
}

#[test]
fn bold_text_uses_the_bold_font() {
    let mut json = template(
        json!([]),
        json!([{"id": "a", "type": "text", "x": 10, "y": 10,
        "width": 60, "height": 8, "bind": "CZZT", "font": "song", "font_size": 12, "bold": true}]),
    );
    let found = FaceTemplate::parse(&json, BUILT_IN_KEYS).unwrap_err();
    assert_eq!(
        (found[0].code, found[0].place.as_str()),
        ("face_font", "pages[0].elements[0].bold")
    );
    json["fonts"]["song"] = json!(["NotoSerifSC-Regular", "NotoSerifSC-Bold"]);
    let parsed = FaceTemplate::parse(&json, BUILT_IN_KEYS).unwrap();
    let face = crate::compile::CompiledFace::compile(parsed, &fonts()).unwrap();
    let list = layout(&face, &texts(&[("CZZT", "食品")])).unwrap();
    let Draw::Text(text) = &list.pages[0].items[0].draw else { panic!() };
    assert!(face.fonts()[text.font].name.contains("Bold"));
}

#[test]
fn pictures_of_the_template_are_part_of_the_background() {
    use base64::Engine as _;
    let picture = |side: u32| {
        let data = base64::engine::general_purpose::STANDARD.encode(png(side, side));
        let element = json!({"id": "p", "type": "image", "x": 10, "y": 10, "width": 10,
                             "height": 10, "asset": "emblem"});
        let mut json = template(json!([element]), json!([]));
        json["assets"] = json!({"emblem": data});
        FaceTemplate::parse(&json, BUILT_IN_KEYS)
    };
    let face = crate::compile::CompiledFace::compile(picture(60).unwrap(), &fonts()).unwrap();
    let items = face.pages().next().unwrap().background;
    assert!(matches!(items[0].draw, Draw::Image(_)) && items[0].field.is_none());
    let coarse = picture(58).unwrap_err();
    assert_eq!(
        (coarse[0].code, coarse[0].place.as_str()),
        ("face_image", "pages[0].background[0].asset")
    );
    assert_eq!(
        findings_of(
            json!({"id": "p", "type": "image", "x": 1, "y": 1, "width": 9, "height": 9, "asset": "no"})
        ),
        only(".asset", "face_image")
    );
}
