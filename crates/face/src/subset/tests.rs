use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use skrifa::MetadataProvider as _;
use skrifa::raw::{FontRef, TableProvider as _};

use super::subset;
use crate::testing::test_font;

fn characters(text: &str) -> BTreeSet<char> {
    text.chars().collect()
}

#[test]
fn a_subset_has_the_required_tables_and_its_characters() {
    let bytes = test_font();
    let wanted = characters("食品经营许可证A1（）");
    let cut = subset("NotoSerifSC-Regular", &bytes, &wanted).unwrap();
    assert!(cut.bytes.len() < bytes.len());
    let font = FontRef::new(&cut.bytes).unwrap();
    assert!(font.cmap().is_ok() && font.os2().is_ok() && font.name().is_ok());
    assert!(font.post().is_ok() && font.glyf().is_ok() && font.hmtx().is_ok());
    for c in &wanted {
        assert_ne!(font.charmap().map(*c).unwrap().to_u32(), 0, "{c}");
    }
    assert_eq!(font.charmap().map('施'), None, "not part of the subset");
}

#[test]
fn the_name_depends_on_font_and_characters() {
    let bytes = test_font();
    let name = |of: &str, text| subset(of, &bytes, &characters(text)).unwrap().name;
    assert_eq!(name("A", "食品"), name("A", "品食"));
    assert_ne!(name("A", "食品"), name("A", "食"));
    assert_ne!(name("A", "食品"), name("B", "食品"));
    let long = name("Noto Serif SC 宋体 with a very long name that goes on and on and on", "食");
    assert!(long.len() <= 63 && long.is_ascii() && !long.contains(' '), "{long}");
}

#[test]
fn the_file_states_its_name_and_licence_and_has_correct_checksums() {
    let cut = subset("NotoSerifSC-Regular", &test_font(), &characters("食品")).unwrap();
    let font = FontRef::new(&cut.bytes).unwrap();
    let names = font.name().unwrap();
    let text = |id| {
        let record = names.name_record().iter().find(|r| r.name_id().to_u16() == id).unwrap();
        record.string(names.string_data()).unwrap().to_string()
    };
    for id in [1, 3, 4, 6] {
        assert_eq!(text(id), cut.name);
    }
    assert!(text(13).contains("Open Font License"));
    let words = cut.bytes.chunks(4).map(|w| u32::from_be_bytes(w.try_into().unwrap()));
    assert_eq!(words.fold(0u32, u32::wrapping_add), 0xb1b0_afba);
    for record in font.table_directory().table_records() {
        let mut bytes = font.table_data(record.tag()).unwrap().as_bytes().to_vec();
        if record.tag() == skrifa::Tag::new(b"head") {
            bytes[8..12].fill(0);
        }
        bytes.resize(bytes.len().next_multiple_of(4), 0);
        let words = bytes.chunks(4).map(|w| u32::from_be_bytes(w.try_into().unwrap()));
        assert_eq!(words.fold(0u32, u32::wrapping_add), record.checksum(), "{}", record.tag());
    }
}

#[test]
fn a_file_that_is_not_a_font_is_refused() {
    assert!(subset("x", b"no font", &characters("a")).is_none());
    let bytes = test_font();
    assert!(subset("x", &bytes[..200], &characters("a")).is_none());
}

/// The test fonts contain exactly the characters of `testdata/characters.txt`, and those of
/// `testdata/words.txt`, which are drawn across and below pages. After a change of a list, set `FACE_FONTS`
/// to the folder with the complete fonts, and the test fonts are made anew.
#[test]
fn the_test_fonts_contain_the_characters_of_their_lists() {
    let mut wanted = listed(include_str!("../../testdata/characters.txt"));
    wanted.extend(' '..='~');
    has_exactly("NotoSerifSC-test", test_font(), &wanted);
    let words = include_bytes!("../../testdata/NotoSerifSC-words.ttf").as_slice();
    let wanted = listed(include_str!("../../testdata/words.txt"));
    has_exactly("NotoSerifSC-words", Arc::from(words), &wanted);
}

fn listed(text: &str) -> BTreeSet<char> {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn has_exactly(name: &str, mut bytes: Arc<[u8]>, wanted: &BTreeSet<char>) {
    if let Ok(folder) = std::env::var("FACE_FONTS") {
        let whole = fs::read(format!("{folder}/NotoSerifSC-Regular.ttf")).unwrap();
        bytes = subset(name, &whole, wanted).unwrap().bytes;
        let target = format!("{}/testdata/{name}.ttf", env!("CARGO_MANIFEST_DIR"));
        fs::write(target, &bytes).unwrap();
    }
    let font = FontRef::new(&bytes).unwrap();
    let codes = font.charmap().mappings().filter_map(|(code, _)| char::from_u32(code));
    assert_eq!(codes.collect::<BTreeSet<_>>(), *wanted);
    assert!(bytes.len() <= 60_000, "too large for the repository");
}
