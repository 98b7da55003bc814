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
        #[since(6)]
        circulated: i64,
        #[since(6)]
        declared_by: String,
        #[since(6)]
        declared_at: i64,
        #[since(6)]
        reason_sealed: Vec<u8>,
        #[since(6)]
        changed_at: i64,
        #[since(6)]
        task_id: String,
    }

    /// 目录编制任务: a managing unit has a unit compile an entry. The type is empty for a new one.
    #[table(catalog_task, key(task_id), place(unit_code, region))]
    struct CatalogTaskRow {
        task_id: String,
        state: String,
        name: String,
        type_code: String,
        unit_code: String,
        region: String,
        due: String,
        assigned_by: String,
        assigned_at: i64,
        reason_sealed: Vec<u8>,
        version: i64,
        record_id: String,
    }

    /// 目录意见: a comment of a using unit on a version that is not published yet.
    #[table(catalog_comment, key(comment_id), place(unit_code, region))]
    struct CatalogCommentRow {
        comment_id: String,
        type_code: String,
        number: i64,
        unit_code: String,
        region: String,
        author: String,
        text_sealed: Vec<u8>,
        created_at: i64,
        version: i64,
        record_id: String,
    }

    /// 目录年度确认: the last confirmation of an entry by an issuing unit.
    #[table(catalog_confirmation, key(type_code, unit_code), place(unit_code, region))]
    struct CatalogConfirmationRow {
        type_code: String,
        unit_code: String,
        region: String,
        number: i64,
        confirmed_by: String,
        confirmed_at: i64,
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

        /// Codes of types between two codes, for the next free code of a unit.
        pub fn type_codes_between(first: &str, last: &str, limit: i64) -> Vec<String>
            = "SELECT {type_code} FROM catalog_version WHERE type_code >= :first AND type_code <= :last
               AND number = 1 ORDER BY type_code LIMIT :limit";

        /// The newest version that was compiled for a task.
        #[for_display]
        pub fn catalog_of_task(task_id: &str) -> Option<CatalogRow>
            = "WHERE task_id = :task_id ORDER BY type_code DESC, number DESC LIMIT 1";

        /// All tasks, newest first.
        #[for_display]
        pub fn catalog_tasks(before: &str, limit: i64) -> Vec<CatalogTaskRow>
            = "WHERE task_id < :before ORDER BY task_id DESC LIMIT :limit";

        /// Tasks of a unit in a state, newest first.
        #[for_display]
        pub fn catalog_tasks_of_unit(unit_code: &str, state: &str, before: &str, limit: i64)
            -> Vec<CatalogTaskRow>
            = "WHERE unit_code = :unit_code AND state = :state AND task_id < :before
               ORDER BY task_id DESC LIMIT :limit";

        /// Comments on a version, in the order in which they were made.
        #[for_display]
        pub fn catalog_comments(type_code: &str, number: i64, limit: i64) -> Vec<CatalogCommentRow>
            = "WHERE type_code = :type_code AND number = :number ORDER BY comment_id LIMIT :limit";

        /// Confirmations of a type by the units that issue it.
        #[for_display]
        pub fn catalog_confirmations(type_code: &str, limit: i64) -> Vec<CatalogConfirmationRow>
            = "WHERE type_code = :type_code ORDER BY unit_code LIMIT :limit";

        /// Number of certificates of a unit and type that are in force on a day, at most `most`.
        pub fn certificates_in_force(unit_code: &str, type_code: &str, day: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM certificate WHERE unit_code = :unit_code AND
               type_code = :type_code AND state = 'active' AND valid_from <= :day AND
               (valid_to = '' OR valid_to >= :day) LIMIT :most) AS held";

        /// Number of applications of a type that have not ended, at most `most`.
        pub fn open_applications_of_type(type_code: &str, most: i64) -> i64
            = "SELECT {COUNT(*)} FROM (SELECT 1 FROM application WHERE type_code = :type_code AND
               state IN ('draft', 'submitted', 'approved') LIMIT :most) AS waiting";

        /// Adoptions of a type that are in effect.
        pub fn adoptions_of(type_code: &str, limit: i64) -> Vec<AdoptionRow>
            = "WHERE type_code = :type_code AND active = 1 ORDER BY unit_code LIMIT :limit";
    }
}
