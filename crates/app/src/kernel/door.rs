//! The one door: permit → change → record → commit (I1). The only file that begins a change.
//!
//! `Work` owns the transaction. It commits only when handed a `Done`, which only a `Permit` makes,
//! which only the policy makes. Dropped without that, it leaves nothing. A denied attempt is
//! recorded in a transaction of its own before the caller hears of it. A request that carries an
//! idempotency key has its answer saved in the commit of its effect.

use domain::caller::Caller;
use domain::date::{Date, rfc3339};
use domain::event::{Event, EventKind, RecordOutcome};
use domain::id::Bucket;
use domain::policy::{self, Action, Denied, Done, Permit, Place, Placed};
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{Change, IdempotencyRow, LogEntry, Queries, Receipt};
use tracing::Instrument as _;

use crate::kernel::{App, Error, Repeated};

/// A request that its caller may repeat: the key they gave it, and the digest of what it asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    pub key: String,
    pub digest: [u8; 32],
}

/// The answer as it is kept for a repeat.
#[derive(Serialize, Deserialize)]
struct Answer {
    value: serde_json::Value,
    record_id: String,
    leaf: [u8; 32],
    at: i64,
}

/// One change under way: the transaction, the caller, and one instant for all of it.
pub struct Work {
    app: App,
    caller: Caller,
    now: i64,
    change: Change,
}

impl App {
    pub(crate) async fn begin(&self, caller: &Caller) -> Result<Work, Error> {
        let now = self.now();
        let mut change = self.store().change(self.fresh_id(now, Bucket::NONE)?).await?;
        if let Some(request) = &self.request {
            self.refuse_repeat(&mut change, caller, request).await?;
        }
        Ok(Work { app: self.clone(), caller: caller.clone(), now, change })
    }

    pub(crate) async fn refuse_repeat(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        request: &RequestKey,
    ) -> Result<(), Error> {
        let by = caller.actor.record_text();
        let Some(saved) = rows.answer(&by, &request.key).await? else { return Ok(()) };
        if saved.request_digest != request.digest {
            return Err(Refusal::new(Code::IdempotencyReused).into());
        }
        let answer: Answer = self.open(answer_slot(&request.key), &saved.answer_sealed)?;
        let Answer { value, record_id, leaf, at } = answer;
        Err(Error::Repeated(Box::new(Repeated { value, receipt: Receipt { record_id, leaf, at } })))
    }

    /// The policy's answer for a read; a no is recorded before it is given.
    pub(crate) async fn permit_read(
        &self,
        caller: &Caller,
        action: Action,
        on: &impl Placed,
    ) -> Result<Permit, Error> {
        match policy::permit(caller, action, on) {
            Ok(permit) => Ok(permit),
            Err(denied) => {
                self.record_denial(caller, &denied).await?;
                Err(Error::Denied(denied))
            }
        }
    }

    pub(crate) async fn record_denial(
        &self,
        caller: &Caller,
        denied: &Denied,
    ) -> Result<(), Error> {
        let now = self.now();
        let change = self.store().change(self.fresh_id(now, Bucket::NONE)?).await?;
        let event = Event::new(EventKind::Denied, format!("action {}", denied.action.as_str()));
        let entry = self.entry(caller, now, RecordOutcome::Denied, "", event)?;
        change.commit(self.store().keys(), entry).await?;
        Ok(())
    }

    pub(crate) fn entry(
        &self,
        caller: &Caller,
        now: i64,
        outcome: RecordOutcome,
        role: &str,
        event: Event,
    ) -> Result<LogEntry, Error> {
        let details = match &event.details {
            None => None,
            Some(details) => Some((serde_json::to_vec(details)?, self.random()?)),
        };
        Ok(LogEntry {
            at: now,
            time: rfc3339(now),
            event: event.kind.as_str().to_owned(),
            outcome: outcome.as_str().to_owned(),
            actor: caller.actor.record_text(),
            role: role.to_owned(),
            unit: caller.unit.clone(),
            subject: event.subject,
            files: event.files,
            details,
        })
    }
}

impl Work {
    pub(crate) fn now(&self) -> i64 {
        self.now
    }

    pub(crate) fn today(&self) -> Date {
        Date::at(self.now)
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The transaction's rows.
    pub(crate) fn rows(&mut self) -> &mut Change {
        &mut self.change
    }

    /// May the caller? Takes the work and gives it back with the permit; on a no the change is
    /// rolled back and the attempt is recorded.
    pub(crate) async fn permit(
        self,
        action: Action,
        on: &impl Placed,
    ) -> Result<(Self, Permit), Error> {
        match policy::permit(&self.caller, action, on) {
            Ok(permit) => Ok((self, permit)),
            Err(denied) => {
                let Self { app, caller, change, .. } = self;
                drop(change);
                app.record_denial(&caller, &denied).await?;
                Err(Error::Denied(denied))
            }
        }
    }

    /// Commits change and record together; the receipt is durable when it is returned (I7).
    pub(crate) async fn commit<T: Serialize>(self, done: Done<T>) -> Result<(T, Receipt), Error> {
        let Done { value, event, permit } = done;
        for place in self.change.places() {
            let region = Region::parse(&place.region)?;
            // The permit must fit the deed: a row outside its reach undoes the whole change.
            if !permit.covers(&Place { unit: place.unit.clone(), region }) {
                let denied = Denied { action: permit.action(), hidden: true };
                let Self { app, caller, change, .. } = self;
                drop(change);
                app.record_denial(&caller, &denied).await?;
                return Err(Error::Denied(denied));
            }
        }
        let role = permit.role().as_str();
        let entry = self.app.entry(&self.caller, self.now, RecordOutcome::Done, role, event)?;
        let span = tracing::debug_span!("commit", event = entry.event);
        self.commit_entry(value, entry).instrument(span).await
    }

    async fn commit_entry<T: Serialize>(
        self,
        value: T,
        entry: LogEntry,
    ) -> Result<(T, Receipt), Error> {
        let Self { app, caller, now, mut change } = self;
        // The record comes first: the answer that is kept for a repeat names it.
        let last = app.fresh_id(now, Bucket::NONE)?;
        let receipt = change.go_on(app.store().keys(), entry, last).await?;
        if let Some(request) = &app.request {
            app.keep_answer(&mut change, &caller, request, &value, &receipt).await?;
        }
        change.finish().await?;
        Ok((value, receipt))
    }
}

impl App {
    pub(crate) async fn keep_answer(
        &self,
        change: &mut Change,
        caller: &Caller,
        request: &RequestKey,
        value: &impl Serialize,
        receipt: &Receipt,
    ) -> Result<(), Error> {
        let answer = Answer {
            value: serde_json::to_value(value)?,
            record_id: receipt.record_id.clone(),
            leaf: receipt.leaf,
            at: receipt.at,
        };
        let row = IdempotencyRow {
            request_digest: request.digest.to_vec(),
            answer_sealed: self.seal(answer_slot(&request.key), &answer)?,
        };
        let by = caller.actor.record_text();
        match change.insert_answer(&by, &request.key, &row, receipt.at).await {
            // The same request, at the same moment: the other one has the effect.
            Err(store::Error::Unique(_)) => Err(Error::Conflict),
            other => Ok(other?),
        }
    }
}

fn answer_slot(key: &str) -> Slot<'_> {
    Slot { table: "idempotency", column: "answer", row: key }
}
