//! The error codes of both engines that say that the database cannot work now: a full disk, a lost connection,
//! a lock that was waited for in vain. Such a request may succeed later (503), all others are faults (500).

/// Whether an error code of the database says that it cannot work now, and not that the statement is wrong.
pub(crate) fn is_away(code: &str) -> bool {
    // PostgreSQL: connection, resources such as a full disk, a server that stops or starts, a system error, a
    // standby that only reads, too many connections, and a lock that was waited for in vain.
    const CLASSES: [&str; 5] = ["08", "53", "57", "58", "F0"];
    const STATES: [&str; 3] = ["25006", "55P03", "40P01"];
    let of_postgres = code.len() == 5
        && (CLASSES.iter().any(|class| code.starts_with(class)) || STATES.contains(&code));
    // SQLite: the low byte of BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN and PROTOCOL.
    let of_sqlite = code.len() < 5
        && code.parse().is_ok_and(|code: i32| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14 | 15));
    of_postgres || of_sqlite
}

#[cfg(test)]
mod tests {
    use super::is_away;

    #[test]
    fn what_the_database_cannot_do_now_is_told_from_what_it_never_can() {
        // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_BUSY_SNAPSHOT; disk_full, admin_shutdown, io_error.
        for code in ["13", "778", "517", "53100", "57P01", "58030", "08006", "25006"] {
            assert!(is_away(code), "{code}");
        }
        // SQLITE_CONSTRAINT, SQLITE_ERROR; syntax error, invalid text, unique violation.
        for code in ["19", "1", "42601", "22021", "23505", ""] {
            assert!(!is_away(code), "{code}");
        }
    }
}
