//! Pages of lists. A page begins after the key of the last row of the page before it (keyset
//! pagination), so that the database reads an index range and never skips over rows.

use domain::date::Date;
use domain::id::first_at;
use domain::{Code, FieldFinding, Refusal};

use crate::kernel::Error;

/// Key at which a newest-first list begins. Identities are hexadecimal, so `g` sorts after all of
/// them.
pub const NEWEST: &str = "g";

/// Largest number of rows that one page of a filtered list examines. A page may therefore be short or
/// empty although more rows match; its key leads to the next page.
const MOST_EXAMINED: usize = 2_000;

/// The number up to which the rows of a list are counted, so that the cost does not grow with the list.
pub(crate) const MOST_COUNTED: i64 = 10_000;

/// How many rows a list has in all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Total {
    pub count: i64,
    /// Whether there are more than `count`, which nobody counted.
    pub is_more: bool,
}

impl Total {
    /// The total of a list whose rows were counted up to one more than [`MOST_COUNTED`].
    pub(crate) fn of(counted: i64) -> Self {
        Self { count: counted.min(MOST_COUNTED), is_more: counted > MOST_COUNTED }
    }
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Key after which the next page begins; `None` on the last page.
    pub next: Option<String>,
    /// Counted for the first page only, and only where an index can count.
    pub total: Option<Total>,
}

impl<T> Page<T> {
    /// The page of those who may see nothing of the list.
    pub(crate) fn empty() -> Self {
        Self { items: Vec::new(), next: None, total: None }
    }

    /// Makes a page of at most `limit` items. `rows` must have been queried with `limit + 1`, so
    /// that one row too many shows that there is a next page. `key` returns the key of a row.
    pub(crate) fn of<R>(
        mut rows: Vec<R>,
        limit: i64,
        key: impl Fn(&R) -> String,
        shown: impl FnMut(R) -> Result<T, Error>,
    ) -> Result<Self, Error> {
        let length = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > length;
        rows.truncate(length);
        let next = rows.last().filter(|_| more).map(key);
        let items = rows.into_iter().map(shown).collect::<Result<_, _>>()?;
        Ok(Self { items, next, total: None })
    }
}

/// Gathers the rows of a page of which a filter admits only some. The caller reads one row more than the
/// limit at a time, beginning at [`Self::at`], as long as the sieve [`Self::wants`] more.
pub(crate) struct Sieve<R> {
    limit: usize,
    examined: usize,
    at: String,
    ended: bool,
    pub(crate) kept: Vec<R>,
}

impl<R> Sieve<R> {
    pub(crate) fn new(at: &str, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(0);
        Self { limit, examined: 0, at: at.to_owned(), ended: false, kept: Vec::new() }
    }

    pub(crate) fn wants(&self) -> bool {
        !self.ended && self.kept.len() < self.limit && self.examined < MOST_EXAMINED
    }

    /// The key of the last row that was examined.
    pub(crate) fn at(&self) -> String {
        self.at.clone()
    }

    /// Examines rows in their order until the page is full.
    pub(crate) fn add(
        &mut self,
        rows: Vec<R>,
        key: impl Fn(&R) -> &str,
        admits: impl Fn(&R) -> bool,
    ) {
        self.ended = rows.len() <= self.limit;
        for row in rows.into_iter().take(self.limit) {
            if self.kept.len() == self.limit {
                self.ended = false;
                return;
            }
            key(&row).clone_into(&mut self.at);
            self.examined += 1;
            if admits(&row) {
                self.kept.push(row);
            }
        }
    }

    /// The key of the next page; `None` if there is none.
    pub(crate) fn next(&self) -> Option<String> {
        (!self.ended).then(|| self.at.clone())
    }
}

/// The days of a list, both of them included; a missing one leaves that end open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    from: Option<Date>,
    to: Option<Date>,
}

impl Period {
    /// Reads the parameters `from` and `to`; an empty text is a missing day.
    ///
    /// # Errors
    /// [`Code::QueryInvalid`] with the name of the parameter, if it is no day or the days are in the wrong
    /// order.
    pub fn parse(from: &str, to: &str) -> Result<Self, Refusal> {
        let day = |name: &str, text: &str| match text {
            "" => Ok(None),
            text => match Date::parse(text) {
                Some(day) => Ok(Some(day)),
                None => Err(unfit(name, "应为 yyyy-mm-dd 的日期")),
            },
        };
        let period = Self { from: day("from", from)?, to: day("to", to)? };
        match (period.from, period.to) {
            (Some(from), Some(to)) if to < from => Err(unfit("to", "不能早于起始日期")),
            _ => Ok(period),
        }
    }

    /// The first instant of the days, and the end, which is not included.
    pub(crate) fn instants(&self) -> (i64, i64) {
        let first = self.from.map_or(i64::MIN, Date::begins_at);
        (first, self.to.map_or(i64::MAX, |day| day.next().begins_at()))
    }

    /// The span of the identities that were made on the days: the first one, and the end, which is not
    /// included.
    pub(crate) fn span(&self) -> (String, String) {
        let first = self.from.map_or_else(String::new, |day| first_at(day.begins_at()));
        let end = self.to.map_or_else(|| NEWEST.to_owned(), |day| first_at(day.next().begins_at()));
        (first, end)
    }
}

/// The days as records name them: `2026-11-01/2026-11-30`, empty at an open end.
impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        write!(f, "{}/{}", day(self.from), day(self.to))
    }
}

/// The refusal of a parameter of a list, by its name.
pub(crate) fn unfit(name: &str, why: &str) -> Refusal {
    Refusal::of_fields(Code::QueryInvalid, vec![FieldFinding::new(name, Code::QueryInvalid, why)])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &[u32], limit: i64, admits: impl Fn(&u32) -> bool) -> Vec<Vec<String>> {
        let rows: Vec<String> = rows.iter().map(|row| format!("{row:04}")).collect();
        let (mut pages, mut at) = (vec![], String::new());
        loop {
            let mut sieve = Sieve::new(&at, limit);
            while sieve.wants() {
                let length = usize::try_from(limit).unwrap_or(0) + 1;
                let next = rows.iter().filter(|row| **row > sieve.at()).take(length);
                let next = next.cloned().collect();
                sieve.add(next, |row| row, |row| row.parse().is_ok_and(|row| admits(&row)));
            }
            let next = sieve.next();
            pages.push(sieve.kept);
            match next {
                Some(key) => at = key,
                None => return pages,
            }
        }
    }

    #[test]
    fn no_row_is_lost_where_a_page_ends_among_the_rows_that_were_read() {
        let rows: Vec<u32> = (1..=23).collect();
        for limit in 1..=30 {
            let odd: Vec<String> = read(&rows, limit, |row| row % 2 == 1).concat();
            assert_eq!(odd.len(), 12, "limit {limit}");
            let all = read(&rows, limit, |_| true);
            assert_eq!(all.concat().len(), 23, "limit {limit}");
            assert!(all.iter().all(|page| !page.is_empty()), "limit {limit}: no page in vain");
        }
    }

    #[test]
    fn a_page_examines_a_bounded_number_of_rows() {
        let rows: Vec<u32> = (1..=5_000).collect();
        let pages = read(&rows, 100, |row| *row == 4_999);
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [0, 0, 1]);
    }

    #[test]
    fn a_total_says_where_counting_ended() {
        assert_eq!(Total::of(10_000), Total { count: 10_000, is_more: false });
        assert_eq!(Total::of(10_001), Total { count: 10_000, is_more: true });
    }
}
