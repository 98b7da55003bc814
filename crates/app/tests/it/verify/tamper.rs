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

/// Anybody can write an identifier into a file. Only a file that the city issued is told a state.
#[tokio::test]
async fn a_forged_file_learns_nothing_of_the_certificate_that_it_names() {
    const NEVER: &str = "1.2.156.3005.2.11440300MBXX000197001.11440300MBXX000197.202699999999.001.";
    let scene = Scene::new();
    for city in testkit::cities().await {
        city.publish(&testkit::licence()).await;
        let issued = city.issued(testkit::content()).await;
        let checks = (0..36).filter_map(|value| std::char::from_digit(value, 36));
        let never = checks.map(|check| format!("{NEVER}{}", check.to_ascii_uppercase()));
        let mut never =
            never.filter(|text| domain::identifier::CertificateIdentifier::parse(text).is_ok());
        let never = never.next().unwrap();
        let forged = async |identifier: &str| {
            let file = scene.sealed(&scene.sealing());
            let file = file.replace("OFD.xml", scene::IDENTIFIER, identifier).pack();
            let verified = city.app.verify_file(&file).await.unwrap();
            assert_eq!(verified.identifier.as_deref(), Some(identifier));
            assert_eq!((verified.status_today, verified.not_revoked), (None, None));
            serde_json::to_string(&verified).unwrap().replace(identifier, "IDENTIFIER")
        };
        let known = forged(&issued.identifier).await;
        assert_eq!(known, forged(&never).await);
        let issuer = city.person("签发丙", testkit::BUREAU, domain::caller::Role::Issuer);
        city.app.suspend_certificate(&issuer, &issued, "核查").await.unwrap();
        assert_eq!(known, forged(&issued.identifier).await, "whatever its state");
        // Control: the file that was issued is told the state.
        let genuine = city.app.verify_file(&city.file(&issued.identifier).await).await.unwrap();
        assert_eq!(genuine.status_today.map(|effect| effect.as_str()), Some("suspended"));
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
