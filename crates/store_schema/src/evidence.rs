//! Evidence of rows: the digest of a row's columns, as the record of its save holds it.

use sm3::{Digest, Sm3};

/// Evidence of a saved row: what the log record of the save holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub table: &'static str,
    pub key: String,
    pub version: i64,
    pub digest: [u8; 32],
}

/// A row that carries evidence.
pub trait Evident {
    fn evidence(&self) -> Evidence;
    /// The log record named by the row.
    fn record_id(&self) -> &str;
}

/// A column value that can be hashed. Its type and length are hashed too, so that the values of
/// neighbouring columns cannot run into each other.
pub trait Feed: Default + PartialEq {
    fn feed(&self, hasher: &mut Sm3);
}

impl Feed for i64 {
    fn feed(&self, hasher: &mut Sm3) {
        hasher.update([b'i']);
        hasher.update(self.to_be_bytes());
    }
}

impl Feed for String {
    fn feed(&self, hasher: &mut Sm3) {
        hasher.update([b't']);
        hasher.update((self.len() as u64).to_be_bytes());
        hasher.update(self.as_bytes());
    }
}

impl Feed for Vec<u8> {
    fn feed(&self, hasher: &mut Sm3) {
        hasher.update([b'b']);
        hasher.update((self.len() as u64).to_be_bytes());
        hasher.update(self);
    }
}

impl<T: Feed> Feed for Option<T> {
    fn feed(&self, hasher: &mut Sm3) {
        match self {
            None => hasher.update([b'n']),
            Some(value) => value.feed(hasher),
        }
    }
}

/// The digest of a row under construction: the columns of the table's first schema step, each with
/// its name, then those later columns whose value is not the empty one.
///
/// A row that was saved before a column existed keeps its digest, because the schema gives the new
/// column the empty value. A later column is introduced by a mark and the length of its name: the
/// digest tells which columns were left out.
#[derive(Default)]
pub struct RowDigest(Sm3);

impl RowDigest {
    /// A column that the table had from the beginning.
    pub fn column(&mut self, name: &str, value: &impl Feed) {
        self.0.update(name);
        value.feed(&mut self.0);
    }

    /// A column that a later schema step added.
    pub fn later_column<T: Feed>(&mut self, name: &str, value: &T) {
        if *value == T::default() {
            return;
        }
        self.0.update([b'+']);
        self.0.update((name.len() as u64).to_be_bytes());
        self.column(name, value);
    }

    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::UnitRow;

    #[test]
    fn any_changed_column_changes_the_digest() {
        let row =
            UnitRow { unit_code: "A".into(), name: "甲".into(), version: 1, ..UnitRow::default() };
        let digest = row.evidence().digest;
        let changed = [
            UnitRow { name: "乙".into(), ..row.clone() },
            UnitRow { active: 1, ..row.clone() },
            UnitRow { version: 2, ..row.clone() },
            UnitRow { record_id: "r".into(), ..row.clone() },
            UnitRow { name: String::new(), region: "甲".into(), ..row.clone() },
        ];
        for other in changed {
            assert_ne!(other.evidence().digest, digest, "{other:?}");
        }
        assert_eq!(row.clone().evidence(), row.evidence());
    }

    /// A made-up table before and after two columns were added to it.
    mod first {
        store_macros::rows! {
            #[table(thing, key(thing_id), nowhere("made up"))]
            struct ThingRow { thing_id: String, version: i64, record_id: String }
        }
    }

    mod third {
        store_macros::rows! {
            #[table(thing, key(thing_id), nowhere("made up"))]
            struct ThingRow {
                thing_id: String,
                version: i64,
                record_id: String,
                #[since(2)]
                label: String,
                #[since(3)]
                labels: String,
                #[since(3)]
                count: i64,
                #[since(3)]
                bytes: Option<Vec<u8>>,
            }
        }
    }

    fn later() -> third::ThingRow {
        third::ThingRow { thing_id: "A".into(), version: 1, ..third::ThingRow::default() }
    }

    #[test]
    fn a_row_older_than_a_column_keeps_its_evidence() {
        let row = first::ThingRow { thing_id: "A".into(), version: 1, ..Default::default() };
        assert_eq!(later().evidence(), row.evidence());
        assert_eq!(third::TABLES[0].columns[3].since, Some(2));
    }

    #[test]
    fn setting_and_clearing_a_later_column_is_told() {
        let unset = later().evidence().digest;
        let mut row = later();
        row.label = "x".into();
        let set = row.evidence().digest;
        assert_ne!(set, unset);
        row.label.clear();
        assert_eq!(row.evidence().digest, unset, "an empty column is as if it were not there");
        // What the program saved with the column set does not fit the row without it, nor back.
        row.version = 2;
        assert_ne!(row.evidence().digest, set);
    }

    #[test]
    fn later_columns_are_not_taken_for_each_other() {
        let x = || "x".to_owned();
        let rows = [
            later(),
            third::ThingRow { label: x(), ..later() },
            third::ThingRow { labels: x(), ..later() },
            third::ThingRow { label: x(), labels: x(), ..later() },
            third::ThingRow { label: "xx".into(), ..later() },
            third::ThingRow { label: "s".into(), ..later() },
            third::ThingRow { count: 1, ..later() },
            third::ThingRow { bytes: Some(vec![]), ..later() },
            third::ThingRow { bytes: Some(vec![0, 0, 0, 0, 0, 0, 0, 1]), ..later() },
        ];
        let digests: std::collections::BTreeSet<[u8; 32]> =
            rows.iter().map(|row| row.evidence().digest).collect();
        assert_eq!(digests.len(), rows.len());
    }
}
