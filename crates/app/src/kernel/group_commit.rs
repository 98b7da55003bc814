//! Group commit of uses. Uses that arrive while a batch is being committed form the next batch, so
//! that many callers share one commit and one fsync (decision 0003). A caller gets the answer only
//! after the record of the use is durable (I2, I7).

use std::sync::{Arc, Mutex, PoisonError};

use domain::caller::Caller;
use domain::event::RecordOutcome;
use domain::id::Bucket;
use domain::policy::{Denied, Done, Place};
use domain::region::Region;
use serde::Serialize;
use store::{LogEntry, Queries, Receipt, UsageRow};
use tokio::sync::{Semaphore, oneshot};

use crate::kernel::door::RequestKey;
use crate::kernel::{App, Error};

/// Largest number of uses in one commit.
const MAX_BATCH: usize = 256;

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

struct Deed {
    entry: LogEntry,
    rows: Vec<UsageRow>,
    /// For a request with an idempotency key: its caller, the key, and the answer to save.
    keep: Option<(Caller, Arc<RequestKey>, serde_json::Value)>,
}

impl App {
    /// Records one call with its rows of uses, and returns when the record is durable. Errors: a
    /// row lies outside the reach of the permit; the commit failed, and with it all calls of the
    /// batch.
    pub(crate) async fn record_use<T: Serialize>(
        &self,
        caller: &Caller,
        now: i64,
        done: Done<T>,
        rows: Vec<UsageRow>,
    ) -> Result<(T, Receipt), Error> {
        let Done { value, event, permit } = done;
        for row in &rows {
            let place = Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? };
            if !permit.covers(&place) {
                let denied = Denied { action: permit.action(), hidden: true };
                self.record_denial(caller, &denied).await?;
                return Err(Error::Denied(denied));
            }
        }
        let entry = self.entry(caller, now, RecordOutcome::Done, permit.role().as_str(), event)?;
        let keep = match &self.request {
            None => None,
            Some(request) => {
                Some((caller.clone(), Arc::clone(request), serde_json::to_value(&value)?))
            }
        };
        let (answer, own) = oneshot::channel();
        self.waiting().push(Waiting { deed: Deed { entry, rows, keep }, answer });
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
        let batch: Vec<Waiting> = {
            let mut waiting = self.waiting();
            let count = waiting.len().min(MAX_BATCH);
            waiting.drain(..count).collect()
        };
        if batch.is_empty() {
            return;
        }
        let (deeds, answers): (Vec<_>, Vec<_>) =
            batch.into_iter().map(|one| (one.deed, one.answer)).unzip();
        match self.write_batch(deeds).await {
            Ok(receipts) => {
                for (answer, receipt) in answers.into_iter().zip(receipts) {
                    drop(answer.send(Ok(receipt)));
                }
            }
            Err(error) => {
                let why = error.to_string();
                for answer in answers {
                    drop(answer.send(Err(Error::Unavailable(why.clone()))));
                }
            }
        }
    }

    async fn write_batch(&self, deeds: Vec<Deed>) -> Result<Vec<Receipt>, Error> {
        let fresh = || self.fresh_id(self.now(), Bucket::NONE);
        let mut change = self.store().change(fresh()?).await?;
        let mut receipts = Vec::with_capacity(deeds.len());
        for Deed { entry, mut rows, keep } in deeds {
            for row in &mut rows {
                change.insert_usage(row).await?;
            }
            let receipt = change.go_on(self.store().keys(), entry, fresh()?).await?;
            if let Some((caller, request, value)) = keep {
                self.keep_answer(&mut change, &caller, &request, &value, &receipt).await?;
            }
            receipts.push(receipt);
        }
        change.finish().await?;
        Ok(receipts)
    }
}
