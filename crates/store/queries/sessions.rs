// Login sessions, and the failed logins of accounts and addresses (Art. 20, decision 0023): neither is evidence.
// The secrets of one-time codes are (decision 0024).

noun! {
    /// A login session. Of the cookie's secret only a digest is stored.
    #[table(
        session,
        operational,
        mac(
            session_digest, person_id, csrf, opened_at, seen_at, ended, generation,
            unit_generation, means, proved_at
        )
    )]
    struct SessionRow {
        session_digest: Vec<u8>,
        person_id: String,
        csrf: String,
        opened_at: i64,
        seen_at: i64,
        ended: i64,
        mac: Vec<u8>,
        generation: i64,
        unit_generation: i64,
        means: String,
        proved_at: i64,
    }

    /// The secret of a person's one-time codes (GM/T 0021). Saved with each code that is accepted, so that
    /// none is accepted twice.
    #[table(login_code, key(person_id), place_of(person, person_id))]
    struct LoginCodeRow {
        person_id: String,
        secret_sealed: Vec<u8>,
        next_sealed: Vec<u8>,
        state: String,
        last_step: i64,
        changed_at: i64,
        version: i64,
        record_id: String,
    }

    /// A digital certificate with whose key a person logs in.
    #[table(login_key, key(key_id), place_of(person, person_id))]
    struct LoginKeyRow {
        key_id: String,
        person_id: String,
        certificate: Vec<u8>,
        state: String,
        added_at: i64,
        version: i64,
        record_id: String,
    }

    /// Logins from an address, at an account, or both, that failed or are being judged.
    #[table(login_guard, part)]
    struct GuardRow {
        failures: i64,
        next_at: i64,
    }

    impl Queries {
        /// The session of a cookie, by the digest of its secret.
        pub fn session(digest: &[u8]) -> Option<SessionRow> = "WHERE session_digest = :digest";

        /// The keys of a person, also withdrawn ones.
        pub fn login_keys_of(person_id: &str, limit: i64) -> Vec<LoginKeyRow>
            = "WHERE person_id = :person_id ORDER BY key_id LIMIT :limit";

        /// The number of sessions of a person that were opened after an instant, also of ended ones.
        pub fn sessions_since(person_id: &str, opened_at: i64) -> i64
            = "SELECT {COUNT(*)} FROM session WHERE person_id = :person_id AND opened_at > :opened_at";

        /// Sessions after a digest, for the check of everything.
        #[for_display]
        pub fn sessions_after(digest: &[u8], limit: i64) -> Vec<SessionRow>
            = "WHERE session_digest > :digest ORDER BY session_digest LIMIT :limit";

        /// The attempts under a guard.
        pub fn guard(guard: &[u8]) -> Option<GuardRow> = "WHERE guard = :guard";
    }

    impl Change {
        /// Opens a session.
        pub fn insert_session(row: &SessionRow) = "INSERT INTO session {row}";

        /// Saves that the person of a session has proved again who they are, unless it has ended.
        pub fn prove_session(row: &SessionRow)
            = "UPDATE session SET seen_at = :row.seen_at, proved_at = :row.proved_at, means = :row.means,
               mac = :row.mac WHERE session_digest = :row.session_digest AND ended = 0";
        /// Saves that a session which has not ended belongs to a later generation than the others of the person.
        pub fn keep_session(row: &SessionRow) -> bool
            = "UPDATE session SET generation = :row.generation, seen_at = :row.seen_at, mac = :row.mac
               WHERE session_digest = :row.session_digest AND ended = 0";

        /// Saves a session that has ended.
        pub fn end_session(row: &SessionRow)
            = "UPDATE session SET ended = 1, seen_at = :row.seen_at, mac = :row.mac
               WHERE session_digest = :row.session_digest";
    }

    impl Operation {
        /// Saves when a session was last used, unless it has ended.
        pub fn touch_session(row: &SessionRow)
            = "UPDATE session SET seen_at = :row.seen_at, mac = :row.mac
               WHERE session_digest = :row.session_digest AND ended = 0";

        /// Counts an attempt before it is judged, and sets the instant of the next one: the delay grows
        /// with the square of the attempts above `free`, in seconds, and is `longest` above `most`. A
        /// count whose last attempt is older than an hour begins again. Returns `None`, and counts
        /// nothing, before the instant that the last attempt set. Values that no attempt can have set are
        /// taken for the longest delay, and an instant beyond it for now.
        pub fn take_attempt(guard: &[u8], account_index: &[u8], now: i64, free: i64, most: i64,
            longest: i64) -> Option<GuardRow>
            = "INSERT INTO login_guard (guard, account_index, failures, next_at, last_at)
               VALUES (:guard, :account_index, 1, 0, :now) ON CONFLICT (guard) DO UPDATE SET
               failures = CASE WHEN login_guard.last_at < excluded.last_at - 3600000 THEN 1
                 WHEN login_guard.failures BETWEEN 0 AND 1000000 THEN login_guard.failures + 1
                 ELSE 1000000 END,
               next_at = CASE WHEN login_guard.last_at < excluded.last_at - 3600000
                 OR (login_guard.failures >= 0 AND login_guard.failures < :free) THEN 0
                 WHEN login_guard.failures < 0 OR login_guard.failures > 1000000
                   THEN excluded.last_at + :longest
                 WHEN login_guard.failures - :free >= :most THEN excluded.last_at + :longest
                 ELSE excluded.last_at + 1000 * (login_guard.failures - :free + 1)
                   * (login_guard.failures - :free + 1) END,
               last_at = excluded.last_at WHERE login_guard.next_at <= excluded.last_at
                 OR login_guard.next_at > excluded.last_at + :longest
               RETURNING {}";

        /// Counts an attempt that is judged although the delay has not passed. It does not lengthen the
        /// delay.
        pub fn count_attempt(guard: &[u8], now: i64)
            = "UPDATE login_guard SET failures = CASE WHEN failures BETWEEN 0 AND 1000000
               THEN failures + 1 ELSE 1000000 END, last_at = :now WHERE guard = :guard";

        /// Takes back the count of an attempt that was no failure, and the delay `next_at` that it set.
        pub fn give_back_attempt(guard: &[u8], next_at: i64)
            = "UPDATE login_guard SET failures = failures - 1,
               next_at = CASE WHEN next_at = :next_at THEN 0 ELSE next_at END
               WHERE guard = :guard AND failures > 0";

        /// Forgets the attempts under a guard.
        pub fn forget_guard(guard: &[u8]) = "DELETE FROM login_guard WHERE guard = :guard";

        /// Forgets the attempts from before an instant.
        pub fn forget_attempts(before: i64) = "DELETE FROM login_guard WHERE last_at < :before";
    }

    impl Change {
        /// Forgets the attempts at an account from all addresses.
        pub fn forget_attempts_at(account_index: &[u8])
            = "DELETE FROM login_guard WHERE account_index = :account_index";

        /// Forgets the attempts under a guard, as part of a change.
        pub fn unlock_guard(guard: &[u8]) = "DELETE FROM login_guard WHERE guard = :guard";
    }
}
