//! 作业: rows of jobs.

use store::JobRow;

/// Tries after which a job is parked for people to look at, unless something it needs is away.
pub(crate) const MAX_TRIES: i64 = 5;

/// The production of a certificate; its key lets no second one be ordered.
pub(crate) fn produce_job(certificate_id: &str, now: i64) -> JobRow {
    JobRow {
        job_id: certificate_id.to_owned(),
        kind: "produce".to_owned(),
        subject: certificate_id.to_owned(),
        state: "waiting".to_owned(),
        due_at: now,
        locked_until: 0,
        tries: 0,
        last_error: String::new(),
    }
}

/// Whether people should look: parked, or tried as often in vain while something it needs is away.
pub(crate) fn needs_people(job: &JobRow) -> bool {
    job.state == "parked" || (job.state == "waiting" && job.tries >= MAX_TRIES)
}
