// People who log in, and the posts that they hold (Art. 25).

noun! {
    /// A person of a unit, in whose region the person is placed. `password` is a hash, or empty for a
    /// person who cannot log in by password.
    #[table(person, key(person_id), place(unit_code))]
    struct PersonRow {
        person_id: String,
        account: String,
        name_sealed: Vec<u8>,
        unit_code: String,
        password: String,
        active: i64,
        version: i64,
        record_id: String,
        #[since(5)]
        must_change_password: i64,
        #[since(5)]
        session_generation: i64,
    }

    /// A post of a person; its place is that of the person.
    #[table(person_role, key(person_id, role), place_of(person, person_id))]
    struct PersonRoleRow {
        person_id: String,
        role: String,
        active: i64,
        version: i64,
        record_id: String,
        #[since(8)]
        first_day: String,
        #[since(8)]
        last_day: String,
    }

    /// A proposal to give a person a post (decision 0023).
    #[table(post_grant, key(grant_id), place_of(person, person_id))]
    struct PostGrantRow {
        grant_id: String,
        person_id: String,
        role: String,
        state: String,
        proposed_by: String,
        proposed_at: i64,
        decided_by: String,
        decided_at: i64,
        version: i64,
        record_id: String,
        #[since(8)]
        first_day: String,
        #[since(8)]
        last_day: String,
        #[since(8)]
        ended_by: String,
        #[since(8)]
        ended_at: i64,
        #[since(8)]
        unit_code: String,
    }

    impl Queries {
        /// The person with a login name.
        pub fn person_by_account(account: &str) -> Option<PersonRow> = "WHERE account = :account";

        /// People of a unit in the order of their accounts.
        #[for_display]
        pub fn people_of_unit(unit_code: &str, account_after: &str, limit: i64) -> Vec<PersonRow>
            = "WHERE unit_code = :unit_code AND account > :account_after ORDER BY account LIMIT
               :limit";

        /// A person, for showing who did something: a list must not fail because of one edited row.
        #[for_display]
        pub fn person_shown(person_id: &str) -> Option<PersonRow> = "WHERE person_id = :person_id";

        /// Posts that were not withdrawn from a person, whatever their days, for showing them.
        #[for_display]
        pub fn roles_shown(person_id: &str) -> Vec<PersonRoleRow>
            = "WHERE person_id = :person_id AND active = 1 ORDER BY role";

        /// Posts that were not withdrawn from a person. Whether they are held on a day, their days say.
        pub fn roles_of(person_id: &str) -> Vec<PersonRoleRow>
            = "WHERE person_id = :person_id AND active = 1 ORDER BY role";

        /// All posts that a person has or had, also those that were withdrawn.
        pub fn roles_ever(person_id: &str) -> Vec<PersonRoleRow>
            = "WHERE person_id = :person_id ORDER BY role";

        /// Identities of the people who work in a unit or were to hold a post there.
        pub fn people_ever_of_unit(unit_code: &str, after: &str, limit: i64) -> Vec<String>
            = "SELECT {person_id} FROM (
               SELECT person_id FROM person WHERE unit_code = :unit_code AND person_id > :after
               UNION
               SELECT person_id FROM post_grant WHERE unit_code = :unit_code AND person_id > :after
               ) AS known ORDER BY person_id LIMIT :limit";

        /// Posts that were not withdrawn, whose last day lies in a span, and whose holders are of units with a
        /// region between two codes; the nearest one first.
        #[for_display]
        pub fn posts_ending(from: &str, until: &str, first: &str, last: &str, limit: i64)
            -> Vec<PersonRoleRow>
            = "WHERE active = 1 AND last_day >= :from AND last_day <= :until AND person_id IN (SELECT
               person_id FROM person WHERE unit_code IN (SELECT unit_code FROM unit WHERE
               region >= :first AND region <= :last)) ORDER BY last_day, person_id, role LIMIT :limit";

        /// Grants by which a person holds a post or has held it until its last day: confirmed, and the post was
        /// not withdrawn. Newest first.
        pub fn grants_in_effect(person_id: &str, role: &str, limit: i64) -> Vec<PostGrantRow>
            = "WHERE person_id = :person_id AND state = 'confirmed' AND role = :role AND ended_at = 0
               ORDER BY grant_id DESC LIMIT :limit";

        /// Number of rows of a post, also of those that were taken away.
        pub fn holders_ever(role: &str) -> i64
            = "SELECT {COUNT(*)} FROM person_role WHERE role = :role";

        /// Proposals in a state with identities below `before`, newest first.
        #[for_display]
        pub fn grants_in_state(state: &str, before: &str, limit: i64) -> Vec<PostGrantRow>
            = "WHERE state = :state AND grant_id < :before ORDER BY grant_id DESC LIMIT :limit";

        /// The same of units whose region lies between two codes.
        #[for_display]
        pub fn grants_in_regions(state: &str, from: &str, to: &str, before: &str, limit: i64)
            -> Vec<PostGrantRow>
            = "WHERE state = :state AND grant_id < :before AND unit_code IN (SELECT unit_code FROM unit
               WHERE region >= :from AND region <= :to) ORDER BY grant_id DESC LIMIT :limit";

        /// Proposals in a state that concern a person.
        pub fn grants_of_person(person_id: &str, state: &str, limit: i64) -> Vec<PostGrantRow>
            = "WHERE person_id = :person_id AND state = :state ORDER BY grant_id LIMIT :limit";
    }
}
