//! 用证事由 (purpose, Art. 14): certificates may be used only for official duties, so every use names its
//! matter and case.

use serde::{Deserialize, Serialize};

use crate::caller::{CallerKind, names_a_person};
use crate::code::IdNumber;
use crate::date::Date;
use crate::refusal::{Code, Refusal};
use crate::rulebook::RuleBook;
use crate::text::is_forbidden;

/// Longest note of a purpose, in characters (`useCause` in GB/T 36906).
pub const MAX_NOTE_CHARS: usize = 200;

/// 事项 (matter): what a unit handles for applicants. `needs` and `yields` are the type codes of the
/// certificates that it requires and produces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    pub code: String,
    pub name: String,
    pub unit: String,
    pub needs: Vec<String>,
    pub yields: Vec<String>,
}

/// Number of days before its first day within which a version of a matter is made.
const AHEAD_DAYS: i64 = 366;

/// What a version of a matter changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MatterDifferences {
    /// The name before, if it was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_before: Option<String>,
    pub needs_added: Vec<String>,
    pub needs_removed: Vec<String>,
    pub yields_added: Vec<String>,
    pub yields_removed: Vec<String>,
}

impl MatterDifferences {
    pub fn between(before: &Matter, after: &Matter) -> Self {
        let lacking = |these: &[String], those: &[String]| {
            these.iter().filter(|code| !those.contains(code)).cloned().collect()
        };
        Self {
            name_before: (before.name != after.name).then(|| before.name.clone()),
            needs_added: lacking(&after.needs, &before.needs),
            needs_removed: lacking(&before.needs, &after.needs),
            yields_added: lacking(&after.yields, &before.yields),
            yields_removed: lacking(&before.yields, &after.yields),
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The first day of the next version of a matter; an empty text means today.
///
/// # Errors
/// [`Code::FirstDayInvalid`] for a day that is past, more than a year ahead, or before the version that it follows.
pub fn first_day(text: &str, follows: Option<Date>, today: Date) -> Result<Date, Refusal> {
    let day =
        if text.is_empty() { Some(today.max(follows.unwrap_or(today))) } else { Date::parse(text) };
    let last = today.plus_days(AHEAD_DAYS);
    let fits = |day: &Date| *day >= today && *day <= last && follows.is_none_or(|at| *day >= at);
    day.filter(fits).ok_or_else(|| Refusal::new(Code::FirstDayInvalid).with("field", "first_day"))
}

/// The last day on which a matter is handled; `None` if it goes on.
///
/// # Errors
/// [`Code::LastDayInvalid`] for a day that is past or more than a year ahead.
pub fn last_day(text: &str, today: Date) -> Result<Option<Date>, Refusal> {
    if text.is_empty() {
        return Ok(None);
    }
    let fits = |day: &Date| *day >= today && *day <= today.plus_days(AHEAD_DAYS);
    let day = Date::parse(text).filter(fits);
    day.map(Some).ok_or_else(|| Refusal::new(Code::LastDayInvalid).with("field", "last_day"))
}

/// Most holders about whom may be asked before a use is refused ([`Code::UseLimit`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskingLimits {
    /// Under one case number, by everybody of the unit.
    pub per_case: i64,
    /// In an hour and on a day by one person, or by one calling system.
    pub per_hour: i64,
    pub per_day: i64,
}

impl AskingLimits {
    /// The limits for a kind of caller on a day. Without a number nobody may ask.
    pub fn of(book: &RuleBook, kind: CallerKind, day: Date) -> Self {
        let suffix = match kind {
            CallerKind::System => ".system",
            CallerKind::Public | CallerKind::Person | CallerKind::Program => "",
        };
        let number = |key: &str| book.number(key, day).unwrap_or(0);
        Self {
            per_case: number("use.holders_per_case"),
            per_hour: number(&format!("use.holders_per_hour{suffix}")),
            per_day: number(&format!("use.holders_per_day{suffix}")),
        }
    }
}

/// Whether a case number is an identity number with its check digit, or a mobile phone number. Region, day and
/// serial number make case numbers of the same shape, so a number whose day is later than the year in which the
/// platform began is taken for a case number; and longer numbers often contain such digits.
fn is_number_of_a_person(case_number: &str) -> bool {
    let digits: String = case_number.chars().filter(char::is_ascii_alphanumeric).collect();
    let last = Date { year: 2017, month: 12, day: 31 };
    let mobile = digits.len() == 11 && digits.bytes().all(|b| b.is_ascii_digit());
    (digits.len() == 18 && IdNumber::parse(&digits, last).is_ok())
        || (mobile && names_a_person(&digits))
}

/// The purpose of a use. Only [`Purpose::checked`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    matter_code: String,
    case_number: String,
    note: String,
}

impl Purpose {
    /// Checks a purpose and trims its texts.
    ///
    /// # Errors
    /// Refuses an empty matter or case number, a case number that is not 6 to 64 ASCII letters, digits,
    /// `-`, `_` or `/`, or is the number of a person, because records and lists show it (I10); and a note that is
    /// too long or contains control characters.
    pub fn checked(matter_code: &str, case_number: &str, note: &str) -> Result<Self, Refusal> {
        let (matter_code, case_number) = (matter_code.trim(), case_number.trim());
        if matter_code.is_empty() || case_number.is_empty() {
            return Err(Refusal::new(Code::PurposeMissing));
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/');
        let fits = (6..=64).contains(&case_number.len())
            && case_number.chars().all(allowed)
            && !is_number_of_a_person(case_number);
        if !fits || note.chars().count() > MAX_NOTE_CHARS || note.chars().any(is_forbidden) {
            return Err(Refusal::new(Code::CaseNumberInvalid));
        }
        Ok(Self {
            matter_code: matter_code.to_owned(),
            case_number: case_number.to_owned(),
            note: note.trim().to_owned(),
        })
    }

    /// Checks that `matter` is the one named here, that it belongs to `unit`, and that it needs
    /// certificates of `type_code`.
    ///
    /// # Errors
    /// [`Code::MatterNotAllowed`] otherwise.
    pub fn fits(
        &self,
        matter: &Matter,
        unit: &str,
        type_code: Option<&str>,
    ) -> Result<(), Refusal> {
        let needed = type_code.is_none_or(|code| matter.needs.iter().any(|need| need == code));
        if matter.code == self.matter_code && matter.unit == unit && needed {
            Ok(())
        } else {
            Err(Refusal::new(Code::MatterNotAllowed).with("matter", &self.matter_code))
        }
    }

    pub fn matter_code(&self) -> &str {
        &self.matter_code
    }

    pub fn case_number(&self) -> &str {
        &self.case_number
    }

    /// The case number without the difference of upper and lower case, so that spellings do not multiply
    /// what may be asked under one case.
    pub fn case_key(&self) -> String {
        self.case_number.to_ascii_uppercase()
    }

    pub fn note(&self) -> &str {
        &self.note
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_without_matter_or_proper_case_number_is_refused() {
        let code = |m: &str, c: &str| Purpose::checked(m, c, "").unwrap_err().code();
        assert_eq!(code("", "CASE-2026-01"), Code::PurposeMissing);
        assert_eq!(code("M1", "  "), Code::PurposeMissing);
        assert_eq!(code("M1", "短"), Code::CaseNumberInvalid);
        assert_eq!(code("M1", "a b c d e f"), Code::CaseNumberInvalid);
        assert!(Purpose::checked("M1", "CASE-2026-01", &"字".repeat(201)).is_err());
        // Records, lists and copies show the case number.
        for of_person in
            ["44030419900101002X", "44030419900101002-X", "13800001234", "138-0000-1234"]
        {
            assert_eq!(code("M1", of_person), Code::CaseNumberInvalid, "{of_person}");
        }
        for of_case in
            ["440304199001010025", "440304202611290019", "202611290001", "4403042026112900012345"]
        {
            assert!(Purpose::checked("M1", of_case, "").is_ok(), "{of_case}");
        }
    }

    #[test]
    fn a_version_begins_today_or_later_and_not_before_the_one_that_it_follows() {
        let day = |text: &str| Date::parse(text).unwrap();
        let today = day("2026-11-23");
        assert_eq!(first_day("", None, today).unwrap(), today);
        assert_eq!(first_day("", Some(day("2026-12-01")), today).unwrap(), day("2026-12-01"));
        assert_eq!(first_day("2027-01-01", Some(today), today).unwrap(), day("2027-01-01"));
        for (text, follows) in [
            ("2026-11-22", None),
            ("2027-12-01", None),
            ("明天", None),
            ("2026-11-30", Some(day("2026-12-01"))),
        ] {
            let refused = first_day(text, follows, today).unwrap_err();
            assert_eq!(refused.code(), Code::FirstDayInvalid, "{text}");
        }
        assert_eq!(last_day("", today).unwrap(), None);
        assert_eq!(last_day("2026-11-23", today).unwrap(), Some(today));
        for text in ["2026-11-22", "2028-01-01", "x"] {
            assert_eq!(last_day(text, today).unwrap_err().code(), Code::LastDayInvalid, "{text}");
        }
    }

    #[test]
    fn differences_name_what_was_added_and_removed() {
        let matter = |name: &str, needs: &[&str]| Matter {
            code: "M1".into(),
            name: name.into(),
            unit: "A".into(),
            needs: needs.iter().map(|code| (*code).to_owned()).collect(),
            yields: vec!["Y".into()],
        };
        let (before, after) = (matter("旧名", &["T", "U"]), matter("新名", &["U", "V"]));
        let told = MatterDifferences::between(&before, &after);
        assert_eq!(told.name_before.as_deref(), Some("旧名"));
        assert_eq!((told.needs_added, told.needs_removed), (vec!["V".into()], vec!["T".into()]));
        assert!(told.yields_added.is_empty() && told.yields_removed.is_empty());
        assert!(MatterDifferences::between(&before, &before).is_empty());
    }

    #[test]
    fn the_limits_are_numbers_of_the_rule_book_and_never_absent() {
        let (release, day) = (RuleBook::embedded().unwrap(), Date::parse("2026-11-23").unwrap());
        let person = AskingLimits::of(&release, CallerKind::Person, day);
        assert_eq!(person, AskingLimits { per_case: 5, per_hour: 30, per_day: 200 });
        let system = AskingLimits::of(&release, CallerKind::System, day);
        assert!(system.per_case == 5 && system.per_hour > person.per_hour);
        let own = "[[rule]]\nkey = \"use.holders_per_case\"\nvalue = 8\narticle = \"a\"\n\
                   instrument = \"b\"\nfrom = \"2026-01-01\"\n";
        let own = RuleBook::parse(own).unwrap();
        let alone = AskingLimits::of(&own, CallerKind::Person, day);
        assert_eq!(alone, AskingLimits { per_case: 8, per_hour: 0, per_day: 0 });
        let own = AskingLimits::of(&own.completed_by(&release), CallerKind::Person, day);
        assert_eq!(own, AskingLimits { per_case: 8, ..person });
    }

    #[test]
    fn a_matter_must_be_the_units_own_and_need_the_type() {
        let purpose = Purpose::checked("M1", "CASE-2026-01", "").unwrap();
        let matter = Matter {
            code: "M1".into(),
            name: "事项".into(),
            unit: "A".into(),
            needs: vec!["T".into()],
            yields: vec![],
        };
        assert!(purpose.fits(&matter, "A", Some("T")).is_ok());
        assert!(purpose.fits(&matter, "A", None).is_ok());
        assert!(purpose.fits(&matter, "B", Some("T")).is_err(), "the matter of another unit");
        assert!(
            purpose.fits(&matter, "A", Some("U")).is_err(),
            "a type that the matter does not need"
        );
    }
}
