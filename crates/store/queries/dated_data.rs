// Data that change without a release: rule book, workdays and regions (decision 0017). All versions are
// kept.

noun! {
    /// One version of dated data. It applies from the day `effective_from` on.
    #[table(dated_data, key(name, number), nowhere("they belong to the whole city"))]
    struct DatedDataRow {
        name: String,
        number: i64,
        effective_from: String,
        article: String,
        content: String,
        digest: String,
        proposed_by: String,
        signed_by: String,
        signature: String,
        state: String,
        created_at: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// Versions of dated data with numbers below `before`, newest first.
        pub fn dated_data_of(name: &str, before: i64, limit: i64) -> Vec<DatedDataRow>
            = "WHERE name = :name AND number < :before ORDER BY number DESC LIMIT :limit";

        /// The version that is in force on a day.
        pub fn dated_data_in_force(name: &str, day: &str) -> Option<DatedDataRow>
            = "WHERE name = :name AND state = 'in_force' AND effective_from <= :day
               ORDER BY effective_from DESC, number DESC LIMIT 1";
    }
}
