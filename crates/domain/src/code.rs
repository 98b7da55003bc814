//! Codes with check digits: GB 32100 (units), GB 11643 (residents), and ISO 7064 MOD 37,36, which GB/T 36904
//! uses for certificate identifiers.

use crate::date::Date;
use crate::refusal::{Code, Refusal};
use crate::region::is_province_prefix;

const UNIT_ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const UNIT_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const RESIDENT_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const BASE36: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Numbers were first given in 1984, and nobody who was born before 1850 lived then. An earlier year is mistyped.
pub const EARLIEST_BIRTH: Date = Date { year: 1850, month: 1, day: 1 };

/// 统一社会信用代码 (GB 32100-2015): the code of a unit, 18 characters with a correct check digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnifiedSocialCreditCode(String);

impl UnifiedSocialCreditCode {
    /// Reads a code. Lower case, full-width characters and blanks are accepted and normalised.
    ///
    /// # Errors
    /// Refuses a wrong length, a character outside the alphabet and a wrong check digit.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let code = normal(text);
        let refuse = || Refusal::new(Code::UnitCodeInvalid).with("value", &code);
        let values: Option<Vec<u32>> = code.bytes().map(|b| place(UNIT_ALPHABET, b)).collect();
        let values = values.filter(|v| v.len() == 18).ok_or_else(refuse)?;
        let sum: u32 = values.iter().zip(UNIT_WEIGHTS).map(|(v, w)| v * w).sum();
        if (31 - sum % 31) % 31 == values[17] { Ok(Self(code)) } else { Err(refuse()) }
    }

    /// Whether nothing but the check digit of a code is wrong. Some units hold such a code, because it was
    /// issued so.
    pub fn only_check_digit_differs(text: &str) -> bool {
        let code = normal(text);
        let last = code.chars().last();
        let body = last.map_or("", |last| code.strip_suffix(last).unwrap_or_default());
        Self::parse(&code).is_err()
            && last.is_some_and(|last| u8::try_from(last).is_ok_and(|b| UNIT_ALPHABET.contains(&b)))
            && UNIT_ALPHABET
                .iter()
                .any(|b| Self::parse(&format!("{body}{}", char::from(*b))).is_ok())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The sex that an identity number tells (GB 11643, the 17th digit).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

/// 公民身份号码 (GB 11643-1999): the identity number of a resident, 18 characters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdNumber(String);

impl IdNumber {
    /// Reads a number. A number of the first generation with 15 digits is extended to 18 characters:
    /// the century `19` is inserted and the check digit is added. The county digits are not looked up,
    /// because numbers keep the codes of counties that no longer exist.
    ///
    /// # Errors
    /// Refuses a wrong length, province or check digit, and a birth date that does not exist or is
    /// later than `today` or earlier than [`EARLIEST_BIRTH`].
    pub fn parse(text: &str, today: Date) -> Result<Self, Refusal> {
        let mut number = normal(text);
        let refuse = |code, number: &str| Refusal::new(code).with("value", number);
        if number.len() == 15
            && number.bytes().all(|b| b.is_ascii_digit())
            && let Some((region, rest)) = number.split_at_checked(6)
        {
            number = format!("{region}19{rest}");
            let check = resident_check_digit(&number);
            number.extend(check);
        }
        // `get` instead of an index: the 17th byte of a text need not end a character.
        let body = number
            .get(..17)
            .filter(|body| number.len() == 18 && body.bytes().all(|b| b.is_ascii_digit()));
        if body.is_none_or(|body| resident_check_digit(body) != number.chars().last()) {
            return Err(refuse(Code::IdNumberInvalid, &number));
        }
        let kept = Self(number);
        let province = kept.0.get(..2).unwrap_or_default();
        if !kept.is_foreign() && !is_province_prefix(province) {
            return Err(refuse(Code::IdNumberInvalid, &kept.0));
        }
        let lived = |born: Date| (EARLIEST_BIRTH..=today).contains(&born);
        if !kept.is_foreign() && !kept.birth_date().is_some_and(lived) {
            return Err(refuse(Code::IdNumberBirthDate, &kept.0));
        }
        Ok(kept)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number of a foreigner's permanent residence card (外国人永久居留身份证, issued since 2023)
    /// begins with 9 and has the same check digit, but no province, birth date and sex at these places.
    fn is_foreign(&self) -> bool {
        self.0.starts_with('9')
    }

    /// The birth date in the number, if it has one.
    pub fn birth_date(&self) -> Option<Date> {
        let digits = self.0.get(6..14).filter(|_| !self.is_foreign())?;
        Date::parse_compact(digits)
    }

    /// The sex in the number, if it has one.
    pub fn sex(&self) -> Option<Sex> {
        let digit = self.0.chars().nth(16).filter(|_| !self.is_foreign())?.to_digit(10)?;
        Some(if digit % 2 == 1 { Sex::Male } else { Sex::Female })
    }

    /// The form of 15 digits in which the number was printed before 1999, for a person born in the 1900s. What was
    /// frozen with it is searched by both forms.
    pub fn first_generation(&self) -> Option<String> {
        let (region, rest) = self.0.split_at_checked(6).filter(|_| !self.is_foreign())?;
        let rest = rest.strip_prefix("19")?;
        Some(format!("{region}{}", rest.get(..9)?))
    }

    /// The number, also if nothing but its check digit is wrong: birth date and sex stand in it all the same.
    pub fn despite_check_digit(text: &str, today: Date) -> Option<Self> {
        let number = normal(text);
        Self::parse(&number, today)
            .ok()
            .or_else(|| Self::only_check_digit_differs(&number, today).then_some(Self(number)))
    }

    /// Whether nothing but the check digit of a number with 18 characters is wrong.
    pub fn only_check_digit_differs(text: &str, today: Date) -> bool {
        let number = normal(text);
        let ends = number.ends_with(|c: char| c.is_ascii_digit() || c == 'X');
        let body = number.get(..17).filter(|_| number.len() == 18 && ends);
        Self::parse(&number, today).is_err()
            && body.is_some_and(|body| {
                let check = resident_check_digit(body);
                check.is_some_and(|check| Self::parse(&format!("{body}{check}"), today).is_ok())
            })
    }
}

fn resident_check_digit(body: &str) -> Option<char> {
    let digits: Option<Vec<u32>> = body.chars().map(|c| c.to_digit(10)).collect();
    let digits = digits.filter(|d| d.len() == 17)?;
    let sum: u32 = digits.iter().zip(RESIDENT_WEIGHTS).map(|(d, w)| d * w).sum();
    "10X98765432".chars().nth((sum % 11) as usize)
}

/// The check character of the hybrid system ISO 7064 MOD 37,36 (GB/T 17710); `None` if `body` contains
/// a character outside 0-9 and A-Z.
pub fn mod_37_36(body: &str) -> Option<char> {
    let mut product = 36;
    for byte in body.bytes() {
        product = (product + place(BASE36, byte)?) % 36;
        if product == 0 {
            product = 36;
        }
        product = product * 2 % 37;
    }
    // A product of 1 gives 36, which stands for '0'.
    Some(char::from(BASE36[((37 - product) % 36) as usize]))
}

/// The normal form in which codes are stored, compared and indexed: upper case, half width, without blanks and
/// invisible characters.
pub fn normal(text: &str) -> String {
    half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_invisible(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The form by which holders are compared: only the letters and digits of the normal form. The same number is written
/// with strokes, brackets and dots on one paper and without them on another, and is still of the same holder.
pub fn compared(text: &str) -> String {
    normal(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// One form in which the code of a holder may be indexed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchedForm {
    pub code: String,
    /// Only a person is meant: nobody typed this form, and an organisation may have the same digits as its number.
    pub of_person: bool,
}

/// The forms in which the code of a holder may be indexed, the present one first: an identity number of 15 digits is
/// widened, and what was frozen before it was is found by the form of 15 digits.
pub fn searched_forms(text: &str, today: Date) -> Vec<SearchedForm> {
    let typed = compared(text);
    let form = |code: String, of_person| SearchedForm { code, of_person };
    let Ok(number) = IdNumber::parse(&typed, today) else { return vec![form(typed, false)] };
    let first = number.first_generation();
    let as_typed = first.as_ref() == Some(&typed);
    let older = first.map(|first| form(first, !as_typed));
    std::iter::once(form(number.0, false)).chain(older).collect()
}

/// The text with full-width letters, digits and signs (U+FF01 to U+FF5E) in half width.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            other => other,
        })
        .collect()
}

/// Characters without a width that come along when text is copied from pages and documents: they are removed
/// wherever text comes in.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// `value` in base 36, upper case, padded with zeros to `width`; `None` if it does not fit.
pub fn base36(mut value: u64, width: usize) -> Option<String> {
    let mut digits = vec![b'0'; width];
    for slot in digits.iter_mut().rev() {
        *slot = BASE36[(value % 36) as usize];
        value /= 36;
    }
    (value == 0).then(|| digits.into_iter().map(char::from).collect())
}

fn place(alphabet: &[u8], byte: u8) -> Option<u32> {
    alphabet.iter().position(|candidate| *candidate == byte).map(|at| at as u32)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
