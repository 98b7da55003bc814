use serde_json::json;

use super::*;

fn entry() -> CatalogEntry {
    serde_json::from_value(json!({
        "code": "11440300MBXX000197001", "basic_code": "100002101", "name": "演示许可证",
        "kind": "licence", "holder_kind": "legal", "defining_unit": "11440300MBXX000197",
        "issuing_units": ["11440300MBXX000197"], "validity": { "unit": "year", "amount": 5 },
        "sharing": "unconditional", "scope_of_use": "全市", "issue_step": "automatic",
        "number_pattern": "YS{region}{serial:6}",
        "fields": [
            { "key": "JYXM", "name": "经营项目", "type": "text", "required": true },
            { "key": "MJ", "name": "面积", "type": "number" },
            { "key": "CY", "name": "成员", "type": "group",
              "fields": [{ "key": "XM", "name": "姓名", "type": "person_name" }] }],
        "face": { "pages": [{ "elements": [{ "id": "a", "x": 10.0 }, { "id": "b", "x": 1 }] }] }
    }))
    .unwrap()
}

fn told(before: &CatalogEntry, after: &CatalogEntry) -> Vec<String> {
    let name = |unit: &str| format!("单位{}", unit.len());
    let words = |change: CatalogChange| {
        let aspect = change.aspect.map_or("", FieldAspect::zh);
        let part = change.part.zh();
        let CatalogChange { kind, field, before, after, .. } = change;
        format!("{} {part} {field} {aspect}: {before} → {after}", kind.zh())
    };
    compare(before, after, &name).into_iter().map(words).collect()
}

#[test]
fn equal_entries_have_no_differences() {
    assert_eq!(told(&entry(), &entry()), [""; 0]);
    let mut rewritten = entry();
    rewritten.face["pages"][0]["elements"][0]["x"] = json!(10);
    assert_eq!(told(&entry(), &rewritten), [""; 0], "a browser writes 10.0 as 10");
    rewritten.face["pages"][0]["elements"][0]["x"] = json!(11);
    let moved = told(&entry(), &rewritten);
    assert_eq!(moved, ["修改 照面模板  : 1 页，2 个元素 → 1 页，2 个元素（修改 1 个）"]);
}

#[test]
fn differences_are_told_by_names_and_words_and_never_by_keys_or_codes() {
    let mut after = entry();
    after.name = "演示经营许可证".into();
    after.validity = Validity { unit: ValidityUnit::LongTerm, amount: 0 };
    after.issuing_units.clear();
    after.fields[0].max_length = Some(40);
    after.fields[2].fields[0].required = true;
    let photo = json!({ "key": "ZP", "name": "照片", "type": "image", "required": true });
    after.fields[1] = serde_json::from_value(photo).unwrap();
    after.face = json!({ "pages": [{ "elements": [{ "id": "a", "x": 10 }, { "id": "c" }],
        "background": [{ "id": "d" }] }] });
    assert_eq!(
        told(&entry(), &after),
        [
            "修改 证照名称  : 演示许可证 → 演示经营许可证",
            "删除 签发单位  : 单位18 → ",
            "修改 有效期限  : 5 年 → 长期",
            "新增 证照属性 经营项目 限制:  → 最多 40 字",
            "删除 证照属性 面积 : 数字 → ",
            "修改 证照属性 成员 / 姓名 必填: 否 → 是",
            "新增 证照属性 照片 :  → 图片，必填",
            "修改 照面模板  : 1 页，2 个元素 → 1 页，3 个元素（新增 2 个，删除 1 个）",
        ]
    );
}

#[test]
fn a_number_pattern_is_told_in_words() {
    assert_eq!(pattern_words("YS{region}{serial:6}"), "YS＋区划代码＋6 位顺序号");
    assert_eq!(pattern_words("深演〔{year}〕{serial:4}号"), "深演〔＋年份＋〕＋4 位顺序号＋号");
    assert_eq!(pattern_words("{serial"), "serial");
}

#[test]
fn another_order_of_the_fields_is_one_difference() {
    let mut after = entry();
    after.fields.swap(0, 1);
    assert_eq!(
        told(&entry(), &after),
        ["修改 属性顺序  : 经营项目、面积、成员 → 面积、经营项目、成员"]
    );
}
