//! Compares the tables in docs/tables with the code. `UPDATE_TABLES=1` rewrites them.

use std::fs;

use domain::application::{self, ApplicationFacts, ApplicationState, ApplicationStep};
use domain::catalog::{self, CatalogState, CatalogStep};
use domain::certificate::{self, CertificateState, CertificateStep};
use domain::event::EventKind;
use domain::note::{self, NoteState, NoteStep};
use domain::seal::{self, SealState, SealStep};
use domain::vocabulary::Word;
use domain::{Code, policy};

fn compare(name: &str, text: &str) {
    let path = crate::root().join("docs/tables").join(name);
    if std::env::var_os("UPDATE_TABLES").is_some() {
        fs::write(&path, text).unwrap();
    }
    let printed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(printed, text, "docs/tables/{name} differs: run UPDATE_TABLES=1 make test");
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

/// Each state with its names, followed by the steps that it allows.
#[test]
fn the_tables_of_states_are_up_to_date() {
    let facts = ApplicationFacts { submitted_by: "a", acting: "b", reason: "why" };
    let text = [
        machine::<ApplicationState, ApplicationStep>("application", |state, step| {
            application::step(state, step, facts).ok()
        }),
        machine::<CertificateState, CertificateStep>("certificate", |state, step| {
            certificate::step(state, step).ok()
        }),
        machine::<SealState, SealStep>("seal", |state, step| seal::step(state, step).ok()),
        machine::<CatalogState, CatalogStep>("catalog version", |state, step| {
            catalog::step(state, step).ok()
        }),
        machine::<NoteState, NoteStep>("note", |state, step| {
            note::step(state, step, "a", "a").ok()
        }),
    ];
    compare("states.txt", &text.concat());
}

fn machine<S: Word, T: Word>(name: &str, next: impl Fn(S, T) -> Option<S>) -> String {
    let mut text = format!("{name}\n");
    for state in S::WORDS {
        let (zh, en) = state.spoken();
        text += &format!("  {}\t{zh}\t{en}\n", state.code());
        for step in T::WORDS {
            if let Some(next) = next(*state, *step) {
                let (zh, en) = step.spoken();
                text += &format!("    --{}--> {}\t{zh}\t{en}\n", step.code(), next.code());
            }
        }
    }
    text
}
