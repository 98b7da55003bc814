//! 作业: rows of jobs.

use domain::job::{JobKind, JobState};
use store::JobRow;

/// Tries after which a job is parked for people to look at, unless something it needs is away.
pub(crate) const MAX_TRIES: i64 = 5;

/// The production of a certificate; its key lets no second one be ordered.
pub(crate) fn produce_job(certificate_id: &str, now: i64) -> JobRow {
    JobRow {
        job_id: certificate_id.to_owned(),
        kind: JobKind::Produce.as_str().to_owned(),
        subject: certificate_id.to_owned(),
        state: JobState::Waiting.as_str().to_owned(),
        due_at: now,
        locked_until: 0,
        tries: 0,
        last_error: String::new(),
    }
}

/// Whether people should look: parked, or tried as often in vain while something it needs is away.
pub(crate) fn needs_people(job: &JobRow) -> bool {
    match JobState::parse(&job.state) {
        Some(JobState::Parked) => true,
        Some(JobState::Waiting) => job.tries >= MAX_TRIES,
        Some(JobState::Running | JobState::Done) | None => false,
    }
}
