//! Group commit of uses. Uses that arrive while a batch is being committed form the next batch, so
//! that many callers share one commit and one fsync (decision 0003). A caller gets the answer only
//! after the record of the use is durable (I2, I7).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use domain::caller::Caller;
use domain::event::RecordOutcome;
use domain::id::Bucket;
use domain::policy::{Denied, Done, Place};
use domain::region::Region;
use store::{AskedHolderRow, Change, LogEntry, MissRow, Queries, Receipt, UsageRow};
use tokio::sync::{Semaphore, oneshot};

use crate::kernel::asking::Asked;
use crate::kernel::door::RequestKey;
use crate::kernel::{App, Error};

/// Largest number of uses in one commit.
const MAX_BATCH: usize = 256;

/// A use that has waited for longer is not recorded and not answered, in milliseconds.
const MOST_WAITED: i64 = 5_000;

/// The uses that wait for the next commit, and one permit for each writer of the store.
pub(crate) struct GroupCommit {
    waiting: Mutex<Vec<Waiting>>,
    turns: Semaphore,
}

impl GroupCommit {
    pub(crate) fn new(writers: usize) -> Self {
        Self { waiting: Mutex::default(), turns: Semaphore::new(writers) }
    }
}

struct Waiting {
    deed: Deed,
    answer: oneshot::Sender<Result<Receipt, Error>>,
}

/// What is committed with the record of one call.
pub(crate) struct Uses {
    pub rows: Vec<UsageRow>,
    /// What was missing; a miss that was counted today already is left out.
    pub misses: Vec<MissRow>,
    /// The question about the holder, which is counted against the limits.
    pub asked: Asked,
    /// What a repeat of the request is answered from.
    pub kept: serde_json::Value,
}

struct Deed {
    entry: LogEntry,
    rows: Vec<UsageRow>,
    misses: Vec<MissRow>,
    /// Counts as running until it is committed, also if the caller has disconnected.
    asked: Asked,
    /// For a request with an idempotency key: its caller, the key, and the answer to save.
    keep: Option<(Caller, Arc<RequestKey>, serde_json::Value)>,
}

impl App {
    /// Records one call with its rows of uses, and returns when the record is durable. Errors: a
    /// row lies outside the reach of the permit; the commit failed, or the call has waited too long
    /// for it.
    pub(crate) async fn record_use<T>(
        &self,
        caller: &Caller,
        now: i64,
        done: Done<T>,
        uses: Uses,
    ) -> Result<(T, Receipt), Error> {
        let Done { value, event, permit } = done;
        let Uses { rows, misses, asked, kept } = uses;
        let of_uses = rows.iter().map(|row| (&row.unit_code, &row.region));
        for (unit, region) in of_uses.chain(misses.iter().map(|row| (&row.unit_code, &row.region)))
        {
            let place = Place { unit: unit.clone(), region: Region::parse(region)? };
            if !permit.covers(&place) {
                let denied = Denied { action: permit.action(), hidden: true };
                self.record_denial(caller, &denied).await?;
                return Err(Error::Denied(denied));
            }
        }
        let entry = self.entry(caller, now, RecordOutcome::Done, permit.role().as_str(), event)?;
        let keep = self.request.as_ref().map(|request| (caller.clone(), Arc::clone(request), kept));
        let (answer, own) = oneshot::channel();
        self.waiting().push(Waiting { deed: Deed { entry, rows, misses, asked, keep }, answer });
        // The batch is written by a task of its own: if this caller disconnects, its future is
        // dropped, but the commit that it shares with others must go on.
        let app = self.clone();
        tokio::spawn(async move {
            if let Ok(_turn) = app.group_commit.turns.acquire().await {
                app.write_waiting().await;
            }
        });
        match own.await {
            Ok(answer) => Ok((value, answer?)),
            Err(_) => Err(Error::Unavailable("the use could not be recorded".into())),
        }
    }

