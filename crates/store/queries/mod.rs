// The nouns: one file each, with the declarations of its tables and all their SQL. `store_schema`,
// `store_sqlite`, `store_postgres` and `store` include this list, each with its own meaning of
// `nouns!` and of the `noun!` in the files; see the documentation of `store_macros`. What differs
// between the engines does not belong here.

nouns! {
    answers
    applications
    archive_copies
    catalog
    certificates
    clients
    dated_data
    files
    jobs
    log
    matters
    notes
    notices
    people
    schedules
    seals
    sessions
    units
    usages
}
