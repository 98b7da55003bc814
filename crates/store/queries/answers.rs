// Saved answers to requests with an `Idempotency-Key`. An answer is saved in the commit of the change that
// it reports, so that a repeated request cannot have a second effect.

noun! {
    /// A saved answer.
    #[table(idempotency, part)]
    struct IdempotencyRow {
        request_digest: Vec<u8>,
        answer_sealed: Vec<u8>,
    }

    impl Queries {
        /// The saved answer to a request of a caller.
        pub fn answer(caller: &str, request_key: &str) -> Option<IdempotencyRow>
            = "WHERE caller = :caller AND request_key = :request_key";
    }

    impl Change {
        /// Saves the answer to a request. Returns whether it is stored. Errors: `Unique` if the request has
        /// one already.
        pub fn insert_answer(caller: &str, request_key: &str, row: &IdempotencyRow, at: i64) -> bool
            = "INSERT INTO idempotency (caller, request_key, request_digest, answer_sealed, at)
               VALUES (:caller, :request_key, :row.request_digest, :row.answer_sealed, :at)";
    }
}
