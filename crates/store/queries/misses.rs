// 缺证台账: the certificates that matters needed and holders did not have, and what the issuing units say that they do
// about it (Art. 4(5), 8, 13, 19).

noun! {
    /// A miss. It names the holder only by the keyed hash, by which the same miss counts once a day.
    #[table(miss, key(miss_id), place(unit_code, region), never_updated)]
    struct MissRow {
        miss_id: String,
        day: String,
        unit_code: String,
        region: String,
        matter_code: String,
        matter_version: i64,
        type_code: String,
        issuer_code: String,
        issuer_region: String,
        why: String,
        holder_index: Vec<u8>,
        missed_at: i64,
        version: i64,
        record_id: String,
    }

    /// What misses are counted by.
    #[table(miss, part)]
    struct MissKindRow {
        type_code: String,
        issuer_code: String,
        why: String,
    }

    /// What an issuing unit says that it does about the misses of a type.
    #[table(miss_answer, key(issuer_code, type_code, why), place(issuer_code, region))]
    struct MissAnswerRow {
        issuer_code: String,
        type_code: String,
        why: String,
        region: String,
        answer: String,
        planned_for: String,
        note_sealed: Vec<u8>,
        answered_by: String,
        answered_at: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// Whether a miss was counted on its day already.
        pub fn is_counted(row: &MissRow) -> bool
            = "SELECT {COUNT(*)} FROM miss WHERE day = :row.day AND holder_index = :row.holder_index AND
               type_code = :row.type_code AND matter_code = :row.matter_code AND
               unit_code = :row.unit_code AND why = :row.why";

        /// Misses of a using unit in a span of identities, newest first.
        #[for_display]
        pub fn misses_of_unit(unit_code: &str, from: &str, before: &str, limit: i64) -> Vec<MissRow>
            = "WHERE unit_code = :unit_code AND miss_id >= :from AND miss_id < :before
               ORDER BY miss_id DESC LIMIT :limit";

        /// Misses for which a unit answers in a span of identities, newest first.
        #[for_display]
        pub fn misses_of_issuer(issuer_code: &str, from: &str, before: &str, limit: i64)
            -> Vec<MissRow>
            = "WHERE issuer_code = :issuer_code AND miss_id >= :from AND miss_id < :before
               ORDER BY miss_id DESC LIMIT :limit";

        /// Misses of the using units of a region in a span of identities, newest first.
        #[for_display]
        pub fn misses_of_region(region: &str, from: &str, before: &str, limit: i64) -> Vec<MissRow>
            = "WHERE region = :region AND miss_id >= :from AND miss_id < :before
               ORDER BY miss_id DESC LIMIT :limit";

        /// Misses in the whole city in a span of identities, newest first.
        #[for_display]
        pub fn misses_of_city(from: &str, before: &str, limit: i64) -> Vec<MissRow>
            = "WHERE miss_id >= :from AND miss_id < :before ORDER BY miss_id DESC LIMIT :limit";

        /// What a unit was missed for since an identity, each kind once, from the newest `most` misses.
        pub fn kinds_missed(issuer_code: &str, since: &str, most: i64) -> Vec<MissKindRow>
            = "SELECT DISTINCT {} FROM (SELECT issuer_code, type_code, why FROM miss
               WHERE issuer_code = :issuer_code AND miss_id >= :since
               ORDER BY miss_id DESC LIMIT :most) AS recent ORDER BY type_code, why";

        /// Number of misses of a kind since an identity, at most `most`.
        pub fn count_missed(issuer_code: &str, type_code: &str, why: &str, since: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM miss WHERE issuer_code = :issuer_code AND
               type_code = :type_code AND why = :why AND miss_id >= :since LIMIT :most) AS counted";

        /// The newest misses of a kind since an identity.
        #[for_display]
        pub fn misses_of_kind(issuer_code: &str, type_code: &str, why: &str, since: &str, limit: i64)
            -> Vec<MissRow>
            = "WHERE issuer_code = :issuer_code AND type_code = :type_code AND why = :why AND
               miss_id >= :since ORDER BY miss_id DESC LIMIT :limit";

        /// The newest misses of a kind since an identity whose holders have no certificate of the type that is in
        /// force on a day.
        #[for_display]
        pub fn still_missed(
            issuer_code: &str, type_code: &str, why: &str, since: &str, day: &str, most: i64
        ) -> Vec<MissRow>
            = "SELECT {recent} FROM (SELECT * FROM miss WHERE issuer_code = :issuer_code AND
               type_code = :type_code AND why = :why AND miss_id >= :since
               ORDER BY miss_id DESC LIMIT :most) AS recent WHERE NOT EXISTS (SELECT 1 FROM
               certificate c WHERE c.holder_index = recent.holder_index AND
               c.type_code = recent.type_code AND c.state = 'active' AND c.valid_from <= :day AND
               (c.valid_to = '' OR c.valid_to >= :day)) ORDER BY miss_id DESC";
    }
}
