// Follow-up work, enqueued in the commit that wants it; running it twice does no harm.

noun! {
    /// A job.
    #[table(job, operational)]
    struct JobRow {
        job_id: String,
        kind: String,
        subject: String,
        state: String,
        due_at: i64,
        locked_until: i64,
        tries: i64,
        last_error: String,
    }

    impl Queries {
        /// A job.
        pub fn job(job_id: &str) -> Option<JobRow> = "WHERE job_id = :job_id";

        /// Jobs in a state, the earliest due first.
        pub fn jobs_in_state(state: &str, limit: i64) -> Vec<JobRow>
            = "WHERE state = :state ORDER BY due_at LIMIT :limit";
    }

    impl Change {
        /// Enqueues a job.
        pub fn insert_job(row: &JobRow) = "INSERT INTO job {row}";
    }

    impl Change, Operation {
        /// Writes down how a job stands after a try.
        pub fn settle_job(job_id: &str, state: &str, due_at: i64, last_error: &str)
            = "UPDATE job SET state = :state, due_at = :due_at, last_error = :last_error,
               locked_until = 0 WHERE job_id = :job_id";
    }

    impl Operation {
        /// Claims the job that has waited longest; no other worker gets it before `until`.
        pub fn claim_job(now: i64, until: i64) -> Option<JobRow>
            = "UPDATE job SET locked_until = :until, tries = tries + 1 WHERE job_id = (SELECT
               job_id FROM job WHERE state = 'waiting' AND due_at <= :now AND locked_until <=
               :now ORDER BY due_at, job_id LIMIT 1) AND locked_until <= :now RETURNING {}";
    }
}
