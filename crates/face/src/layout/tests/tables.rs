//! Tables of fixed rows and of groups, and continuation pages.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::display::{DisplayList, Draw, Page, Step};
use crate::layout::{Content, layout};
use crate::template::FaceTemplate;
use crate::testing::{compiled, compiled_template, keys, template, texts};

/// A table of names and dates, 60 mm wide, with room for a header and `rows` rows of 8 mm.
fn table(rows: u32, more: &Value) -> Value {
    let mut table = json!({
        "id": "ry", "type": "table", "x": 10, "y": 10, "width": 60, "height": 6 + 8 * rows,
        "bind": "RY", "header": true, "header_height": 6, "row_height": 8, "font": "song",
        "font_size": 10, "columns": [{"title": "名称", "key": "XM", "width": 34},
                                     {"title": "日期", "key": "RQ", "width": 26,
                                      "format": "cn_date", "align": "right"}]
    });
    table.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    table
}

/// A first page with room for two rows and a continuation page (附页) with room for three.
fn paged() -> Value {
    let mut template = template(json!([]), json!([table(2, &json!({}))]));
    let further = table(3, &json!({"id": "more", "continues": "ry"}));
    let number = json!({"id": "n", "type": "text", "x": 10, "y": 180, "width": 60, "height": 8,
                        "content": "{{page}}/{{pages}}", "font": "song", "font_size": 10});
    template["pages"][0]["elements"].as_array_mut().unwrap().push(number.clone());
    template["pages"].as_array_mut().unwrap().push(json!({
        "side": "附页", "width": 210, "height": 297, "continuation": true,
        "elements": [further, number, {"id": "s", "type": "seal", "x": 100, "y": 100, "width": 40,
                                       "height": 40, "signer": "issuer"}]
    }));
    template
}

fn people(count: usize) -> Content {
    let row = |at: usize| {
        let pairs = [("XM", format!("食品{at}")), ("RQ", "2026-03-02".to_owned())];
        BTreeMap::from(pairs.map(|(key, value)| (key.to_owned(), value)))
    };
    let mut content = texts(&[]);
    content.rows.insert("RY".to_owned(), (0..count).map(row).collect());
    content
}

/// Position on the page and content of each line of text.
fn positioned_lines(page: &Page) -> Vec<(f64, f64, String)> {
    let lines = page.items.iter().filter_map(|item| match &item.draw {
        Draw::Text(text) => Some(text.lines.iter().map(|line| {
            let (x, y) = (item.boundary.x + line.x, item.boundary.y + line.y);
            (x, y, line.text.clone())
        })),
        Draw::Image(_) | Draw::Path(_) => None,
    });
    lines.flatten().collect()
}

fn words(page: &Page) -> Vec<String> {
    positioned_lines(page).into_iter().map(|(_, _, text)| text).collect()
}

fn drawn(template: &Value, count: usize) -> DisplayList {
    layout(&compiled_template(template), &people(count)).unwrap()
}

#[test]
fn cells_are_placed_by_row_and_column() {
    let list = drawn(&template(json!([]), json!([table(2, &json!({}))])), 2);
    let positioned_lines = positioned_lines(&list.pages[0]);
    let texts: Vec<&str> = positioned_lines.iter().map(|(_, _, text)| text.as_str()).collect();
    assert_eq!(texts, ["名称", "日期", "食品0", "2026年3月2日", "食品1", "2026年3月2日"]);
    // Left-aligned cells begin after the padding; rows are 8 mm apart.
    assert_eq!((positioned_lines[2].0, positioned_lines[4].0), (11.0, 11.0));
    assert!((positioned_lines[4].1 - positioned_lines[2].1 - 8.0).abs() < 1e-9);
    let right = &list.pages[0].items[4];
    assert_eq!((right.boundary.x, right.boundary.width), (45.0, 24.0));
    assert_eq!(right.field.as_deref(), Some("RY.RQ"));
}

#[test]
fn the_grid_ends_with_the_rows_or_fills_the_box() {
    let height = |more: &Value| {
        let list = drawn(&template(json!([]), json!([table(5, more)])), 2);
        let Draw::Path(path) = &list.pages[0].items[0].draw else { panic!("no grid") };
        let ends = path.steps.iter().filter_map(|step| match step {
            Step::Line(_, y) => Some(*y),
            Step::Move(..) | Step::Quad(..) | Step::Cubic(..) | Step::Close => None,
        });
        ends.fold(0.0, f64::max) - path.stroke_width / 2.0
    };
    assert_eq!(height(&json!({})), 6.0 + 2.0 * 8.0);
    assert_eq!(height(&json!({"blank_rows": true})), 6.0 + 5.0 * 8.0);
    let list = drawn(&template(json!([]), json!([table(5, &json!({"stroke": "none"}))])), 2);
    assert!(list.pages[0].items.iter().all(|item| matches!(item.draw, Draw::Text(_))));
}

#[test]
fn fixed_rows_may_contain_placeholders_and_empty_cells() {
    let rows = json!([["名称", "{{CZZT}}"], ["日期", "{{ZZBFRQ|cn_date}}"]]);
    let table = json!({"id": "t", "type": "table", "x": 10, "y": 10, "width": 60, "height": 16,
        "rows": rows, "row_height": 8, "font": "song", "font_size": 10,
        "columns": [{"width": 20}, {"width": 40}]});
    let face = compiled(json!([]), json!([table]));
    let list = layout(&face, &texts(&[("CZZT", "食品")])).unwrap();
    assert_eq!(words(&list.pages[0]), ["名称", "食品", "日期"]);
    assert_eq!(face.fields().into_iter().collect::<Vec<_>>(), ["CZZT", "ZZBFRQ"]);
}

