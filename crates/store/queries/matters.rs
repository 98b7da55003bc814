// 事项: what units handle for applicants, and the certificate types that each matter needs and yields
// (Art. 8, 14).

noun! {
    /// A matter. Its region is that of the unit that handles it.
    #[table(matter, key(matter_code), place(unit_code))]
    struct MatterRow {
        matter_code: String,
        name: String,
        unit_code: String,
        needs: String,
        yields: String,
        version: i64,
        record_id: String,
        #[since(9)]
        changes: i64,
        #[since(9)]
        first_day: String,
        #[since(9)]
        last_day: String,
    }

    /// A version of a matter that a newer one follows.
    #[table(matter_version, key(matter_code, number), place(unit_code), never_updated)]
    struct MatterVersionRow {
        matter_code: String,
        number: i64,
        unit_code: String,
        name: String,
        needs: String,
        yields: String,
        first_day: String,
        followed_at: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// A matter, for showing it.
        #[for_display]
        pub fn matter_shown(matter_code: &str) -> Option<MatterRow>
            = "WHERE matter_code = :matter_code";

        /// The version among those that a newer one follows that is in force on a day.
        pub fn matter_version_on(matter_code: &str, day: &str) -> Option<MatterVersionRow>
            = "WHERE matter_code = :matter_code AND first_day <= :day ORDER BY number DESC LIMIT 1";

        /// The versions that a newer one follows, newest first.
        pub fn matter_versions_of(matter_code: &str, limit: i64) -> Vec<MatterVersionRow>
            = "WHERE matter_code = :matter_code ORDER BY number DESC LIMIT :limit";

        /// Matters of a unit.
        pub fn matters_of_unit(unit_code: &str, after: &str, limit: i64) -> Vec<MatterRow>
            = "WHERE unit_code = :unit_code AND matter_code > :after ORDER BY matter_code LIMIT
               :limit";
    }
}
