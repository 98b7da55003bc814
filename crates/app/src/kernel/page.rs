//! Pages of lists: keyset pages, so that no list scans (design: cost grows with the work).

use crate::kernel::Error;

/// Sorts behind every identity: where a newest-first list begins.
pub const NEWEST: &str = "g";

/// A page of a list and the key after which the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// `rows` was asked for with one row more than `limit`; `key` names a row's place.
    pub(crate) fn of<R>(
        mut rows: Vec<R>,
        limit: i64,
        key: impl Fn(&R) -> String,
        shown: impl FnMut(R) -> Result<T, Error>,
    ) -> Result<Self, Error> {
        let most = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > most;
        rows.truncate(most);
        let next = rows.last().filter(|_| more).map(key);
        let items = rows.into_iter().map(shown).collect::<Result<_, _>>()?;
        Ok(Self { items, next })
    }
}
