//! 作业: the queue as the system administrator sees it, and another try for what is parked. Subjects are
//! identities, never names or numbers (等保: the system administrator reads nothing of substance).

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

/// Jobs of one state that are counted at most.
const MAX_COUNTED: i64 = 100_000;

/// A job as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Job)]
pub struct JobView {
    pub id: String,
    pub kind: JobKind,
    /// Identity of what it works on.
    pub subject: String,
    pub state: JobState,
    /// Smaller comes first.
    pub priority: i64,
    /// RFC 3339; not before this instant.
    pub due_at: String,
    /// How often it was started.
    pub tries: i64,
    /// Why it last failed; empty if it did not.
    pub last_error: String,
    /// Steps that are done, of so many; 0 of 0 where a job is one step.
    pub progress_done: i64,
    pub progress_total: i64,
    pub created_at: String,
    /// When it was done or parked.
    pub finished_at: Option<String>,
}

/// How many jobs there are, and when what is due again and again was last done.
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
    /// RFC 3339; absent = never yet.
    pub last_at: Option<String>,
    pub next_at: String,
}

impl App {
    /// Jobs in a state, newest first.
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

    /// Counts of the queue, and the schedules.
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

    /// Has a job that is parked, or waits for a later try, tried again at once. Errors: no such job;
    /// it runs or is done.
    pub async fn retry_job(
        &self,
        caller: &Caller,
        job_id: &str,
    ) -> Result<(JobView, Receipt), Error> {
        let work = self.begin(caller).await?;
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
