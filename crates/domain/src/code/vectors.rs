//! The cases of `rules/vectors/check_digits.json`. The pages are tested with the same file, so that
//! browser and server accept the same codes.

use serde_json::Value;

use super::*;
use crate::identifier::{CertificateIdentifier, TypeCode};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../../rules/vectors/check_digits.json")).unwrap()
}

/// The code in its normal form, or the refusal.
fn parsed(rule: &str, text: &str, today: Date) -> Result<String, Code> {
    let kept = match rule {
        "unit_code" => UnifiedSocialCreditCode::parse(text).map(|code| code.as_str().to_owned()),
        "id_number" => IdNumber::parse(text, today).map(|number| number.as_str().to_owned()),
        "type_code" => TypeCode::parse(text).map(|code| code.as_str().to_owned()),
        "identifier" => CertificateIdentifier::parse(text).map(|one| one.as_str().to_owned()),
        other => panic!("the rule {other} of the file is not tested here"),
    };
    kept.map_err(|refusal| refusal.code())
}

#[test]
fn every_case_of_the_file_is_accepted_or_refused_as_it_says() {
    let vectors = vectors();
    let today = Date::parse(vectors["today"].as_str().unwrap()).unwrap();
    let (mut valid, mut invalid) = (0, 0);
    for (rule, cases) in vectors["rules"].as_object().unwrap() {
        for case in cases["valid"].as_array().unwrap() {
            let text = case["text"].as_str().unwrap();
            let normal = case["normal"].as_str().unwrap().to_owned();
            assert_eq!(parsed(rule, text, today), Ok(normal), "{rule} {text}");
            valid += 1;
        }
        for case in cases["invalid"].as_array().unwrap() {
            let text = case["text"].as_str().unwrap();
            let code = Code::parse(case["code"].as_str().unwrap()).unwrap();
            assert_eq!(parsed(rule, text, today), Err(code), "{rule} {text}: {}", case["why"]);
            invalid += 1;
        }
    }
    assert!(valid >= 40 && invalid >= 50, "{valid} valid, {invalid} invalid");
}

#[test]
fn check_characters_are_those_of_the_file() {
    let vectors = vectors();
    let cases = vectors["check_characters"]["mod_37_36"]["cases"].as_array().unwrap().clone();
    assert!(cases.len() >= 3);
    for case in cases {
        let body = case["body"].as_str().unwrap();
        let check = case["check"].as_str().and_then(|check| check.chars().next());
        assert_eq!(mod_37_36(body), check, "{body}");
    }
}
