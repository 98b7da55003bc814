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
        #[since(4)]
        operator_sealed: Vec<u8>,
        #[since(9)]
        matter_version: i64,
    }

    /// A holder about whom somebody asked in a span: a case in a year, or a person or system on a day.
    #[table(asked_holder, operational)]
    struct AskedHolderRow {
        span: String,
        holder_index: Vec<u8>,
        at: i64,
    }

    impl Queries {
        /// A use, for showing it.
        #[for_display]
        pub fn usage_shown(use_code: &str) -> Option<UsageRow> = "WHERE use_code = :use_code";

        /// Uses by a unit in a span of codes, newest first.
        #[for_display]
        pub fn usages_of_unit(unit_code: &str, from: &str, before: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE unit_code = :unit_code AND use_code >= :from AND use_code < :before ORDER BY use_code DESC
               LIMIT :limit";

        /// Uses by the units of a region in a span of codes, newest first.
        #[for_display]
        pub fn usages_of_region(region: &str, from: &str, before: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE region = :region AND use_code >= :from AND use_code < :before ORDER BY use_code DESC
               LIMIT :limit";

        /// Uses in the whole city in a span of codes, newest first.
        #[for_display]
        pub fn usages_of_city(from: &str, before: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE use_code >= :from AND use_code < :before ORDER BY use_code DESC
               LIMIT :limit";

        /// Uses by a unit in a span of codes, oldest first.
        #[for_display]
        pub fn usages_of_unit_onward(unit_code: &str, after: &str, until: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE unit_code = :unit_code AND use_code > :after AND use_code < :until ORDER BY use_code
               LIMIT :limit";

        /// Uses by the units of a region in a span of codes, oldest first.
        #[for_display]
        pub fn usages_of_region_onward(region: &str, after: &str, until: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE region = :region AND use_code > :after AND use_code < :until ORDER BY use_code
               LIMIT :limit";

        /// Uses for a case number in a span of codes, newest first.
        #[for_display]
        pub fn usages_of_case(case_number: &str, from: &str, before: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE case_number = :case_number AND use_code >= :from AND use_code < :before ORDER BY use_code DESC
               LIMIT :limit";

        /// Uses for a case number in a span of codes, oldest first.
        #[for_display]
        pub fn usages_of_case_onward(case_number: &str, after: &str, until: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE case_number = :case_number AND use_code > :after AND use_code < :until ORDER BY use_code
               LIMIT :limit";

        /// Uses in the whole city in a span of codes, oldest first.
        #[for_display]
        pub fn usages_of_city_onward(after: &str, until: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE use_code > :after AND use_code < :until ORDER BY use_code
               LIMIT :limit";

        /// Number of uses by a unit in a span of codes, or `most` if there are more.
        pub fn count_usages_of_unit(unit_code: &str, from: &str, until: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM usage WHERE unit_code = :unit_code AND use_code >= :from
               AND use_code < :until LIMIT :most) AS counted";

        /// Number of uses by the units of a region in a span of codes, or `most` if there are more.
        pub fn count_usages_of_region(region: &str, from: &str, until: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM usage WHERE region = :region AND use_code >= :from
               AND use_code < :until LIMIT :most) AS counted";

        /// Number of uses in the whole city in a span of codes, or `most` if there are more.
        pub fn count_usages_of_city(from: &str, until: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM usage WHERE use_code >= :from
               AND use_code < :until LIMIT :most) AS counted";

        /// Uses of a certificate, newest first.
        #[for_display]
        pub fn usages_of_certificate(certificate_id: &str, before: &str, limit: i64)
            -> Vec<UsageRow>
            = "WHERE certificate_id = :certificate_id AND use_code < :before ORDER BY use_code
               DESC LIMIT :limit";

        /// Number of other holders in a span about whom somebody asked since an instant, or `most` if there
        /// are more: the cost must not grow with the number of questions.
        pub fn other_holders_asked(span: &str, holder_index: &[u8], since: i64, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM asked_holder WHERE span = :span AND
               holder_index <> :holder_index AND at >= :since LIMIT :most) AS counted";

        /// The numbers of other holders in two spans, each at most its limit.
        pub fn other_holders_of_spans(
            one: &str, most: i64, other: &str, most_other: i64, holder_index: &[u8]
        ) -> Vec<i64>
            = "SELECT {n} FROM (
               SELECT 1 AS at, COUNT(*) AS n FROM (SELECT 1 FROM asked_holder WHERE span = :one
               AND holder_index <> :holder_index LIMIT :most) AS these
               UNION ALL
               SELECT 2 AS at, COUNT(*) AS n FROM (SELECT 1 FROM asked_holder WHERE span = :other
               AND holder_index <> :holder_index LIMIT :most_other) AS those
               ) AS counted ORDER BY at";
    }

    impl Queries {
        /// The other holders in a span about whom somebody asked since an instant, at most `most`.
        pub fn holders_asked(span: &str, holder_index: &[u8], since: i64, most: i64) -> Vec<Vec<u8>>
            = "SELECT {holder_index} FROM asked_holder WHERE span = :span AND
               holder_index <> :holder_index AND at >= :since LIMIT :most";
    }

    impl Change {
        /// Counts six holders in their spans, unless they were counted before. The same row may come twice.
        pub fn count_holders(
            a: &AskedHolderRow, b: &AskedHolderRow, c: &AskedHolderRow, d: &AskedHolderRow,
            e: &AskedHolderRow, f: &AskedHolderRow
        )
            = "INSERT INTO asked_holder (span, holder_index, at) VALUES
               (:a.span, :a.holder_index, :a.at), (:b.span, :b.holder_index, :b.at),
               (:c.span, :c.holder_index, :c.at), (:d.span, :d.holder_index, :d.at),
               (:e.span, :e.holder_index, :e.at), (:f.span, :f.holder_index, :f.at)
               ON CONFLICT (span, holder_index) DO NOTHING";
    }

    impl Operation {
        /// Deletes the spans that sort before `span`. Their names begin with a year or a day.
        pub fn forget_asked(span: &str) = "DELETE FROM asked_holder WHERE span < :span";
    }
}
