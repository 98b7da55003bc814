use serde_json::{Value, json};

use super::{Align, BUILT_IN_KEYS, ElementKind, FaceTemplate, Overflow, Valign};
use crate::display::Color;
use crate::testing::template;

fn text() -> Value {
    json!({"id": "a", "type": "text", "x": 10, "y": 10, "width": 100, "height": 8,
           "bind": "ZZBH", "font": "song", "font_size": 12})
}

/// Path and code of each finding in `template`.
fn findings(template: &Value) -> Vec<(String, &'static str)> {
    let findings = FaceTemplate::parse(template, BUILT_IN_KEYS).unwrap_err();
    assert!(findings.iter().all(|found| !found.zh.is_empty() && !found.en.is_empty()));
    findings.into_iter().map(|finding| (finding.place, finding.code)).collect()
}

/// Findings in `text()` with one key changed or, if the value is null, removed. Without the change
/// there are none.
fn with(key: &str, value: Value) -> Vec<(String, &'static str)> {
    let mut element = text();
    assert!(FaceTemplate::parse(&template(json!([]), json!([element])), BUILT_IN_KEYS).is_ok());
    let map = element.as_object_mut().unwrap();
    if value.is_null() {
        map.remove(key);
    } else {
        map.insert(key.to_owned(), value);
    }
    findings(&template(json!([]), json!([element])))
}

fn only(place: &str, code: &'static str) -> Vec<(String, &'static str)> {
    vec![(format!("pages[0].elements[0]{place}"), code)]
}

#[test]
fn every_element_type_is_parsed_with_its_defaults() {
    let elements = json!([
        text(),
        {"id": "b", "type": "multiline", "x": 10, "y": 20, "width": 100, "height": 20,
         "content": "编号：{{ZZBH}}", "font": "bold", "font_size": 14, "line_height": 6.5,
         "align": "right", "valign": "bottom", "color": "#C0ffee", "overflow": "shrink",
         "min_font_size": 8},
        {"id": "c", "type": "image", "x": 10, "y": 50, "width": 30, "height": 40, "bind": "CZZT"},
        {"id": "d", "type": "qrcode", "x": 50, "y": 50, "width": 28, "height": 28,
         "content": "{{ZZBS}}"},
        {"id": "e", "type": "line", "x": 0, "y": 100, "width": 297, "height": 0},
        {"id": "f", "type": "rect", "x": 0, "y": 0, "width": 297, "height": 210,
         "stroke": "#2f6f8f", "stroke_width": 0.8},
        {"id": "g", "type": "seal", "x": 200, "y": 150, "width": 42, "height": 42,
         "signer": "issuer"}
    ]);
    let read = FaceTemplate::parse(&template(json!([]), elements), BUILT_IN_KEYS).unwrap();
    let page = &read.pages[0];
    assert_eq!((page.side.as_str(), page.width, page.elements.len()), ("正本", 297.0, 7));
    let ElementKind::Text(first) = &page.elements[0].kind else { panic!() };
    assert_eq!((first.align, first.valign), (Align::Left, Valign::Top));
    assert_eq!((first.color, first.overflow), (Color(0, 0, 0), Overflow::Error));
    let ElementKind::Multiline { text, line_height } = &page.elements[1].kind else { panic!() };
    assert_eq!((text.align, text.valign), (Align::Right, Valign::Bottom));
    assert_eq!(text.color, Color(0xc0, 0xff, 0xee));
    assert_eq!((text.overflow, *line_height), (Overflow::Shrink { min: 8.0 }, 6.5));
    let keys: Vec<&str> = page.elements.iter().flat_map(|element| element.keys()).collect();
    assert_eq!(keys, ["ZZBH", "ZZBH", "CZZT", "ZZBS"]);
}

#[test]
fn the_frame_is_checked() {
    let good = template(json!([]), json!([text()]));
    let changed = |pointer: &str, value: Value| {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).unwrap() = value;
        findings(&bad)
    };
    let one = |place: &str, code| vec![(place.to_owned(), code)];
    assert_eq!(changed("/format", json!("yinxin-face/2")), one("format", "face_format"));
    assert_eq!(changed("/pages", json!([])), one("pages", "face_no_page"));
    assert_eq!(changed("/fonts/bold", json!([])), one("fonts.bold", "face_font"));
    assert_eq!(changed("/name", json!(7)), one("", "face_syntax"));
    assert_eq!(changed("/pages/0/width", json!(5000)), one("pages[0]", "face_size"));
    let mut unknown = good.clone();
    unknown["layout"] = json!(1);
    assert_eq!(findings(&unknown), one("", "face_syntax"));
    let mut unknown = good.clone();
    unknown["pages"][0]["watermark"] = json!({});
    assert_eq!(findings(&unknown), one("", "face_syntax"));
    for nonsense in [json!(null), json!([]), json!("face"), json!({})] {
        assert_eq!(findings(&nonsense), one("", "face_syntax"));
    }
}

