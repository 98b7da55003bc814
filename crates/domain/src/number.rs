//! 证照编号: the printed number, made from the entry's pattern.

use crate::refusal::{Code, Refusal};
use crate::region::Region;

/// Expands `{region}`, `{year}` and `{serial:N}`; other characters stand for themselves.
/// Errors: the pattern is malformed, or the serial does not fit its N digits.
pub fn expand(pattern: &str, region: &Region, year: i32, serial: u64) -> Result<String, Refusal> {
    let malformed = || Refusal::new(Code::CatalogInvalid).with("number_pattern", pattern);
    let mut number = String::new();
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        number.push_str(&rest[..open]);
        let close = rest.find('}').filter(|close| *close > open).ok_or_else(malformed)?;
        match &rest[open + 1..close] {
            "region" => number.push_str(region.as_str()),
            "year" => number.push_str(&year.to_string()),
            token => {
                let width = token.strip_prefix("serial:").and_then(|w| w.parse::<usize>().ok());
                let width = width.filter(|w| (1..=12).contains(w)).ok_or_else(malformed)?;
                let digits = format!("{serial:0width$}");
                if digits.len() > width {
                    return Err(Refusal::new(Code::NumberExhausted).with("pattern", pattern));
                }
                number.push_str(&digits);
            }
        }
        rest = &rest[close + 1..];
    }
    number.push_str(rest);
    Ok(number)
}

/// Whether a pattern can be used: known placeholders, exactly one serial, no stray braces.
pub fn pattern_is_valid(pattern: &str) -> bool {
    let region = Region::parse("440300");
    let sample = region.and_then(|region| expand(pattern, &region, 2026, 1));
    sample.is_ok_and(|number| {
        !number.is_empty() && number.chars().count() <= 60 && !number.contains(['{', '}'])
    }) && pattern.matches("{serial:").count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_expand_and_refuse_overflow() {
        let region = Region::parse("440305").unwrap();
        let number = expand("JY1{region}{serial:7}", &region, 2026, 42).unwrap();
        assert_eq!(number, "JY14403050000042");
        assert_eq!(
            expand("深演〔{year}〕{serial:4}号", &region, 2026, 7).unwrap(),
            "深演〔2026〕0007号"
        );
        let full = expand("{serial:2}", &region, 2026, 100).unwrap_err();
        assert_eq!(full.code(), Code::NumberExhausted);
        for bad in [
            "",
            "{serial}",
            "{serial:0}",
            "{serial:4",
            "X{name}{serial:3}",
            "{year}",
            "{serial:3}{serial:3}",
        ] {
            assert!(!pattern_is_valid(bad), "{bad}");
        }
        assert!(pattern_is_valid("A{serial:6}"));
    }
}
