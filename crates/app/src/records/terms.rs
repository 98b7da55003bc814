//! 期限: until when work on applications and certificates is due, by the rule book and the workdays in force.

use domain::date::Date;
use domain::rulebook::RuleBook;
use domain::workday::Calendar;
use store::Queries;

use crate::kernel::{App, Error};

/// The terms that hold on a day.
pub(crate) struct Terms {
    calendar: Calendar,
    book: std::sync::Arc<RuleBook>,
    today: Date,
}

/// The last day of a term, and whether it has passed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Due {
    pub day: Option<String>,
    pub overdue: bool,
}

impl App {
    pub(crate) async fn terms(&self, rows: &mut Queries) -> Result<Terms, Error> {
        let now = self.now();
        let today = Date::at(now);
        let calendar = self.calendar(rows, today).await?;
        let book = self.known_rule_book(rows, today, now).await?;
        Ok(Terms { calendar, book, today })
    }
}

impl Terms {
    /// When an application that was submitted at an instant is to be reviewed (`review.within`, workdays).
    pub fn of_review(&self, submitted_at: i64) -> Due {
        let within = self.book.number("review.within", self.today);
        let Some(within) = within.and_then(|days| u32::try_from(days).ok()) else {
            return Due::default();
        };
        self.due(self.calendar.deadline(Date::at(submitted_at), within).day)
    }

    /// Until when a certificate that was approved at an instant is to be issued (`issue.within`, days).
    pub fn of_issue(&self, approved_at: i64) -> Due {
        match self.book.number("issue.within", self.today) {
            Some(days) => self.due(Date::at(approved_at).plus_days(days)),
            None => Due::default(),
        }
    }

    fn due(&self, day: Date) -> Due {
        Due { day: Some(day.to_string()), overdue: day < self.today }
    }
}
