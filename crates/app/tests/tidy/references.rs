//! What a comment or a page points at is there: decision records, files, folders, stories.

use std::fs;
use std::path::Path;

use domain::event::EventKind;

use crate::{files, root};

/// Rust files and pages in which references are looked for, with their paths.
fn texts() -> Vec<(String, String)> {
    let mut texts = files(&root().join("crates"), &[".rs", ".sql"]);
    texts.extend(files(&root().join("docs"), &[".md"]));
    for name in ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        texts.push((name.to_owned(), fs::read_to_string(root().join(name)).unwrap()));
    }
    texts
}

/// Numbers in `decision 0007` and `decisions 0001 and 0016`.
fn decisions(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in line.split("decision").skip(1) {
        let words = rest.split([' ', ',', '(', ')', '.', ';', '/', ':']);
        for word in words.skip(1).take(4) {
            if word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()) {
                found.push(word);
            }
        }
    }
    found
}

fn decision_stands(number: &str) -> bool {
    let folder = fs::read_dir(root().join("docs/decisions")).unwrap();
    let mut names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.any(|name| name.starts_with(number))
}

#[test]
fn decisions_that_are_cited_have_a_record() {
    assert_eq!(
        decisions("see (decision 0007) and decisions 0001 and 0016."),
        ["0007", "0001", "0016"]
    );
    assert!(decision_stands("0001") && !decision_stands("0999"), "the control");
    let mut cited = 0;
    let mut wrong = Vec::new();
    for (name, text) in texts().iter().filter(|(name, _)| !name.contains("/tidy/")) {
        for number in text.lines().flat_map(decisions) {
            cited += 1;
            if !decision_stands(number) {
                wrong.push(format!("{name}: decision {number}"));
            }
        }
    }
    assert!(cited > 20, "{cited} citations");
    assert_eq!(wrong, [""; 0]);
}

/// Paths of the repository between backquotes, without line numbers and patterns.
fn paths(text: &str) -> Vec<&str> {
    let tops = ["crates/", "docs/", "web/src/", "tools/", "rules/", ".ci/", "fonts/", "fuzz/"];
    let quoted = text.split('`').skip(1).step_by(2);
    let plain = quoted.filter(|word| !word.contains([' ', '*', '<', '{', '$', '…', '\n', 'N']));
    plain.filter(|word| tops.iter().any(|top| word.starts_with(top))).collect()
}

#[test]
fn files_that_are_named_exist() {
    assert_eq!(paths("in `crates/a.rs`, `x` and `docs/<name>.md`"), ["crates/a.rs"]);
    let mut wrong = Vec::new();
    for (name, text) in texts().iter().filter(|(name, _)| !name.contains("/tidy/")) {
        for path in paths(text) {
            let path = path.split("::").next().unwrap().trim_end_matches('/');
            // Packages and build results are not in the repository.
            if !root().join(path).exists() && !path.contains("node_modules") {
                wrong.push(format!("{name}: {path}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// The column *where* names folders of `crates/app/src`, or whole paths.
#[test]
fn the_table_of_the_regulation_names_what_exists() {
    let table = fs::read_to_string(root().join("docs/regulation.md")).unwrap();
    let mut named = 0;
    let mut wrong = Vec::new();
    for row in table.lines().filter(|line| line.ends_with("| now |")) {
        let place = row.split('|').nth(3).unwrap();
        for word in place.split('`').skip(1).step_by(2) {
            named += 1;
            let folder = Path::new("crates/app/src").join(word);
            if !root().join(word).exists() && !root().join(folder).exists() {
                wrong.push(word.to_owned());
            }
        }
    }
    assert!(named > 30, "{named} places");
    assert_eq!(wrong, [""; 0]);
}

/// Events of deeds that have stories, which do not look at their records yet. The list only becomes
/// shorter: a new event is told by a story from the beginning.
const UNTOLD: &[EventKind] = &[
    EventKind::CatalogSubmitted,
    EventKind::CatalogReturned,
    EventKind::CatalogPublished,
    EventKind::CatalogRetired,
    EventKind::CatalogAdopted,
    EventKind::ApplicationReturned,
    EventKind::ApplicationRejected,
    EventKind::ApplicationWithdrawn,
    EventKind::CertificateOrdered,
    EventKind::CertificateResumed,
    EventKind::CertificateRevoked,
    EventKind::CertificateDownloaded,
    EventKind::SealRegistered,
    EventKind::ClientRegistered,
    EventKind::SessionOpened,
    EventKind::SessionClosed,
    EventKind::JobParked,
];

#[test]
fn every_event_is_told_by_a_story() {
    let mut told = String::new();
    for place in ["crates/app/tests/it", "crates/web/tests/it", "crates/cli/tests/it"] {
        for (_, text) in files(&root().join(place), &[".rs"]) {
            told.push_str(&text);
        }
    }
    let is_told = |kind: &&EventKind| {
        told.contains(&format!("\"{kind}\"")) || told.contains(&format!("EventKind::{kind:?}"))
    };
    let untold: Vec<EventKind> =
        EventKind::ALL.iter().copied().filter(|kind| !is_told(&kind)).collect();
    assert_eq!(untold, UNTOLD, "a story in crates/app/tests/it tells what the log records");
}

/// The names of tests in the last column of the tables of threats. A name may be cut off with `…`.
fn tests_named(table: &str) -> Vec<&str> {
    let last = |row| -> Option<&str> { str::split(row, '|').rev().nth(1) };
    let cells = table.lines().filter(|line| line.starts_with("| ")).filter_map(last);
    let words = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let names = words.filter_map(|word| word.rsplit([':', ' ']).next());
    names.filter(|name| name.matches('_').count() > 1).collect()
}

#[test]
fn every_test_that_the_threats_name_exists() {
    let row = "| DBA | edits | MAC | `app a::a_row_that_is_edited`, `a_file_that…`; `x` |\n";
    assert_eq!(tests_named(row), ["a_row_that_is_edited", "a_file_that…"], "the control");
    let sources = files(&root().join("crates"), &[".rs"]);
    let exists = |name: &&str| {
        let function = match name.strip_suffix('…') {
            Some(begin) => format!("fn {begin}"),
            None => format!("fn {name}("),
        };
        sources.iter().any(|(_, text)| text.contains(&function))
    };
    let threats = fs::read_to_string(root().join("docs/reference/threats.md")).unwrap();
    let named = tests_named(&threats);
    assert!(named.len() > 60, "{} tests are named", named.len());
    let missing: Vec<&str> = named.into_iter().filter(|name| !exists(name)).collect();
    assert_eq!(missing, [""; 0]);
}
