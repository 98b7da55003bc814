use serde_json::{Value, json};

use super::{Content, FaceFinding, layout};
use crate::compile::CompiledFace;
use crate::display::{DisplayList, Draw, Item, Step};
use crate::testing::{compiled, fonts, png, texts};

mod golden;
mod pictures;
mod shapes;
mod tables;
mod variants;

/// Compiles a text element in a box of 60 by 20 mm at 10/10 in 12 pt (4.2333 mm), with the keys
/// `more`.
pub(super) fn boxed(more: Value) -> CompiledFace {
    let mut element = json!({"id": "a", "type": "text", "x": 10, "y": 10, "width": 60,
        "height": 20, "bind": "CZZT", "font": "song", "font_size": 12});
    if let (Some(element), Some(more)) = (element.as_object_mut(), more.as_object()) {
        element.extend(more.clone());
        if more.contains_key("content") {
            element.remove("bind");
        }
    }
    compiled(json!([]), json!([element]))
}

fn set(face: &CompiledFace, value: &str) -> Result<DisplayList, FaceFinding> {
    layout(face, &texts(&[("CZZT", value)])).map_err(|mut findings| findings.remove(0))
}

/// Font size, and position and text of each line of the first item on the first page.
fn lines(list: &DisplayList) -> (f64, Vec<(f64, f64, String)>) {
    let Draw::Text(text) = &list.pages[0].items[0].draw else { panic!("no text") };
    (text.size, text.lines.iter().map(|line| (line.x, line.y, line.text.clone())).collect())
}

fn shown(list: &DisplayList) -> Vec<String> {
    lines(list).1.into_iter().map(|line| line.2).collect()
}

fn multiline(height: f64, more: Value) -> CompiledFace {
    let mut keys = json!({"type": "multiline", "height": height, "line_height": 6});
    if let (Some(keys), Some(more)) = (keys.as_object_mut(), more.as_object()) {
        keys.extend(more.clone());
    }
    boxed(keys)
}

#[test]
fn text_is_aligned_in_its_box() {
    let em = 4.233;
    for (align, x) in [("left", 0.0), ("center", 30.0 - em), ("right", 60.0 - 2.0 * em)] {
        let (size, lines) = lines(&set(&boxed(json!({"align": align})), "食品").unwrap());
        assert_eq!(size, em);
        assert!((lines[0].0 - x).abs() < 0.002, "{align}: {}", lines[0].0);
    }
    for (valign, top) in [("top", 0.0), ("middle", 10.0 - em / 2.0), ("bottom", 20.0 - em)] {
        let (_, lines) = lines(&set(&boxed(json!({"valign": valign})), "食品").unwrap());
        assert!((lines[0].1 - top - 0.88 * em).abs() < 0.002, "{valign}: {}", lines[0].1);
    }
}

#[test]
fn an_empty_field_draws_nothing_but_fixed_text_is_drawn() {
    let empty =
        |face: &CompiledFace| layout(face, &Content::default()).unwrap().pages[0].items.len();
    assert_eq!(empty(&boxed(json!({}))), 0);
    assert_eq!(set(&boxed(json!({})), "  ").unwrap().pages[0].items.len(), 0);
    assert_eq!(empty(&boxed(json!({"content": "编号：{{CZZT}}"}))), 0);
    assert_eq!(empty(&boxed(json!({"content": "编号："}))), 1);
    assert_eq!(empty(&boxed(json!({"content": "{{ZZYXQJZRQ|cn_date_or_long}}"}))), 1);
}

#[test]
fn an_item_names_the_field_if_it_shows_nothing_else() {
    let field = |more: Value| set(&boxed(more), "食品").unwrap().pages[0].items[0].field.clone();
    assert_eq!(field(json!({})).as_deref(), Some("CZZT"));
    assert_eq!(field(json!({"content": "{{CZZT|mask:name}}"})).as_deref(), Some("CZZT"));
    assert_eq!(field(json!({"content": "名称：{{CZZT}}"})), None);
}

#[test]
fn text_that_is_too_long_is_an_error_that_names_field_and_box() {
    let face = boxed(json!({}));
    assert!(set(&face, &"食".repeat(14)).is_ok());
    let finding = set(&face, &"食".repeat(15)).unwrap_err();
    assert_eq!((finding.code, finding.element.as_str()), ("face_overflow", "a"));
    assert_eq!(finding.field.as_deref(), Some("CZZT"));
    assert!(finding.zh.contains("15 字") && finding.zh.contains("60×20"), "{}", finding.zh);
    let high = boxed(json!({"height": 4}));
    assert_eq!(set(&high, "食").unwrap_err().code, "face_overflow", "taller than the box");
}

