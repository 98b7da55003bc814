//! 工作日 (workday): the yearly holiday calendar of the State Council, and deadlines in workdays.
//!
//! The calendar moves workdays to weekends ("make-up days"), so it cannot be computed. The tables are
//! `rules/workdays/<year>.txt`. For a year whose table is not published yet the answer is provisional:
//! weekends and the statutory holidays are off, and there are no make-up days.

use std::collections::BTreeSet;

use crate::date::Date;

const STATUTORY: &str = include_str!("../../../rules/workdays/statutory.txt");

macro_rules! tables {
    ($($year:literal)+) => {
        &[$(($year, include_str!(concat!("../../../rules/workdays/", $year, ".txt")))),+]
    };
}

const TABLES: &[(i32, &str)] = tables! { 2018 2019 2020 2021 2022 2023 2024 2025 2026 };

/// The end of a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day of the term, which ends at 24:00.
    pub day: Date,
    /// Whether the term touches a year whose table is not published yet.
    pub provisional: bool,
}

/// The calendar of all years with a table.
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
    /// Reads the tables that are compiled into the program.
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
    fn five_workdays_end_on_the_days_that_were_counted_by_hand() {
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
    fn the_number_of_workdays_in_a_year_is_the_published_one() {
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
    fn every_make_up_day_is_a_weekend_day() {
        let calendar = Calendar::new();
        assert!(calendar.off.len() > 150 && calendar.made_up.len() > 50);
        for day in &calendar.made_up {
            assert!(day.weekday() >= 5, "{day} is an ordinary workday");
        }
    }

    #[test]
    fn a_deadline_in_a_year_without_a_table_is_provisional() {
        let calendar = Calendar::new();
        let deadline = calendar.deadline(date("2026-12-30"), 5);
        assert!(deadline.provisional);
        assert!(!calendar.is_workday(date("2027-01-01")), "statutory days are off without a table");
        assert!(calendar.deadline(date("2030-03-04"), 5).provisional);
    }
}
