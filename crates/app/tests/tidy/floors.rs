//! Checks the floors of `app` (decision 0012): background over activities over drawing over records
//! over kernel. Each floor may use only the floors below it, and no activity may use another one.
//! The check reads the paths `crate::…` in the code, and the calls of methods of `App`, which need
//! no `use` line.

use std::collections::BTreeMap;

/// The floors below the activities, from the lowest to the highest.
const BELOW_ACTIVITIES: [&str; 3] = ["kernel", "records", "drawing"];
/// The floor above the activities. Every other folder is an activity.
const BACKGROUND: &str = "background";
/// Re-exports of the crate root that any floor may name.
const ROOT: [&str; 3] = ["crash", "ports", "tests"];

/// Dependencies that are permitted although they go up, as file, folder and reason. Do not add to
/// this list.
const EXCEPTIONS: &[(&str, &str, &str)] = &[(
    "kernel/app.rs",
    "drawing",
    "the application is handed to every floor, so it carries the cache of compiled templates",
)];

/// The height of a folder's floor; activities are at 3.
fn level(folder: &str) -> usize {
    let below = BELOW_ACTIVITIES.iter().position(|floor| *floor == folder);
    below.unwrap_or(if folder == BACKGROUND { 4 } else { 3 })
}

/// Whether code in the folder `from` may use the folder `to`.
fn may_use(from: &str, to: &str) -> bool {
    from == to || level(to) < level(from)
}

/// Folder and path of a file below `src`, and its text without comment lines.
type Source = (String, String, String);

fn sources() -> Vec<Source> {
    let found = crate::files(&crate::root().join("crates/app/src"), &[".rs"]);
    let below = found.iter().filter_map(|(name, text)| {
        let path = name.strip_prefix("crates/app/src/")?;
        let (folder, _) = path.split_once('/')?;
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        Some((folder.to_owned(), path.to_owned(), code.collect::<Vec<_>>().join("\n")))
    });
    below.collect()
}

/// The folders that a text names as `crate::FOLDER`.
fn named(code: &str) -> Vec<&str> {
    let after = code.split("crate::").skip(1);
    let word = |text: &str| text.find(|c: char| !(c.is_alphanumeric() || c == '_'));
    after.map(|text| text.split_at(word(text).unwrap_or(text.len())).0).collect()
}

/// The methods of `App`, each with the folder that defines it.
fn methods(sources: &[Source]) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (folder, _, code) in sources {
        let blocks = code.split("\nimpl App {").skip(1);
        for block in blocks.map(|rest| rest.split("\n}").next().unwrap_or_default()) {
            for line in block.lines().filter(|line| line.starts_with("    ")) {
                let Some((_, name)) = line.split_once("fn ") else { continue };
                let name = name.split(['(', '<']).next().unwrap_or(name);
                found.insert(name.to_owned(), folder.clone());
            }
        }
    }
    found
}

/// Dependencies that are not allowed, as pairs of file and folder.
fn wrong_arrows(sources: &[Source]) -> Vec<(String, String)> {
    let methods = methods(sources);
    let folders: Vec<&String> = sources.iter().map(|(folder, ..)| folder).collect();
    let mut wrong = Vec::new();
    for (folder, path, code) in sources {
        for to in named(code).into_iter().filter(|to| !ROOT.contains(to)) {
            if folders.iter().any(|known| *known == to) && !may_use(folder, to) {
                wrong.push((path.clone(), to.to_owned()));
            }
        }
        for (method, to) in &methods {
            let called = ["self", "app", "one_app"].iter().any(|app| {
                code.contains(&format!("{app}.{method}("))
                    || code.contains(&format!("{app}\n            .{method}("))
            });
            if called && !may_use(folder, to) && !own_method(code, method) {
                wrong.push((path.clone(), format!("{to} ({method})")));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

/// Whether the file defines a method of this name itself, perhaps for another type.
fn own_method(code: &str, method: &str) -> bool {
    code.contains(&format!("fn {method}("))
}

#[test]
fn every_floor_uses_only_the_floors_below_it() {
    let sources = sources();
    assert!(sources.len() > 40, "the sources were not found");
    let mut wrong = wrong_arrows(&sources);
    for (path, to, reason) in EXCEPTIONS {
        let found = wrong.iter().position(|(from, folder)| from == path && folder == to);
        let found = found.unwrap_or_else(|| panic!("{path} -> {to} needs no exception any more"));
        assert!(!reason.is_empty());
        wrong.remove(found);
    }
    assert_eq!(wrong, [], "see docs/decisions/0012-floors-inside-app.md");
}

#[test]
fn a_dependency_that_goes_up_or_sideways_is_found() {
    let source = |path: &str, code: &str| {
        (path.split('/').next().unwrap().to_owned(), path.to_owned(), code.to_owned())
    };
    let own = "\nimpl App {\n    pub async fn approve(&self) {\n    }\n}";
    let good = [
        source("review/decide.rs", &format!("use crate::records::unit::name;{own}")),
        source("records/unit.rs", "use crate::kernel::Error;"),
        source("background/runner.rs", "app.approve();\nuse crate::review::Decided;"),
        source("kernel/error.rs", ""),
        source("collect/draft.rs", ""),
    ];
    assert_eq!(wrong_arrows(&good), []);
    let told = |path: &str, code: &str| {
        let mut all = good.to_vec();
        all.push(source(path, code));
        wrong_arrows(&all).pop().map(|(_, to)| to)
    };
    assert_eq!(told("records/person.rs", "use crate::collect::Draft;").as_deref(), Some("collect"));
    assert_eq!(told("kernel/page.rs", "crate::records::unit::name()").as_deref(), Some("records"));
    assert_eq!(told("collect/read.rs", "use crate::review::Decided;").as_deref(), Some("review"));
    let called = told("collect/read.rs", "self.approve()");
    assert_eq!(called.as_deref(), Some("review (approve)"), "a method of another activity");
    assert_eq!(told("review/read.rs", "self.approve()"), None, "a method of the same activity");
}