#[test]
fn text_shrinks_in_quarter_points_to_the_minimum() {
    let face = boxed(json!({"overflow": "shrink", "min_font_size": 8}));
    let size = |count: usize| set(&face, &"食".repeat(count)).map(|list| lines(&list).0);
    assert_eq!(size(14).unwrap(), 4.233);
    // 15 characters in 60 mm: at most 11.34 pt, so 11.25.
    assert_eq!(size(15).unwrap(), 3.969);
    assert_eq!(size(21).unwrap(), 2.822, "8 pt");
    assert_eq!(size(22).unwrap_err().code, "face_overflow");
}

#[test]
fn the_line_height_shrinks_with_the_text() {
    let face = multiline(10.5, json!({"overflow": "shrink", "min_font_size": 6}));
    let (size, lines) = lines(&set(&face, &"食".repeat(30)).unwrap());
    assert!(size < 4.233);
    let ratio = size / (12.0 * 25.4 / 72.0);
    assert!((lines[1].1 - lines[0].1 - 6.0 * ratio).abs() < 0.002);
}

#[test]
fn clipped_text_loses_what_does_not_fit() {
    let one = set(&boxed(json!({"overflow": "clip"})), &"食".repeat(20)).unwrap();
    assert_eq!(shown(&one), ["食".repeat(14)]);
    let more = set(&multiline(11.0, json!({"overflow": "clip"})), &"食".repeat(50)).unwrap();
    assert_eq!(shown(&more), ["食".repeat(14), "食".repeat(14)]);
}

#[test]
fn lines_break_by_the_rules_for_punctuation() {
    let face = multiline(20.0, json!({}));
    // A full stop must not begin a line, so the character before it moves as well.
    let text = format!("{}。食品", "食".repeat(14));
    let broken = shown(&set(&face, &text).unwrap());
    assert_eq!(broken, ["食".repeat(13), "食。食品".to_owned()]);
    // An opening bracket must not end a line.
    let text = format!("{}（食品）", "食".repeat(13));
    let broken = shown(&set(&face, &text).unwrap());
    assert_eq!(broken, ["食".repeat(13), "（食品）".to_owned()]);
}

#[test]
fn words_are_not_broken_unless_they_are_wider_than_the_line() {
    let face = multiline(20.0, json!({}));
    let broken = shown(&set(&face, "食品食品食品食品食品 abcdefghijkl").unwrap());
    assert_eq!(broken, ["食品食品食品食品食品", "abcdefghijkl"]);
    let long = "a".repeat(60);
    let broken = shown(&set(&face, &long).unwrap());
    assert!(broken.len() > 1);
    assert_eq!(broken.concat(), long, "no character is lost");
}

#[test]
fn line_breaks_in_the_value_are_kept() {
    let face = multiline(20.0, json!({}));
    assert_eq!(shown(&set(&face, "食品\r\n经营\n许可").unwrap()), ["食品", "经营", "许可"]);
    let finding = set(&multiline(10.5, json!({})), "食品\n经营\n许可").unwrap_err();
    assert_eq!(finding.code, "face_overflow", "three lines in a box for two");
    let finding = set(&boxed(json!({})), "食\n品").unwrap_err();
    assert_eq!(finding.code, "face_missing_glyph", "a single-line text has no line feed");
    assert!(finding.zh.contains("U+000A"));
}

#[test]
fn a_missing_glyph_is_an_error_that_names_the_character() {
    let face = boxed(json!({}));
    let finding = set(&face, "演龘示龘\u{20000}").unwrap_err();
    assert_eq!((finding.code, finding.field.as_deref()), ("face_missing_glyph", Some("CZZT")));
    assert!(finding.zh.contains("龘（U+9F98）、\u{20000}（U+20000）"), "{}", finding.zh);
    assert!(set(&face, "演示").is_ok(), "negative control");
}

#[test]
fn characters_outside_the_base_subset_use_an_extra_font() {
    let face = boxed(json!({}));
    let base = set(&face, "演示").unwrap();
    assert!(base.extra_fonts.is_empty());
    let list = set(&face, "演鹏示珺鹏").unwrap();
    let items = &list.pages[0].items;
    let drawn = |item: &Item| match &item.draw {
        Draw::Text(text) => {
            (text.font, text.lines.iter().map(|line| (line.x, line.text.clone())).collect())
        }
        Draw::Image(_) | Draw::Path(_) => panic!("not a text: {item:?}"),
    };
    let em = |at: f64| (at * 12.0 * 25.4 / 72.0 * 1000.0).round() / 1000.0;
    let expected = |font: usize, lines: &[(f64, &str)]| {
        (font, lines.iter().map(|(x, text)| (em(*x), (*text).to_owned())).collect::<Vec<_>>())
    };
    let runs = [(0, 0.0, "演"), (1, 1.0, "鹏"), (0, 2.0, "示"), (1, 3.0, "珺鹏")];
    assert_eq!(items.len(), runs.len());
    for (item, (font, x, text)) in items.iter().zip(runs) {
        assert_eq!(drawn(item), expected(font, &[(x, text)]), "in reading order");
    }
    assert!(items.iter().all(|item| item.field.as_deref() == Some("CZZT")));
    assert_eq!(list.extra_fonts.len(), 1);
    let names = list.extra_fonts.iter().chain(face.fonts()).map(|font| &font.name);
    assert_eq!(names.collect::<std::collections::BTreeSet<_>>().len(), 2);
}

