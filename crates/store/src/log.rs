//! The log (Art. 21, decision 0003): records that are committed with their changes, and the proofs of the
//! Merkle tree in which [`sequencer`](crate::sequencer) gives them places.

use std::collections::HashMap;

use ledger::record::{Record, details_digest, hex};
use ledger::tree::{Coordinate, Frontier, leaf_hash};
use ledger::{Hash, proof};
use store_schema::{HeadRow, RecordRow};

use crate::cipher::{KeyRing, Slot};
use crate::error::Error;
use crate::transaction::{Change, Queries};
use crate::watch::Cause;

/// The part of a log record that the door provides. The store adds the digests of the rows that were saved.
#[derive(Clone, Debug, Default)]
pub struct LogEntry {
    /// The instant in milliseconds since 1970 UTC; `time` is the same in RFC 3339.
    pub at: i64,
    pub time: String,
    pub event: String,
    /// `done` or `denied`.
    pub outcome: String,
    pub actor: String,
    pub role: String,
    pub unit: String,
    pub subject: String,
    pub files: Vec<(String, String)>,
    /// Details as JSON, which may be erased later, with 28 fresh random bytes: 16 for the salt of their
    /// digest and 12 for the nonce of their encryption.
    pub details: Option<(Vec<u8>, [u8; 28])>,
}

/// The promise that a record is in the log and will get a place in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub record_id: String,
    pub leaf: Hash,
    pub at: i64,
}

impl Change {
    /// Writes the record and commits it together with everything that was saved (I1, I7).
    pub async fn commit(mut self, keys: &KeyRing, entry: LogEntry) -> Result<Receipt, Error> {
        let receipt = self.record(keys, entry).await?;
        self.settle().await?;
        Ok(receipt)
    }

    /// Commits, and notes the records that the sequencer must find and the rows for which they vouch.
    async fn settle(mut self) -> Result<(), Error> {
        self.find_written().await?;
        let Self { queries, records, evidence, .. } = self;
        let base = queries.base();
        let committed = queries.inner.commit().await;
        base.watch.wrote(committed.as_ref().err());
        committed?;
        if let Some(at) = records.iter().map(|record| record.at).max() {
            base.watch.note_newest(at);
        }
        base.watch.owe(records.into_iter().map(|record| record.record_id));
        // A new row has no older version that somebody could put back.
        let newer = evidence.into_iter().filter(|row| row.version > 1);
        newer.for_each(|row| base.watch.remember(row));
        Ok(())
    }

    /// Reads back what the transaction has written to the log, because a trigger may swallow or change it.
    ///
    /// # Errors
    /// [`Error::Stopped`] if a record is missing or differs, or the log has become shorter than it was.
    async fn find_written(&mut self) -> Result<(), Error> {
        let mut written: Vec<&RecordRow> = self.records.iter().collect();
        written.sort_unstable_by(|one, other| one.record_id.cmp(&other.record_id));
        let (Some(first), Some(last)) = (written.first(), written.last()) else {
            return self.queries.refuse_shorter_log().await;
        };
        let floor = signed(self.queries.watch().floor())?;
        let (first, last) = (first.record_id.as_str(), last.record_id.as_str());
        let found = self.queries.waiting_records(first, last, floor).await?;
        let found: HashMap<&str, &RecordRow> =
            found.iter().map(|row| (row.record_id.as_str(), row)).collect();
        let same = |row: &&&RecordRow| found.get(row.record_id.as_str()) == Some(*row);
        let Some(lost) = written.iter().find(|row| !same(row)) else { return Ok(()) };
        let what = format!("record {} is not stored as it was written", lost.record_id);
        self.queries.refuse_shorter_log().await?;
        self.queries.watch().stop(Cause::Log, &what);
        Err(Error::Stopped(what))
    }

    /// Commits the changes that [`Change::go_on`] has recorded.
    ///
    /// # Errors
    /// A row was saved after the last record.
    pub async fn finish(self) -> Result<(), Error> {
        if !self.saved.is_empty() {
            return Err(Error::Database("saved without a record".into()));
        }
        self.settle().await
    }

    /// Writes the record of what was saved so far and continues in the same transaction with the record
    /// `next`, so that many changes share one fsync. Nothing is durable before [`Change::finish`] or
    /// [`Change::commit`].
    pub async fn go_on(
        &mut self,
        keys: &KeyRing,
        entry: LogEntry,
        next: String,
    ) -> Result<Receipt, Error> {
        let receipt = self.record(keys, entry).await?;
        self.record_id = next;
        Ok(receipt)
    }

