use serde_json::json;

use super::*;
use crate::date::Date;
use crate::refusal::{Code, FieldFinding};

const TODAY: Date = Date { year: 2026, month: 11, day: 23 };

fn check(specs: &[FieldSpec], facts: &Facts, today: Date) -> Vec<FieldFinding> {
    super::check::check(specs, facts, super::check::Checking { today, as_issued: &[] })
}

pub(super) fn specs() -> Vec<FieldSpec> {
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

fn normalised(facts: Value) -> Value {
    let Value::Object(facts) = facts else { panic!("facts must be an object") };
    Value::Object(normal::facts(&specs(), &facts, TODAY))
}

/// What offices really type, and what is kept of it.
#[test]
fn typed_text_has_one_normal_form() {
    let typed = json!({
        "MC": " 演示商店\u{200b}\r\n二楼 ", "MJ": "０012.50", "RQ": "2026年1月5日", "XB": "女",
        "XM": "阿卜杜拉 • 买买提", "SFZ": "４40304 19000101 0002", "XYDM": "91440300ma5xx00149",
        "MX": [{ "PM": "茶" }, { "PM": "  " }, {}]
    });
    assert_eq!(
        normalised(typed),
        json!({
            "MC": "演示商店\n二楼", "MJ": "12.50", "RQ": "2026-01-05", "XB": "2",
            "XM": "阿卜杜拉·买买提", "SFZ": "440304190001010002", "XYDM": "91440300MA5XX00149",
            "MX": [{ "PM": "茶" }]
        })
    );
}

#[test]
fn numbers_have_one_form_and_keep_their_decimals() {
    let forms = [
        ("0012", "12"),
        ("-0", "0"),
        ("-0.00", "0.00"),
        ("+5", "5"),
        ("1,234,567.80", "1234567.80"),
        (".5", "0.5"),
        ("５", "5"),
        ("−3", "-3"),
        ("007.10", "7.10"),
        ("1,23", "1,23"),
        ("1e3", "1E3"),
        ("十二", "十二"),
        ("5.", "5"),
        ("", ""),
    ];
    for (typed, kept) in forms {
        assert_eq!(normal::number(typed), kept, "{typed}");
    }
}

#[test]
fn a_number_of_json_is_kept_as_it_would_be_typed() {
    let kept = |json: &str| {
        let facts = serde_json::from_str(&format!("{{\"MJ\":{json},\"MX\":[]}}")).unwrap();
        normalised(facts)["MJ"].clone()
    };
    let forms = [
        ("12.0", "12"),
        ("1e2", "100"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("12.50", "12.5"),
        ("1e-7", "0.0000001"),
        ("7", "7"),
        ("18446744073709551615", "18446744073709551615"),
    ];
    for (json, text) in forms {
        assert_eq!(kept(json), text, "{json}");
    }
    assert_eq!(codes(json!({ "MC": "甲", "MJ": kept("1e2") })), []);
    let too_large = codes(json!({ "MC": "甲", "MJ": kept("1e300") }));
    assert_eq!(too_large, [("facts.MJ".into(), Code::FieldType)]);
}

#[test]
fn a_day_that_is_too_long_ago_is_a_warning() {
    let found = |day: &str| {
        let Value::Object(facts) = json!({ "MC": "甲", "RQ": day }) else { panic!() };
        let found = check(&specs(), &facts, TODAY).into_iter();
        found.map(|found| (found.code, found.severity.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(found("1850-01-01"), []);
    assert_eq!(found("1026-05-01"), [(Code::FieldDate, "warning")]);
}

#[test]
fn days_are_read_in_the_forms_that_offices_write() {
    for typed in
        ["2026-01-05", "2026/1/5", "2026.01.5", "2026年1月5日", "20260105", "２０２６－１－５"]
    {
        assert_eq!(normal::date(typed), "2026-01-05", "{typed}");
    }
    for typed in ["2026-02-30", "26-1-5", "2026-1", "5/1/2026", "明天", "2026-1-5-6"] {
        assert!(Date::parse(&normal::date(typed)).is_none(), "{typed}");
    }
}

#[test]
fn the_middle_dot_of_a_name_is_one_character() {
    let forms = [
        ("买买提•艾合买提", "买买提·艾合买提"),
        ("买买提・艾合买提", "买买提·艾合买提"),
        ("买买提.艾合买提", "买买提·艾合买提"),
        ("买买提．艾合买提", "买买提·艾合买提"),
        ("买买提 · 艾合买提", "买买提·艾合买提"),
        ("买买提‧艾合买提", "买买提·艾合买提"),
        ("张　三", "张三"),
        (" 张 三 ", "张三"),
        ("John  Q. Smith", "John Q. Smith"),
        ("ＬＩ Ｍｅｉ", "LI Mei"),
        ("𠮷 田", "𠮷田"),
        ("张三\u{feff}", "张三"),
    ];
    for (typed, kept) in forms {
        assert_eq!(normal::person_name(typed), kept, "{typed}");
    }
}

#[test]
fn a_number_without_bounds_is_not_negative_and_a_finding_names_the_range() {
    let specs: Vec<FieldSpec> = serde_json::from_value(json!([
        { "key": "MJ", "name": "面积", "type": "number" },
        { "key": "WD", "name": "温度", "type": "number", "min": -40.0, "max": 60.0 }
    ]))
    .unwrap();
    let found = |facts: Value| {
        let Value::Object(facts) = facts else { panic!() };
        let findings = check(&specs, &facts, TODAY);
        findings.into_iter().map(|found| (found.code, found.message)).collect::<Vec<_>>()
    };
    assert_eq!(found(json!({ "MJ": "5", "WD": "-5" })), []);
    let wrong = (Code::FieldRange, "“面积”超出范围（不小于 0）".to_owned());
    assert_eq!(found(json!({ "MJ": "-5" })), [wrong]);
    let wrong = (Code::FieldRange, "“温度”超出范围（-40 至 60）".to_owned());
    assert_eq!(found(json!({ "WD": "-41" })), [wrong]);
}

/// The parents of a child born here need not have a resident's number.
#[test]
fn a_document_number_is_checked_by_the_kind_of_its_document() {
    let specs: Vec<FieldSpec> = serde_json::from_value(json!([
        { "key": "LX", "name": "证件类型", "type": "code_list", "options": [
            { "code": "111", "name": "公民身份号码" }, { "code": "414", "name": "普通护照" },
            { "code": "516", "name": "港澳居民来往内地通行证" }] },
        { "key": "HM", "name": "证件号码", "type": "document_number", "type_field": "LX" }
    ]))
    .unwrap();
    let found = |kind: &str, number: &str| {
        let Value::Object(facts) = json!({ "LX": kind, "HM": number }) else { panic!() };
        let kept = normal::facts(&specs, &facts, TODAY);
        let codes: Vec<Code> = check(&specs, &kept, TODAY).into_iter().map(|f| f.code).collect();
        (kept["HM"].as_str().unwrap().to_owned(), codes)
    };
    let good = |number: &str| (number.to_owned(), vec![]);
    assert_eq!(found("普通护照", "e1234567"), good("E1234567"));
    assert_eq!(found("516", "Ｈ0123456789"), good("H0123456789"));
    assert_eq!(found("111", "440304900101000"), good("440304199001010003"), "widened");
    let by_name = found("公民身份号码", "440304900101000");
    assert_eq!(by_name, good("440304199001010003"), "the kind is given by its name");
    assert_eq!(found("１１１", "440304900101000"), by_name, "the kind is typed in full width");
    assert_eq!(found("111", "E1234567").1, [Code::IdNumberInvalid]);
    assert_eq!(found("414", "?").1, [Code::HolderCodeInvalid]);
    assert_eq!(found("", "E1234567").1, [Code::HolderCodeTypeUnknown], "the kind is not said");
}

#[test]
fn a_code_that_was_issued_with_another_check_digit_is_a_warning_if_the_clerk_says_so() {
    let found = |text: &str, reason: &str| {
        let Value::Object(facts) = json!({ "MC": "甲", "XYDM": text }) else { panic!() };
        let stated =
            [crate::holder::AsIssued { field: "facts.XYDM".into(), reason: reason.into() }];
        let checking = super::check::Checking { today: TODAY, as_issued: &stated };
        let findings = super::check::check(&specs(), &facts, checking);
        findings.into_iter().map(|found| found.severity.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(found("91440300MA5XX00149", "执照如此"), [""; 0]);
    assert_eq!(found("91440300MA5XX00148", "执照如此"), ["warning"]);
    assert_eq!(found("91440300MA5XX00148", "  "), ["error"], "without a reason");
    assert_eq!(
        found("91440300MA5XX0014", "执照如此"),
        ["error"],
        "more than the check digit is wrong"
    );
}

mod anything {
    use proptest::prelude::*;

    use super::*;

    /// Text as people and attackers type it: digits and letters with characters of every width among them.
    fn typed() -> impl Strategy<Value = String> {
        let near = "[0-9X ]{0,19}";
        let mixed = "[0-9A-Zx中·０𠮷\u{200b}\u{301}/年月日.,+-]{0,24}";
        prop_oneof![
            any::<String>(),
            Just(near).prop_flat_map(|near| near),
            Just(mixed).prop_flat_map(|mixed| mixed)
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// No parser of typed text panics, and a normal form is its own normal form.
        #[test]
        fn no_text_surprises_a_parser(text in typed()) {
            use crate::code::{self, IdNumber, UnifiedSocialCreditCode};
            let _ = IdNumber::parse(&text, TODAY).map(|id| (id.birth_date(), id.sex(), id.first_generation()));
            let _ = IdNumber::only_check_digit_differs(&text, TODAY);
            let _ = UnifiedSocialCreditCode::only_check_digit_differs(&text);
            let _ = code::searched_forms(&text, TODAY);
            let _ = crate::identifier::TypeCode::parse(&text);
            let _ = crate::identifier::CertificateIdentifier::parse(&text);
            let _ = crate::region::Region::parse(&text);
            let _ = crate::purpose::Purpose::checked(&text, &text, &text);
            let _ = crate::number::pattern_is_valid(&text);
            let _ = crate::note::checked_text(&text);
            let _ = Date::parse(&text);
            let _ = Date::parse_compact(&text);
            for (code_type, _) in [("111", 0), ("001", 0), ("414", 0), (text.as_str(), 0)] {
                let holder = crate::holder::Holder {
                    name: text.clone(), code: text.clone(), code_type: code_type.into(),
                };
                let kept = holder.normal(TODAY);
                prop_assert_eq!(kept.clone().normal(TODAY), kept.clone());
                let _ = kept.findings(crate::holder::HolderKind::Mixed, &[], TODAY);
                let _ = crate::mask::holder_name(&kept);
            }
            for sensitivity in Sensitivity::ALL {
                let _ = crate::mask::mask(*sensitivity, &text);
            }
            let values = ["MC", "MJ", "RQ", "XB", "XM", "SFZ", "XYDM", "ZP"];
            let mut facts = Facts::new();
            for key in values {
                facts.insert(key.into(), text.clone().into());
            }
            facts.insert("MX".into(), json!([{ "PM": text }]));
            let kept = normal::facts(&specs(), &facts, TODAY);
            prop_assert_eq!(normal::facts(&specs(), &kept, TODAY), kept.clone());
            let _ = check(&specs(), &kept, TODAY);
        }
    }
}
