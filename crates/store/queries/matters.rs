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
    }

    impl Queries {
        /// A matter, for showing it.
        #[for_display]
        pub fn matter_shown(matter_code: &str) -> Option<MatterRow>
            = "WHERE matter_code = :matter_code";

        /// Matters of a unit.
        pub fn matters_of_unit(unit_code: &str, after: &str, limit: i64) -> Vec<MatterRow>
            = "WHERE unit_code = :unit_code AND matter_code > :after ORDER BY matter_code LIMIT
               :limit";
    }
}
