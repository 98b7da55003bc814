//! Checks docs/reference/face-templates.md: every JSON example is a valid template, and every format exists.

#![expect(clippy::unwrap_used, reason = "a test, outside a test function too")]

use face::format::Format;
use face::template::{BUILT_IN_KEYS, FaceTemplate};
use serde_json::{Value, json};

const GUIDE: &str = include_str!("../../../docs/reference/face-templates.md");

fn blocks() -> Vec<&'static str> {
    GUIDE.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// A template around a single element.
fn on_a_page(element: &Value) -> Value {
    json!({
        "format": "yinxin-face/1", "name": "x", "fonts": { "song": ["NotoSerifSC-Regular"] },
        "pages": [{ "side": "正本", "width": 210, "height": 297, "elements": [element] }]
    })
}

#[test]
fn every_example_is_a_valid_template() {
    assert!(!blocks().is_empty());
    for block in blocks() {
        let json: Value = serde_json::from_str(block).unwrap();
        let json = if json.get("type").is_some() { on_a_page(&json) } else { json };
        let keys: Vec<&str> = BUILT_IN_KEYS.iter().copied().chain(["XMJG.XM", "XMJG.RQ"]).collect();
        let read = FaceTemplate::parse(&json, &keys);
        assert!(read.is_ok(), "{block}: {read:?}");
        let mut wrong = json;
        wrong["pages"][0]["colour"] = "red".into();
        assert!(FaceTemplate::parse(&wrong, &keys).is_err(), "an unknown key is an error");
    }
}

#[test]
fn every_format_of_the_guide_exists() {
    let table = GUIDE.split("| format |").nth(1).unwrap().split("\n\n").next().unwrap();
    let names: Vec<&str> = table
        .lines()
        .skip(2)
        .flat_map(|line| line.split('|').nth(1).unwrap_or_default().split(','))
        .map(|name| name.trim().trim_matches('`'))
        .collect();
    assert!(names.len() >= 9, "{names:?}");
    for name in names {
        assert!(Format::named(name).is_some(), "{name}");
    }
}
