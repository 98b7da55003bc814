//! 第二十二条 (Art. 22): bad files with one defect each, and good variants of the same document.
//! Each bad file must fail exactly the checks that its case names, or be unreadable if the case
//! says so; each good file must pass. The unchanged document is the negative control.
//!
//! If `TAMPER_OUT` names a folder, all files, the trust bundle and `table.json` are written to it,
//! so that other programs can verify them.

use std::path::Path;

use app::verify::{Outcome, Verdict, verify_alone};
use serde_json::json;

mod bytes;
mod cases;
mod scene;

use cases::{Case, bad, good};
use scene::Scene;

/// The names of the checks that fail, or the summary of an unreadable file.
fn rejected_by(file: &[u8], trust: &str) -> Vec<String> {
    let verified = verify_alone(file, trust).unwrap();
    match verified.verdict {
        Verdict::Valid => Vec::new(),
        Verdict::Unreadable | Verdict::Refused => {
            vec![format!("unreadable: {}", verified.summary_en)]
        }
        Verdict::Invalid => {
            let failed = verified.checks.iter().filter(|check| check.outcome == Outcome::Failed);
            failed.map(|check| check.name.clone()).collect()
        }
    }
}

/// Whether the findings are the expected ones. The summary of an unreadable file is compared only
/// by its beginning.
fn as_expected(found: &[String], expected: &[&str]) -> bool {
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, wanted)| found.starts_with(wanted))
}

#[test]
fn every_defect_fails_its_own_checks_and_good_variants_pass() {
    let scene = Scene::new();
    let (good, bad) = (good(&scene), bad(&scene));
    assert!(good.len() >= 5 && bad.len() >= 30, "{} good, {} bad", good.len(), bad.len());
    let mut wrong = Vec::new();
    for case in good.iter().chain(&bad) {
        let found = rejected_by(&case.file, &case.trust);
        if !as_expected(&found, case.expected) {
            wrong.push(format!("{}: {found:?}, not {:?}", case.name, case.expected));
        }
    }
    if let Some(out) = std::env::var_os("TAMPER_OUT") {
        write(Path::new(&out), &scene, &good, &bad);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_two_cases_have_the_same_file_and_trust() {
    let scene = Scene::new();
    let all: Vec<Case> = good(&scene).into_iter().chain(bad(&scene)).collect();
    for (at, case) in all.iter().enumerate() {
        let same = |other: &&Case| other.file == case.file && other.trust == case.trust;
        assert!(!all[..at].iter().any(|other| same(&other)), "{} repeats a case", case.name);
    }
}

fn write(out: &Path, scene: &Scene, good: &[Case], bad: &[Case]) {
    std::fs::create_dir_all(out).unwrap();
    std::fs::write(out.join("trust.pem"), scene.trust()).unwrap();
    let mut table = Vec::new();
    for (is_good, cases) in [(true, good), (false, bad)] {
        for case in cases {
            std::fs::write(out.join(format!("{}.ofd", case.name)), &case.file).unwrap();
            if case.trust != scene.trust() {
                std::fs::write(out.join(format!("{}.pem", case.name)), &case.trust).unwrap();
            }
            table.push(json!({ "name": case.name, "good": is_good, "what": case.what,
                               "checks": case.expected }));
        }
    }
    std::fs::write(out.join("table.json"), serde_json::to_vec_pretty(&table).unwrap()).unwrap();
}
