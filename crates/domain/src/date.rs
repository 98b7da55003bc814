//! Calendar days in Asia/Shanghai. Instants are milliseconds since 1970-01-01T00:00:00 UTC.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds in a day.
pub const DAY_MILLIS: i64 = 86_400_000;
const LAST_YEAR: i32 = 9999;
const EPOCH_JULIAN_DAY: i64 = 2_440_588;
const SHANGHAI_OFFSET_MILLIS: i64 = 8 * 3_600_000;

/// A day of the Gregorian calendar in the years 1000 to 9999. Earlier days compare as smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    pub year: i32,
    pub month: u8,
    pub day: u8,
}

impl Date {
    /// Makes a date; `None` if the day does not exist.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let exists = (1000..=LAST_YEAR).contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        exists.then_some(Self { year, month, day })
    }

    /// Reads `yyyy-MM-dd` and no other form.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        match parts[..] {
            [year, month, day] if (year.len(), month.len(), day.len()) == (4, 2, 2) => {
                Self::parse_compact(&format!("{year}{month}{day}"))
            }
            _ => None,
        }
    }

    /// Reads `yyyyMMdd`.
    pub fn parse_compact(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let (year, rest) = text.split_at_checked(4)?;
        let (month, day) = rest.split_at_checked(2)?;
        Self::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The day in Asia/Shanghai at an instant.
    pub fn at(millis: i64) -> Self {
        Self::from_days((millis + SHANGHAI_OFFSET_MILLIS).div_euclid(DAY_MILLIS))
    }

    /// The instant at which this day begins in Asia/Shanghai.
    pub fn begins_at(self) -> i64 {
        self.days() * DAY_MILLIS - SHANGHAI_OFFSET_MILLIS
    }

    pub fn next(self) -> Self {
        Self::from_days(self.days() + 1)
    }

    pub fn plus_days(self, days: i64) -> Self {
        Self::from_days(self.days() + days)
    }

    /// The same day `months` later, or the last day of that month if it is too short. The calendar ends with the
    /// year 9999.
    pub fn plus_months(self, months: i32) -> Self {
        let index = (self.year * 12 + i32::from(self.month) - 1).saturating_add(months);
        let (year, month) = (index.div_euclid(12), index.rem_euclid(12) as u8 + 1);
        if year > LAST_YEAR {
            return Self { year: LAST_YEAR, month: 12, day: 31 };
        }
        Self { year, month, day: self.day.min(days_in_month(year, month)) }
    }

    /// 0 = Monday … 6 = Sunday.
    pub fn weekday(self) -> u8 {
        (self.days() + 3).rem_euclid(7) as u8
    }

    /// Writes `yyyyMMdd`.
    pub fn compact(self) -> String {
        format!("{:04}{:02}{:02}", self.year, self.month, self.day)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i64 {
        // Every value of this type exists in the calendar, so the fallback is never used.
        self.calendar().map_or(0, |date| i64::from(date.to_julian_day()) - EPOCH_JULIAN_DAY)
    }

    fn calendar(self) -> Option<time::Date> {
        let month = time::Month::try_from(self.month).ok()?;
        time::Date::from_calendar_date(self.year, month, self.day).ok()
    }

    fn from_days(days: i64) -> Self {
        let julian = i32::try_from(days + EPOCH_JULIAN_DAY).unwrap_or(i32::MAX);
        let date = time::Date::from_julian_day(julian).unwrap_or(time::Date::MAX);
        Self { year: date.year(), month: u8::from(date.month()), day: date.day() }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom("expected a date of the form yyyy-mm-dd"))
    }
}

/// An instant as RFC 3339 in UTC with milliseconds, as in records and answers:
/// `2026-11-23T01:02:03.004Z`.
pub fn rfc3339(millis: i64) -> String {
    let date = Date::from_days(millis.div_euclid(DAY_MILLIS));
    let rest = millis.rem_euclid(DAY_MILLIS);
    let (hours, minutes) = (rest / 3_600_000, rest / 60_000 % 60);
    format!("{date}T{hours:02}:{minutes:02}:{:02}.{:03}Z", rest / 1000 % 60, rest % 1000)
}

/// An instant as `yyyyMMddHHmmssSSS` in Asia/Shanghai, as in provincial codes and file names.
pub fn shanghai_compact(millis: i64) -> String {
    let local = millis + SHANGHAI_OFFSET_MILLIS;
    let rest = local.rem_euclid(DAY_MILLIS);
    format!(
        "{}{:02}{:02}{:02}{:03}",
        Date::at(millis).compact(),
        rest / 3_600_000,
        rest / 60_000 % 60,
        rest / 1000 % 60,
        rest % 1000
    )
}

fn days_in_month(year: i32, month: u8) -> u8 {
    time::Month::try_from(month).map_or(0, |month| month.length(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_day_of_four_centuries_follows_the_day_before() {
        let mut date = Date::new(1899, 12, 31).unwrap();
        for _ in 0..146_200 {
            let next = date.next();
            assert_eq!(next.days(), date.days() + 1);
            assert!(next > date && Date::new(next.year, next.month, next.day).is_some());
            date = next;
        }
        assert_eq!(Date::new(1970, 1, 1).unwrap().days(), 0);
        assert_eq!(Date::new(1970, 1, 1).unwrap().weekday(), 3, "a Thursday");
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-1",
            "20260101",
            "2026/01/01",
            "２026-01-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2024-02-29").is_some());
    }

    #[test]
    fn the_day_changes_at_midnight_in_shanghai() {
        let midnight = Date::parse("2026-03-02").unwrap().begins_at();
        assert_eq!(Date::at(midnight).to_string(), "2026-03-02");
        assert_eq!(Date::at(midnight - 1).to_string(), "2026-03-01");
        assert_eq!(rfc3339(midnight), "2026-03-01T16:00:00.000Z");
        assert_eq!(shanghai_compact(midnight + 1), "20260302000000001");
    }

    #[test]
    fn adding_months_stays_within_the_length_of_the_month() {
        let day = Date::parse("2024-01-31").unwrap();
        assert_eq!(day.plus_months(1).to_string(), "2024-02-29");
        assert_eq!(day.plus_months(-2).to_string(), "2023-11-30");
        assert_eq!(day.plus_months(60).to_string(), "2029-01-31");
        let late = Date::parse("9998-01-31").unwrap();
        assert_eq!(late.plus_months(24).to_string(), "9999-12-31");
        assert_eq!(late.plus_months(i32::MAX).to_string(), "9999-12-31");
        assert_eq!(late.plus_days(i64::from(i32::MAX)).to_string(), "9999-12-31");
    }
}
