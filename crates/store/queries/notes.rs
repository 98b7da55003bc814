// 备注: notes that clerks attach to certificates of their unit.

noun! {
    /// A note.
    #[table(note, key(bucket, note_id), named(note_id), place(unit_code, region))]
    struct NoteRow {
        bucket: i64,
        note_id: String,
        certificate_id: String,
        identifier: String,
        unit_code: String,
        region: String,
        author: String,
        text_sealed: Vec<u8>,
        state: String,
        created_at: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// Notes on a certificate, newest first.
        #[for_display]
        pub fn notes_of_certificate(certificate_id: &str, before: &str, limit: i64) -> Vec<NoteRow>
            = "WHERE certificate_id = :certificate_id AND note_id < :before
               ORDER BY note_id DESC LIMIT :limit";
    }
}
