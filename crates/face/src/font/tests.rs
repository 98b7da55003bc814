use std::sync::Arc;

use super::{FontError, FontSet};
use crate::testing::{fonts, test_font};

#[test]
fn advances_and_glyphs_are_found() {
    let fonts = fonts();
    let (face, advance) = fonts.find(&[0], '食').unwrap();
    assert_eq!(face, 0);
    assert!((advance - 1.0).abs() < 1e-9, "a Han character is one em wide");
    let (_, narrow) = fonts.find(&[0], 'i').unwrap();
    assert!(narrow > 0.2 && narrow < 0.5, "{narrow}");
    assert!(fonts.covers("NotoSerifSC-Regular", '食'));
    assert!(fonts.covers("NotoSerifSC-Regular", '\u{2cb4e}'), "outside of the BMP");
    assert!(!fonts.covers("NotoSerifSC-Regular", '龘'));
    assert!(!fonts.covers("Nobody", '食'));
    assert_eq!(fonts.find(&[0, 1], '龘'), None);
}

#[test]
fn the_first_font_with_the_character_is_used() {
    let fonts = fonts();
    assert_eq!(fonts.find(&[1, 0], '食').unwrap().0, 1);
    let few = fonts.subset(0, &"食".chars().collect()).unwrap();
    let files = vec![("few".to_owned(), few.bytes), ("all".to_owned(), test_font())];
    let fonts = FontSet::new(files).unwrap();
    assert_eq!(fonts.find(&[0, 1], '食').unwrap().0, 0);
    assert_eq!(fonts.find(&[0, 1], '品').unwrap().0, 1);
}

#[test]
fn outlines_are_in_ems() {
    let fonts = fonts();
    let steps = fonts.outline(0, '品').unwrap();
    assert!(steps.len() > 10);
    assert_eq!(fonts.outline(0, ' '), Some(Vec::new()));
    assert_eq!(fonts.outline(0, '龘'), None);
}

#[test]
fn invalid_fonts_are_refused_by_name() {
    let new = |files: &[(&str, &[u8])]| {
        let files = files.iter().map(|(name, bytes)| ((*name).to_owned(), Arc::from(*bytes)));
        FontSet::new(files.collect()).map(|_| ()).unwrap_err()
    };
    let font = test_font();
    assert_eq!(new(&[("a", b"not a font")]), FontError::Unreadable("a".to_owned()));
    assert_eq!(new(&[("a", b"")]), FontError::Unreadable("a".to_owned()));
    assert_eq!(new(&[("a", &font), ("a", &font)]), FontError::DuplicateName("a".to_owned()));
    // A TrueType file whose only table is head has no outlines.
    let mut bare = vec![0, 1, 0, 0, 0, 1, 0, 16, 0, 0, 0, 0];
    bare.extend(b"head\0\0\0\0\0\0\0\x1c\0\0\0\x04\0\0\0\0");
    assert_eq!(new(&[("a", &bare)]), FontError::NoOutlines("a".to_owned()));
}
