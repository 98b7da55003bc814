// Follow-up work, enqueued in the commit that wants it; running it twice does no harm.

noun! {
    /// A job. A subject has one of a kind for each occurrence.
    #[table(job, operational)]
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
    }

    impl Queries {
        /// A job.
        pub fn job(job_id: &str) -> Option<JobRow> = "WHERE job_id = :job_id";

        /// The job of a subject's occurrence.
        pub fn job_of(kind: &str, subject: &str, occurrence: &str) -> Option<JobRow>
            = "WHERE kind = :kind AND subject = :subject AND occurrence = :occurrence";

        /// Jobs in a state, the earliest due first.
        pub fn jobs_in_state(state: &str, limit: i64) -> Vec<JobRow>
            = "WHERE state = :state ORDER BY due_at LIMIT :limit";

        /// Jobs in a state before an identity, in descending order, page by page.
        pub fn jobs_in_state_before(state: &str, before: &str, limit: i64) -> Vec<JobRow>
            = "WHERE state = :state AND job_id < :before ORDER BY job_id DESC LIMIT :limit";

        /// How many jobs are in a state; counts no further than `most`.
        pub fn job_count(state: &str, most: i64) -> i64
            = "SELECT {COUNT(*)}
               FROM (SELECT 1 FROM job WHERE state = :state LIMIT :most) AS counted";
    }

    impl Change {
        /// Enqueues a job. Errors: `Unique` when its identity or its occurrence is taken.
        pub fn insert_job(row: &JobRow) = "INSERT INTO job {row}";

        /// Has a job that is parked, or waits for a later try, tried again from `now` on. `false` if
        /// it is neither.
        pub fn retry_job(job_id: &str, now: i64) -> bool
            = "UPDATE job SET state = 'waiting', due_at = :now, tries = 0, last_error = '',
               finished_at = 0 WHERE job_id = :job_id AND state IN ('parked', 'waiting')";
    }

    impl Change, Operation {
        /// Enqueues a job unless its occurrence has one; says whether it did.
        pub fn enqueue_job(row: &JobRow) -> bool
            = "INSERT INTO job {row} ON CONFLICT (kind, subject, occurrence) DO NOTHING";

        /// Ends a job. `false` if `owner` no longer holds it: then nothing of the work may be
        /// committed, somebody else does it.
        pub fn finish_job(job_id: &str, owner: &str, now: i64) -> bool
            = "UPDATE job SET state = 'done', owner = '', locked_until = 0, last_error = '',
               finished_at = :now WHERE job_id = :job_id AND owner = :owner AND state = 'running'";

        /// Puts a job back to be tried again later. `false` if `owner` no longer holds it.
        pub fn postpone_job(job_id: &str, owner: &str, due_at: i64, last_error: &str) -> bool
            = "UPDATE job SET state = 'waiting', owner = '', locked_until = 0, due_at = :due_at,
               last_error = :last_error
               WHERE job_id = :job_id AND owner = :owner AND state = 'running'";

        /// Leaves a job to people. `false` if `owner` no longer holds it.
        pub fn park_job(job_id: &str, owner: &str, now: i64, last_error: &str) -> bool
            = "UPDATE job SET state = 'parked', owner = '', locked_until = 0, finished_at = :now,
               last_error = :last_error
               WHERE job_id = :job_id AND owner = :owner AND state = 'running'";
    }

    impl Operation {
        /// Claims the next job that is due, by priority, then by how long it has waited. `owner`
        /// holds it until `until`. A worker may lose a race and get nothing although work is left.
        pub fn claim_next_job(owner: &str, now: i64, until: i64) -> Option<JobRow>
            = "UPDATE job SET state = 'running', owner = :owner, locked_until = :until,
               tries = tries + 1 WHERE job_id = (SELECT job_id FROM job
               WHERE state = 'waiting' AND due_at <= :now AND locked_until <= :now
               ORDER BY priority, due_at, job_id LIMIT 1)
               AND state = 'waiting' AND locked_until <= :now RETURNING {}";

        /// Puts the jobs back whose owners did not come back in time; how many.
        pub fn free_expired_jobs(now: i64) -> u64
            = "UPDATE job SET state = 'waiting', owner = '', locked_until = 0
               WHERE state = 'running' AND locked_until <= :now";

        /// Holds a job longer. `false` if `owner` no longer holds it and must stop.
        pub fn extend_job(job_id: &str, owner: &str, until: i64) -> bool
            = "UPDATE job SET locked_until = :until
               WHERE job_id = :job_id AND owner = :owner AND state = 'running'";

        /// Writes down how far a job has come. `false` if `owner` no longer holds it.
        pub fn note_job_progress(job_id: &str, owner: &str, done: i64, total: i64) -> bool
            = "UPDATE job SET progress_done = :done, progress_total = :total
               WHERE job_id = :job_id AND owner = :owner AND state = 'running'";
    }
}
