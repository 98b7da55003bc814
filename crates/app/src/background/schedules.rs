//! Schedules: work that is due at regular intervals. They are rows of a table, and a lease gives
//! each of them to one process at a time (decision 0014).

use domain::job::ScheduleKind;

use crate::background::Complaint;
use crate::kernel::{App, Error};

/// A minute in milliseconds.
const MINUTE: i64 = 60_000;
/// How long a process holds a schedule, in milliseconds. After that, another process may run it.
const LEASE_MILLIS: i64 = 10 * MINUTE;

/// No lease and no pause is so long, in milliseconds. What lies further ahead was written by a clock that was
/// wrong.
const FAR_MILLIS: i64 = 60 * MINUTE;

/// The interval of a schedule in milliseconds.
fn every_millis(kind: ScheduleKind) -> i64 {
    match kind {
        ScheduleKind::RenewRevocationList => 24 * 60 * MINUTE,
        ScheduleKind::ForgetNonces => 5 * MINUTE,
        ScheduleKind::ForgetAsked => 24 * 60 * MINUTE,
    }
}

impl App {
    /// Runs every schedule that is due and that no other process is running. A schedule that failed
    /// is run again when it is next due.
    pub async fn run_due_schedules(&self, complain: Complaint) {
        for kind in ScheduleKind::ALL {
            match self.run_if_due(*kind, complain).await {
                Ok(()) => {}
                Err(Error::Stopped(_)) => return,
                Err(error) => complain("schedules", &error),
            }
        }
    }

    async fn run_if_due(&self, kind: ScheduleKind, complain: Complaint) -> Result<(), Error> {
        let (now, owner) = (self.now(), hex::encode(self.random::<8>()?));
        let (name, every) = (kind.as_str(), every_millis(kind));
        let mut operation = self.store().operation().await?;
        operation.pull_back_schedules(now, now + FAR_MILLIS).await?;
        operation.pull_back_jobs(now, now + FAR_MILLIS).await?;
        let known = operation.schedules().await?;
        if !known.iter().any(|row| row.kind == name && row.every_millis == every) {
            operation.upsert_schedule(name, every, now).await?;
        }
        let due = operation.take_schedule(name, &owner, now, now + LEASE_MILLIS).await?;
        operation.commit().await?;
        if due.is_none() {
            return Ok(());
        }
        if let Err(error) = self.run_schedule(kind).await {
            complain("schedule", &error);
        }
        let now = self.now();
        let mut operation = self.store().operation().await?;
        operation.finish_schedule(name, &owner, now, now + every).await?;
        operation.commit().await?;
        Ok(())
    }

    async fn run_schedule(&self, kind: ScheduleKind) -> Result<(), Error> {
        match kind {
            ScheduleKind::RenewRevocationList => self.renew_revocation_list().await,
            ScheduleKind::ForgetNonces => self.forget_nonces().await,
            ScheduleKind::ForgetAsked => self.forget_asked().await,
        }
    }
}
