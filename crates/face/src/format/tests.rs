use super::*;

#[test]
fn dates_are_written_in_chinese() {
    for (value, cn, upper) in [
        ("2026-03-02", "2026年3月2日", "二〇二六年三月二日"),
        ("2026-10-10", "2026年10月10日", "二〇二六年十月十日"),
        ("2009-12-31", "2009年12月31日", "二〇〇九年十二月三十一日"),
        ("1999-11-20", "1999年11月20日", "一九九九年十一月二十日"),
        ("2030-01-15", "2030年1月15日", "二〇三〇年一月十五日"),
    ] {
        assert_eq!(Format::CnDate.apply(value), cn);
        assert_eq!(Format::CnDateOrLong.apply(value), cn);
        assert_eq!(Format::CnUpper.apply(value), upper);
        assert_eq!(Format::Date.apply(value), value);
    }
}

#[test]
fn an_empty_date_is_unlimited_only_where_the_format_says_so() {
    assert_eq!(Format::CnDateOrLong.apply(""), "长期");
    assert_eq!(Format::CnDate.apply(""), "");
    assert_eq!(Format::CnUpper.apply(""), "");
}

#[test]
fn values_that_are_not_dates_are_left_unchanged() {
    for odd in
        ["长期", "2026-3-2", "2026-13-01", "2026-00-01", "2026-01-32", "20260302", "二〇二六年"]
    {
        assert_eq!(Format::CnDate.apply(odd), odd);
        assert_eq!(Format::CnUpper.apply(odd), odd);
    }
}

#[test]
fn identity_numbers_and_names_are_masked() {
    assert_eq!(Format::MaskId.apply("440304190001010002"), "440304********0002");
    assert_eq!(Format::MaskId.apply("E12345678"), "E1*****78");
    assert_eq!(Format::MaskName.apply("欧阳演示"), "欧***");
    assert_eq!(Format::MaskName.apply("演示贸易有限公司"), "演示贸易有限公司");
    assert_eq!(Format::MaskName.apply(""), "");
}

#[test]
fn every_character_a_format_adds_is_declared() {
    for format in [Format::Date, Format::CnDate, Format::CnUpper, Format::CnDateOrLong] {
        for value in ["2019-10-28", "2037-04-26", "2005-12-31", ""] {
            for c in format.apply(value).chars() {
                assert!(format.characters().contains(c), "{format:?}: {c}");
            }
        }
    }
}

#[test]
fn placeholders_are_parsed() {
    let placeholder = |key: &str, format| Piece::Placeholder { key: key.to_owned(), format };
    let fixed = |text: &str| Piece::Fixed(text.to_owned());
    assert_eq!(pieces("编号").unwrap(), [fixed("编号")]);
    assert_eq!(pieces("").unwrap(), []);
    assert_eq!(
        pieces("自{{A|cn_date}}至{{ B | cn_date_or_long }}").unwrap(),
        [
            fixed("自"),
            placeholder("A", Some(Format::CnDate)),
            fixed("至"),
            placeholder("B", Some(Format::CnDateOrLong))
        ]
    );
    assert_eq!(pieces("{{A|mask:id}}").unwrap(), [placeholder("A", Some(Format::MaskId))]);
    assert_eq!(pieces("{{A}").unwrap_err(), PlaceholderError::Broken("{{A}".to_owned()));
    assert!(matches!(pieces("{{}}"), Err(PlaceholderError::Broken(_))));
    assert!(matches!(pieces("{{{A}}}"), Err(PlaceholderError::Broken(_))));
    assert_eq!(
        pieces("{{A|cnDate}}").unwrap_err(),
        PlaceholderError::UnknownFormat("cnDate".to_owned())
    );
}

fn applied(name: &str, value: &str) -> String {
    Format::named(name).unwrap().apply(value)
}

/// The first six cases are the examples of the rules, each in one of the permitted spellings.
#[test]
fn amounts_follow_the_rules_for_payment_vouchers() {
    let cases = [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("0", "零元整"),
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角"),
        ("10", "壹拾元整"),
        ("1000005", "壹佰万零伍元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("100000000", "壹亿元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("", ""),
    ];
    for (value, expected) in cases {
        assert_eq!(applied("cn_amount", value), expected, "{value}");
    }
}

#[test]
fn an_amount_that_cannot_be_written_exactly_is_left_unchanged() {
    assert_eq!(applied("cn_amount", "1.25"), "壹元贰角伍分");
    for value in ["1.255", "-1", "1,000", "1.", ".5", "一", "1000000000000"] {
        assert_eq!(applied("cn_amount", value), value);
    }
}

#[test]
fn numbers_get_separators_and_codes_get_capitals() {
    let cases = [
        ("1234567.50", "1,234,567.50"),
        ("-1000", "-1,000"),
        ("999", "999"),
        ("007", "7"),
        ("0.125", "0.125"),
        ("12 亩", "12 亩"),
    ];
    for (value, expected) in cases {
        assert_eq!(applied("number", value), expected);
    }
    assert_eq!(applied("upper", "jy1440x"), "JY1440X");
}
