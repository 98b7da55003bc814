//! The rules of the project as tests: dependencies between crates, sizes, banned words, the places
//! where SQL and engines may be named, the budget of packages, and the printed tables.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod floors;
mod references;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

/// Largest number of lines of a source file.
const MAX_LINES: usize = 400;
/// Packages of others in Cargo.lock at most; docs/dependencies.md says why each direct one is there.
const MAX_PACKAGES: usize = 367;

const NONE: [&str; 0] = [];

/// The allowed dependencies between our crates. Every other one is an error.
const ARROWS: &[(&str, &[&str])] = &[
    ("budget", &[]),
    ("domain", &[]),
    ("ledger", &[]),
    ("face", &["budget"]),
    ("seal", &["budget"]),
    ("device", &["seal"]),
    ("device_mock", &["seal"]),
    ("ofd", &["budget", "face"]),
    ("store_macros", &[]),
    ("store_schema", &["store_macros"]),
    ("store_sqlite", &["store_macros", "store_schema"]),
    ("store_postgres", &["store_macros", "store_schema"]),
    (
        "store",
        &["domain", "ledger", "store_macros", "store_schema", "store_sqlite", "store_postgres"],
    ),
    ("keys", &["device", "domain", "face", "seal", "store"]),
    ("app", &["budget", "domain", "face", "keys", "ledger", "ofd", "seal", "store"]),
    ("outside", &["app", "seal"]),
    ("demo", &["app", "domain", "store"]),
    ("bench", &["app", "demo", "domain", "face", "keys", "ledger", "ofd", "seal", "store"]),
    ("testkit", &["app", "domain", "face", "keys", "store"]),
    ("web", &["app", "domain"]),
    ("cli", &["app", "bench", "demo", "domain", "keys", "outside", "web"]),
];

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The files below a folder whose names have one of the endings, as path from the root and text.
fn files(folder: &Path, endings: &[&str]) -> Vec<(String, String)> {
    let mut found = vec![];
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root()).unwrap().display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<(String, String)> {
    let sources = files(&root().join("crates"), &[".rs"]);
    assert!(sources.len() > 30, "the sources were not found");
    sources
}

/// What `of` finds wrong in the sources, by path and text.
fn complaints(of: impl Fn(&str, &str) -> Option<String>) -> Vec<String> {
    sources().iter().filter_map(|(name, text)| of(name, text)).collect()
}

#[test]
fn crates_depend_only_on_the_crates_that_they_may_use() {
    let ours: Vec<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    for (name, text) in files(&root().join("crates"), &["Cargo.toml"]) {
        let krate = name.split('/').nth(1).unwrap();
        let allowed = ARROWS.iter().find(|(name, _)| *name == krate).map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("{krate} is not listed in ARROWS"));
        let dependencies = text.split("[dev-dependencies]").next().unwrap();
        for line in dependencies.split("[dependencies]").nth(1).unwrap_or("").lines() {
            let dependency = line.split(['.', ' ', '=']).next().unwrap();
            if ours.contains(&dependency) {
                assert!(allowed.contains(&dependency), "{krate} must not depend on {dependency}");
            }
        }
    }
}

#[test]
fn no_source_file_is_longer_than_the_limit() {
    let long = complaints(|name, text| {
        let lines = text.lines().count();
        (lines > MAX_LINES).then(|| format!("{name}: {lines} lines"))
    });
    assert_eq!(long, NONE);
}

#[test]
fn banned_words_do_not_occur() {
    // I12: "cert" could mean a 证照, which is a `Certificate`, or an X.509 certificate, which is
    // `X509…`.
    let banned = ["cert", "certs", "utils", "helpers"];
    let found = complaints(|name, text| {
        if name.contains("/tidy/") {
            return None;
        }
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric()));
        let bad = words.into_iter().find(|word| banned.contains(&word.to_lowercase().as_str()))?;
        Some(format!("{name}: {bad}"))
    });
    // These crates quote a field name of the ASN.1 structure in GB/T 38540 and namespaces of other
    // readers.
    let quoted = ["crates/seal/", "crates/ofd/", "crates/outside/"];
    let found: Vec<_> =
        found.into_iter().filter(|line| !quoted.iter().any(|q| line.starts_with(q))).collect();
    assert_eq!(found, NONE);
}

#[test]
fn only_the_store_knows_sql() {
    let found = complaints(|name, text| {
        let store = name.starts_with("crates/store") || name.contains("/tests/");
        let sql = ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM"];
        let bad = sql.iter().find(|word| text.contains(*word))?;
        (!store).then(|| format!("{name}: {bad}"))
    });
    assert_eq!(found, NONE);
}

