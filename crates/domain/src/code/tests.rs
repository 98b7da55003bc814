use super::*;

const TODAY: Date = Date { year: 2026, month: 11, day: 23 };

#[test]
fn published_unit_codes_are_accepted() {
    for code in [
        "11100000000013338W",
        "11100000000013127D",
        "11100000MB0143028R",
        "11100000MB03271699",
        "12110000400777687U",
        "91440300708461136T",
        "914403001922038216",
        "11440300MBXX000197",
        "11440305MBXX00027A",
        "12440300MBXX00035R",
        "51440300MJXX00018E",
        "91440300MA5XX00149",
        "92440306MA5XX0022P",
        "93440307MA5XX0030X",
    ] {
        let parsed = UnifiedSocialCreditCode::parse(code).unwrap();
        assert_eq!(parsed.as_str(), code);
    }
}

#[test]
fn one_wrong_character_in_a_unit_code_is_refused() {
    let good = "11440300MBXX000197";
    for at in 0..18 {
        let mut bytes = good.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'2' { b'3' } else { b'2' };
        let bad = String::from_utf8(bytes).unwrap();
        assert!(UnifiedSocialCreditCode::parse(&bad).is_err(), "{bad}");
    }
    for bad in ["", "11440300MBXX00019", "11440300MBXX000197A", "I1440300MBXX000197"] {
        assert!(UnifiedSocialCreditCode::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_unit_code_in_lower_case_and_full_width_is_normalised() {
    let code = UnifiedSocialCreditCode::parse(" １１440300mbxx000197 ").unwrap();
    assert_eq!(code.as_str(), "11440300MBXX000197");
}

#[test]
fn valid_resident_numbers_are_accepted() {
    for number in [
        "11010519491231002X",
        "440524188001010014",
        "440304190001010002",
        "440305190001020012",
        "440306190001030022",
        "440307190001040032",
    ] {
        assert_eq!(IdNumber::parse(number, TODAY).unwrap().as_str(), number);
    }
    assert_eq!(
        IdNumber::parse("11010519491231002x", TODAY).unwrap().as_str(),
        "11010519491231002X"
    );
}

#[test]
fn invalid_resident_numbers_are_refused_with_the_reason() {
    let code = |text: &str| IdNumber::parse(text, TODAY).unwrap_err().code();
    assert_eq!(code("110105194912310021"), Code::IdNumberInvalid, "check digit");
    assert_eq!(code("1101051949123100"), Code::IdNumberInvalid, "length");
    assert_eq!(code(&with_check_digit("99910519491331002")), Code::IdNumberInvalid);
    assert_eq!(code(&with_check_digit("11010519491331002")), Code::IdNumberBirthDate, "month 13");
    assert_eq!(code(&with_check_digit("11010520990101002")), Code::IdNumberBirthDate, "future");
}

fn with_check_digit(body: &str) -> String {
    let digit = resident_check_digit(body).unwrap();
    // A body that starts with 9 would be read as the number of a foreigner's residence card, so it
    // gets no check digit and is refused for its length.
    if body.starts_with("99") { body.to_owned() } else { format!("{body}{digit}") }
}

#[test]
fn a_birth_before_anybody_had_a_number_is_refused() {
    let born = |day: &str| IdNumber::parse(&with_check_digit(&format!("440304{day}000")), TODAY);
    assert!(born("18500101").is_ok());
    for day in ["18491231", "10000101"] {
        assert_eq!(born(day).unwrap_err().code(), Code::IdNumberBirthDate, "{day}");
    }
}

#[test]
fn holders_are_compared_by_letters_and_digits_only() {
    for text in ["A-1", "A1", "ａ－１", " a 1 ", "A（1）", "A—1", "A/1", "A·1"] {
        assert_eq!(compared(text), "A1", "{text}");
    }
    assert_eq!(compared("军字第1234567号"), "军字第1234567号");
    assert_ne!(compared("A-12"), compared("A-1"), "negative control");
}

#[test]
fn numbers_of_fifteen_digits_are_extended_to_eighteen() {
    let extended = IdNumber::parse("110105491231002", TODAY).unwrap();
    assert_eq!(extended.as_str(), "11010519491231002X");
}

#[test]
fn mod_37_36_gives_the_check_characters_of_known_vectors() {
    assert_eq!(mod_37_36("A12425GABC1234002"), Some('M'));
    assert_eq!(mod_37_36("a"), None);
    let type_and_issuer = "11100000000013338W00911330105002500287C2025052201002";
    assert_eq!(mod_37_36(type_and_issuer), Some('0'), "a value of 36 is written as 0");
}

#[test]
fn base36_pads_with_zeros_and_refuses_a_value_that_does_not_fit() {
    assert_eq!(base36(46655, 8).as_deref(), Some("00000ZZZ"));
    assert_eq!(base36(36, 1), None);
}
