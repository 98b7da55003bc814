//! Evidence of rows: the digest of all columns of a row, which the log record of its save contains
//! (decision 0016).

use std::hash::Hash;

use sm3::{Digest, Sm3};

/// The evidence of a saved row, as the log record of the save contains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub table: &'static str,
    pub key: String,
    pub version: i64,
    pub digest: [u8; 32],
}

/// An evident row (存证行): one whose digest is in the log record of its last save.
pub trait Evident: Hash {
    const TABLE: &'static str;
    /// The key of the row as records name it.
    fn key(&self) -> String;
    /// Number of the row's saves.
    fn version(&self) -> i64;
    /// The digest of all columns.
    fn digest(&self) -> [u8; 32];
    /// The evidence of the row as it is now.
    fn evidence(&self) -> Evidence {
        let (key, version, digest) = (self.key(), self.version(), self.digest());
        Evidence { table: Self::TABLE, key, version, digest }
    }
    /// The log record of the last save.
    fn record_id(&self) -> &str;
}

/// An operational row with a MAC under a key outside the database, because it gives rights or numbers (I14).
pub trait Authenticated: Clone {
    const TABLE: &'static str;
    /// The digest of the columns that the MAC covers.
    fn covered(&self) -> [u8; 32];
    fn mac(&self) -> &[u8];
    fn set_mac(&mut self, mac: [u8; 32]);
}

/// The value of a column, which feeds the digest. Its type and its length are hashed too, so that moving
/// characters from one column to the next changes the digest.
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

/// Computes the digest of a row: the columns of the schema step that created the table, each with its name,
/// and then those later columns whose value is not empty.
///
/// A row that was saved before a column existed keeps its digest, because the schema step gives the new
/// column the empty value. A mark and the length of the name precede a later column, so that rows with
/// different sets of later columns cannot have the same input to the hash.
#[derive(Default)]
pub struct RowDigest(Sm3);

impl RowDigest {
    /// Adds a column that the table has had from the beginning.
    pub fn column(&mut self, name: &str, value: &impl Feed) {
        self.0.update(name);
        value.feed(&mut self.0);
    }

    /// Adds a column that a later schema step added, unless its value is empty.
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
    fn a_change_of_any_column_changes_the_digest() {
        let row =
            UnitRow { unit_code: "A".into(), name: "甲".into(), version: 1, ..UnitRow::default() };
        let digest = row.evidence().digest;
        let other = || "x".to_owned();
        let changed = [
            ("unit_code", UnitRow { unit_code: other(), ..row.clone() }),
            ("name", UnitRow { name: other(), ..row.clone() }),
            ("region", UnitRow { region: other(), ..row.clone() }),
            ("parts", UnitRow { parts: other(), ..row.clone() }),
            ("active", UnitRow { active: 1, ..row.clone() }),
            ("version", UnitRow { version: 2, ..row.clone() }),
            ("record_id", UnitRow { record_id: other(), ..row.clone() }),
            ("session_generation", UnitRow { session_generation: 1, ..row.clone() }),
        ];
        let table = crate::tables().find(|table| table.name == "unit").unwrap();
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        assert_eq!(changed.iter().map(|(name, _)| *name).collect::<Vec<_>>(), columns);
        for (name, other) in changed {
            assert_ne!(other.evidence().digest, digest, "{name}");
        }
        let moved = UnitRow { name: String::new(), region: "甲".into(), ..row.clone() };
        assert_ne!(moved.evidence().digest, digest, "the same text in another column");
        assert_eq!(row.clone().evidence(), row.evidence());
    }

    /// An invented table as schema step 1 made it.
    mod first {
        store_macros::rows! {
            #[table(thing, key(thing_id), nowhere("made up"))]
            struct ThingRow { thing_id: String, version: i64, record_id: String }
        }
    }

    /// The same table after steps 2 and 3 added columns.
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
    fn a_row_that_is_older_than_a_column_keeps_its_evidence() {
        let row = first::ThingRow { thing_id: "A".into(), version: 1, ..Default::default() };
        assert_eq!(later().evidence(), row.evidence());
        assert_eq!(third::TABLES[0].columns[3].since, Some(2));
    }

    #[test]
    fn setting_or_clearing_a_later_column_changes_the_digest() {
        let unset = later().evidence().digest;
        let mut row = later();
        row.label = "x".into();
        let set = row.evidence().digest;
        assert_ne!(set, unset);
        row.label.clear();
        assert_eq!(row.evidence().digest, unset, "an empty later column does not feed the digest");
        // Clearing the column is a save, which increases the version and so changes the digest too.
        row.version = 2;
        assert_ne!(row.evidence().digest, set);
    }

    #[test]
    fn rows_that_differ_in_later_columns_have_different_digests() {
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
