use serde_json::json;

use super::*;
use crate::field::tests::specs;

const TODAY: Date = Date { year: 2026, month: 11, day: 23 };

#[test]
fn fields_are_compared_with_each_other_and_with_the_holder() {
    let mut specs = specs();
    specs.extend(
        serde_json::from_value::<Vec<FieldSpec>>(json!([
            { "key": "CY", "name": "成员", "type": "group", "fields": [
                { "key": "SFZ", "name": "身份证", "type": "id_number" },
                { "key": "SR", "name": "生日", "type": "date" }] }
        ]))
        .unwrap(),
    );
    let rules: Vec<Rule> = serde_json::from_value(json!([
        { "kind": "birth_of_id", "field": "RQ", "other": "SFZ" },
        { "kind": "sex_of_id", "field": "XB", "other": "holder.code" },
        { "kind": "not_after", "field": "RQ", "other": "today" },
        { "kind": "same", "field": "XM", "other": "holder.name", "severity": "warning" },
        { "kind": "required_if", "field": "MJ", "other": "XB", "values": ["1"] },
        { "kind": "birth_of_id", "field": "CY.SR", "other": "CY.SFZ" }
    ]))
    .unwrap();
    assert_eq!(rule_findings(&specs, &rules), []);
    let holder = crate::holder::Holder {
        name: "演示甲".into(),
        code: "440304190001010002".into(),
        code_type: "111".into(),
    };
    let found = |facts: Value| {
        let Value::Object(facts) = facts else { panic!() };
        let compared = Compared {
            facts: &facts,
            holder: &holder,
            valid_from: None,
            valid_to: None,
            today: TODAY,
        };
        let found = findings(&specs, &rules, compared).into_iter();
        found.map(|f| format!("{} {}", f.field, f.severity.as_str())).collect::<Vec<_>>()
    };
    let id = "440304190001010002";
    assert_eq!(found(json!({ "RQ": "1900-01-01", "SFZ": id, "XB": "2", "XM": "演示甲" })), [""; 0]);
    assert_eq!(found(json!({ "RQ": "1900-01-02", "SFZ": id })), ["facts.RQ error"]);
    assert_eq!(found(json!({ "XB": "1" })), ["facts.XB error", "facts.MJ error"]);
    assert_eq!(found(json!({ "RQ": "2026-11-24" })), ["facts.RQ error"], "in the future");
    assert_eq!(found(json!({ "RQ": "2026-11-23" })), [""; 0]);
    assert_eq!(found(json!({ "XM": "演示乙" })), ["facts.XM warning"]);
    let members = json!([{ "SFZ": id, "SR": "1900-01-01" }, { "SFZ": id, "SR": "1901-01-01" }]);
    assert_eq!(found(json!({ "CY": members })), ["facts.CY[1].SR error"]);
}

#[test]
fn a_rule_that_names_no_field_or_does_not_fit_its_fields_is_a_finding() {
    let bad = json!([
        { "kind": "birth_of_id", "field": "XX", "other": "SFZ" },
        { "kind": "birth_of_id", "field": "XM", "other": "SFZ" },
        { "kind": "sex_of_id", "field": "XB", "other": "XYDM" },
        { "kind": "not_after", "field": "RQ", "other": "MJ" },
        { "kind": "same", "field": "MC", "other": "MX.PM" },
        { "kind": "same", "field": "MC", "other": "holder.colour" },
        { "kind": "same", "field": "MC", "other": "MX" },
        { "kind": "differs", "field": "MC", "other": "ZP" },
        { "kind": "differs", "field": "MC", "other": "MC" },
        { "kind": "not_after", "field": "MJ", "other": "today" },
        { "kind": "not_after", "field": "RQ", "other": "holder.code" },
        { "kind": "required_if", "field": "MC", "other": "XB", "values": ["1", "女"] },
        { "kind": "required_if", "field": "MC", "other": "MJ", "values": ["012"] },
        { "kind": "required_if", "field": "MC", "other": "RQ", "values": ["2026年1月5日"] },
        { "kind": "differs", "field": "MC", "other": "XM", "values": ["1"] }
    ]);
    let rules: Vec<Rule> = serde_json::from_value(bad).unwrap();
    assert_eq!(rule_findings(&specs(), &rules).len(), rules.len());
    let good = json!([
        { "kind": "required_if", "field": "MC", "other": "XB", "values": ["1", "2"] },
        { "kind": "required_if", "field": "MC", "other": "MJ", "values": ["12"] },
        { "kind": "not_after", "field": "RQ", "other": "valid_to" }
    ]);
    let good: Vec<Rule> = serde_json::from_value(good).unwrap();
    assert_eq!(rule_findings(&specs(), &good), [], "negative control");
}
