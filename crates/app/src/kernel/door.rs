//! The door, through which every change goes: permit → change → record → commit (I1, decision
//! 0001). Besides the group commit of uses, no other file begins a change.
//!
//! [`Work`] owns the transaction. It commits only when it is given a `Done`. Only a `Permit` can
//! make a `Done`, and only the policy can make a `Permit`. A `Work` that is dropped without a
//! commit rolls back. A denied attempt is recorded in a transaction of its own before the caller
//! gets the answer. When a request carries an idempotency key, its answer is saved in the same
//! commit as its effect.
//!
//! Each change writes one log record, and every row that it saves gets the identity of that record
//! in its column `record_id`. The column of a row therefore names the record of the row's last
//! save, whose digest of the row proves that nobody edited the row afterwards.

use domain::caller::{Actor, Caller};
use domain::date::{Date, rfc3339};
use domain::event::{Event, EventKind, RecordOutcome};
use domain::id::Bucket;
use domain::policy::{self, Action, Denied, Done, Permit, Place, Placed};
use domain::region::Region;
use domain::{Code, Refusal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{Change, IdempotencyRow, LogEntry, Queries, Receipt};
use tracing::Instrument as _;

use crate::kernel::{App, Error, Repeated};

/// Names a request that its caller may repeat, for example after a broken connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// The idempotency key that the caller chose.
    pub key: String,
    /// Digest of the request's content. The same key with another digest is refused.
    pub digest: [u8; 32],
}

/// The answer to a request as it is stored for a repeat.
#[derive(Serialize, Deserialize)]
struct Answer {
    value: serde_json::Value,
    record_id: String,
    leaf: [u8; 32],
    at: i64,
}

/// A change in progress: the transaction, the caller, and the instant that all of its rows and its
/// record carry.
pub struct Work {
    app: App,
    caller: Caller,
    now: i64,
    change: Change,
}

impl App {
    /// Begins a change. Errors: [`Error::Repeated`] when this request was answered before.
    pub(crate) async fn begin(&self, caller: &Caller) -> Result<Work, Error> {
        let id = self.fresh_id(self.believed_now()?, Bucket::NONE)?;
        let mut change = self.store().change(id).await?;
        // Taken after the wait for a connection, so that records are in the order of their instants.
        let now = self.believed_now()?;
        if let Some(request) = &self.request {
            self.refuse_repeat(&mut change, caller, request).await?;
        }
        Ok(Work { app: self.clone(), caller: caller.clone(), now, change })
    }

    /// Errors: [`Error::Repeated`] with the saved answer when this request was answered before; a
    /// refusal when the key was used for a request with other content.
    pub(crate) async fn refuse_repeat(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        request: &RequestKey,
    ) -> Result<(), Error> {
        let by = self.actor_text(caller);
        let Some(saved) = rows.answer(&by, &request.key).await? else { return Ok(()) };
        if saved.request_digest != request.digest {
            return Err(Refusal::new(Code::IdempotencyReused).into());
        }
        let row = answer_row(&by, &request.key);
        let opened = self.open(answer_slot(&row), &saved.answer_sealed);
        let answer: Answer = opened.map_err(|_| rows.edited("a kept answer to a request"))?;
        let Answer { value, record_id, leaf, at } = answer;
        Err(Error::Repeated(Box::new(Repeated { value, receipt: Receipt { record_id, leaf, at } })))
    }

    /// What the commit of this request's effect kept, if the request was answered before. A use case that
    /// does slow or lasting work before its change asks first, so that a repeat does not do that work again.
    pub(crate) async fn kept<T: DeserializeOwned>(
        &self,
        caller: &Caller,
    ) -> Result<Option<(T, Receipt)>, Error> {
        let Some(request) = &self.request else { return Ok(None) };
        match self.refuse_repeat(&mut *self.read().await?, caller, request).await {
            Ok(()) => Ok(None),
            Err(Error::Repeated(again)) => {
                Ok(Some((serde_json::from_value(again.value)?, again.receipt)))
            }
            Err(error) => Err(error),
        }
    }

    /// Asks the policy for a permit to read. A denial is recorded before this returns.
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

    /// Records a denied attempt in a transaction of its own, because the change that was attempted
    /// is rolled back.
    pub(crate) async fn record_denial(
        &self,
        caller: &Caller,
        denied: &Denied,
    ) -> Result<(), Error> {
        let subject = format!("action {}", denied.action.as_str());
        self.record_refusal(caller, Event::new(EventKind::Denied, subject)).await
    }

    /// Records an attempt that ended with a refusal, in a transaction of its own.
    pub(crate) async fn record_refusal(&self, caller: &Caller, event: Event) -> Result<(), Error> {
        let id = self.fresh_id(self.believed_now()?, Bucket::NONE)?;
        let change = self.store().change(id).await?;
        let now = self.believed_now()?;
        let entry = self.entry(caller, now, RecordOutcome::Denied, "", event)?;
        change.commit(self.store().keys(), entry).await?;
        Ok(())
    }

    /// Records the attempt of a caller who named something that does not exist, and returns the same error
    /// as for something that the caller may not know of, so that neither answer nor log tells them apart.
    pub(crate) async fn absent(&self, caller: &Caller, action: Action) -> Error {
        let denied = Denied { action, hidden: true };
        match self.record_denial(caller, &denied).await {
            Ok(()) => Error::Denied(denied),
            Err(error) => error,
        }
    }

    /// Passes on what was loaded. Errors: [`Self::absent`] if it was not found.
    pub(crate) async fn present<T>(
        &self,
        caller: &Caller,
        action: Action,
        loaded: Result<T, Error>,
    ) -> Result<T, Error> {
        match loaded {
            Err(Error::NotFound) => Err(self.absent(caller, action).await),
            other => other,
        }
    }

