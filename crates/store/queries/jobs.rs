// The job queue (decision 0014). A job is enqueued in the commit that requires it. It may run more than
// once, so every kind of job must tolerate a repetition.

noun! {
    /// A job. For each kind, subject and occurrence there is one job. While it runs, `owner` holds it until
    /// `locked_until` (the lease).
    #[table(job, operational, mac(job_id, kind, subject, occurrence, payload, created_at))]
    struct JobRow {
        job_id: String,
        kind: String,
        subject: String,
        occurrence: String,
        payload: String,
        state: String,
        priority: i64,
        due_at: i64,
        owner: String,
        locked_until: i64,
        tries: i64,
        last_error: String,
        progress_done: i64,
        progress_total: i64,
        created_at: i64,
        finished_at: i64,
        mac: Vec<u8>,
    }

    impl Queries {
        /// A job.
        #[for_display]
        pub fn job(job_id: &str) -> Option<JobRow> = "WHERE job_id = :job_id";

        /// The job of a kind, subject and occurrence.
        #[for_display]
        pub fn job_of(kind: &str, subject: &str, occurrence: &str) -> Option<JobRow>
            = "WHERE kind = :kind AND subject = :subject AND occurrence = :occurrence";

        /// Jobs in a state; those that are due first come first.
        #[for_display]
        pub fn jobs_in_state(state: &str, limit: i64) -> Vec<JobRow>
            = "WHERE state = :state ORDER BY due_at LIMIT :limit";

        /// A page of jobs in a state with identities below `before`, newest first.
        #[for_display]
        pub fn jobs_in_state_before(state: &str, before: &str, limit: i64) -> Vec<JobRow>
            = "WHERE state = :state AND job_id < :before ORDER BY job_id DESC LIMIT :limit";

        /// Jobs after an identity, for the check of everything.
        #[for_display]
        pub fn jobs_after(job_id: &str, limit: i64) -> Vec<JobRow>
            = "WHERE job_id > :job_id ORDER BY job_id LIMIT :limit";

        /// Number of jobs in a state, or `most` if there are more: the cost must not grow with the queue.
        pub fn job_count(state: &str, most: i64) -> i64
            = "SELECT {COUNT(*)}
               FROM (SELECT 1 FROM job WHERE state = :state LIMIT :most) AS counted";
    }

    impl Change {
        /// Enqueues a job. Errors: `Unique` if there is a job with its identity or its occurrence.
        pub fn insert_job(row: &JobRow) = "INSERT INTO job {row}";

        /// Makes a job due at `now` that is parked or waits for a later attempt, and resets its count of
        /// attempts. Returns `false` if the job is in another state.
        pub fn retry_job(job_id: &str, now: i64) -> bool
            = "UPDATE job SET state = 'waiting', due_at = :now, tries = 0, last_error = '',
               finished_at = 0 WHERE job_id = :job_id AND state IN ('parked', 'waiting')";
    }

    impl Change, Operation {
        /// Enqueues a job unless there is one with its kind, subject and occurrence. Returns whether it
        /// was enqueued.
        pub fn enqueue_job(row: &JobRow) -> bool
            = "INSERT INTO job {row} ON CONFLICT (kind, subject, occurrence) DO NOTHING";

        /// Marks a job as done. Returns `false` if `owner` has lost its lease: then the work must not be
        /// committed, because another worker does it.
        pub fn finish_job(job_id: &str, owner: &str, now: i64) -> bool
            = "UPDATE job SET state = 'done', owner = '', locked_until = 0, last_error = '',
               finished_at = :now WHERE job_id = :job_id AND owner = :owner AND state = 'running'";

        /// Returns a job to the queue for another attempt at `due_at`. Returns `false` if `owner` has lost
        /// its lease.
        pub fn postpone_job(job_id: &str, owner: &str, due_at: i64, last_error: &str) -> bool
            = "UPDATE job SET state = 'waiting', owner = '', locked_until = 0, due_at = :due_at,
               last_error = :last_error
               WHERE job_id = :job_id AND owner = :owner AND state = 'running'";

        /// Parks a job, which then waits for the system administrator. Returns `false` if `owner` has lost
        /// its lease.
        pub fn park_job(job_id: &str, owner: &str, now: i64, last_error: &str) -> bool
            = "UPDATE job SET state = 'parked', owner = '', locked_until = 0, finished_at = :now,
               last_error = :last_error
               WHERE job_id = :job_id AND owner = :owner AND state = 'running'";
    }

    impl Operation {
        /// Claims the next job that is due, by priority and then by the time for which it has been due.
        /// `owner` holds it until `until`. If another worker claims the same job first, the answer is
        /// `None` although more jobs may be due. The worker checks the MAC, because a job that fails it
        /// must be parked.
        #[for_display]
        pub fn claim_next_job(owner: &str, now: i64, until: i64) -> Option<JobRow>
            = "UPDATE job SET state = 'running', owner = :owner, locked_until = :until,
               tries = CASE WHEN tries BETWEEN 0 AND 1000000 THEN tries + 1 ELSE 1000000 END
               WHERE job_id = (SELECT job_id FROM job
               WHERE state = 'waiting' AND due_at <= :now AND locked_until <= :now
               ORDER BY priority, due_at, job_id LIMIT 1)
               AND state = 'waiting' AND locked_until <= :now RETURNING {}";

        /// Makes jobs due, and frees their leases, that a clock set ahead has moved beyond `far`.
        pub fn pull_back_jobs(now: i64, far: i64)
            = ["UPDATE job SET due_at = :now WHERE state = 'waiting' AND due_at > :far",
               "UPDATE job SET locked_until = :now WHERE state = 'running' AND locked_until > :far"];

        /// Returns the jobs whose leases have expired to the queue, with a reason. Returns their number.
        pub fn free_expired_jobs(why: &str, now: i64) -> u64
            = "UPDATE job SET state = 'waiting', owner = '', locked_until = 0, last_error = :why
               WHERE state = 'running' AND locked_until <= :now";

        /// Extends the lease of a job. Returns `false` if `owner` has lost it and must stop working.
        pub fn extend_job(job_id: &str, owner: &str, until: i64) -> bool
            = "UPDATE job SET locked_until = :until
               WHERE job_id = :job_id AND owner = :owner AND state = 'running'";

        /// Saves the progress of a job. Returns `false` if `owner` has lost its lease.
        pub fn note_job_progress(job_id: &str, owner: &str, done: i64, total: i64) -> bool
            = "UPDATE job SET progress_done = :done, progress_total = :total
               WHERE job_id = :job_id AND owner = :owner AND state = 'running'";
    }
}
