// 存档副本: the copies of certificates that using units took for their case files (Art. 16).

noun! {
    /// An archive copy.
    #[table(
        archive_copy,
        key(bucket, copy_id),
        named(copy_id),
        place(unit_code, region), never_updated
    )]
    struct ArchiveCopyRow {
        bucket: i64,
        copy_id: String,
        use_code: String,
        identifier: String,
        unit_code: String,
        region: String,
        file_name: Vec<u8>,
        file_sm3: Vec<u8>,
        file_sha256: Vec<u8>,
        file_bytes: i64,
        made_at: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// The copy that was taken for a use.
        pub fn archive_copy_of_use(use_code: &str) -> Option<ArchiveCopyRow>
            = "WHERE use_code = :use_code";
    }
}
