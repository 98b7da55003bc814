//! Uses are written together: whoever waits while a batch is being committed joins the next one,
//! so that many callers share one fsync (decision 0003). Nobody hears of their use before its
//! record is durable (I2, I7).

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

/// Deeds in one commit at most.
const MAX_BATCH: usize = 256;

/// Deeds that wait for the next commit, and the turn to write them.
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
    /// The caller's request and the value to keep for its repeat.
    keep: Option<(Caller, Arc<RequestKey>, serde_json::Value)>,
}

impl App {
    /// Records one deed with its use rows. Errors: a row lies outside the permit's reach; the
    /// commit failed, and with it everything that shared it.
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
        // In a task of its own: a caller who hangs up must not undo what others share.
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

    /// Errors: [`Error::Repeated`] when this request was answered before.
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
