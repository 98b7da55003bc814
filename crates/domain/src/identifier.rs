//! The codes of certificates: 证照类型代码 and 证照标识 (GB/T 36904), and 电子证照编码 (DB44/T 2167).

use std::fmt;

use crate::code::{UnifiedSocialCreditCode, base36, mod_37_36, normal};
use crate::refusal::{Code, Refusal};
use crate::region::Region;

/// The object identifier with which every national certificate identifier begins.
pub const ROOT: &str = "1.2.156.3005.2";
/// Longest serial in a certificate identifier, in characters. The standard names no maximum; the
/// serials of published identifiers have 7 to 32 characters.
pub const MAX_SERIAL_CHARS: usize = 32;

/// 证照类型代码 (type code), 21 characters: the unified social credit code of the defining unit and a
/// number from 001 to 999.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeCode(String);

impl TypeCode {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let code = normal(text);
        let refuse = || Refusal::new(Code::TypeCodeInvalid).with("value", &code);
        let (unit, number) = code.split_at_checked(18).ok_or_else(refuse)?;
        UnifiedSocialCreditCode::parse(unit).map_err(|_| refuse())?;
        // The digits are compared one by one, because `u16::parse` would accept a sign.
        let digits = number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit());
        if digits && number != "000" { Ok(Self(code)) } else { Err(refuse()) }
    }

    /// The next free code of a defining unit: the one after the greatest that is taken, or the first gap if
    /// the numbers have reached 999. `None` if all are taken.
    ///
    /// # Errors
    /// The code of the unit is not valid.
    pub fn next_free(unit: &str, taken: &[String]) -> Result<Option<Self>, Refusal> {
        let number = |code: &String| code.strip_prefix(unit)?.parse::<u16>().ok();
        let taken: std::collections::BTreeSet<u16> = taken.iter().filter_map(number).collect();
        let after = taken.last().map_or(1, |last| last + 1);
        let free = (after..=999).chain(1..after).find(|number| !taken.contains(number));
        free.map(|number| Self::parse(&format!("{unit}{number:03}"))).transpose()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn defining_unit(&self) -> &str {
        self.0.split_at_checked(18).map_or("", |(unit, _)| unit)
    }
}

/// 证照标识 (GB/T 36904): names one version of one certificate. Its form is
/// `1.2.156.3005.2.<type code>.<issuer>.<serial>.<version>.<check character>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CertificateIdentifier(String);

impl CertificateIdentifier {
    /// Makes an identifier. `version` is 1 to 999 and grows by one with every new version of the
    /// certificate; type, issuer and serial stay the same.
    ///
    /// # Errors
    /// Refuses a version outside its range and a serial that is empty, too long or not alphanumeric.
    pub fn new(
        type_code: &TypeCode,
        issuer: &UnifiedSocialCreditCode,
        serial: &str,
        version: u16,
    ) -> Result<Self, Refusal> {
        let serial = normal(serial);
        let fits = (1..=MAX_SERIAL_CHARS).contains(&serial.len())
            && serial.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        if !fits || !(1..=999).contains(&version) {
            return Err(Refusal::new(Code::IdentifierInvalid).with("value", &serial));
        }
        let (type_code, issuer) = (type_code.as_str(), issuer.as_str());
        let check = mod_37_36(&format!("{type_code}{issuer}{serial}{version:03}"))
            .ok_or_else(|| Refusal::new(Code::IdentifierInvalid).with("value", &serial))?;
        Ok(Self(format!("{ROOT}.{type_code}.{issuer}.{serial}.{version:03}.{check}")))
    }

