//! 作业: work that outlives a request. A job is enqueued in the commit that wants it, claimed by a worker
//! under a lease, and ended in the commit of its effect, so that the effect happens exactly once
//! (decision 0014).

use std::pin::Pin;

use domain::id::Bucket;
use domain::job::{JobKind, JobState};
use store::JobRow;

use crate::kernel::{App, Error, Work};

/// Tries after which a job is parked for people to look at, unless something it needs is away.
pub(crate) const MAX_TRIES: i64 = 5;
/// Priority of what one person waits for; smaller comes first.
pub(crate) const SINGLE: i64 = 0;

/// What the handler of a job returns.
pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// The handler of one kind of job. Doing a job twice must do no harm: a worker may die, or lose its
/// lease, after any step.
pub(crate) trait Job: Send + Sync {
    /// Does the work, and ends the job by [`Claim::finish`] in the commit of its effect. Errors:
    /// [`Error::Refused`] parks the job at once, because only people can correct its content;
    /// [`Error::Unavailable`] has it tried again for as long as what it needs is away; any other
    /// error has it tried again a few times.
    fn run<'a>(&'a self, app: &'a App, claim: &'a Claim) -> Running<'a>;

    /// Parks the job by [`Claim::park`] and records that it waits for people, and why.
    fn park<'a>(&'a self, app: &'a App, claim: &'a Claim, why: &'a str) -> Running<'a>;
}

/// A job that a worker holds until its lease ends.
pub(crate) struct Claim(pub JobRow);

impl Claim {
    /// What the job works on.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Ends the job as part of a change. Errors: [`Error::Conflict`] when the lease is lost; the
    /// change must not be committed then, because another worker does the job.
    pub async fn finish(&self, work: &mut Work) -> Result<(), Error> {
        let now = work.now();
        held(work.rows().finish_job(&self.0.job_id, &self.0.owner, now).await?)
    }

    /// Ends the job when nothing is left to do. Errors: as for [`Self::finish`].
    pub async fn finish_without_effect(&self, app: &App) -> Result<(), Error> {
        let mut operation = app.store().operation().await?;
        held(operation.finish_job(&self.0.job_id, &self.0.owner, app.now()).await?)?;
        Ok(operation.commit().await?)
    }

    /// Leaves the job to people as part of a change. Errors: as for [`Self::finish`].
    pub async fn park(&self, work: &mut Work, why: &str) -> Result<(), Error> {
        let now = work.now();
        held(work.rows().park_job(&self.0.job_id, &self.0.owner, now, why).await?)
    }

    /// Puts the job back to be tried again at `due`; nothing happens if the lease is lost.
    pub async fn postpone(&self, app: &App, due: i64, why: &str) -> Result<(), Error> {
        let mut operation = app.store().operation().await?;
        operation.postpone_job(&self.0.job_id, &self.0.owner, due, why).await?;
        Ok(operation.commit().await?)
    }

    /// Holds the job until `until`. Errors: as for [`Self::finish`].
    pub async fn extend(&self, app: &App, until: i64) -> Result<(), Error> {
        let mut operation = app.store().operation().await?;
        held(operation.extend_job(&self.0.job_id, &self.0.owner, until).await?)?;
        Ok(operation.commit().await?)
    }
}

fn held(still: bool) -> Result<(), Error> {
    if still { Ok(()) } else { Err(Error::Conflict) }
}

/// The production of a certificate. A certificate is produced once in its life, so its occurrence is
/// empty, and a second order of the same production is refused by the table's key.
pub(crate) fn produce_job(app: &App, certificate_id: &str, now: i64) -> Result<JobRow, Error> {
    Ok(JobRow {
        job_id: app.fresh_id(now, Bucket::NONE)?,
        kind: JobKind::Produce.as_str().to_owned(),
        subject: certificate_id.to_owned(),
        state: JobState::Waiting.as_str().to_owned(),
        priority: SINGLE,
        due_at: now,
        created_at: now,
        ..JobRow::default()
    })
}

/// Whether people should look: parked, or tried as often in vain while something it needs is away.
pub(crate) fn needs_people(job: &JobRow) -> bool {
    match JobState::parse(&job.state) {
        Some(JobState::Parked) => true,
        Some(JobState::Waiting) => job.tries >= MAX_TRIES,
        Some(JobState::Running | JobState::Done) | None => false,
    }
}
