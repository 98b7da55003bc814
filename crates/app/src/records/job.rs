//! 作业 (job): work that outlives a request. A job is enqueued in the commit of the change that
//! needs it, claimed by a worker under a lease, and finished in the commit of its effect, so that
//! the effect happens exactly once (decision 0014).

use std::pin::Pin;

use domain::id::Bucket;
use domain::job::{JobKind, JobState};
use store::JobRow;

use crate::kernel::{App, Error, Work};

/// Number of failed tries after which a job is parked. A job that fails because something is
/// unavailable is not parked.
pub(crate) const MAX_TRIES: i64 = 5;
/// Priority of a job for which one person waits. Jobs with smaller numbers are claimed first.
pub(crate) const SINGLE_PRIORITY: i64 = 0;

/// What the handler of a job returns.
pub(crate) type Running<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;

/// The handler of one kind of job. A handler must tolerate that a job is run twice, because a
/// worker may crash or lose its lease after any step.
pub(crate) trait Job: Send + Sync {
    /// Runs the job and finishes it with [`Claim::finish`] in the commit of its effect. Errors:
    /// [`Error::Refused`] parks the job at once, because a person must correct its content;
    /// [`Error::Unavailable`] makes the worker try again until what the job needs is available;
    /// after any other error the worker tries again, at most [`MAX_TRIES`] times in all.
    fn run<'a>(&'a self, app: &'a App, claim: &'a Claim) -> Running<'a>;

    /// Parks the job with [`Claim::park`] and records the reason in the log.
    fn park<'a>(&'a self, app: &'a App, claim: &'a Claim, why: &'a str) -> Running<'a>;
}

/// A job that a worker has claimed and holds until its lease ends.
pub(crate) struct Claim(pub JobRow);

impl Claim {
    /// Identity of the row that the job works on.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Finishes the job as part of a change. Errors: [`Error::Conflict`] when the lease is lost.
    /// The change must not be committed then, because another worker runs the job.
    pub async fn finish(&self, work: &mut Work) -> Result<(), Error> {
        let now = work.now();
        held(work.rows().finish_job(&self.0.job_id, &self.0.owner, now).await?)
    }

    /// Finishes the job when there is nothing left to do. Errors: as for [`Self::finish`].
    pub async fn finish_without_effect(&self, app: &App) -> Result<(), Error> {
        let mut operation = app.store().operation().await?;
        held(operation.finish_job(&self.0.job_id, &self.0.owner, app.now()).await?)?;
        Ok(operation.commit().await?)
    }

    /// Parks the job as part of a change, so that it waits for a person. Errors: as for
    /// [`Self::finish`].
    pub async fn park(&self, work: &mut Work, why: &str) -> Result<(), Error> {
        let now = work.now();
        held(work.rows().park_job(&self.0.job_id, &self.0.owner, now, why).await?)
    }

    /// Parks the job without the handler, because its content is not to be believed. Errors: as for
    /// [`Self::finish`].
    pub async fn park_unread(&self, app: &App, why: &str) -> Result<(), Error> {
        let mut operation = app.store().operation().await?;
        held(operation.park_job(&self.0.job_id, &self.0.owner, app.now(), why).await?)?;
        Ok(operation.commit().await?)
    }

    /// Returns the job to the queue, to be tried again at `due` (milliseconds since 1970 UTC). Does
    /// nothing if the lease is lost.
    pub async fn postpone(&self, app: &App, due: i64, why: &str) -> Result<(), Error> {
        let mut operation = app.store().operation().await?;
        operation.postpone_job(&self.0.job_id, &self.0.owner, due, why).await?;
        Ok(operation.commit().await?)
    }

    /// Extends the lease to `until` (milliseconds since 1970 UTC). Errors: as for [`Self::finish`].
    pub async fn extend(&self, app: &App, until: i64) -> Result<(), Error> {
        let mut operation = app.store().operation().await?;
        held(operation.extend_job(&self.0.job_id, &self.0.owner, until).await?)?;
        Ok(operation.commit().await?)
    }
}

fn held(still: bool) -> Result<(), Error> {
    if still { Ok(()) } else { Err(Error::Conflict) }
}

/// The job that produces a certificate. The key of the table is kind, subject and occurrence. A
/// certificate is produced once, so the occurrence is empty, and the key refuses a second job.
pub(crate) fn produce_job(app: &App, certificate_id: &str, now: i64) -> Result<JobRow, Error> {
    Ok(JobRow {
        job_id: app.fresh_id(now, Bucket::NONE)?,
        kind: JobKind::Produce.as_str().to_owned(),
        subject: certificate_id.to_owned(),
        state: JobState::Waiting.as_str().to_owned(),
        priority: SINGLE_PRIORITY,
        due_at: now,
        created_at: now,
        ..JobRow::default()
    })
}

/// Whether a person should look at the job: it is parked, or it failed [`MAX_TRIES`] times because
/// something was unavailable.
pub(crate) fn needs_attention(job: &JobRow) -> bool {
    match JobState::parse(&job.state) {
        Some(JobState::Parked) => true,
        Some(JobState::Waiting) => job.tries >= MAX_TRIES,
        Some(JobState::Running | JobState::Done) | None => false,
    }
}
