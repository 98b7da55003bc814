// 证照目录: the descriptions of certificate types and the units that adopted them (Art. 9).

noun! {
    /// One version of a catalog entry; a published version never changes. `entry` is the description as
    /// JSON.
    #[table(catalog_version, key(type_code, number), place(unit_code, region))]
    struct CatalogRow {
        type_code: String,
        number: i64,
        state: String,
        name: String,
        kind: String,
        unit_code: String,
        region: String,
        entry: String,
        published_at: i64,
        version: i64,
        record_id: String,
    }

    /// 认领: a unit has adopted a type, which it issues for its region.
    #[table(adoption, key(type_code, unit_code), place(unit_code, region))]
    struct AdoptionRow {
        type_code: String,
        unit_code: String,
        region: String,
        active: i64,
        version: i64,
        record_id: String,
    }

    impl Queries {
        /// All versions of a type, newest first.
        pub fn catalog_versions_of(type_code: &str, limit: i64) -> Vec<CatalogRow>
            = "WHERE type_code = :type_code ORDER BY number DESC LIMIT :limit";

        /// The published version, which new applications use.
        pub fn catalog_published(type_code: &str) -> Option<CatalogRow>
            = "WHERE type_code = :type_code AND state = 'published' ORDER BY number DESC LIMIT 1";

        /// Versions in a state, in the order of their types.
        #[for_display]
        pub fn catalog_in_state(state: &str, after: &str, limit: i64) -> Vec<CatalogRow>
            = "WHERE state = :state AND type_code > :after ORDER BY type_code LIMIT :limit";

        /// Adoptions of a type that are in effect.
        pub fn adoptions_of(type_code: &str, limit: i64) -> Vec<AdoptionRow>
            = "WHERE type_code = :type_code AND active = 1 ORDER BY unit_code LIMIT :limit";
    }
}