    /// Does nothing for a request without an idempotency key. Errors: [`Error::Repeated`] when this
    /// request was answered before.
    pub(crate) async fn refuse_repeated_use(
        &self,
        rows: &mut Queries,
        caller: &Caller,
    ) -> Result<(), Error> {
        match &self.request {
            None => Ok(()),
            Some(request) => self.refuse_repeat(rows, caller, request).await,
        }
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Waiting>> {
        self.group_commit.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the next batch and answers the callers whose uses are in it.
    async fn write_waiting(&self) {
        let now = self.now();
        let mut batch = next_batch(&mut self.waiting());
        // The audit takes a record that is much older than those before it for one that was moved.
        for late in batch.extract_if(.., |one| now - one.deed.entry.at > MOST_WAITED) {
            let busy = Error::Unavailable("the use has waited too long".into());
            drop(late.answer.send(Err(busy)));
        }
        if batch.is_empty() {
            return;
        }
        let deeds: Vec<&Deed> = batch.iter().map(|one| &one.deed).collect();
        match self.write_batch(&deeds).await {
            Ok(receipts) => {
                for (one, receipt) in batch.into_iter().zip(receipts) {
                    drop(one.answer.send(Ok(receipt)));
                }
            }
            // One of them conflicts with another request, for example because its key came twice or its miss was
            // counted at the same time, or cannot be recorded. The others must not fail with it, and a miss is
            // seen to be counted when it is written again.
            Err(Error::Conflict | Error::Refused(_) | Error::Edited(_))
                if batch.len() > 1 || batch.iter().any(|one| !one.deed.misses.is_empty()) =>
            {
                for one in batch {
                    let written = self.write_batch(&[&one.deed]).await;
                    drop(one.answer.send(written.and_then(first)));
                }
            }
            Err(error) => {
                for one in batch {
                    drop(one.answer.send(Err(again(&error))));
                }
            }
        }
    }

    async fn write_batch(&self, deeds: &[&Deed]) -> Result<Vec<Receipt>, Error> {
        self.believed_now()?;
        let fresh = || self.fresh_id(self.now(), Bucket::NONE);
        let mut change = self.store().change(fresh()?).await?;
        let mut receipts = Vec::with_capacity(deeds.len());
        count_holders(&mut change, deeds).await?;
        for Deed { entry, rows, misses, keep, .. } in deeds {
            for row in rows {
                change.insert_usage(&mut row.clone()).await?;
            }
            for row in misses {
                if !change.is_counted(row).await? {
                    change.insert_miss(&mut row.clone()).await?;
                }
            }
            let receipt = change.go_on(self.store().keys(), entry.clone(), fresh()?).await?;
            if let Some((by, request, value)) = keep {
                self.keep_answer(&mut change, by, request, value, &receipt).await?;
            }
            receipts.push(receipt);
        }
        change.finish().await?;
        Ok(receipts)
    }
}

/// Counts the holders about whom the calls of a batch asked, with few statements: each costs as much as the rows
/// that it writes.
async fn count_holders(change: &mut Change, deeds: &[&Deed]) -> Result<(), Error> {
    let spans = deeds.iter().map(|deed| &deed.asked).flat_map(|asked| {
        [&asked.case, &asked.caller].map(|span| AskedHolderRow {
            span: span.clone(),
            holder_index: asked.holder.to_vec(),
            at: asked.at,
        })
    });
    let mut rows: Vec<AskedHolderRow> = spans.collect();
    // Batches that are written side by side must not wait for each other in opposite orders.
    rows.sort_unstable_by(|one, other| {
        (&one.span, &one.holder_index, one.at).cmp(&(&other.span, &other.holder_index, other.at))
    });
    for some in rows.chunks(6) {
        // The last statement repeats a row to have six.
        let row = |at: usize| some.get(at).unwrap_or(&some[0]);
        change.count_holders(row(0), row(1), row(2), row(3), row(4), row(5)).await?;
    }
    Ok(())
}

/// Takes the next batch from those that wait: units in turn, each in the order of arrival, so that the uses
/// of one unit do not hold up those of another.
fn next_batch(waiting: &mut Vec<Waiting>) -> Vec<Waiting> {
    if waiting.len() <= MAX_BATCH {
        return std::mem::take(waiting);
    }
    let mut turns: BTreeMap<String, usize> = BTreeMap::new();
    let mut order: Vec<(usize, usize)> = Vec::with_capacity(waiting.len());
    for (at, one) in waiting.iter().enumerate() {
        let turn = turns.entry(one.deed.entry.unit.clone()).or_default();
        order.push((*turn, at));
        *turn += 1;
    }
    order.sort_unstable();
    let chosen: BTreeSet<usize> = order.into_iter().take(MAX_BATCH).map(|(_, at)| at).collect();
    let all = std::mem::take(waiting).into_iter().enumerate();
    let (batch, rest): (Vec<_>, Vec<_>) = all.partition(|(at, _)| chosen.contains(at));
    *waiting = rest.into_iter().map(|(_, one)| one).collect();
    batch.into_iter().map(|(_, one)| one).collect()
}

fn first(receipts: Vec<Receipt>) -> Result<Receipt, Error> {
    let unwritten = || Error::Unavailable("the use could not be recorded".into());
    receipts.into_iter().next().ok_or_else(unwritten)
}

/// The error of a batch, for each of its callers.
fn again(error: &Error) -> Error {
    match error {
        Error::Stopped(why) => Error::Stopped(why.clone()),
        Error::Edited(what) => Error::Edited(what.clone()),
        Error::Conflict => Error::Conflict,
        Error::Denied(_)
        | Error::Refused(_)
        | Error::NotFound
        | Error::Repeated(_)
        | Error::Unavailable(_)
        | Error::Internal(_) => Error::Unavailable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::asking::Asking;

    fn of(unit: &str, number: usize) -> Waiting {
        let entry =
            LogEntry { unit: unit.into(), subject: format!("{number}"), ..LogEntry::default() };
        let asked = Arc::new(Asking::default()).enter(unit.into(), unit.into(), [0; 32], 0);
        let deed = Deed { entry, rows: Vec::new(), misses: Vec::new(), asked, keep: None };
        Waiting { deed, answer: oneshot::channel().0 }
    }

    #[test]
    fn a_unit_with_many_uses_does_not_hold_up_another() {
        let mut waiting: Vec<Waiting> = (0..2 * MAX_BATCH).map(|at| of("A", at)).collect();
        waiting.push(of("B", 0));
        let batch = next_batch(&mut waiting);
        assert_eq!(batch.len(), MAX_BATCH);
        assert!(batch.iter().any(|one| one.deed.entry.unit == "B"), "the newest of all");
        // The rest keeps its order, and nothing is lost.
        assert_eq!(waiting.len(), MAX_BATCH + 1);
        let left: Vec<&str> = waiting.iter().map(|one| one.deed.entry.subject.as_str()).collect();
        assert_eq!(left.first(), Some(&(MAX_BATCH - 1).to_string().as_str()));
    }
}
