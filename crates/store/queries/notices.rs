// 通知: messages to holders about their certificates, with the state of delivery (Art. 10).

noun! {
    /// A notice.
    #[table(notice, key(bucket, notice_id), named(notice_id), place(unit_code, region))]
    struct NoticeRow {
        bucket: i64,
        notice_id: String,
        certificate_id: String,
        identifier: String,
        unit_code: String,
        region: String,
        kind: String,
        state: String,
        recipient_sealed: Vec<u8>,
        created_at: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// Notices of an issuing unit, newest first.
        #[for_display]
        pub fn notices_of_unit(unit_code: &str, before: &str, limit: i64) -> Vec<NoticeRow>
            = "WHERE unit_code = :unit_code AND notice_id < :before ORDER BY notice_id DESC LIMIT
               :limit";

        /// Number of notices of an issuing unit, or `most` if there are more.
        pub fn count_notices(unit_code: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM notice WHERE unit_code = :unit_code
               LIMIT :most) AS counted";
    }
}
