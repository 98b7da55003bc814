//! The check of rows: each row is compared with the newest version of it that a record vouches for.
//!
//! Both sides are written to a temporary file in partitions by a hash of the row's name and then compared
//! partition by partition, so that only one partition is in memory at a time.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Hash;
use ledger::record::{Record, RowEvidence, hex};
use store_schema::{Evidence, Evident};

use super::spill::{Entry, PARTITIONS, Spill};
use super::{Finding, FindingKind, Progress, Stage};
use crate::error::Error;

/// The two sides of the comparison: what records say about rows, and the rows.
pub(crate) struct Rows {
    vouched: Spill,
    /// What was vouched for after the rows were begun to be read.
    late: Spill,
    is_late: bool,
    stored: Spill,
    /// Number of rows that were ever made, counted by their first saves.
    made: u64,
}

impl Rows {
    pub fn new() -> Result<Self, Error> {
        let (vouched, late, stored) = (Spill::new()?, Spill::new()?, Spill::new()?);
        Ok(Self { vouched, late, is_late: false, stored, made: 0 })
    }

    /// From now on, records vouch for saves that the rows read so far may not show yet.
    pub fn now_late(&mut self) {
        self.is_late = true;
    }

    /// Adds the rows that a record vouches for.
    pub fn vouch(&mut self, body: &str) -> Result<(), Error> {
        for RowEvidence { table, key, version, digest } in Record::rows_of(body) {
            self.made += u64::from(version == 1);
            let side = if self.is_late { &mut self.late } else { &mut self.vouched };
            side.add(&Entry { name: format!("{table} {key}"), version, digest })?;
        }
        Ok(())
    }

    /// Adds a row as it is stored.
    pub fn add(&mut self, row: &impl Evident) -> Result<(), Error> {
        let Evidence { table, key, version, digest } = row.evidence();
        self.stored.add(&Entry { name: format!("{table} {key}"), version, digest })?;
        Ok(())
    }

    /// How far the walk over the rows has come.
    pub fn progress(&self) -> Progress {
        let done = self.stored.count();
        Progress { stage: Stage::Rows, done, total: self.made.max(done) }
    }

    /// Compares both sides and adds the differences to `findings`: first the edited and inserted rows in
    /// the order of their names, then the deleted ones. `newest_known` is told what the log says of an edited
    /// row: its name, version and digest. Returns the number of rows.
    pub fn judge(
        mut self,
        findings: &mut Vec<Finding>,
        newest_known: &mut impl FnMut(&str, i64, Hash),
    ) -> Result<u64, Error> {
        let mut found = Vec::new();
        for partition in 0..PARTITIONS {
            let mut newest = BTreeMap::new();
            for Entry { name, version, digest } in self.vouched.partition(partition)? {
                let entry = newest.entry(name).or_insert((0, [0; 32]));
                if version > entry.0 {
                    *entry = (version, digest);
                }
            }
            let late = self.late.partition(partition)?.into_iter();
            let late: BTreeSet<_> = late.map(|row| (row.name, row.version, row.digest)).collect();
            for row in self.stored.partition(partition)? {
                let expected = newest.remove(&row.name);
                // The row may have been saved after its records were read.
                let saved = late.contains(&(row.name.clone(), row.version, row.digest))
                    && expected.is_none_or(|(version, _)| version < row.version);
                if !saved && let Some(finding) = judged(&row, expected) {
                    if let Some((version, digest)) = expected {
                        newest_known(&row.name, version, digest);
                    }
                    found.push(finding);
                }
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
        Ok(self.stored.count())
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
            let found: String = hex(&found).chars().take(16).collect();
            let what = format!("{name}: the log has version {newest} {found}");
            Some(Finding { kind: FindingKind::RowEdited, what })
        }
    }
}
