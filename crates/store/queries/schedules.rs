// Work that is due again and again; one process at a time does it.

noun! {
    /// A schedule.
    #[table(schedule, operational)]
    struct ScheduleRow {
        kind: String,
        every_millis: i64,
        last_at: i64,
        next_at: i64,
        owner: String,
        locked_until: i64,
    }

    impl Queries {
        /// All schedules by kind.
        pub fn schedules() -> Vec<ScheduleRow> = "ORDER BY kind";
    }

    impl Operation {
        /// Makes a schedule, or changes how often it is due.
        pub fn upsert_schedule(kind: &str, every_millis: i64, next_at: i64)
            = "INSERT INTO schedule (kind, every_millis, last_at, next_at, owner, locked_until)
               VALUES (:kind, :every_millis, 0, :next_at, '', 0)
               ON CONFLICT (kind) DO UPDATE SET every_millis = excluded.every_millis";

        /// Takes the schedule that has been due longest; no other process gets it before `until`.
        pub fn take_schedule(owner: &str, now: i64, until: i64) -> Option<ScheduleRow>
            = "UPDATE schedule SET owner = :owner, locked_until = :until
               WHERE kind = (SELECT kind FROM schedule
               WHERE next_at <= :now AND locked_until <= :now ORDER BY next_at, kind LIMIT 1)
               AND next_at <= :now AND locked_until <= :now RETURNING {}";

        /// Sets when a schedule is due again. `false` if `owner` no longer has it.
        pub fn finish_schedule(kind: &str, owner: &str, now: i64, next_at: i64) -> bool
            = "UPDATE schedule SET last_at = :now, next_at = :next_at, owner = '',
               locked_until = 0 WHERE kind = :kind AND owner = :owner";
    }
}
