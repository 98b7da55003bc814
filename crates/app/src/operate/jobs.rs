//! 作业 (jobs, Art. 19): the system administrator lists the queue and has parked jobs tried again.
//! The subjects of jobs are identities of rows, never names or numbers, because the system
//! administrator must not read the content of certificates (等保: the three administrators are
//! separated).

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::job::{JobKind, JobState, ScheduleKind};
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{JobRow, Receipt, ScheduleRow};

use crate::kernel::page::{NEWEST, Page};
use crate::kernel::{App, Error};

/// Largest number of jobs in one state that are counted.
const MAX_COUNTED: i64 = 100_000;

/// A job as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Job)]
pub struct JobView {
    pub id: String,
    pub kind: JobKind,
    /// Identity of the row that the job works on.
    pub subject: String,
    pub state: JobState,
    /// Jobs with a smaller number are run first.
    pub priority: i64,
    /// RFC 3339; the job does not run before this instant.
    pub due_at: String,
    /// How often the job was started.
    pub tries: i64,
    /// Why the job last failed; empty if it never failed.
    pub last_error: String,
    /// Number of steps that are done, out of `progress_total`. Both are 0 for a job of one step.
    pub progress_done: i64,
    pub progress_total: i64,
    pub created_at: String,
    /// RFC 3339; when the job was done or parked.
    pub finished_at: Option<String>,
}

/// The number of jobs in each state, and the schedules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct JobOverview {
    pub waiting: i64,
    pub running: i64,
    pub parked: i64,
    pub schedules: Vec<ScheduleView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Schedule)]
pub struct ScheduleView {
    pub kind: ScheduleKind,
    pub every_seconds: i64,
    /// RFC 3339; absent if the schedule has never run.
    pub last_at: Option<String>,
    pub next_at: String,
}

impl App {
    /// Lists the jobs in one state, newest first.
    pub async fn jobs(
        &self,
        caller: &Caller,
        state: JobState,
        before: &str,
        limit: i64,
    ) -> Result<Page<JobView>, Error> {
        self.permit_read(caller, Action::ReadJob, &Citywide).await?;
        let before = if before.is_empty() { NEWEST } else { before };
        let mut reader = self.read().await?;
        let rows = reader.jobs_in_state_before(state.as_str(), before, limit + 1).await?;
        Page::of(rows, limit, |row| row.job_id.clone(), view)
    }

    /// Counts the jobs in each state, and lists the schedules.
    pub async fn job_overview(&self, caller: &Caller) -> Result<JobOverview, Error> {
        self.permit_read(caller, Action::ReadJob, &Citywide).await?;
        let mut reader = self.read().await?;
        let schedules = reader.schedules().await?.into_iter().map(schedule_view);
        Ok(JobOverview {
            schedules: schedules.collect::<Result<_, _>>()?,
            waiting: reader.job_count(JobState::Waiting.as_str(), MAX_COUNTED).await?,
            running: reader.job_count(JobState::Running.as_str(), MAX_COUNTED).await?,
            parked: reader.job_count(JobState::Parked.as_str(), MAX_COUNTED).await?,
        })
    }

    /// Has a job tried again at once that is parked or waits for its next try. Errors: the job does
    /// not exist, is running or is done.
    pub async fn retry_job(
        &self,
        caller: &Caller,
        job_id: &str,
    ) -> Result<(JobView, Receipt), Error> {
        let work = match self.begin(caller).await {
            // The request was answered before; the job is told as it is now.
            Err(Error::Repeated(again)) => {
                self.permit_read(caller, Action::RetryJob, &Citywide).await?;
                let job = self.read().await?.job(job_id).await?.ok_or(Error::NotFound)?;
                return Ok((view(job)?, again.receipt));
            }
            begun => begun?,
        };
        let (mut work, permit) = work.permit(Action::RetryJob, &Citywide).await?;
        let job = work.rows().job(job_id).await?.ok_or(Error::NotFound)?;
        let now = work.now();
        if !work.rows().retry_job(job_id, now).await? {
            return Err(Refusal::new(Code::JobState).with("state", job.state).into());
        }
        let job = work.rows().job(job_id).await?.ok_or(Error::NotFound)?;
        let event = Event::new(EventKind::JobRetried, format!("job {job_id}"));
        work.commit(permit.done(view(job)?, event)).await
    }
}

fn view(row: JobRow) -> Result<JobView, Error> {
    Ok(JobView {
        kind: row.kind.parse()?,
        state: row.state.parse()?,
        due_at: rfc3339(row.due_at),
        created_at: rfc3339(row.created_at),
        finished_at: (row.finished_at > 0).then(|| rfc3339(row.finished_at)),
        id: row.job_id,
        subject: row.subject,
        priority: row.priority,
        tries: row.tries,
        last_error: row.last_error,
        progress_done: row.progress_done,
        progress_total: row.progress_total,
    })
}

fn schedule_view(row: ScheduleRow) -> Result<ScheduleView, Error> {
    Ok(ScheduleView {
        kind: row.kind.parse()?,
        every_seconds: row.every_millis / 1_000,
        last_at: (row.last_at > 0).then(|| rfc3339(row.last_at)),
        next_at: rfc3339(row.next_at),
    })
}