#[test]
fn the_syntax_of_elements_is_checked() {
    assert_eq!(with("colour", json!("#000000")), only("", "face_syntax"));
    assert_eq!(with("type", json!("ellipse")), only("", "face_syntax"));
    assert_eq!(with("type", Value::Null), only("", "face_syntax"));
    assert_eq!(with("id", Value::Null), only(".id", "face_syntax"));
    assert_eq!(with("id", json!("")), only(".id", "face_syntax"));
    assert_eq!(with("width", Value::Null), only(".width", "face_syntax"));
    assert_eq!(with("x", json!("10")), only(".x", "face_syntax"));
    assert_eq!(with("font", Value::Null), only("", "face_syntax"));
    assert_eq!(with("align", json!("justify")), only("", "face_syntax"));
    assert_eq!(with("line_height", json!(6)), only(".line_height", "face_syntax"));
}

#[test]
fn the_values_of_elements_are_checked() {
    assert_eq!(with("width", json!(0)), only("", "face_size"));
    assert_eq!(with("height", json!(-3)), only("", "face_size"));
    assert_eq!(with("x", json!(200)), only("", "face_off_page"));
    assert_eq!(with("y", json!(-1)), only("", "face_off_page"));
    assert_eq!(with("font", json!("kai")), only(".font", "face_font"));
    assert_eq!(with("font_size", json!(0)), only(".font_size", "face_size"));
    assert_eq!(with("color", json!("red")), only(".color", "face_color"));
    assert_eq!(with("color", json!("#12345é")), only(".color", "face_color"));
    assert_eq!(with("overflow", json!("shrink")), only(".min_font_size", "face_size"));
    assert_eq!(with("bind", json!("NOBODY")), only("", "face_key_unknown"));
    assert_eq!(with("bind", Value::Null), only("", "face_bind_or_content"));
    assert_eq!(with("content", json!("编号")), only("", "face_bind_or_content"));
}

#[test]
fn placeholders_in_contents_are_checked() {
    let content = |content: &str| {
        let mut element = text();
        element.as_object_mut().unwrap().remove("bind");
        element["content"] = json!(content);
        FaceTemplate::parse(&template(json!([]), json!([element])), BUILT_IN_KEYS)
            .map(|_| ())
            .map_err(|findings| findings[0].code)
    };
    assert_eq!(content("{{ZZBFRQ|cn_date}}至{{ZZYXQJZRQ|cn_date_or_long}}"), Ok(()));
    assert_eq!(content("{{ZZBH"), Err("face_place"));
    assert_eq!(content("{{ZZBH|roman}}"), Err("face_value_format"));
    assert_eq!(content("{{ZZBX}}"), Err("face_key_unknown"));
}

#[test]
fn multiline_texts_lines_and_seals_have_their_own_rules() {
    let of = |element: Value| findings(&template(json!([]), json!([element])));
    let multiline = |pitch: f64| {
        json!({"id": "a", "type": "multiline", "x": 10, "y": 10, "width": 100, "height": 20,
               "bind": "ZZBH", "font": "song", "font_size": 12, "line_height": pitch})
    };
    assert_eq!(of(multiline(3.0)), only(".line_height", "face_size"));
    assert_eq!(of(multiline(60.0)), only(".line_height", "face_size"));
    let line = |width: f64, stroke: f64| {
        json!({"id": "a", "type": "line", "x": 10, "y": 10, "width": width, "height": 0,
               "stroke_width": stroke})
    };
    assert_eq!(of(line(0.0, 0.2)), only("", "face_size"));
    assert_eq!(of(line(9.0, 0.0)), only(".stroke_width", "face_size"));
    let seal = json!({"id": "a", "type": "seal", "x": 10, "y": 10, "width": 42, "height": 42,
                      "signer": "mayor"});
    assert_eq!(of(seal), only("", "face_syntax"));
}

#[test]
fn the_background_binds_nothing_and_ids_are_unique_on_a_page() {
    let at = |place: &str, code| vec![(format!("pages[0].{place}"), code)];
    let bound = template(json!([text()]), json!([]));
    assert_eq!(findings(&bound), at("background[0]", "face_background_bound"));
    let seal = json!({"id": "s", "type": "seal", "x": 10, "y": 10, "width": 42, "height": 42,
                      "signer": "issuer"});
    let sealed = template(json!([seal]), json!([]));
    assert_eq!(findings(&sealed), at("background[0]", "face_background_bound"));
    let mut fixed = text();
    fixed.as_object_mut().unwrap().remove("bind");
    fixed["content"] = json!("编号");
    let twice = template(json!([fixed]), json!([text()]));
    assert_eq!(findings(&twice), at("elements[0].id", "face_id_repeated"));
}

#[test]
fn all_findings_are_returned_at_once() {
    let mut first = text();
    first["color"] = json!("red");
    let mut second = text();
    second["x"] = json!(290);
    let found = findings(&template(json!([]), json!([first, second])));
    let codes: Vec<&str> = found.iter().map(|(_, code)| *code).collect();
    assert_eq!(codes, ["face_color", "face_off_page"]);
}
