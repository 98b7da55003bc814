// Login sessions and the failed logins of each account (Art. 20). Neither is evidence.

noun! {
    /// A login session. Of the cookie's secret only a digest is stored.
    #[table(session, operational)]
    struct SessionRow {
        session_digest: Vec<u8>,
        person_id: String,
        csrf: String,
        opened_at: i64,
        seen_at: i64,
        ended: i64,
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

        /// Failed logins of an account.
        pub fn guard(account: &str) -> Option<GuardRow> = "WHERE account = :account";
    }

    impl Change {
        /// Opens a session.
        pub fn insert_session(row: &SessionRow) = "INSERT INTO session {row}";

        /// Ends a session.
        pub fn end_session(digest: &[u8])
            = "UPDATE session SET ended = 1 WHERE session_digest = :digest";
    }

    impl Operation {
        /// Saves when a session was last used.
        pub fn touch_session(digest: &[u8], seen_at: i64)
            = "UPDATE session SET seen_at = :seen_at WHERE session_digest = :digest";

        /// Saves the failed logins of an account.
        pub fn upsert_guard(account: &str, row: &GuardRow)
            = "INSERT INTO login_guard (account, failures, locked_until) VALUES (:account,
               :row.failures, :row.locked_until) ON CONFLICT (account) DO UPDATE SET failures =
               excluded.failures, locked_until = excluded.locked_until";
    }
}
