use serde_json::json;

use super::{Longest, SampleField, check_on_save, samples};
use crate::template::BUILT_IN_KEYS;
use crate::testing::{fonts, template};

fn field<'a>(key: &'a str, longest: Longest<'a>) -> SampleField<'a> {
    SampleField { key, longest }
}

/// Path and code of each finding for a text of 60 mm (14 characters at 12 pt) after a rectangle.
fn found(key: &str, fields: &[SampleField<'_>]) -> Vec<(String, &'static str)> {
    let elements = json!([
        {"id": "r", "type": "rect", "x": 1, "y": 1, "width": 90, "height": 90},
        {"id": "a", "type": "text", "x": 10, "y": 10, "width": 60, "height": 8, "bind": key,
         "font": "song", "font_size": 12, "visible_if": {"field": "CZZT", "present": false}}
    ]);
    match check_on_save(&template(json!([]), elements), &fonts(), fields) {
        Ok(_) => Vec::new(),
        Err(found) => {
            assert!(found.iter().all(|found| !found.zh.is_empty() && !found.en.is_empty()));
            found.into_iter().map(|found| (found.place, found.code)).collect()
        }
    }
}

#[test]
fn every_built_in_key_has_a_longest_value_and_the_empty_sample_has_none() {
    let samples = samples(&[field("ZP", Longest::Picture), field("CZZT", Longest::Characters(3))]);
    for key in BUILT_IN_KEYS {
        assert!(samples.longest.texts.contains_key(*key), "{key}");
    }
    assert_eq!(samples.longest.texts["CZZT"], "中中中", "the caller's length takes precedence");
    assert!(samples.longest.images.contains_key("ZP"));
    assert!(samples.empty.texts.is_empty() && samples.empty.images.is_empty());
}

#[test]
fn a_box_too_small_for_the_longest_value_is_found_with_its_path() {
    let at = "pages[0].elements[1]".to_owned();
    assert_eq!(found("JYXM", &[field("JYXM", Longest::Characters(14))]), []);
    let long = found("JYXM", &[field("JYXM", Longest::Characters(15))]);
    assert_eq!(long, [(at, "face_overflow")]);
}

#[test]
fn a_bound_field_that_the_entry_lacks_is_found() {
    let at = "pages[0].elements[1]".to_owned();
    assert_eq!(found("JYXM", &[]), [(at, "face_key_unknown")]);
}
