// The list of nouns. Each has a file beside this one with the declarations of its tables and all their
// SQL (decision 0013). `store_schema`, `store_sqlite`, `store_postgres` and `store` include this list, each
// with its own definition of `nouns!` and of the `noun!` in the files; see the documentation of
// `store_macros`. All statements must run on both engines (decision 0004).
//
// A table with `key(…)` is evident: it has the columns `version`, the number of saves of the row, and
// `record_id`, the log record of its last save. That record holds a digest of the row, so an edit that
// was made behind the program is found (decisions 0001 and 0016).
//
// Columns named `…_sealed` are encrypted and columns named `…_index` are keyed hashes (I10). `bucket` is
// the holder's partition (decision 0018). Instants are milliseconds since 1970 UTC.

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
    misses
    notes
    notices
    people
    schedules
    seals
    sessions
    units
    usages
}
