//! Checks that the data of the demo city conform to the rules under which they are loaded.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::caller::Role;
use domain::catalog::{CatalogEntry, Kind};
use domain::code::UnifiedSocialCreditCode;
use domain::purpose::Matter;
use domain::region::Region;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn entries() -> Vec<CatalogEntry> {
    let files = fs::read_dir(folder().join("catalog")).unwrap();
    files
        .map(|file| {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            let entry: Result<CatalogEntry, _> = serde_json::from_str(&text);
            assert!(entry.is_ok(), "{}: {entry:?}", path.display());
            entry.unwrap()
        })
        .collect()
}

fn city() -> Value {
    serde_json::from_str(&fs::read_to_string(folder().join("city.json")).unwrap()).unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().expect(key)
}

#[test]
fn the_entries_of_the_demo_have_no_findings_and_cover_all_kinds() {
    let entries = entries();
    assert!(entries.len() >= 20);
    for entry in &entries {
        assert_eq!(entry.findings(), [], "{}", entry.name);
    }
    for kind in Kind::ALL {
        assert!(entries.iter().any(|entry| entry.kind == *kind), "{}", kind.as_str());
    }
    let codes: BTreeSet<&str> = entries.iter().map(|entry| entry.code.as_str()).collect();
    assert_eq!(codes.len(), entries.len(), "two entries have the same code");
}

#[test]
fn units_people_matters_and_entries_of_the_demo_refer_to_each_other_correctly() {
    let city = city();
    let types: BTreeSet<String> = entries().into_iter().map(|entry| entry.code).collect();
    let mut units = BTreeSet::new();
    for unit in city["units"].as_array().unwrap() {
        assert!(UnifiedSocialCreditCode::parse(text(unit, "code")).is_ok(), "{unit}");
        assert!(Region::parse(text(unit, "region")).is_ok(), "{unit}");
        assert!(units.insert(text(unit, "code")), "{unit}");
    }
    assert!(units.len() >= 12 && city["districts"].as_array().unwrap().len() == 3);
    for person in city["people"].as_array().unwrap() {
        assert!(units.contains(text(person, "unit")), "{person}");
        for post in person["posts"].as_array().unwrap() {
            assert!(Role::parse(post.as_str().unwrap()).is_some(), "{person}");
        }
    }
    let matters: Vec<Matter> = serde_json::from_value(city["matters"].clone()).unwrap();
    for matter in &matters {
        assert!(units.contains(matter.unit.as_str()), "{matter:?}");
        let named = matter.needs.iter().chain(&matter.yields);
        assert!(named.into_iter().all(|code| types.contains(code)), "{matter:?}");
    }
    for entry in entries() {
        assert!(units.contains(entry.defining_unit.as_str()), "{}", entry.name);
        for unit in &entry.issuing_units {
            assert!(units.contains(unit.as_str()), "{}", entry.name);
        }
    }
}
