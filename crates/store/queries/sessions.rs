// Login sessions and the failed logins of each account (Art. 20). Neither is evidence.

noun! {
    /// A login session. Of the cookie's secret only a digest is stored.
    #[table(
        session,
        operational,
        mac(session_digest, person_id, csrf, opened_at, seen_at, ended)
    )]
    struct SessionRow {
        session_digest: Vec<u8>,
        person_id: String,
        csrf: String,
        opened_at: i64,
        seen_at: i64,
        ended: i64,
        mac: Vec<u8>,
    }

    /// Failed logins of an account.
    #[table(login_guard, part)]
    struct GuardRow {
        failures: i64,
        locked_until: i64,
    }

    impl Queries {
        /// The session of a cookie, by the digest of its secret.
        pub fn session(digest: &[u8]) -> Option<SessionRow> = "WHERE session_digest = :digest";

        /// Sessions after a digest, for the check of everything.
        #[for_display]
        pub fn sessions_after(digest: &[u8], limit: i64) -> Vec<SessionRow>
            = "WHERE session_digest > :digest ORDER BY session_digest LIMIT :limit";

        /// Failed logins of an account.
        pub fn guard(account: &str) -> Option<GuardRow> = "WHERE account = :account";
    }

    impl Change {
        /// Opens a session.
        pub fn insert_session(row: &SessionRow) = "INSERT INTO session {row}";

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

        /// Saves the failed logins of an account.
        pub fn upsert_guard(account: &str, row: &GuardRow)
            = "INSERT INTO login_guard (account, failures, locked_until) VALUES (:account,
               :row.failures, :row.locked_until) ON CONFLICT (account) DO UPDATE SET failures =
               excluded.failures, locked_until = excluded.locked_until";
    }
}
