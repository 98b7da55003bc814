//! Compares the tables in docs/tables with the code. `make regenerate` rewrites them; those of states are printed
//! by the unit tests of `domain`.

use std::fs;

use domain::event::EventKind;
use domain::{Code, policy};

fn compare(name: &str, text: &str) {
    let path = crate::root().join("docs/tables").join(name);
    if std::env::var_os("UPDATE_TABLES").is_some() {
        fs::write(&path, text).unwrap();
    }
    let printed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, text, "docs/tables/{name} differs: run make regenerate");
}

#[test]
fn the_table_of_the_policy_is_up_to_date() {
    compare("policy.txt", &policy::table());
}

#[test]
fn the_table_of_refusals_is_up_to_date() {
    let lines: String = Code::ALL
        .iter()
        .map(|code| format!("{code}\t{}\t{}\t{}\n", code.status(), code.zh(), code.en()))
        .collect();
    compare("errors.txt", &lines);
}

#[test]
fn the_table_of_events_is_up_to_date() {
    let lines: String = EventKind::ALL
        .iter()
        .map(|kind| format!("{kind}\t{}\t{}\n", kind.zh(), kind.en()))
        .collect();
    compare("events.txt", &lines);
}
