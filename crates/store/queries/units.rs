// 单位: the tenants of the one system.

noun! {
    /// A unit (Art. 4 三).
    #[table(unit, key(unit_code), place(unit_code, region))]
    struct UnitRow {
        unit_code: String,
        name: String,
        region: String,
        parts: String,
        active: i64,
        version: i64,
        record_id: String,
    }
}
