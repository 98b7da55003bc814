//! The log (Art. 21, decision 0003): records that are committed with their changes, and the sequencer that
//! gives them places in the Merkle tree.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use ledger::record::{Record, details_digest, hex};
use ledger::tree::{Coordinate, Frontier, leaf_hash};
use ledger::{Hash, proof};
use store_schema::{HeadRow, PlaceRow, RecordRow};

use crate::cipher::{KeyRing, Slot};
use crate::engine::Store;
use crate::error::Error;
use crate::transaction::{Change, Queries};
use crate::watch::Cause;

/// Largest number of records to which one run of the sequencer gives places.
const SEQUENCE_BATCH: i64 = 2_000;

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

    /// Commits, and notes the records that the sequencer must find.
    async fn settle(self) -> Result<(), Error> {
        let Self { queries, records, newest, .. } = self;
        let base = queries.base();
        let committed = queries.inner.commit().await;
        base.watch.wrote(&committed);
        committed?;
        base.watch.owe(records);
        if let Some(at) = newest {
            base.watch.note_newest(at);
        }
        Ok(())
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
        // A trigger may swallow or change what was just written.
        if self.waiting_record(&row.record_id).await?.as_ref() != Some(&row) {
            let what = format!("record {} is not stored as it was written", row.record_id);
            self.watch().raise(&what);
            self.watch().stop(Cause::Log, &what);
            return Err(Error::Stopped(what));
        }
        self.records.push(row.record_id.clone());
        self.newest = self.newest.max(Some(entry.at));
        Ok(Receipt { record_id: row.record_id, leaf, at: entry.at })
    }
}

impl Store {
    /// Gives the waiting records places in the tree and returns the size and the root of the tree. Several
    /// processes may run it: the head moves by compare and swap, and the process that loses places
    /// nothing.
    ///
    /// # Errors
    /// [`Error::Conflict`] if another process has moved the head.
    pub async fn sequence(&self) -> Result<(u64, Hash), Error> {
        let before = self.read().await?.log_size().await?;
        match self.place_waiting().await {
            // Another process was first. If none has moved the head, something else keeps it where it is.
            Err(error @ (Error::Conflict | Error::Unique(_))) => {
                if self.read().await?.log_size().await? == before {
                    return Err(
                        self.stopped_log(&format!("the head of the log does not move: {error}"))
                    );
                }
                Err(Error::Conflict)
            }
            Err(
                error @ (Error::Database(_)
                | Error::Corrupt(_)
                | Error::Schema(_)
                | Error::Edited(_)),
            ) => Err(self.stopped_log(&format!("records get no place in the log: {error}"))),
            other => other,
        }
    }

    /// Stops all writing because of the log.
    fn stopped_log(&self, why: &str) -> Error {
        self.stop_writing(Cause::Log, why);
        Error::Stopped(why.to_owned())
    }

    async fn place_waiting(&self) -> Result<(u64, Hash), Error> {
        let owed = self.watch().owed();
        let mut operation = self.operation().await?;
        let head = operation.head().await?;
        let mut frontier = frontier_of(head.as_ref())?;
        self.extends_known(&mut operation, &frontier).await?;
        let (mut last, mut placed) = (None, BTreeSet::new());
        if head.is_none() {
            let row = HeadRow { size: 0, frontier: frontier.to_bytes() };
            operation.insert_head(&row).await?;
        }
        let waiting = operation.pending(SEQUENCE_BATCH).await?;
        let old_size = frontier.size();
        let all = waiting.len() < SEQUENCE_BATCH as usize;
        if waiting.is_empty() && head.is_some() {
            drop(operation);
            self.find_owed(owed, None).await?;
            self.watch().reached_tree(old_size, frontier.root());
            return Ok((frontier.size(), frontier.root()));
        }
        for row in waiting {
            last = Some(row.record_id.clone());
            let leaf = leaf_hash(row.body.as_bytes());
            // A record that the program did not write gets no place.
            if self.keys().record_mac(&row.record_id, &leaf).as_slice() != row.mac {
                self.watch()
                    .raise(&format!("record {} was not written by the program", row.record_id));
                continue;
            }
            let place = PlaceRow {
                place: signed(frontier.size())?,
                record_id: row.record_id,
                leaf: leaf.to_vec(),
            };
            operation.insert_place(&place).await?;
            placed.insert(place.record_id);
            for (at, hash) in frontier.append(leaf).into_iter().skip(1) {
                operation.insert_node(i64::from(at.level), signed(at.index)?, &hash).await?;
            }
        }
        let (from, until) = (signed(old_size)?, signed(frontier.size())?);
        if operation.placed_well(from, until).await? != until - from {
            return Err(Error::Corrupt("records vanish or stay when they are placed".into()));
        }
        let row = HeadRow { size: until, frontier: frontier.to_bytes() };
        if operation.move_head(from, &row).await? != 1 {
            return Err(Error::Conflict);
        }
        operation.commit().await?;
        self.watch().reached_tree(frontier.size(), frontier.root());
        self.watch().settle(&placed);
        let owed = owed.into_iter().filter(|record_id| !placed.contains(record_id)).collect();
        // A full batch says nothing about the records after it.
        self.find_owed(owed, last.filter(|_| !all).as_deref()).await?;
        Ok((frontier.size(), frontier.root()))
    }

    /// Stops all writing if the tree does not extend the one that this process last saw.
    async fn extends_known(&self, rows: &mut Queries, now: &Frontier) -> Result<(), Error> {
        let Some((size, root)) = self.watch().tree() else { return Ok(()) };
        let found = match size.cmp(&now.size()) {
            Ordering::Less => rows.root_at(size).await?,
            Ordering::Equal => now.root(),
            Ordering::Greater => return Ok(()),
        };
        if found == root {
            return Ok(());
        }
        Err(self.stopped_log(&format!("the first {size} records of the log were rewritten")))
    }

    /// Checks that records whose commit had returned to this process before the waiting ones were placed have
    /// their place. If one has none, a trigger or an edit keeps it out of the log or has erased it, and all
    /// writing stops. `last` limits the check to records up to this one.
    async fn find_owed(&self, owed: Vec<String>, last: Option<&str>) -> Result<(), Error> {
        if owed.is_empty() {
            return Ok(());
        }
        let mut reader = self.read().await?;
        for record_id in owed.into_iter().filter(|id| last.is_none_or(|last| id.as_str() <= last)) {
            let placed = reader.place_of(&record_id).await?.is_some();
            if !placed || reader.log_record_mac(&record_id).await?.is_none() {
                let why = format!("record {record_id} was committed and is not in the log");
                return Err(self.stopped_log(&why));
            }
            self.watch().settle(&BTreeSet::from([record_id]));
        }
        Ok(())
    }
}

impl Queries {
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

fn signed(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| Error::Corrupt("the log is too long".into()))
}

fn flawed(flaw: proof::Flaw) -> Error {
    Error::Corrupt(flaw.to_string())
}