#[test]
fn rows_that_do_not_fit_go_to_continuation_pages() {
    for (count, pages) in [(0, 1), (2, 1), (3, 2), (5, 2), (6, 3), (200, 67)] {
        let list = drawn(&paged(), count);
        assert_eq!(list.pages.len(), pages, "{count} rows");
        let bases: Vec<usize> = list.pages.iter().map(|page| page.base).collect();
        assert_eq!(bases[0], 0);
        assert!(bases[1..].iter().all(|base| *base == 1));
        let all: Vec<String> = list.pages.iter().flat_map(words).collect();
        let names: Vec<&String> = all.iter().filter(|text| text.starts_with("食品")).collect();
        let wanted: Vec<String> = (0..count).map(|at| format!("食品{at}")).collect();
        assert_eq!(names, wanted.iter().collect::<Vec<_>>(), "every row once, in order");
        for (at, page) in list.pages.iter().enumerate() {
            assert_eq!(words(page).last().unwrap(), &format!("{}/{pages}", at + 1));
            assert_eq!(page.seals.len(), usize::from(at > 0), "every 附页 has a seal");
        }
    }
}

#[test]
fn a_table_may_begin_on_a_continuation_page() {
    let mut template = paged();
    template["pages"][0]["elements"].as_array_mut().unwrap().remove(0);
    template["pages"][1]["elements"][0].as_object_mut().unwrap().remove("continues");
    for (count, pages) in [(0, 1), (3, 2), (4, 3)] {
        let list = drawn(&template, count);
        assert_eq!(list.pages.len(), pages, "{count} rows");
        let names = list.pages.iter().flat_map(words).filter(|text| text.starts_with("食品"));
        assert_eq!(names.count(), count);
    }
}

#[test]
fn rows_without_room_are_an_error_that_counts_them() {
    let alone = compiled(json!([]), json!([table(2, &json!({}))]));
    assert!(layout(&alone, &people(2)).is_ok());
    let found = layout(&alone, &people(3)).unwrap_err();
    assert_eq!((found.len(), found[0].code, &*found[0].element), (1, "face_overflow", "ry"));
    assert!(found[0].zh.contains("3 行") && found[0].zh.contains("2 行"), "{}", found[0].zh);
}

#[test]
fn a_cell_that_is_too_long_names_row_and_member() {
    let face = compiled(json!([]), json!([table(2, &json!({}))]));
    let mut content = people(2);
    content.rows.get_mut("RY").unwrap()[1].insert("XM".to_owned(), "食品".repeat(10));
    let found = layout(&face, &content).unwrap_err();
    assert_eq!(found[0].field.as_deref(), Some("RY[1].XM"));
    let shrinking = table(2, &json!({"overflow": "shrink", "min_font_size": 4}));
    assert!(layout(&compiled(json!([]), json!([shrinking])), &content).is_ok());
    let broken = table(2, &json!({"line_height": 4}));
    let found = layout(&compiled(json!([]), json!([broken])), &content).unwrap_err();
    assert_eq!(found[0].field.as_deref(), Some("RY[1].XM"), "three lines in a row for two");
}

/// Path and code of each finding in a template.
fn findings_of(template: &Value) -> Vec<(String, &'static str)> {
    let findings = FaceTemplate::parse(template, &keys()).unwrap_err();
    findings.into_iter().map(|found| (found.place, found.code)).collect()
}

#[test]
fn invalid_tables_are_refused() {
    let at = |more: &Value| findings_of(&template(json!([]), json!([table(2, more)])));
    let place = |end: &str| format!("pages[0].elements[0]{end}");
    let only = |end: &str, code| vec![(place(end), code)];
    let narrow = json!({"columns": [{"key": "XM", "width": 40}]});
    assert_eq!(at(&narrow), only(".columns", "face_size"));
    assert_eq!(at(&json!({"columns": []})), only(".columns", "face_size"));
    assert_eq!(at(&json!({"row_height": 40})), only("", "face_size"));
    assert_eq!(at(&json!({"row_height": 0})), only("", "face_size"));
    assert_eq!(at(&json!({"bind": "XX"})).len(), 2, "both members are unknown");
    let both = json!({"rows": [["a", "b"]]});
    assert_eq!(at(&both), only("", "face_bind_or_content"));
    let strange = json!({"columns": [{"key": "XM", "width": 60, "format": "x"}]});
    assert_eq!(at(&strange), only(".columns[0].format", "face_value_format"));
    let keyless = json!({"columns": [{"width": 60}]});
    assert_eq!(at(&keyless), only(".columns[0].key", "face_syntax"));
    assert_eq!(at(&json!({"font": "x"})), only(".font", "face_font"));
}

#[test]
fn continuation_pages_must_continue_a_table_of_an_earlier_page() {
    assert!(FaceTemplate::parse(&paged(), &keys()).is_ok());
    let mut none = paged();
    none["pages"][1]["elements"].as_array_mut().unwrap().remove(0);
    assert_eq!(findings_of(&none), [("pages[1]".to_owned(), "face_continuation")]);
    let mut unknown = paged();
    unknown["pages"][1]["elements"][0]["continues"] = "xx".into();
    assert_eq!(findings_of(&unknown), [("pages[1].elements more".to_owned(), "face_continuation")]);
    let mut swapped = paged();
    swapped["pages"].as_array_mut().unwrap().swap(0, 1);
    assert_eq!(findings_of(&swapped), [("pages[0].elements more".to_owned(), "face_continuation")]);
}