    async fn record(&mut self, keys: &KeyRing, entry: LogEntry) -> Result<Receipt, Error> {
        let mut digest = String::new();
        if let Some((details, random)) = &entry.details {
            let (salt, nonce) = random.split_at(16);
            let nonce = nonce.try_into().map_err(|_| Error::Corrupt("nonce".into()))?;
            let slot =
                Slot { table: "audit_detail", column: "details", row: self.record_id.as_str() };
            let sealed = keys.seal(slot, nonce, details)?;
            let record_id = self.record_id.clone();
            if !self.insert_detail(&record_id, salt, &sealed).await? {
                return Err(
                    self.edited(format!("the details of record {record_id} are not stored"))
                );
            }
            digest = hex(&details_digest(salt, details));
        }
        let record = Record {
            id: self.record_id.clone(),
            time: entry.time,
            event: entry.event,
            outcome: entry.outcome,
            actor: entry.actor,
            role: entry.role,
            unit: entry.unit,
            subject: entry.subject,
            details: digest,
            files: entry.files,
            rows: std::mem::take(&mut self.saved),
        };
        let body = record.text().map_err(|flaw| Error::Malformed(flaw.to_string()))?;
        let leaf = leaf_hash(body.as_bytes());
        let row = RecordRow {
            mac: keys.record_mac(&record.id, &leaf).to_vec(),
            record_id: record.id,
            at: entry.at,
            event: record.event,
            outcome: record.outcome,
            actor: record.actor,
            unit_code: record.unit,
            subject: record.subject,
            body,
            leaf: leaf.to_vec(),
        };
        self.insert_record(&row).await?;
        self.writes = true;
        let receipt = Receipt { record_id: row.record_id.clone(), leaf, at: entry.at };
        self.records.push(row);
        Ok(receipt)
    }
}

impl Queries {
    /// Stops all writing if the log has fewer places than this process has seen in it.
    ///
    /// # Errors
    /// [`Error::Stopped`] if it has.
    pub(crate) async fn refuse_shorter_log(&mut self) -> Result<(), Error> {
        // The floor is read first: the log may grow between the two.
        let floor = self.watch().floor();
        let size = self.log_size().await?.unwrap_or(0).unsigned_abs();
        if size >= floor {
            return Ok(());
        }
        let why = format!("the log has {size} places and had {floor}");
        self.watch().stop(Cause::Log, &why);
        Err(Error::Stopped(why))
    }

    /// The size and the root of the tree, computed from its head.
    pub async fn tree(&mut self) -> Result<(u64, Hash), Error> {
        let head = self.head().await?;
        let frontier = frontier_of(head.as_ref())?;
        Ok((frontier.size(), frontier.root()))
    }

    /// The proof that the leaf `index` is in the tree of the first `size` records (RFC 9162, 2.1.3).
    pub async fn inclusion(&mut self, index: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let plan = proof::Plan::inclusion(index, size).map_err(flawed)?;
        self.build(&plan).await
    }

    /// The proof that the tree of the first `old` records is a prefix of the tree of the first `new` records
    /// (RFC 9162, 2.1.4).
    pub async fn consistency(&mut self, old: u64, new: u64) -> Result<Vec<Hash>, Error> {
        let plan = proof::Plan::consistency(old, new).map_err(flawed)?;
        self.build(&plan).await
    }

    /// The root of the tree of the first `size` records.
    pub async fn root_at(&mut self, size: u64) -> Result<Hash, Error> {
        let mut parts = Vec::new();
        for at in ledger::tree::cover(0, size) {
            parts.push(self.subtree(at).await?);
        }
        Ok(ledger::tree::join(&parts).unwrap_or_else(ledger::tree::empty_root))
    }

    async fn build(&mut self, plan: &proof::Plan) -> Result<Vec<Hash>, Error> {
        let mut known = std::collections::BTreeMap::new();
        for at in plan.needs() {
            known.insert(at, self.subtree(at).await?);
        }
        plan.build(|at| known.get(&at).copied())
            .ok_or_else(|| Error::Corrupt("a subtree of the log is missing".into()))
    }

    async fn subtree(&mut self, at: Coordinate) -> Result<Hash, Error> {
        let found = if at.level == 0 {
            let place = signed(at.index)?;
            let rows = self.places_from(place, 1).await?;
            rows.into_iter().find(|row| row.place == place).map(|row| row.leaf)
        } else {
            self.node(i64::from(at.level), signed(at.index)?).await?
        };
        found.and_then(|hash| hash.try_into().ok()).ok_or_else(|| {
            Error::Corrupt(format!("the log misses level {} place {}", at.level, at.index))
        })
    }
}

pub(crate) fn frontier_of(head: Option<&HeadRow>) -> Result<Frontier, Error> {
    match head {
        None => Ok(Frontier::default()),
        Some(head) => Frontier::from_bytes(&head.frontier)
            .filter(|frontier| i64::try_from(frontier.size()) == Ok(head.size))
            .ok_or_else(|| Error::Corrupt("the log's head is malformed".into())),
    }
}

pub(crate) fn signed(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::Corrupt("the log is too long".into()))
}

fn flawed(flaw: proof::Flaw) -> Error {
    Error::Corrupt(flaw.to_string())
}
