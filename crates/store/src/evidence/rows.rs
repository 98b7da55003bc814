//! The check of rows: each row is compared with the newest version of it that a record vouches for.
//!
//! Both sides are written to a temporary file in partitions by a hash of the row's name and then compared
//! partition by partition, so that only one partition is in memory at a time.

use std::collections::BTreeMap;

use ledger::record::{Record, RowEvidence, hex};
use store_schema::{Evidence, Evident};

use super::spill::{Entry, PARTITIONS, Spill};
use super::{Finding, FindingKind, Listener, PAGE, Progress, Stage};
use crate::error::Error;
use crate::transaction::Queries;

/// The two sides of the comparison: what records say about rows, and the rows.
pub(crate) struct Rows<'a> {
    vouched: Spill,
    stored: Spill,
    /// Number of rows that were ever made, counted by their first saves.
    made: u64,
    listener: Option<Listener<'a>>,
}

impl<'a> Rows<'a> {
    pub fn new() -> Result<Self, Error> {
        Ok(Self { vouched: Spill::new()?, stored: Spill::new()?, made: 0, listener: None })
    }

    /// Reports progress to `listener` from now on.
    pub fn tell(&mut self, listener: Listener<'a>) {
        self.listener = Some(listener);
    }

    /// Adds the rows that a record vouches for.
    pub fn vouch(&mut self, body: &str) -> Result<(), Error> {
        for RowEvidence { table, key, version, digest } in Record::rows_of(body) {
            self.made += u64::from(version == 1);
            self.vouched.add(&Entry { name: format!("{table} {key}"), version, digest })?;
        }
        Ok(())
    }

    /// Adds a row as it is stored.
    pub fn add(&mut self, row: &impl Evident) -> Result<(), Error> {
        let Evidence { table, key, version, digest } = row.evidence();
        self.stored.add(&Entry { name: format!("{table} {key}"), version, digest })?;
        let done = self.stored.count();
        if done.is_multiple_of(PAGE.unsigned_abs()) {
            self.report(done, self.made.max(done));
        }
        Ok(())
    }

    fn report(&mut self, done: u64, total: u64) {
        if let Some(listener) = &mut self.listener {
            listener(Progress { stage: Stage::Rows, done, total });
        }
    }

    /// Compares both sides and adds the differences to `findings`: first the edited and inserted rows in
    /// the order of their names, then the deleted ones. Returns the number of rows.
    pub fn judge(mut self, findings: &mut Vec<Finding>) -> Result<u64, Error> {
        let mut found = Vec::new();
        for partition in 0..PARTITIONS {
            let mut newest = BTreeMap::new();
            for Entry { name, version, digest } in self.vouched.partition(partition)? {
                let entry = newest.entry(name).or_insert((0, [0; 32]));
                if version > entry.0 {
                    *entry = (version, digest);
                }
            }
            for row in self.stored.partition(partition)? {
                let expected = newest.remove(&row.name);
                found.extend(judged(&row, expected));
            }
            found.extend(newest.into_iter().map(|(name, (version, _))| Finding {
                kind: FindingKind::RowDeleted,
                what: format!("{name} version {version} is gone"),
            }));
        }
        found.sort_by(|a, b| {
            let gone = |finding: &Finding| finding.kind == FindingKind::RowDeleted;
            (gone(a), &a.what).cmp(&(gone(b), &b.what))
        });
        findings.append(&mut found);
        let count = self.stored.count();
        self.report(count, count);
        Ok(count)
    }
}

impl Queries {
    /// Whether the record of the row's last save vouches for the row as it is stored. A use case asks this
    /// before it acts on a row that its caller has judged, so that an edit behind the program's back is not
    /// vouched for by the next save.
    pub async fn is_vouched(&mut self, row: &impl Evident, record_id: &str) -> Result<bool, Error> {
        let Evidence { table, key, version, digest } = row.evidence();
        let record = self.record(record_id).await?;
        Ok(record.is_some_and(|record| {
            Record::rows_of(&record.body).any(|vouched| {
                vouched.table == table
                    && vouched.key == key
                    && vouched.version == version
                    && vouched.digest == digest
            })
        }))
    }
}

fn judged(row: &Entry, expected: Option<(i64, [u8; 32])>) -> Option<Finding> {
    let Entry { name, version, digest } = row;
    let name = format!("{name} version {version}");
    match expected {
        None => {
            let what = format!("{name}: no record made it");
            Some(Finding { kind: FindingKind::RowInserted, what })
        }
        Some((newest, found)) if newest == *version && found == *digest => None,
        Some((newest, found)) => {
            let what = format!("{name}: the log has version {newest} {}", &hex(&found)[..16]);
            Some(Finding { kind: FindingKind::RowEdited, what })
        }
    }
}
