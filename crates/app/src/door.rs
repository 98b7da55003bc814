//! The one door: permit → change → record → commit (I1). The only file that begins a change.
//!
//! `Work` owns the transaction. It commits only when handed a `Done`, which only a `Permit` makes,
//! which only the policy makes. Dropped without that, it leaves nothing. A denied attempt is
//! recorded in a transaction of its own before the caller hears of it.

use std::sync::Arc;

use domain::caller::Caller;
use domain::date::{Date, rfc3339};
use domain::event::{Event, EventKind};
use domain::id::{Bucket, fresh};
use domain::policy::{self, Action, Denied, Done, Permit, Place, Placed};
use domain::region::Region;
use store::cipher::Slot;
use store::{Change, LogEntry, Reader, Receipt, Store};

use crate::clock::{Chance, Clock};
use crate::error::Error;

/// Everything a use case hangs off; no global state.
#[derive(Clone)]
pub struct App {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
}

/// One change under way: the transaction, the caller, and one instant for all of it.
pub struct Work {
    app: App,
    caller: Caller,
    now: i64,
    change: Change,
}

impl App {
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Self {
        Self { store, clock, chance }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn now(&self) -> i64 {
        self.clock.now()
    }

    /// Reads that the law does not want recorded; lists take a scope of the policy.
    pub async fn read(&self) -> Result<Reader, Error> {
        Ok(self.store.read().await?)
    }

    pub(crate) async fn begin(&self, caller: &Caller) -> Result<Work, Error> {
        let now = self.clock.now();
        let change = self.store.change(self.fresh_id(now, Bucket::NONE)?).await?;
        Ok(Work { app: self.clone(), caller: caller.clone(), now, change })
    }

    pub(crate) fn fresh_id(&self, now: i64, bucket: Bucket) -> Result<String, Error> {
        Ok(fresh(now, bucket, self.random()?))
    }

    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N], Error> {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// JSON of `value`, sealed for one column of one row.
    pub(crate) fn seal(
        &self,
        slot: Slot<'_>,
        value: &impl serde::Serialize,
    ) -> Result<Vec<u8>, Error> {
        let clear = serde_json::to_vec(value)?;
        Ok(self.store.keys().seal(slot, self.random()?, &clear)?)
    }

    pub(crate) fn open<T: serde::de::DeserializeOwned>(
        &self,
        slot: Slot<'_>,
        sealed: &[u8],
    ) -> Result<T, Error> {
        Ok(serde_json::from_slice(&self.store.keys().open(slot, sealed)?)?)
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

    async fn record_denial(&self, caller: &Caller, denied: &Denied) -> Result<(), Error> {
        let now = self.clock.now();
        let change = self.store.change(self.fresh_id(now, Bucket::NONE)?).await?;
        let event = Event::new(EventKind::Denied, format!("action {}", denied.action.as_str()));
        let entry = self.entry(caller, now, "denied", "", event)?;
        change.commit(self.store.keys(), entry).await?;
        Ok(())
    }

    fn entry(
        &self,
        caller: &Caller,
        now: i64,
        outcome: &str,
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
            outcome: outcome.to_owned(),
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
    pub(crate) async fn commit<T>(self, done: Done<T>) -> Result<(T, Receipt), Error> {
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
        let entry = self.app.entry(&self.caller, self.now, "done", role, event)?;
        let receipt = self.change.commit(self.app.store.keys(), entry).await?;
        Ok((value, receipt))
    }
}
