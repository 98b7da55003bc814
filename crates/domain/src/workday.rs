//! 工作日: the State Council's calendar with make-up days, and deadlines counted in workdays.
//!
//! The calendar is dated data (decision 0017): the release brings `rules/workdays.txt`, and a city puts
//! newer versions in force. A year without a published table gives a provisional answer: statutory days
//! and weekends are off, nothing is made up, and the result says so.

use std::collections::BTreeSet;

use crate::date::Date;
use crate::dated::{DataFault, data_lines};

/// The calendar that the release brings.
pub const TEXT: &str = include_str!("../../../rules/workdays.txt");

/// A day together with how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day; the term ends at 24:00 of it.
    pub day: Date,
    /// Some year on the way has no published table yet.
    pub provisional: bool,
}

/// Exceptions from the rule that Monday to Friday are workdays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    off: BTreeSet<Date>,
    made_up: BTreeSet<Date>,
    known: BTreeSet<i32>,
}

impl Calendar {
    /// The calendar that the release brings. Errors: as for [`Calendar::parse`]; a build that passed
    /// its tests cannot meet them.
    pub fn embedded() -> Result<Self, DataFault> {
        Self::parse(TEXT)
    }

    /// Reads lines of `YEAR off|work|statutory MMDD`; the rest of a line is a comment. Errors: the
    /// first line that is not of this form, a day that does not exist, or a make-up day that is not on
    /// a weekend.
    pub fn parse(text: &str) -> Result<Self, DataFault> {
        let mut calendar = Self::default();
        for (line, text) in data_lines(text) {
            let fault = |why: &str| DataFault { line, why: why.to_owned() };
            let mut words = text.split_whitespace();
            let (Some(year), Some(kind), Some(day)) = (words.next(), words.next(), words.next())
            else {
                return Err(fault("a line is YEAR off|work|statutory MMDD"));
            };
            let number: i32 = year.parse().map_err(|_| fault("the year is not a number"))?;
            let day = Date::parse_compact(&format!("{year}{day}"));
            let day = day.ok_or_else(|| fault("there is no such day"))?;
            match kind {
                "off" => calendar.off.insert(day),
                "statutory" => calendar.off.insert(day),
                "work" if day.weekday() < 5 => {
                    return Err(fault("a make-up day is on a weekend"));
                }
                "work" => calendar.made_up.insert(day),
                _ => return Err(fault("a line is YEAR off|work|statutory MMDD")),
            };
            if kind != "statutory" {
                calendar.known.insert(number);
            }
        }
        Ok(calendar)
    }

    pub fn is_workday(&self, day: Date) -> bool {
        let weekend = day.weekday() >= 5;
        self.made_up.contains(&day) || (!weekend && !self.off.contains(&day))
    }

    /// Whether the year has the State Council's table; a missing one is a visible warning.
    pub fn knows(&self, year: i32) -> bool {
        self.known.contains(&year)
    }

    /// The `count`-th workday after `received`, which itself is not counted (Art. 18).
    pub fn deadline(&self, received: Date, count: u32) -> Deadline {
        let mut day = received;
        let mut left = count;
        let mut provisional = !self.knows(received.year);
        while left > 0 {
            day = day.next();
            provisional |= !self.knows(day.year);
            left -= u32::from(self.is_workday(day));
        }
        Deadline { day, provisional }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn worked_five_day_deadlines() {
        let calendar = Calendar::embedded().unwrap();
        for (received, due) in [
            ("2024-02-07", "2024-02-20"),
            ("2024-02-09", "2024-02-22"),
            ("2024-04-30", "2024-05-10"),
            ("2024-09-12", "2024-09-20"),
            ("2024-09-29", "2024-10-11"),
            ("2025-01-24", "2025-02-07"),
            ("2025-01-26", "2025-02-08"),
            ("2025-09-26", "2025-10-10"),
            ("2025-09-30", "2025-10-14"),
            ("2025-10-03", "2025-10-14"),
            ("2026-01-01", "2026-01-08"),
            ("2026-02-12", "2026-02-26"),
            ("2026-02-14", "2026-02-28"),
            ("2026-04-30", "2026-05-11"),
            ("2026-06-17", "2026-06-25"),
            ("2026-09-18", "2026-09-24"),
            ("2026-09-23", "2026-10-08"),
            ("2026-09-30", "2026-10-13"),
            ("2026-03-09", "2026-03-16"),
        ] {
            let deadline = calendar.deadline(date(received), 5);
            assert_eq!(deadline.day, date(due), "received {received}");
            assert!(!deadline.provisional);
        }
    }

    #[test]
    fn published_counts_of_workdays() {
        let calendar = Calendar::embedded().unwrap();
        for (year, expected) in [(2024, 251), (2025, 248), (2026, 248)] {
            let mut day = Date::new(year, 1, 1).unwrap();
            let mut count = 0;
            while day.year == year {
                count += i32::from(calendar.is_workday(day));
                day = day.next();
            }
            assert_eq!(count, expected, "{year}");
        }
    }

    #[test]
    fn every_exception_means_something() {
        let calendar = Calendar::embedded().unwrap();
        assert!(calendar.off.len() > 150 && calendar.made_up.len() > 50);
        for day in &calendar.made_up {
            assert!(day.weekday() >= 5, "{day} is worked anyway");
        }
    }

    #[test]
    fn a_year_without_a_table_is_loudly_provisional() {
        let calendar = Calendar::embedded().unwrap();
        let deadline = calendar.deadline(date("2026-12-30"), 5);
        assert!(deadline.provisional);
        assert!(!calendar.is_workday(date("2027-01-01")), "statutory days are off all the same");
        assert!(calendar.deadline(date("2030-03-04"), 5).provisional);
    }

    #[test]
    fn a_line_that_is_no_exception_is_named() {
        let fault = |text: &str| Calendar::parse(text).unwrap_err();
        assert_eq!(fault("# a note\n2026 off 0101\n2026 off 0230\n").line, 3);
        assert_eq!(fault("2026 off").why, "a line is YEAR off|work|statutory MMDD");
        assert_eq!(fault("year off 0101").why, "the year is not a number");
        assert_eq!(fault("2026 work 0302").why, "a make-up day is on a weekend");
        assert_eq!(fault("2026 rest 0101").line, 1);
        assert!(Calendar::parse("").is_ok());
    }
}
