use serde_json::json;

use super::*;

fn entry() -> CatalogEntry {
    serde_json::from_value(json!({
        "code": "11440300MBXX000197001", "basic_code": "100002101", "name": "演示许可证",
        "kind": "licence", "holder_kind": "legal", "defining_unit": "11440300MBXX000197",
        "issuing_units": ["11440300MBXX000197"], "validity": { "unit": "year", "amount": 5 },
        "sharing": "unconditional", "scope_of_use": "全市", "issue_step": "automatic",
        "number_pattern": "YS{region}{serial:6}",
        "fields": [{ "key": "JYXM", "name": "经营项目", "type": "text", "required": true }],
        "face": {}
    }))
    .unwrap()
}

fn fields_of(entry: &CatalogEntry) -> Vec<String> {
    entry.findings().into_iter().map(|finding| finding.field).collect()
}

#[test]
fn a_good_entry_has_no_findings_and_each_mistake_has_one() {
    assert!(fields_of(&entry()).is_empty());
    let mut bad = entry();
    bad.code = "11440300MBXX000198001".into();
    assert_eq!(fields_of(&bad), ["code"]);
    let mut bad = entry();
    bad.defining_unit = "11440305MBXX00027A".into();
    assert_eq!(fields_of(&bad), ["defining_unit"]);
    let mut bad = entry();
    bad.sharing = Sharing::Conditional;
    assert_eq!(fields_of(&bad), ["legal_basis"]);
    let mut bad = entry();
    bad.number_pattern = "YS".into();
    assert_eq!(fields_of(&bad), ["number_pattern"]);
    let mut bad = entry();
    bad.validity = Validity { unit: ValidityUnit::LongTerm, amount: 1 };
    assert_eq!(fields_of(&bad), ["validity"]);
    let mut bad = entry();
    bad.fields.push(bad.fields[0].clone());
    assert_eq!(fields_of(&bad), ["fields[1]"], "a key may occur only once");
    let mut bad = entry();
    bad.fields[0].kind = FieldKind::CodeList;
    assert_eq!(fields_of(&bad), ["fields[0]"], "a code list without codes");
    let mut bad = entry();
    bad.fields[0].key = "today".into();
    assert_eq!(fields_of(&bad), ["fields[0]"], "rules mean the present day by this key");
}

#[test]
fn findings_name_a_field_by_its_name_and_never_by_its_key() {
    let mut bad = entry();
    bad.fields[0].max_length = Some(0);
    bad.fields.push(bad.fields[0].clone());
    bad.fields[1].name = " ".into();
    let messages: Vec<String> = bad.findings().into_iter().map(|found| found.message).collect();
    assert_eq!(
        messages,
        [
            "“经营项目”：最大长度不合规定",
            "第 2 项属性：标识与前面的属性重复",
            "第 2 项属性：名称须为 1 至 60 字",
            "第 2 项属性：最大长度不合规定",
        ]
    );
    assert!(messages.iter().all(|message| !message.contains("JYXM")));
}

#[test]
fn far_too_many_fields_are_one_finding_and_are_not_compared_with_each_other() {
    let mut entry = entry();
    let field = entry.fields[0].clone();
    entry.fields = vec![field.clone(); 2];
    assert_ne!(fields_of(&entry), ["fields"], "control: two equal fields are compared");
    entry.fields = vec![field; 60_000];
    assert_eq!(fields_of(&entry), ["fields"]);
}

#[test]
fn unknown_attributes_of_an_entry_are_refused() {
    let mut value = serde_json::to_value(entry()).unwrap();
    value["colour"] = json!("red");
    assert!(serde_json::from_value::<CatalogEntry>(value).is_err());
}

#[test]
fn a_validity_of_years_ends_the_day_before_its_anniversary() {
    let from = Date::parse("2026-03-02").unwrap();
    let last = |unit, amount| Validity { unit, amount }.last_day(from).map(|d| d.to_string());
    assert_eq!(last(ValidityUnit::Year, 5).as_deref(), Some("2031-03-01"));
    assert_eq!(last(ValidityUnit::Month, 1).as_deref(), Some("2026-04-01"));
    assert_eq!(last(ValidityUnit::Day, 1).as_deref(), Some("2026-03-02"));
    assert_eq!(last(ValidityUnit::LongTerm, 0), None);
}

#[test]
fn a_published_version_can_be_retired_and_not_edited() {
    assert!(step(CatalogState::Published, CatalogStep::Save).is_err());
    assert!(
        step(CatalogState::Draft, CatalogStep::Publish).is_err(),
        "a draft must be submitted before it is published"
    );
    assert_eq!(step(CatalogState::Published, CatalogStep::Retire).unwrap(), CatalogState::Retired);
}

#[test]
fn the_table_of_states_is_up_to_date() {
    crate::vocabulary::tests::prints_the_machine::<CatalogState, CatalogStep>(
        "catalog",
        |state, what| step(state, what).ok(),
    );
}