    /// The actor as records and rows name it. Of the operator of a calling system there is only a keyed
    /// hash, because the system chooses the name; the details of the record hold it (I10).
    pub(crate) fn actor_text(&self, caller: &Caller) -> String {
        match &caller.actor {
            Actor::Client { client, operator } => {
                let keyed = self.store().keys().index("operator", &format!("{client} {operator}"));
                format!("client:{client}/{}", hex::encode(&keyed[..16]))
            }
            Actor::Person(_) | Actor::Program(_) | Actor::Public => caller.actor.record_text(),
        }
    }

    /// Builds the entry of the log for an event. `role` is the post under which the policy gave the
    /// permit; it is empty for a denial.
    pub(crate) fn entry(
        &self,
        caller: &Caller,
        now: i64,
        outcome: RecordOutcome,
        role: &str,
        event: Event,
    ) -> Result<LogEntry, Error> {
        let details = match &with_operator(caller, event.details) {
            None => None,
            Some(details) => Some((serde_json::to_vec(details)?, self.random()?)),
        };
        Ok(LogEntry {
            at: now,
            time: rfc3339(now),
            event: event.kind.as_str().to_owned(),
            outcome: outcome.as_str().to_owned(),
            actor: self.actor_text(caller),
            role: role.to_owned(),
            unit: caller.unit.clone(),
            subject: event.subject,
            files: event.files,
            details,
        })
    }
}

/// The details of an event, with the operator if a calling system caused it.
fn with_operator(caller: &Caller, details: Option<serde_json::Value>) -> Option<serde_json::Value> {
    let Actor::Client { operator, .. } = &caller.actor else { return details };
    let mut members = match details {
        None => serde_json::Map::new(),
        Some(serde_json::Value::Object(members)) => members,
        Some(other) => serde_json::Map::from_iter([("details".to_owned(), other)]),
    };
    members.insert("operator".to_owned(), operator.as_str().into());
    Some(members.into())
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

    /// The rows of the transaction, to load and to save.
    pub(crate) fn rows(&mut self) -> &mut Change {
        &mut self.change
    }

    /// Passes on what was loaded in this work. If it was not found, the change is rolled back, and the
    /// attempt is recorded as if the caller had named something hidden ([`App::absent`]).
    pub(crate) async fn present<T>(
        mut self,
        action: Action,
        loaded: Result<T, Error>,
    ) -> Result<(Self, T), Error> {
        match loaded {
            Ok(loaded) => Ok((self, loaded)),
            Err(Error::NotFound) => {
                // One more query, so that a missing thing takes as long as an existing one.
                self.change.record("").await?;
                let Self { app, caller, change, .. } = self;
                drop(change);
                Err(app.absent(&caller, action).await)
            }
            Err(error) => Err(error),
        }
    }

    /// Asks the policy whether the caller may do `action` on `on`. Returns the work together with
    /// the permit. On a denial the change is rolled back and the attempt is recorded.
    pub(crate) async fn permit(
        self,
        action: Action,
        on: &impl Placed,
    ) -> Result<(Self, Permit), Error> {
        let decided = policy::permit(&self.caller, action, on);
        self.permitted(decided).await
    }

    /// Like [`Self::permit`], for something that does not exist yet.
    pub(crate) async fn permit_new(
        self,
        action: Action,
        on: &impl Placed,
    ) -> Result<(Self, Permit), Error> {
        let decided = policy::permit_new(&self.caller, action, on);
        self.permitted(decided).await
    }

    /// Errors: [`Code::ProofRequired`] if the act asks the caller to prove first who they are (decision 0024),
    /// which is no denial and leaves no record.
    async fn permitted(self, decided: Result<Permit, Denied>) -> Result<(Self, Permit), Error> {
        match decided {
            Ok(permit) if permit.action().asks_proof() && !self.caller.proved => {
                Err(Refusal::new(Code::ProofRequired).into())
            }
            Ok(permit) => Ok((self, permit)),
            Err(denied) => {
                let Self { app, caller, change, .. } = self;
                drop(change);
                app.record_denial(&caller, &denied).await?;
                Err(Error::Denied(denied))
            }
        }
    }

    /// Commits the change together with its record. The record is durable when the receipt is
    /// returned (I7). Errors: a saved row lies outside the reach of the permit, or the commit
    /// failed; the change is rolled back in both cases.
    pub(crate) async fn commit<T: Serialize>(self, done: Done<T>) -> Result<(T, Receipt), Error> {
        let Done { value, event, permit } = done;
        for place in self.change.places() {
            let region = Region::parse(&place.region)?;
            // The use case may have saved other rows than the one that it asked the permit for.
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
        // The record is written first, because the saved answer contains the receipt of the record.
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
    /// Saves the answer to a request with an idempotency key. Errors: [`Error::Conflict`] when the
    /// same request is answered by another transaction at this moment.
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
        let by = self.actor_text(caller);
        let place = answer_row(&by, &request.key);
        let row = IdempotencyRow {
            request_digest: request.digest.to_vec(),
            answer_sealed: self.seal(answer_slot(&place), &answer)?,
        };
        match change.insert_answer(&by, &request.key, &row, receipt.at).await {
            // The same request arrived twice at once, and the other one was committed first.
            Err(store::Error::Unique(_)) => Err(Error::Conflict),
            Ok(false) => Err(change.edited("a kept answer is not stored").into()),
            other => Ok(other.map(drop)?),
        }
    }
}

/// The row of a kept answer. It names the caller, so that an answer that somebody moves to another caller in
/// the database does not open.
fn answer_row(by: &str, key: &str) -> String {
    format!("{by}\n{key}")
}

fn answer_slot(row: &str) -> Slot<'_> {
    Slot { table: "idempotency", column: "answer", row }
}
