// Schedules of recurring work (decision 0014). One process at a time does the work of a schedule.

noun! {
    /// A schedule. While its work is being done, `owner` holds it until `locked_until`.
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
        /// All schedules in the order of their kinds.
        pub fn schedules() -> Vec<ScheduleRow> = "ORDER BY kind";
    }

    impl Operation {
        /// Makes a schedule that is first due at `next_at`. If it exists, only its interval changes.
        pub fn upsert_schedule(kind: &str, every_millis: i64, next_at: i64)
            = "INSERT INTO schedule (kind, every_millis, last_at, next_at, owner, locked_until)
               VALUES (:kind, :every_millis, 0, :next_at, '', 0)
               ON CONFLICT (kind) DO UPDATE SET every_millis = excluded.every_millis";

        /// Makes schedules due, and frees their leases, that a clock set ahead has moved beyond `far`.
        pub fn pull_back_schedules(now: i64, far: i64)
            = "UPDATE schedule SET next_at = :now, owner = '', locked_until = 0
               WHERE next_at > :far + every_millis OR locked_until > :far";

        /// Takes a schedule if it is due. `owner` holds it until `until`.
        pub fn take_schedule(kind: &str, owner: &str, now: i64, until: i64) -> Option<ScheduleRow>
            = "UPDATE schedule SET owner = :owner, locked_until = :until WHERE kind = :kind
               AND next_at <= :now AND locked_until <= :now RETURNING {}";

        /// Saves that a schedule was done at `now` and is due again at `next_at`. Returns `false` if
        /// `owner` no longer holds it.
        pub fn finish_schedule(kind: &str, owner: &str, now: i64, next_at: i64) -> bool
            = "UPDATE schedule SET last_at = :now, next_at = :next_at, owner = '',
               locked_until = 0 WHERE kind = :kind AND owner = :owner";
    }
}
