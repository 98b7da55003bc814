//! The worker: claims the next job, runs its handler while it extends the lease, and postpones or
//! parks the job if the handler failed (decision 0014).

use std::time::Duration;

use domain::job::JobKind;
use tracing::Instrument as _;

use crate::kernel::crash::crash_point;
use crate::kernel::{App, Error};
use crate::produce::Production;
use crate::records::job::{Claim, Job, MAX_TRIES};

/// Length of a lease in milliseconds. If a worker dies, another one takes over its job after this
/// time.
const LEASE_MILLIS: i64 = 6_000;
/// How often a worker extends its lease while the handler runs.
const HEARTBEAT: Duration = Duration::from_secs(2);
/// Pause after the first failed try in milliseconds. It doubles with each try up to
/// [`LONGEST_PAUSE_MILLIS`].
const FIRST_PAUSE_MILLIS: i64 = 2_000;
/// Longest pause between two tries in milliseconds.
const LONGEST_PAUSE_MILLIS: i64 = 60_000;

/// The last error of a job whose lease expired. A job that kills its process [`MAX_TRIES`] times is parked.
pub const DIED: &str = "the lease expired: the process ended or stalled before the job was done";

/// Why a job is parked whose row the program did not write. Nothing in it is believed (I14).
pub const FORGED: &str = "the row of the job was not written by the program";

/// The outcome of [`App::work_once`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    Done,
    /// The job failed and will be tried again.
    Postponed,
    /// The job waits for a person, because its content was refused or it failed too often.
    Parked,
    /// The lease ended before the job was done, and another worker runs the job.
    Lost,
    NothingToDo,
}

/// The handler of jobs of a kind.
fn handler(kind: JobKind) -> &'static dyn Job {
    match kind {
        JobKind::Produce => &Production,
    }
}

impl App {
    /// Claims the next job that is due, by priority and then by age, and runs it. Errors: the job
    /// cannot be claimed, postponed or parked. A failure of the job itself is no error.
    pub async fn work_once(&self) -> Result<Worked, Error> {
        let Some(claim) = self.claim().await? else { return Ok(Worked::NothingToDo) };
        crash_point("claimed");
        if !self.store().is_authentic(&claim.0, &claim.0.job_id) {
            claim.park_unread(self, FORGED).await?;
            return Ok(Worked::Parked);
        }
        let handler = handler(claim.0.kind.parse()?);
        if claim.0.tries > MAX_TRIES && claim.0.last_error == DIED {
            handler.park(self, &claim, DIED).await?;
            return Ok(Worked::Parked);
        }
        let span = tracing::debug_span!("job", kind = claim.0.kind, tries = claim.0.tries);
        let done = self.work_on(handler, &claim).instrument(span).await;
        let Err(error) = done else { return Ok(Worked::Done) };
        let why = error.to_string();
        match error {
            Error::Conflict => return Ok(Worked::Lost),
            Error::Refused(_) => {}
            // Something that the job needs is not available: a cipher device, a time stamper, or a
            // seal that is not registered yet. The job is tried again without a limit.
            Error::Unavailable(_) => return self.postpone(&claim, &why).await,
            Error::Stopped(_) => return Err(error),
            Error::Denied(_)
            | Error::NotFound
            | Error::Repeated(_)
            | Error::Edited(_)
            | Error::Internal(_) => {
                if claim.0.tries < MAX_TRIES {
                    return self.postpone(&claim, &why).await;
                }
            }
        }
        handler.park(self, &claim, &why).await?;
        Ok(Worked::Parked)
    }

    async fn claim(&self) -> Result<Option<Claim>, Error> {
        let (now, owner) = (self.now(), hex::encode(self.random::<8>()?));
        let mut operation = self.store().operation().await?;
        operation.free_expired_jobs(DIED, now).await?;
        let job = operation.claim_next_job(&owner, now, now + LEASE_MILLIS).await?;
        operation.commit().await?;
        Ok(job.map(Claim))
    }

    /// Runs the handler and extends the lease until it is finished. Errors: the handler's;
    /// [`Error::Conflict`] when the lease is lost.
    async fn work_on(&self, handler: &dyn Job, claim: &Claim) -> Result<(), Error> {
        let extend = || claim.extend(self, self.now() + LEASE_MILLIS);
        with_heartbeat(HEARTBEAT, extend, handler.run(self, claim)).await
    }

    async fn postpone(&self, claim: &Claim, why: &str) -> Result<Worked, Error> {
        claim.postpone(self, self.now() + pause(claim.0.tries), why).await?;
        Ok(Worked::Postponed)
    }
}

/// Runs a handler and calls `extend` after each pause. The handler goes on while `extend` waits: it may hold
/// the very lock that `extend` waits for. Errors: the handler's; [`Error::Conflict`] when `extend` answers it.
/// After any other error of `extend` the handler goes on, because its own commit fails if the lease is lost.
async fn with_heartbeat<F: Future<Output = Result<(), Error>>>(
    pause: Duration,
    extend: impl Fn() -> F,
    handler: impl Future<Output = Result<(), Error>>,
) -> Result<(), Error> {
    let lost = async {
        loop {
            tokio::time::sleep(pause).await;
            if let Err(Error::Conflict) = extend().await {
                return Err(Error::Conflict);
            }
        }
    };
    tokio::select! {
        done = handler => done,
        lost = lost => lost,
    }
}

/// Milliseconds until the next try, after `tries` failed ones.
fn pause(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(1, 30) - 1).unwrap_or(0);
    (FIRST_PAUSE_MILLIS << doublings).min(LONGEST_PAUSE_MILLIS)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::Mutex;
    use tokio::time::{sleep, timeout};

    use super::{pause, with_heartbeat};
    use crate::kernel::Error;

    const TICK: Duration = Duration::from_millis(10);

    /// The lock stands for the row of the job, which the handler updates in its last transaction.
    #[tokio::test]
    async fn the_heartbeat_does_not_stop_a_handler_that_holds_the_row_of_its_job() {
        let row = Mutex::new(());
        let handler = async {
            let _held = row.lock().await;
            sleep(5 * TICK).await;
            Ok(())
        };
        let extend = async || {
            let _waits = row.lock().await;
            Ok(())
        };
        let done = timeout(Duration::from_secs(60), with_heartbeat(TICK, extend, handler)).await;
        assert!(matches!(done, Ok(Ok(()))), "{done:?}");
    }

    #[tokio::test]
    async fn a_handler_is_stopped_when_its_lease_is_lost() {
        let lost = with_heartbeat(TICK, async || Err(Error::Conflict), std::future::pending());
        assert!(matches!(lost.await, Err(Error::Conflict)));
        let unavailable = async || Err(Error::Unavailable("database".into()));
        let handler = async {
            sleep(3 * TICK).await;
            Ok(())
        };
        assert!(with_heartbeat(TICK, unavailable, handler).await.is_ok());
    }

    #[test]
    fn pauses_double_with_each_try_up_to_the_longest() {
        assert_eq!([1, 2, 3, 4].map(pause), [2_000, 4_000, 8_000, 16_000]);
        assert_eq!([0, 6, 5_000, i64::MAX].map(pause), [2_000, 60_000, 60_000, 60_000]);
    }
}
