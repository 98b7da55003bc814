// 用证: every use of a certificate with its purpose (Art. 13 to 16). The use is committed before the answer
// is sent (I2).

noun! {
    /// A use of a certificate.
    #[table(usage, key(bucket, use_code), named(use_code), place(unit_code, region), never_updated)]
    struct UsageRow {
        bucket: i64,
        use_code: String,
        certificate_id: String,
        identifier: String,
        type_code: String,
        unit_code: String,
        region: String,
        actor: String,
        channel: String,
        matter_code: String,
        case_number: String,
        note_sealed: Vec<u8>,
        rule: String,
        used_at: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// Uses by a unit, newest first.
        #[for_display]
        pub fn usages_of_unit(unit_code: &str, before: &str, limit: i64) -> Vec<UsageRow>
            = "WHERE unit_code = :unit_code AND use_code < :before ORDER BY use_code DESC LIMIT
               :limit";

        /// Uses of a certificate, newest first.
        #[for_display]
        pub fn usages_of_certificate(certificate_id: &str, before: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE certificate_id = :certificate_id AND use_code < :before ORDER BY use_code
               DESC LIMIT :limit";
    }
}
