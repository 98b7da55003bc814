//! 证照编号 (certificate number): the number printed on the face, made from the pattern of the catalog
//! entry.

use crate::refusal::{Code, Refusal};
use crate::region::Region;
use crate::text::is_title;

/// Longest number, in characters.
const MAX_NUMBER_CHARS: usize = 60;

/// Expands a pattern: `{region}` (6 digits), `{year}`, and `{serial:N}` (N digits, 1 to 12, padded with
/// zeros). Other characters stand for themselves.
///
/// # Errors
/// Refuses a malformed pattern, and a serial that has more than N digits.
pub fn expand(pattern: &str, region: &Region, year: i32, serial: u64) -> Result<String, Refusal> {
    let malformed = || Refusal::new(Code::CatalogInvalid).with("number_pattern", pattern);
    let mut number = String::new();
    let mut rest = pattern;
    while let Some((before, inside)) = rest.split_once('{') {
        if before.contains('}') {
            return Err(malformed());
        }
        number.push_str(before);
        let (token, after) = inside.split_once('}').ok_or_else(malformed)?;
        match token {
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
        rest = after;
    }
    number.push_str(rest);
    Ok(number)
}

/// Whether a pattern can be used: it has only known placeholders, exactly one serial and no other
/// braces, and its numbers have at most 60 characters, which can all be printed.
pub fn pattern_is_valid(pattern: &str) -> bool {
    let region = Region::parse("440300");
    let sample = region.and_then(|region| expand(pattern, &region, 2026, 1));
    sample.is_ok_and(|number| is_title(&number, MAX_NUMBER_CHARS) && !number.contains(['{', '}']))
        && pattern.matches("{serial:").count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_expand_and_refuse_a_serial_that_does_not_fit() {
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
            "\u{1}{serial:3}",
            "\n{serial:3}",
            "\u{e0001}{serial:3}",
            "A\u{200b}{serial:3}",
            "{serial:3}\u{202e}",
        ] {
            assert!(!pattern_is_valid(bad), "{bad}");
        }
        assert!(pattern_is_valid("A{serial:6}"));
    }
}
