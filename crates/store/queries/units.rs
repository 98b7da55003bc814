// 单位: the units, which are the tenants of the platform (Art. 4(3)).

noun! {
    /// A unit, named by its unified social credit code.
    #[table(unit, key(unit_code), place(unit_code, region))]
    struct UnitRow {
        unit_code: String,
        name: String,
        region: String,
        parts: String,
        active: i64,
        version: i64,
        record_id: String,
        #[since(5)]
        session_generation: i64,
    }

    impl Queries {
        /// A unit, for showing its name: a list must not fail because of one edited row.
        #[for_display]
        pub fn unit_shown(unit_code: &str) -> Option<UnitRow> = "WHERE unit_code = :unit_code";
    }
}
