//! Pages of lists. A page begins after the key of the last row of the page before it (keyset
//! pagination), so that the database reads an index range and never skips over rows.

use crate::kernel::Error;

/// Key at which a newest-first list begins. Identities are hexadecimal, so `g` sorts after all of
/// them.
pub const NEWEST: &str = "g";

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    /// Key after which the next page begins; `None` on the last page.
    pub next: Option<String>,
}

impl<T> Page<T> {
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
        Ok(Self { items, next })
    }
}
