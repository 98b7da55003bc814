//! 工作日 (workday): the yearly holiday calendar of the State Council, and deadlines in workdays.
//!
//! The calendar moves workdays to weekends ("make-up days"), so it cannot be computed. It is dated data
//! (decision 0017): `rules/workdays.txt` is part of the release, and a city can put newer versions in force.
//! For a year whose calendar is not published yet the answer is provisional: weekends and the statutory
//! holidays are off, and there are no make-up days.

use std::collections::BTreeSet;

use crate::date::Date;
use crate::dated::{DataFault, data_lines};

/// The calendar that is part of the release.
pub const TEXT: &str = include_str!("../../../rules/workdays.txt");

const LINE_FORM: &str = "expected YEAR off|work|statutory MMDD";
const HOLIDAY: &str = "a holiday must be on a weekday";
const MAKE_UP_DAY: &str = "a make-up day must be on a weekend";

/// The end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day of the term, which ends at 24:00.
    pub day: Date,
    /// Whether the term touches a year whose table is not published yet.
    pub provisional: bool,
}

/// The exceptions from the rule that Monday to Friday are workdays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    off: BTreeSet<Date>,
    made_up: BTreeSet<Date>,
    known: BTreeSet<i32>,
}

impl Calendar {
    /// The calendar that is part of the release.
    ///
    /// # Errors
    /// As for [`Calendar::parse`]. A test of this crate reads it, so no tested build fails here.
    pub fn embedded() -> Result<Self, DataFault> {
        Self::parse(TEXT)
    }

    /// Reads lines of the form `YEAR off|work|statutory MMDD`; the rest of a line is a comment.
    ///
    /// # Errors
    /// The first line that has another form, names a day that does not exist or that was named before, a
    /// holiday on a weekend, a make-up day that is not on a weekend, or a statutory holiday of a year that
    /// has other lines. A text without any line.
    pub fn parse(text: &str) -> Result<Self, DataFault> {
        let mut calendar = Self::default();
        let mut provisional = BTreeSet::new();
        for (line, text) in data_lines(text) {
            let fault = |why: &str| DataFault { line, why: why.to_owned() };
            let mut words = text.split_whitespace();
            let (Some(year), Some(kind), Some(day)) = (words.next(), words.next(), words.next())
            else {
                return Err(fault(LINE_FORM));
            };
            let number: i32 = year.parse().map_err(|_| fault("the year is not a number"))?;
            let day = Date::parse_compact(&format!("{year}{day}"));
            let day = day.ok_or_else(|| fault("there is no such day"))?;
            let weekend = day.weekday() >= 5;
            let new = match kind {
                "off" if weekend => return Err(fault(HOLIDAY)),
                "work" if !weekend => return Err(fault(MAKE_UP_DAY)),
                "off" | "statutory" => calendar.off.insert(day),
                "work" => calendar.made_up.insert(day),
                _ => return Err(fault(LINE_FORM)),
            };
            if !new {
                return Err(fault("the day occurs twice"));
            }
            let years = if kind == "statutory" { &mut provisional } else { &mut calendar.known };
            years.insert(number);
            if calendar.known.contains(&number) && provisional.contains(&number) {
                return Err(fault("the year has statutory lines and others"));
            }
        }
        match calendar.off.is_empty() {
            true => Err(DataFault { line: 1, why: "there is no holiday in it".to_owned() }),
            false => Ok(calendar),
        }
    }

    pub fn is_workday(&self, day: Date) -> bool {
        let weekend = day.weekday() >= 5;
        self.made_up.contains(&day) || (!weekend && !self.off.contains(&day))
    }

    /// Whether the State Council's table of this year is known.
    pub fn knows(&self, year: i32) -> bool {
        self.known.contains(&year)
    }

    /// The `count`-th workday after `received`; the day `received` itself is not counted (Art. 18).
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
    fn five_workdays_end_on_the_days_that_were_counted_by_hand() {
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
    fn the_number_of_workdays_in_a_year_is_the_published_one() {
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
    fn every_make_up_day_is_a_weekend_day() {
        let calendar = Calendar::embedded().unwrap();
        assert!(calendar.off.len() > 150 && calendar.made_up.len() > 50);
        for day in &calendar.made_up {
            assert!(day.weekday() >= 5, "{day} is an ordinary workday");
        }
    }

    #[test]
    fn a_deadline_in_a_year_without_a_table_is_provisional() {
        let calendar = Calendar::embedded().unwrap();
        let deadline = calendar.deadline(date("2026-12-30"), 5);
        assert!(deadline.provisional);
        assert!(!calendar.is_workday(date("2027-01-01")), "statutory days are off without a table");
        assert!(calendar.deadline(date("2030-03-04"), 5).provisional);
    }

    #[test]
    fn a_malformed_line_is_reported_with_its_number() {
        let fault = |text: &str| Calendar::parse(text).unwrap_err();
        assert_eq!(fault("# a note\n2026 off 0101\n2026 off 0230\n").line, 3);
        assert_eq!(fault("2026 off").why, LINE_FORM);
        assert_eq!(fault("year off 0101").why, "the year is not a number");
        assert_eq!(fault("2026 work 0302").why, MAKE_UP_DAY);
        assert_eq!(fault("2026 rest 0101").line, 1);
        assert_eq!(fault("2026 off 0101\n2026 off 0101").why, "the day occurs twice");
        assert_eq!(fault("2026 off 0103").why, HOLIDAY);
        assert_eq!(fault("2027 statutory 0101\n2027 off 0104").line, 2);
        assert!(fault("# no line\n").why.contains("no holiday"), "an empty calendar");
    }
}