    /// Reads an identifier, also one that another platform made: its issuer may be named by an older
    /// code than the unified social credit code.
    ///
    /// # Errors
    /// Refuses a wrong check character, and lower case, because identifiers are compared byte by byte.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let refuse = || Refusal::new(Code::IdentifierInvalid).with("value", text);
        let rest = text.strip_prefix(ROOT).and_then(|r| r.strip_prefix('.')).ok_or_else(refuse)?;
        let parts: Vec<&str> = rest.split('.').collect();
        let [type_code, issuer, serial, version, check] = parts[..] else {
            return Err(refuse());
        };
        let lengths_fit = type_code.len() == 21
            && (1..=18).contains(&issuer.len())
            && (1..=MAX_SERIAL_CHARS).contains(&serial.len())
            && version.len() == 3
            && version.bytes().all(|b| b.is_ascii_digit())
            && check.len() == 1;
        let expected = mod_37_36(&format!("{type_code}{issuer}{serial}{version}"));
        if lengths_fit && expected == check.chars().next() {
            Ok(Self(text.to_owned()))
        } else {
            Err(refuse())
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn version(&self) -> u16 {
        self.part(3).parse().unwrap_or(0)
    }

    pub fn type_code(&self) -> &str {
        self.part(0)
    }

    /// Code of the unit that issued the certificate.
    pub fn issuer(&self) -> &str {
        self.part(1)
    }

    pub fn serial(&self) -> &str {
        self.part(2)
    }

    fn part(&self, index: usize) -> &str {
        self.0.split('.').nth(5 + index).unwrap_or_default()
    }
}

impl fmt::Display for CertificateIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 电子证照编码 (provincial code, DB44/T 2167), 18 characters: region (6), year (4) and serial in base 36
/// (8). `None` if the serial needs more than 8 characters.
pub fn provincial_code(region: &Region, year: i32, serial: u64) -> Option<String> {
    Some(format!("{}{year:04}{}", region.as_str(), base36(serial, 8)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(type_code: &str, issuer: &str) -> (TypeCode, UnifiedSocialCreditCode) {
        (TypeCode::parse(type_code).unwrap(), UnifiedSocialCreditCode::parse(issuer).unwrap())
    }

    #[test]
    fn identifiers_carry_the_check_character_of_the_standard() {
        let (licence, bureau) = parts("11100000MB0143028R001", "11440300MBXX000197");
        let make = |serial, version| {
            CertificateIdentifier::new(&licence, &bureau, serial, version).unwrap().0
        };
        let start = "1.2.156.3005.2.11100000MB0143028R001.11440300MBXX000197.";
        assert_eq!(make("2026000001", 1), format!("{start}2026000001.001.Q"));
        assert_eq!(make("2026000001", 2), format!("{start}2026000001.002.O"));
        assert_eq!(make("2026000005", 1), format!("{start}2026000005.001.0"));
        let (local, bureau) = parts("11440300MBXX000197001", "11440300MBXX000197");
        let made = CertificateIdentifier::new(&local, &bureau, "GC20260001", 1).unwrap();
        assert!(made.as_str().ends_with(".GC20260001.001.A"));
        assert_eq!((made.version(), made.serial()), (1, "GC20260001"));
        assert_eq!((made.type_code(), made.issuer()), (local.as_str(), bureau.as_str()));
    }

    #[test]
    fn published_identifiers_are_read_and_altered_ones_are_refused() {
        for tail in [
            "11100000000013338W011.11430000006122244L.20230000403.001.U",
            "11100000000013338W011.11430000006122244L.20230000403.002.S",
            "11100000000013338W011.11430000006122244L.20230000403.003.Q",
            "11100000000013338W009.11330105002500287C.2025052201.002.0",
            "11100000000013338W032.11220000013544541J.2430599.001.F",
            "11100000000013338W087.11370800MB28559184.37080001202411010001.001.3",
            "11100000MB03271699022.340100.000000016.001.9",
        ] {
            assert!(CertificateIdentifier::parse(&format!("{ROOT}.{tail}")).is_ok(), "{tail}");
        }
        for bad in [
            "1.2.156.3005.2.11100000000013661B006.113700000045046442.209FA4E88F9E4C878F3E9BED2CE7EA49.001.M",
            "1.2.156.3005.2.11100000000013338w011.11430000006122244L.20230000403.001.U",
            "1.2.156.3003.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
            "11100000000013338W011.11430000006122244L.20230000403.001.U",
            "",
        ] {
            assert!(CertificateIdentifier::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_type_code_needs_a_valid_unit_code_and_a_number() {
        assert_eq!(
            TypeCode::parse("11440300MBXX000197001").unwrap().defining_unit(),
            "11440300MBXX000197"
        );
        for bad in ["11440300MBXX000197000", "11440300MBXX000198001", "11440300MBXX00019700"] {
            assert!(TypeCode::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_next_free_type_code_follows_the_greatest_and_then_fills_gaps() {
        const UNIT: &str = "11440300MBXX000197";
        let next = |taken: &[u16]| {
            let taken: Vec<String> = taken.iter().map(|n| format!("{UNIT}{n:03}")).collect();
            let free = TypeCode::next_free(UNIT, &taken).unwrap();
            free.and_then(|code| code.0.strip_prefix(UNIT).map(str::to_owned))
        };
        assert_eq!(next(&[]).as_deref(), Some("001"));
        assert_eq!(next(&[1, 4]).as_deref(), Some("005"), "a number once used is not used again");
        assert_eq!(next(&[1, 999]).as_deref(), Some("002"));
        let all: Vec<u16> = (1..=999).collect();
        assert_eq!(next(&all), None);
        let wrong = TypeCode::next_free("11440300MBXX000198", &[]).unwrap_err();
        assert_eq!(wrong.code(), Code::TypeCodeInvalid);
    }

    #[test]
    fn provincial_codes_have_eighteen_characters() {
        let region = Region::parse("440300").unwrap();
        assert_eq!(provincial_code(&region, 2026, 1370).as_deref(), Some("440300202600000122"));
        assert_eq!(provincial_code(&region, 2026, u64::MAX), None);
    }
}
