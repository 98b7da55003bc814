// 制证申请: applications for certificates (Art. 7, 10, 11).

noun! {
    /// An application.
    #[table(
        application,
        key(bucket, application_id),
        named(application_id),
        place(unit_code, region)
    )]
    struct ApplicationRow {
        bucket: i64,
        application_id: String,
        kind: String,
        state: String,
        type_code: String,
        catalog_number: i64,
        unit_code: String,
        region: String,
        holder_index: Vec<u8>,
        content_sealed: Vec<u8>,
        replaces: String,
        submitted_by: String,
        reviewed_by: String,
        reason: String,
        identifier: String,
        created_at: i64,
        updated_at: i64,
        version: i64,
        record_id: String,
        #[since(4)]
        reason_sealed: Vec<u8>,
        #[since(6)]
        warnings: i64,
        #[since(6)]
        submitted_at: i64,
        #[since(6)]
        accepted_sealed: Vec<u8>,
    }

    impl Queries {
        /// Applications of a unit in a state, newest first.
        #[for_display]
        pub fn applications_of_unit(unit_code: &str, state: &str, before: &str, limit: i64)
            -> Vec<ApplicationRow>
            = "WHERE unit_code = :unit_code AND state = :state AND application_id < :before ORDER
               BY application_id DESC LIMIT :limit";

        /// Applications of a unit, newest first.
        #[for_display]
        pub fn applications_of_unit_all(unit_code: &str, before: &str, limit: i64)
            -> Vec<ApplicationRow>
            = "WHERE unit_code = :unit_code AND application_id < :before ORDER BY application_id
               DESC LIMIT :limit";

        /// Applications of a unit in a state, oldest first.
        #[for_display]
        pub fn applications_of_unit_onward(unit_code: &str, state: &str, after: &str, limit: i64)
            -> Vec<ApplicationRow>
            = "WHERE unit_code = :unit_code AND state = :state AND application_id > :after
               ORDER BY application_id LIMIT :limit";

        /// Applications of a unit, oldest first.
        #[for_display]
        pub fn applications_of_unit_all_onward(unit_code: &str, after: &str, limit: i64)
            -> Vec<ApplicationRow>
            = "WHERE unit_code = :unit_code AND application_id > :after ORDER BY application_id
               LIMIT :limit";

        /// Number of applications of a unit in a state, or `most` if there are more.
        pub fn count_applications_in_state(unit_code: &str, state: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM application WHERE unit_code = :unit_code AND
               state = :state LIMIT :most) AS counted";

        /// Number of applications of a unit, or `most` if there are more.
        pub fn count_applications(unit_code: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM application WHERE unit_code = :unit_code
               LIMIT :most) AS counted";

        /// Applications for an update of a certificate that have not ended yet.
        pub fn open_updates_of(replaces: &str, limit: i64) -> Vec<ApplicationRow>
            = "WHERE replaces = :replaces AND state IN ('draft', 'submitted', 'approved') ORDER
               BY application_id LIMIT :limit";
    }
}
