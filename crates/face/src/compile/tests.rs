use serde_json::{Value, json};

use super::CompiledFace;
use crate::display::{Draw, SealPlace};
use crate::font::FontSet;
use crate::template::{BUILT_IN_KEYS, FaceTemplate};
use crate::testing::{compiled, fonts, template};

fn title(content: &str, font: &str) -> Value {
    json!({"id": "title", "type": "text", "x": 20, "y": 20, "width": 100, "height": 18,
           "content": content, "font": font, "font_size": 34})
}

fn bound(id: &str, font: &str) -> Value {
    json!({"id": id, "type": "text", "x": 20, "y": 60, "width": 100, "height": 8,
           "bind": "CZZT", "font": font, "font_size": 12})
}

fn refused(template: &Value) -> Vec<(String, &'static str, String)> {
    let parsed = FaceTemplate::parse(template, BUILT_IN_KEYS).unwrap();
    let findings = CompiledFace::compile(parsed, &fonts()).unwrap_err();
    findings.into_iter().map(|found| (found.place, found.code, found.zh)).collect()
}

#[test]
fn the_main_font_has_common_characters_and_the_others_only_their_own() {
    let elements = json!([bound("a", "song"), bound("b", "song"), bound("c", "bold")]);
    let face = compiled(json!([title("食品经营", "bold")]), elements);
    let [song, bold] = &face.base[..] else { panic!("two subsets") };
    assert_eq!(
        (song.name.as_str(), bold.name.as_str()),
        ("NotoSerifSC-Regular", "NotoSerifSC-Bold")
    );
    for c in "演示市2026年3月2日A-z（）".chars() {
        assert!(song.characters.contains(&c), "{c}");
    }
    assert!(bold.characters.contains(&'食') && bold.characters.contains(&'7'));
    assert!(!bold.characters.contains(&'演'));
    assert!(face.fonts()[1].bytes.len() < face.fonts()[0].bytes.len());
}

#[test]
fn a_font_without_fields_has_only_fixed_text() {
    let face = compiled(json!([title("食品经营", "bold")]), json!([bound("a", "song")]));
    assert_eq!(face.base[1].characters.iter().collect::<String>(), "品经营食");
}

#[test]
fn pages_fields_and_seal_places_are_listed() {
    let seal = json!({"id": "seal", "type": "seal", "x": 200, "y": 150, "width": 42, "height": 42,
                      "signer": "issuer"});
    let face = compiled(json!([title("食品", "bold")]), json!([bound("a", "song"), seal]));
    let pages: Vec<_> = face.pages().collect();
    assert_eq!((pages[0].side, pages[0].width, pages[0].height), ("正本", 297.0, 210.0));
    let Draw::Text(text) = &pages[0].background[0].draw else { panic!() };
    assert_eq!((text.lines[0].text.as_str(), text.font), ("食品", 1));
    assert_eq!(face.fields().into_iter().collect::<Vec<_>>(), ["CZZT"]);
    let [places] = &face.seal_places()[..] else { panic!("one page") };
    let [SealPlace { element, signer, boundary }] = &places[..] else { panic!("one seal") };
    assert_eq!((element.as_str(), signer.as_str(), boundary.width), ("seal", "issuer", 42.0));
}

#[test]
fn the_digest_depends_on_template_and_fonts() {
    let digest = |text: &str| compiled(json!([title(text, "bold")]), json!([])).digest().to_owned();
    assert_eq!(digest("食品"), digest("食品"));
    assert_ne!(digest("食品"), digest("品食"));
}

#[test]
fn missing_glyphs_and_fonts_are_found_when_compiling() {
    let found = refused(&template(json!([title("食龘品", "bold")]), json!([])));
    assert_eq!(found[0].0, "pages[0].background[0]");
    assert_eq!(found[0].1, "face_missing_glyph");
    assert!(found[0].2.contains("龘（U+9F98）"));
    let mut fixed = title("龘", "bold");
    fixed["id"] = json!("fixed");
    let found = refused(&template(json!([]), json!([fixed])));
    assert_eq!((found[0].0.as_str(), found[0].1), ("pages[0].elements[0]", "face_missing_glyph"));
    let mut unknown = template(json!([]), json!([]));
    unknown["fonts"]["kai"] = json!(["NotoSerifSC-Regular", "LXGWWenKai"]);
    let found = refused(&unknown);
    assert_eq!((found[0].0.as_str(), found[0].1), ("fonts.kai[1]", "face_font"));
}

#[test]
fn fixed_text_that_does_not_fit_is_found_when_compiling() {
    let found =
        refused(&template(json!([title("食品经营许可证食品经营许可证", "bold")]), json!([])));
    assert_eq!((found[0].0.as_str(), found[0].1), ("pages[0].background[0]", "face_overflow"));
}

/// The operator's fallback font supplies characters that the listed fonts lack.
#[test]
fn a_fallback_font_is_used_last() {
    let bytes = crate::testing::test_font();
    let few: std::collections::BTreeSet<char> = "食品".chars().collect();
    let small = crate::subset::subset("Small", &bytes, &few).unwrap();
    let files = || {
        vec![
            ("NotoSerifSC-Regular".to_owned(), std::sync::Arc::clone(&small.bytes)),
            ("Own".to_owned(), crate::testing::test_font()),
        ]
    };
    let text = json!({"id": "a", "type": "text", "x": 10, "y": 10, "width": 60, "height": 8,
                      "bind": "CZZT", "font": "song", "font_size": 12});
    let mut template = crate::testing::template(json!([]), json!([text]));
    template["fonts"] = json!({ "song": ["NotoSerifSC-Regular"] });
    let drawn = |fonts: &FontSet, value: &str| {
        let parsed = FaceTemplate::parse(&template, BUILT_IN_KEYS).unwrap();
        let face = CompiledFace::compile(parsed, fonts).unwrap();
        crate::layout::layout(&face, &crate::testing::texts(&[("CZZT", value)]))
    };
    let alone = FontSet::new(files()).unwrap();
    let helped = alone.clone().falling_back(&["Own".to_owned(), "Gone".to_owned()]);
    assert!(drawn(&alone, "食品有限公司").is_err(), "a font that is not listed is not used");
    let list = drawn(&helped, "食品有限公司").unwrap();
    assert_eq!(list.pages[0].items.len(), 2, "one item per font");
}
