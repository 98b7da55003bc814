//! 工作日: the State Council's calendar with make-up days, and deadlines counted in workdays.
//!
//! The tables are data (`rules/workdays/<year>.txt`). A year without a table gives a provisional
//! answer: statutory days and weekends are off, nothing is made up, and the result says so.

use std::collections::BTreeSet;

use crate::date::Date;

const STATUTORY: &str = include_str!("../../../rules/workdays/statutory.txt");

macro_rules! tables {
    ($($year:literal)+) => {
        &[$(($year, include_str!(concat!("../../../rules/workdays/", $year, ".txt")))),+]
    };
}

const TABLES: &[(i32, &str)] = tables! { 2018 2019 2020 2021 2022 2023 2024 2025 2026 };

/// A day together with how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day; the term ends at 24:00 of it.
    pub day: Date,
    /// Some year on the way has no published table yet.
    pub provisional: bool,
}

/// The calendar, read once from the embedded tables.
#[derive(Debug)]
pub struct Calendar {
    off: BTreeSet<Date>,
    made_up: BTreeSet<Date>,
    known: BTreeSet<i32>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self::new()
    }
}

impl Calendar {
    pub fn new() -> Self {
        let (mut off, mut made_up) = (BTreeSet::new(), BTreeSet::new());
        for (year, text) in TABLES {
            for line in text.lines() {
                match line.split_once(' ') {
                    Some(("off", day)) => off.extend(day_of(*year, day)),
                    Some(("work", day)) => made_up.extend(day_of(*year, day)),
                    Some(_) | None => {}
                }
            }
        }
        for line in STATUTORY.lines() {
            if let Some((year, day)) = line.split_once(' ')
                && let Ok(year) = year.parse()
            {
                off.extend(day_of(year, day));
            }
        }
        Self { off, made_up, known: TABLES.iter().map(|(year, _)| *year).collect() }
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

fn day_of(year: i32, month_and_day: &str) -> Option<Date> {
    Date::parse_compact(&format!("{year:04}{}", month_and_day.split_whitespace().next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn worked_five_day_deadlines() {
        let calendar = Calendar::new();
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
        let calendar = Calendar::new();
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
        let calendar = Calendar::new();
        assert!(calendar.off.len() > 150 && calendar.made_up.len() > 50);
        for day in &calendar.made_up {
            assert!(day.weekday() >= 5, "{day} is worked anyway");
        }
    }

    #[test]
    fn a_year_without_a_table_is_loudly_provisional() {
        let calendar = Calendar::new();
        let deadline = calendar.deadline(date("2026-12-30"), 5);
        assert!(deadline.provisional);
        assert!(!calendar.is_workday(date("2027-01-01")), "statutory days are off all the same");
        assert!(calendar.deadline(date("2030-03-04"), 5).provisional);
    }
}
