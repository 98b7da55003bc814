//! Ideographic variation sequences: the requested glyph is drawn, or the text is refused.

use std::sync::Arc;

use serde_json::json;
use skrifa::raw::FontRef;
use skrifa::{MetadataProvider as _, Tag};

use crate::compile::CompiledFace;
use crate::display::Draw;
use crate::font::{FontSet, outline};
use crate::layout::layout;
use crate::sfnt;
use crate::template::{BUILT_IN_KEYS, FaceTemplate};
use crate::testing::{template, test_font, texts};

const SELECTOR: char = '\u{e0101}';

/// The test font with another cmap subtable (format 14): 食 before the selector is drawn as 品.
fn font() -> Arc<[u8]> {
    let bytes = test_font();
    let font = FontRef::new(&bytes).unwrap();
    let glyph = u16::try_from(font.charmap().map('品').unwrap().to_u32()).unwrap();
    let mut tables = sfnt::tables(&font).unwrap();
    let map = &mut tables.iter_mut().find(|(tag, _)| *tag == Tag::new(b"cmap")).unwrap().1;
    let count = u16::from_be_bytes([map[2], map[3]]);
    let records = 4 + 8 * usize::from(count);
    // Every offset grows by the length of the new record, which comes first: platform 0, encoding
    // 5.
    for at in (4..records).step_by(8) {
        let offset = u32::from_be_bytes(map[at + 4..at + 8].try_into().unwrap()) + 8;
        map[at + 4..at + 8].copy_from_slice(&offset.to_be_bytes());
    }
    map[2..4].copy_from_slice(&(count + 1).to_be_bytes());
    let end = u32::try_from(map.len() + 8).unwrap();
    let record = [&[0, 0, 0, 5][..], &end.to_be_bytes()].concat();
    map.splice(4..4, record);
    let three = |code: char| u32::from(code).to_be_bytes()[1..].to_vec();
    map.extend([0, 14]);
    map.extend(30_u32.to_be_bytes());
    map.extend(1_u32.to_be_bytes());
    map.extend(three(SELECTOR));
    map.extend(0_u32.to_be_bytes());
    map.extend(21_u32.to_be_bytes());
    map.extend(1_u32.to_be_bytes());
    map.extend(three('食'));
    map.extend(glyph.to_be_bytes());
    Arc::from(sfnt::named(tables, &font, "variants").unwrap())
}

fn face() -> CompiledFace {
    let files = ["NotoSerifSC-Regular", "NotoSerifSC-Bold"];
    let files = files.map(|name| (name.to_owned(), font())).to_vec();
    let text = json!({"id": "a", "type": "text", "x": 10, "y": 10, "width": 60, "height": 8,
                      "bind": "CZZT", "font": "song", "font_size": 12});
    let parsed = FaceTemplate::parse(&template(json!([]), json!([text])), BUILT_IN_KEYS);
    CompiledFace::compile(parsed.unwrap(), &FontSet::new(files).unwrap()).unwrap()
}

#[test]
fn the_variant_glyph_is_drawn_and_the_character_is_kept() {
    let list = layout(&face(), &texts(&[("CZZT", "公食\u{e0101}司食")])).unwrap();
    let runs: Vec<(usize, String)> = list.pages[0]
        .items
        .iter()
        .map(|item| match &item.draw {
            Draw::Text(text) => (text.font, text.lines[0].text.clone()),
            Draw::Image(_) | Draw::Path(_) => panic!("not a text: {item:?}"),
        })
        .collect();
    let text = |font: usize, text: &str| (font, text.to_owned());
    let extra = face().fonts().len();
    assert_eq!(runs, [text(0, "公"), text(extra, "食"), text(0, "司食")]);
    let bytes = font();
    let original = FontRef::new(&bytes).unwrap();
    let of = |font: &FontRef<'_>, c| outline(font, font.charmap().map(c).unwrap()).unwrap();
    let drawn = FontRef::new(&list.extra_fonts[0].bytes).unwrap();
    assert_eq!(of(&drawn, '食'), of(&original, '品'), "the glyph of the variant");
    assert_ne!(of(&drawn, '食'), of(&original, '食'));
}

#[test]
fn a_variant_that_no_font_has_is_refused() {
    for value in ["公\u{e0101}", "食\u{e0102}"] {
        let found = layout(&face(), &texts(&[("CZZT", value)])).unwrap_err();
        assert_eq!(found[0].code, "face_missing_glyph", "{value:?}");
        let names: Vec<String> = value.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
        assert!(
            found[0].zh.contains(&format!("{value}（{}）", names.join(" "))),
            "{}",
            found[0].zh
        );
        assert!(found[0].zh.contains("fonts-hanazono"), "the remedy: {}", found[0].zh);
    }
    assert!(layout(&face(), &texts(&[("CZZT", "公食")])).is_ok());
}
