//! The sequencer, which gives the records of the log places in the Merkle tree (Art. 21, decision 0003).

use std::cmp::Ordering;
use std::collections::BTreeSet;

use ledger::Hash;
use ledger::tree::{Frontier, leaf_hash};
use store_schema::{HeadRow, PlaceRow};

use crate::engine::Store;
use crate::error::Error;
use crate::log::{frontier_of, signed};
use crate::reliance::is_genuine;
use crate::transaction::Queries;
use crate::watch::Cause;

/// Number of records that are read at once. A run that has found so many gives them places and ends.
const SEQUENCE_BATCH: i64 = 2_000;
/// After so many failed runs in succession, all writing stops.
const FAILED_RUNS: u64 = 3;

impl Store {
    /// Gives the waiting records places in the tree and returns the size and the root of the tree. Several
    /// processes may run it: the head moves by compare and swap, and the process that loses places
    /// nothing.
    ///
    /// # Errors
    /// [`Error::Conflict`] if another run has moved the head; [`Error::Stopped`] if records get no place.
    pub async fn sequence(&self) -> Result<(u64, Hash), Error> {
        let before = self.read().await?.log_size().await?;
        match self.place_waiting().await {
            // Another run was first. If none has moved the head, something else keeps it where it is.
            Err(error @ (Error::Conflict | Error::Unique(_))) => {
                if self.read().await?.log_size().await? == before {
                    return Err(
                        self.stopped_log(&format!("the head of the log does not move: {error}"))
                    );
                }
                Err(Error::Conflict)
            }
            Err(error @ (Error::Corrupt(_) | Error::Schema(_) | Error::Edited(_))) => {
                Err(self.stopped_log(&format!("records get no place in the log: {error}")))
            }
            // A statement may fail once for another reason than an edit.
            Err(error @ Error::Database(_)) if self.watch().ran(true) >= FAILED_RUNS => {
                Err(self.stopped_log(&format!("records get no place in the log: {error}")))
            }
            Ok(tree) => {
                self.watch().ran(false);
                Ok(tree)
            }
            Err(error) => Err(error),
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
        if head.is_none() {
            let row = HeadRow { size: 0, frontier: frontier.to_bytes() };
            operation.insert_head(&row).await?;
        }
        let (waiting, up_to) = self.genuine_waiting(&mut operation).await?;
        let old_size = frontier.size();
        if waiting.is_empty() && head.is_some() {
            drop(operation);
            self.find_owed(owed, None).await?;
            self.watch().reached_tree(old_size, frontier.root());
            return Ok((frontier.size(), frontier.root()));
        }
        let mut placed = BTreeSet::new();
        for (record_id, leaf) in waiting {
            let place =
                PlaceRow { place: signed(frontier.size())?, record_id, leaf: leaf.to_vec() };
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
        self.find_owed(owed, up_to.as_deref()).await?;
        Ok((frontier.size(), frontier.root()))
    }

    /// The identities and leaves of the next records to be placed. The second value is the identity up to which
    /// they were read; `None` if no more are waiting. A record that the program did not write gets no place and
    /// does not hold up those after it.
    async fn genuine_waiting(
        &self,
        rows: &mut Queries,
    ) -> Result<(Vec<(String, Hash)>, Option<String>), Error> {
        let (mut genuine, mut last) = (Vec::new(), String::new());
        loop {
            let page = rows.pending(&last, SEQUENCE_BATCH).await?;
            let full = page.len() >= SEQUENCE_BATCH as usize;
            for row in page {
                last.clone_from(&row.record_id);
                if is_genuine(self.keys(), &row) {
                    genuine.push((row.record_id, leaf_hash(row.body.as_bytes())));
                } else {
                    let what = format!("record {last} was not written by the program");
                    self.watch().raise(&what);
                }
            }
            if !full {
                return Ok((genuine, None));
            }
            if genuine.len() >= SEQUENCE_BATCH as usize {
                return Ok((genuine, Some(last)));
            }
        }
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
            let place = reader.place_of(&record_id).await?.filter(|row| row.place >= 0);
            let record = reader.record(&record_id).await?;
            let found = place.zip(record).is_some_and(|(place, record)| {
                is_genuine(self.keys(), &record)
                    && leaf_hash(record.body.as_bytes()).as_slice() == place.leaf
            });
            if !found {
                let why = format!("record {record_id} was committed and is not in the log");
                return Err(self.stopped_log(&why));
            }
            self.watch().settle(&BTreeSet::from([record_id]));
        }
        Ok(())
    }
}