#[test]
fn only_the_store_names_the_engines() {
    let places = [
        "crates/store/src/away.rs",
        "crates/store/src/engine.rs",
        "crates/store/src/inspect.rs",
        "crates/store/src/migrate.rs",
        "crates/store/src/pool.rs",
        "crates/store_schema/src/dialect.rs",
    ];
    let found = complaints(|name, text| {
        let engine_crate = name.starts_with("crates/store_sqlite/")
            || name.starts_with("crates/store_postgres/")
            || name.starts_with("crates/testkit/")
            || name.contains("/tests/")
            || name.contains("/examples/");
        // Comments may name the engines; code may not.
        let code: String =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let bad =
            ["Sqlite", "Postgres", "sqlite", "postgres"].iter().find(|w| code.contains(*w))?;
        (!engine_crate && !places.contains(&name)).then(|| format!("{name}: {bad}"))
    });
    assert_eq!(found, NONE);
}

#[test]
fn only_the_door_begins_a_change() {
    let found = complaints(|name, text| {
        let inside = name.starts_with("crates/app/src/kernel/door")
            || name == "crates/app/src/kernel/group_commit.rs"
            || name.starts_with("crates/store");
        (!inside && text.contains(".change(")).then(|| name.to_owned())
    });
    let tests: Vec<_> = found.into_iter().filter(|name| !name.contains("/tests/")).collect();
    assert_eq!(tests, NONE);
}

#[test]
fn the_package_budget_is_kept_and_every_dependency_is_explained() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages = lock.matches("\nsource = ").count();
    assert!(packages <= MAX_PACKAGES, "{packages} packages");
    let reasons = fs::read_to_string(root().join("docs/dependencies.md")).unwrap();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let table = manifest.split("[workspace.dependencies]").nth(1).unwrap();
    for line in table.split("\n[").next().unwrap().lines() {
        let Some((name, value)) = line.split_once(" = ") else { continue };
        if value.contains("path =") {
            continue;
        }
        assert!(value.contains("\"="), "{name}: the version is not exact");
        let row = format!("| {name} |");
        assert!(reasons.contains(&row), "{name}: docs/dependencies.md gives no reason for it");
    }
}

/// The stories that the mod.rs of their folder does not name; the compiler leaves them out without a word.
fn uncompiled(stories: &[(String, String)]) -> Vec<&str> {
    let text = |path: &str| stories.iter().find(|(name, _)| name == path).map(|(_, text)| text);
    let named = |name: &&str| {
        let Some((folder, file)) = name.rsplit_once('/') else { return true };
        let declared = format!("mod {};", file.trim_end_matches(".rs"));
        let beside =
            [format!("{folder}/mod.rs"), format!("{folder}/main.rs"), format!("{folder}.rs")];
        let above = beside.iter().find_map(|path| text(path));
        above.is_some_and(|above| above.lines().any(|line| line.trim() == declared))
    };
    let all = stories.iter().map(|(name, _)| name.as_str());
    let files = all.filter(|name| !name.ends_with("/mod.rs") && !name.ends_with("/main.rs"));
    files.filter(|name| !named(name)).collect()
}

#[test]
fn a_story_that_no_module_names_is_reported() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let stories = [
        file("it/main.rs", "mod audit;\n"),
        file("it/audit/mod.rs", "mod article_21_log;\n// mod article_22_lost;\n"),
        file("it/audit/article_21_log.rs", ""),
        file("it/audit/article_22_lost.rs", ""),
    ];
    assert_eq!(uncompiled(&stories), ["it/audit/article_22_lost.rs"]);
}

#[test]
fn an_article_is_marked_as_done_exactly_when_its_story_exists() {
    let table = fs::read_to_string(root().join("docs/regulation.md")).unwrap();
    let stories = files(&root().join("crates/app/tests/it"), &[".rs"]);
    let lost: Vec<&str> = uncompiled(&stories);
    assert_eq!(lost, [""; 0], "a story that no mod.rs names is never run");
    let mut rows = 0;
    for row in table.lines().filter(|line| line.contains("`article_")) {
        let story = row.split('`').find(|word| word.starts_with("article_")).unwrap();
        let exists = stories.iter().any(|(name, _)| name.ends_with(&format!("/{story}")));
        assert_eq!(row.ends_with("| now |"), exists, "{row}");
        rows += 1;
    }
    assert!(rows > 20, "the table was not found");
}
