use serde_json::json;

use super::{add_watermark, middles};
use crate::compile::CompiledFace;
use crate::display::{DisplayList, Draw, Item, Text};
use crate::layout::layout;
use crate::testing::{compiled, fonts, texts};

fn face() -> CompiledFace {
    compiled(
        json!([]),
        json!([{"id": "name", "type": "text", "x": 20, "y": 60, "width": 200, "height": 8,
                "bind": "CZZT", "font": "song", "font_size": 14}]),
    )
}

fn copy(text: &str) -> (DisplayList, CompiledFace) {
    let face = face();
    let mut list = layout(&face, &texts(&[("CZZT", "鹏")])).unwrap();
    add_watermark(&mut list, &face, &fonts(), text).unwrap();
    (list, face)
}

fn drawn(item: &Item) -> &Text {
    match &item.draw {
        Draw::Text(text) => text,
        Draw::Image(_) | Draw::Path(_) => panic!("not a text: {item:?}"),
    }
}

#[test]
fn tiles_cover_the_page_and_the_signed_items_do_not_change() {
    let (list, _) = copy("存档副本 仅用于演示市民政局 办件 A-1");
    let page = &list.pages[0];
    assert_eq!(page.items.len(), 1, "the items of the certificate");
    let mut places: Vec<_> = page
        .watermark
        .iter()
        .map(|item| (item.boundary.x, item.boundary.y, item.boundary.width, item.boundary.height))
        .collect();
    places.dedup();
    assert_eq!(places.len(), 3 * 5, "three columns and five rows on landscape A4");
    for (x, y, width, height) in places {
        assert!((0.0..=297.0).contains(&(x + width / 2.0)));
        assert!((0.0..=210.0).contains(&(y + height / 2.0)));
    }
    for item in &page.watermark {
        let text = drawn(item);
        assert_eq!(text.angle, -25.0);
        assert!(text.opacity < 0.5);
    }
}

#[test]
fn the_complete_text_is_drawn_in_fonts_that_have_it() {
    let wanted = "存档副本 仅用于演示市市场监督管理局 办件 演案2026-001 019c2b7a";
    let (list, face) = copy(wanted);
    let first = &list.pages[0].watermark[0].boundary;
    let tile = list.pages[0].watermark.iter().filter(|item| item.boundary == *first);
    let mut characters: Vec<char> =
        tile.flat_map(|item| drawn(item).lines.iter().flat_map(|line| line.text.chars())).collect();
    let mut expected: Vec<char> = wanted.chars().collect();
    for of in [&mut characters, &mut expected] {
        of.retain(|c| *c != ' ');
        of.sort_unstable();
    }
    assert_eq!(characters, expected);
    assert_eq!(list.extra_fonts.len(), 2, "one for the certificate, one for the watermark");
    let fonts = face.fonts().len() + list.extra_fonts.len();
    assert!(list.pages[0].watermark.iter().all(|item| drawn(item).font < fonts));
}

#[test]
fn a_missing_glyph_or_a_long_text_is_refused() {
    let face = face();
    let mut list = layout(&face, &texts(&[])).unwrap();
    let before = list.clone();
    let missing = add_watermark(&mut list, &face, &fonts(), "存档龘").unwrap_err();
    assert_eq!(missing[0].code, "face_missing_glyph");
    assert!(missing[0].zh.contains("龘（U+9F98）"));
    let long = add_watermark(&mut list, &face, &fonts(), &"演示".repeat(60)).unwrap_err();
    assert_eq!(long[0].code, "face_overflow");
    assert_eq!(list, before, "an error changes nothing");
}

#[test]
fn tiles_are_centered_on_the_page() {
    assert_eq!(middles(297.0, 110.0, 38.0).collect::<Vec<_>>(), [38.5, 148.5, 258.5]);
    assert_eq!(middles(210.0, 110.0, 38.0).collect::<Vec<_>>(), [50.0, 160.0]);
    assert_eq!(middles(50.0, 110.0, 38.0).collect::<Vec<_>>(), [25.0]);
}
