use serde_json::json;

use super::*;

const TODAY: Date = Date { year: 2026, month: 11, day: 23 };

fn specs() -> Vec<FieldSpec> {
    serde_json::from_value(json!([
        { "key": "MC", "name": "名称", "type": "text", "required": true, "max_length": 5 },
        { "key": "MJ", "name": "面积", "type": "number", "min": 0.0, "max": 100.0, "decimals": 2 },
        { "key": "RQ", "name": "日期", "type": "date" },
        { "key": "XB", "name": "性别", "type": "code_list",
          "options": [{ "code": "1", "name": "男" }, { "code": "2", "name": "女" }] },
        { "key": "XM", "name": "姓名", "type": "person_name", "max_length": 50 },
        { "key": "SFZ", "name": "身份证", "type": "id_number" },
        { "key": "XYDM", "name": "信用代码", "type": "uscc" },
        { "key": "ZP", "name": "照片", "type": "image" },
        { "key": "MX", "name": "明细", "type": "group", "max_rows": 2, "fields": [
            { "key": "PM", "name": "品名", "type": "text", "required": true }] }
    ]))
    .unwrap()
}

fn codes(facts: Value) -> Vec<(String, Code)> {
    let Value::Object(facts) = facts else { panic!("facts must be an object") };
    check(&specs(), &facts, TODAY).into_iter().map(|f| (f.field, f.code)).collect()
}

#[test]
fn complete_and_correct_facts_have_no_findings() {
    let facts = json!({
        "MC": "演示商店", "MJ": "99.5", "RQ": "2024-02-29", "XB": "2", "XM": "阿卜杜拉·𠮷",
        "SFZ": "440304190001010002", "XYDM": "91440300MA5XX00149", "ZP": "iVBORw0KGgoA",
        "MX": [{ "PM": "茶" }, { "PM": "水" }]
    });
    assert_eq!(codes(facts), []);
}

#[test]
fn each_kind_of_mistake_has_its_own_finding() {
    let one = |key: &str, value: Value| {
        let mut facts = json!({ "MC": "甲" });
        facts[key] = value;
        codes(facts)
    };
    let at = |key: &str, code| vec![(format!("facts.{key}"), code)];
    assert_eq!(codes(json!({})), at("MC", Code::FieldMissing));
    assert_eq!(one("MC", json!("  ")), at("MC", Code::FieldMissing));
    assert_eq!(one("MC", json!("一二三四五六")), at("MC", Code::FieldTooLong));
    assert_eq!(one("MC", json!(7)), at("MC", Code::FieldType));
    assert_eq!(one("MC", json!("a\u{7}")), at("MC", Code::FieldCharacter));
    assert_eq!(
        one("MC", json!("a\u{e001}")),
        at("MC", Code::FieldCharacter),
        "a character of the private use area"
    );
    assert_eq!(one("XX", json!("a")), at("XX", Code::FieldUnknown));
    for bad in ["1.234", "100.01", "-1", "1."] {
        assert_eq!(one("MJ", json!(bad)), at("MJ", Code::FieldRange), "{bad}");
    }
    for bad in ["1e3", "abc", ".5", "1,000", "９"] {
        assert_eq!(one("MJ", json!(bad)), at("MJ", Code::FieldType), "{bad}");
    }
    assert_eq!(one("RQ", json!("2026-02-30")), at("RQ", Code::FieldDate));
    assert_eq!(one("XB", json!("3")), at("XB", Code::FieldOption));
    assert_eq!(one("XM", json!("甲\n乙")), at("XM", Code::FieldCharacter));
    assert_eq!(one("SFZ", json!("440304190001010003")), at("SFZ", Code::IdNumberInvalid));
    assert_eq!(one("XYDM", json!("91440300MA5XX00148")), at("XYDM", Code::UnitCodeInvalid));
    assert_eq!(one("ZP", json!("R0lGODlh")), at("ZP", Code::FieldImage));
    let big = format!("/9j/{}", "A".repeat(MAX_IMAGE_BYTES * 4 / 3 + 8));
    assert_eq!(one("ZP", json!(big)), at("ZP", Code::FieldImage));
    assert_eq!(one("MX", json!("x")), at("MX", Code::FieldType));
    assert_eq!(one("MX", json!([{}, {}, {}])), at("MX", Code::FieldRows));
    assert_eq!(one("MX", json!([{}])), vec![("facts.MX[0].PM".into(), Code::FieldMissing)]);
    assert_eq!(one("MX", json!(["x"])), vec![("facts.MX[0]".into(), Code::FieldType)]);
}

#[test]
fn a_field_with_unknown_attributes_is_refused() {
    let parsed: Result<FieldSpec, _> = serde_json::from_value(
        json!({ "key": "A", "name": "甲", "type": "text", "colour": "red" }),
    );
    assert!(parsed.is_err());
}
