use super::*;

#[test]
fn dates_in_chinese() {
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
fn no_date_is_long_term_only_where_the_format_says_so() {
    assert_eq!(Format::CnDateOrLong.apply(""), "长期");
    assert_eq!(Format::CnDate.apply(""), "");
    assert_eq!(Format::CnUpper.apply(""), "");
}

#[test]
fn what_is_no_date_stays_as_it_is() {
    for odd in
        ["长期", "2026-3-2", "2026-13-01", "2026-00-01", "2026-01-32", "20260302", "二〇二六年"]
    {
        assert_eq!(Format::CnDate.apply(odd), odd);
        assert_eq!(Format::CnUpper.apply(odd), odd);
    }
}

#[test]
fn masks() {
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
fn places() {
    let place = |key: &str, format| Piece::Place { key: key.to_owned(), format };
    let fixed = |text: &str| Piece::Fixed(text.to_owned());
    assert_eq!(pieces("编号").unwrap(), [fixed("编号")]);
    assert_eq!(pieces("").unwrap(), []);
    assert_eq!(
        pieces("自{{A|cn_date}}至{{ B | cn_date_or_long }}").unwrap(),
        [
            fixed("自"),
            place("A", Some(Format::CnDate)),
            fixed("至"),
            place("B", Some(Format::CnDateOrLong))
        ]
    );
    assert_eq!(pieces("{{A|mask:id}}").unwrap(), [place("A", Some(Format::MaskId))]);
    assert_eq!(pieces("{{A}").unwrap_err(), PlaceError::Broken("{{A}".to_owned()));
    assert!(matches!(pieces("{{}}"), Err(PlaceError::Broken(_))));
    assert!(matches!(pieces("{{{A}}}"), Err(PlaceError::Broken(_))));
    assert_eq!(pieces("{{A|cnDate}}").unwrap_err(), PlaceError::UnknownFormat("cnDate".to_owned()));
}
