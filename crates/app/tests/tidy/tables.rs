//! Tables that people can read, printed from the code and compared; UPDATE_TABLES=1 rewrites them.

use std::fs;

use domain::application::{self, ApplicationFacts, ApplicationState, ApplicationStep};
use domain::catalog::{self, CatalogState, CatalogStep};
use domain::certificate::{self, CertificateState, CertificateStep};
use domain::event::EventKind;
use domain::seal::{self, SealState, SealStep};
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
fn policy_table() {
    compare("policy.txt", &policy::table());
}

#[test]
fn error_table() {
    let lines: String = Code::ALL
        .iter()
        .map(|code| format!("{}\t{}\t{}\n", code.as_str(), code.zh(), code.en()))
        .collect();
    compare("errors.txt", &lines);
}

#[test]
fn event_table() {
    let lines: String =
        EventKind::ALL.iter().map(|kind| format!("{}\t{}\n", kind.as_str(), kind.zh())).collect();
    compare("events.txt", &lines);
}

#[test]
fn state_tables() {
    let mut text = String::from("application\n");
    let facts = ApplicationFacts { submitted_by: "a", acting: "b", reason: "why" };
    for state in ApplicationState::ALL {
        for step in ApplicationStep::ALL {
            if let Ok(next) = application::step(*state, *step, facts) {
                text += &format!("  {} --{}--> {}\n", state.as_str(), step.as_str(), next.as_str());
            }
        }
    }
    text += "certificate\n";
    for state in CertificateState::ALL {
        for step in CertificateStep::ALL {
            if let Ok(next) = certificate::step(*state, *step) {
                text += &format!("  {} --{}--> {}\n", state.as_str(), step.as_str(), next.as_str());
            }
        }
    }
    text += "seal\n";
    for state in SealState::ALL {
        for step in SealStep::ALL {
            if let Ok(next) = seal::step(*state, *step) {
                text += &format!("  {} --{}--> {}\n", state.as_str(), step.as_str(), next.as_str());
            }
        }
    }
    text += "catalog version\n";
    for state in CatalogState::ALL {
        for step in CatalogStep::ALL {
            if let Ok(next) = catalog::step(*state, *step) {
                text += &format!("  {} --{}--> {}\n", state.as_str(), step.as_str(), next.as_str());
            }
        }
    }
    compare("states.txt", &text);
}
