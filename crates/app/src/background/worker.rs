//! The worker: claims the next job, has its handler do it while the lease is extended, and settles
//! what became of it (decision 0014).

use std::time::Duration;

use domain::job::JobKind;
use tracing::Instrument as _;

use crate::kernel::crash::crash_point;
use crate::kernel::{App, Error};
use crate::produce::Production;
use crate::records::job::{Claim, Job, MAX_TRIES};

/// How long a worker holds a job without a sign of life, milliseconds. After a death others take the
/// job up this much later.
const LEASE: i64 = 15_000;
/// How often a worker at work extends its lease.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// Pause after the first try, milliseconds; it doubles with each try, up to the longest.
const FIRST_PAUSE: i64 = 2_000;
const LONGEST_PAUSE: i64 = 60_000;

/// What became of one look for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    Done,
    /// Will be tried again.
    Postponed,
    /// Waits for people: content that cannot be laid out, or too many failures.
    Parked,
    /// The lease ended meanwhile; another worker does the job.
    Lost,
    NothingToDo,
}

/// Who does the jobs of a kind.
fn handler(kind: JobKind) -> &'static dyn Job {
    match kind {
        JobKind::Produce => &Production,
    }
}

impl App {
    /// Claims the next job that is due, by priority and then by age, and does it.
    pub async fn work_once(&self) -> Result<Worked, Error> {
        let Some(claim) = self.claim().await? else { return Ok(Worked::NothingToDo) };
        crash_point("claimed");
        let handler = handler(claim.0.kind.parse()?);
        let span = tracing::debug_span!("job", kind = claim.0.kind, tries = claim.0.tries);
        let done = self.work_on(handler, &claim).instrument(span).await;
        let Err(error) = done else { return Ok(Worked::Done) };
        let why = error.to_string();
        match error {
            Error::Conflict => return Ok(Worked::Lost),
            Error::Refused(_) => {}
            // What it needs is away: a cipher device, a time stamper, a seal that nobody has
            // registered yet. However often it was tried, it is tried again.
            Error::Unavailable(_) => return self.postpone(&claim, &why).await,
            Error::Denied(_) | Error::NotFound | Error::Repeated(_) | Error::Internal(_) => {
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
        operation.free_expired_jobs(now).await?;
        let job = operation.claim_next_job(&owner, now, now + LEASE).await?;
        operation.commit().await?;
        Ok(job.map(Claim))
    }

    /// Runs the handler and extends the lease until it is finished. Errors: the handler's;
    /// [`Error::Conflict`] when the lease is lost.
    async fn work_on(&self, handler: &dyn Job, claim: &Claim) -> Result<(), Error> {
        let mut running = handler.run(self, claim);
        loop {
            match tokio::time::timeout(HEARTBEAT, &mut running).await {
                Ok(done) => return done,
                Err(_) => claim.extend(self, self.now() + LEASE).await?,
            }
        }
    }

    async fn postpone(&self, claim: &Claim, why: &str) -> Result<Worked, Error> {
        claim.postpone(self, self.now() + pause(claim.0.tries), why).await?;
        Ok(Worked::Postponed)
    }
}

/// Milliseconds until the next try, after so many.
fn pause(tries: i64) -> i64 {
    let doublings = u32::try_from(tries.clamp(1, 30) - 1).unwrap_or(0);
    (FIRST_PAUSE << doublings).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::pause;

    #[test]
    fn pauses_double_up_to_the_longest() {
        assert_eq!([1, 2, 3, 4].map(pause), [2_000, 4_000, 8_000, 16_000]);
        assert_eq!([0, 6, 5_000, i64::MAX].map(pause), [2_000, 60_000, 60_000, 60_000]);
    }
}