#[test]
fn characters_outside_the_bmp_are_items_of_their_own() {
    let list = set(&boxed(json!({})), "欧\u{2cb4e}阳\u{2cb4e}").unwrap();
    let texts: Vec<Vec<String>> = list.pages[0]
        .items
        .iter()
        .map(|item| match &item.draw {
            Draw::Text(text) => text.lines.iter().map(|line| line.text.clone()).collect(),
            Draw::Image(_) | Draw::Path(_) => panic!("not a text: {item:?}"),
        })
        .collect();
    assert_eq!(texts, [["欧"], ["\u{2cb4e}"], ["阳"], ["\u{2cb4e}"]]);
}

#[test]
fn a_picture_is_shown_whole_and_centered() {
    let element = json!({"id": "p", "type": "image", "x": 10, "y": 10, "width": 30, "height": 40,
                         "bind": "ZP"});
    let face = compiled(json!([]), json!([element]));
    let with = |bytes: &[u8]| {
        let mut content = Content::default();
        content.images.insert("ZP".to_owned(), bytes.into());
        layout(&face, &content)
    };
    let list = with(&png(60, 20)).unwrap();
    let at = list.pages[0].items[0].boundary;
    assert_eq!((at.x, at.y, at.width, at.height), (10.0, 25.0, 30.0, 10.0));
    let broken = with(b"\x89PNG\r\n\x1a\nbroken").unwrap_err();
    assert_eq!((broken[0].code, broken[0].field.as_deref()), ("face_image", Some("ZP")));
    assert!(with(b"").unwrap().pages[0].items.is_empty());
}

#[test]
fn a_qr_code_too_fine_to_print_is_refused() {
    let code = |side: u32| {
        let element = json!({"id": "q", "type": "qrcode", "x": 10, "y": 10, "width": side,
                             "height": side, "content": "{{ZZBS}}"});
        let face = compiled(json!([]), json!([element]));
        layout(&face, &texts(&[("ZZBS", "1.2.156.3005.2.11440300MBXX00123B003")]))
    };
    let list = code(28).unwrap();
    let item = &list.pages[0].items[0];
    assert!(matches!(item.draw, Draw::Image(_)));
    assert_eq!((item.boundary.x, item.boundary.width), (10.0, 28.0));
    let findings = code(10).unwrap_err();
    assert_eq!((findings[0].code, findings[0].field.as_deref()), ("face_qrcode", Some("ZZBS")));
}

#[test]
fn the_boundary_includes_the_stroke() {
    let line = json!({"id": "l", "type": "line", "x": 10, "y": 20, "width": 50, "height": 0,
                      "stroke_width": 0.4});
    let face = compiled(json!([]), json!([line]));
    let list = layout(&face, &Content::default()).unwrap();
    let item = &list.pages[0].items[0];
    let at = item.boundary;
    assert_eq!((at.x, at.y, at.width, at.height), (9.8, 19.8, 50.4, 0.4));
    let Draw::Path(path) = &item.draw else { panic!() };
    assert_eq!(path.steps, [Step::Move(0.2, 0.2), Step::Line(50.2, 0.2)]);
}

#[test]
fn all_findings_are_returned_and_layout_is_deterministic() {
    let two = json!([
        {"id": "a", "type": "text", "x": 10, "y": 10, "width": 20, "height": 8, "bind": "CZZT",
         "font": "song", "font_size": 12},
        {"id": "b", "type": "text", "x": 10, "y": 20, "width": 20, "height": 8, "bind": "ZZBH",
         "font": "song", "font_size": 12}
    ]);
    let face = compiled(json!([]), two);
    let bad = layout(&face, &texts(&[("CZZT", "龘"), ("ZZBH", "食品食品食品")])).unwrap_err();
    let codes: Vec<_> =
        bad.iter().map(|finding| (finding.element.as_str(), finding.code)).collect();
    assert_eq!(codes, [("a", "face_missing_glyph"), ("b", "face_overflow")]);
    let good = texts(&[("CZZT", "鹏"), ("ZZBH", "A-1")]);
    assert_eq!(layout(&face, &good), layout(&face, &good));
    let other = CompiledFace::compile(
        crate::template::FaceTemplate::parse(
            &crate::testing::template(json!([]), json!([])),
            crate::template::BUILT_IN_KEYS,
        )
        .unwrap(),
        &fonts(),
    );
    assert!(layout(&other.unwrap(), &good).unwrap().pages[0].items.is_empty());
}
