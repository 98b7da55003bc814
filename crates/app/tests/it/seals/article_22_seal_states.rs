//! 第二十二条 (Art. 22): a seal that is out of use stamps nothing, and every verification asks for
//! its state.

use app::Error;
use app::background::Worked;
use app::verify::{Outcome, Verdict, Verification, verify_alone};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::region::Region;
use domain::seal::SealStep;
use domain::unit::{Unit, UnitPart};

use testkit::{BUREAU, City, LICENCE, cities, content, licence};

async fn change(city: &City, step: SealStep, reason: &str) -> Result<(), Error> {
    let manager = city.person("管理己", BUREAU, Role::CityManager);
    let seal = city.app.seals(&manager, BUREAU).await?.pop().unwrap();
    city.app.change_seal(&manager, &seal.seal_id, seal.row_version, step, reason).await?;
    Ok(())
}

fn outcome(verification: &Verification, name: &str) -> Outcome {
    verification.checks.iter().find(|check| check.name == name).unwrap().outcome
}

#[tokio::test]
async fn productions_wait_while_a_seal_is_suspended_and_go_on_when_it_is_resumed() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let issued = city.issued(content()).await;
        let (file, _) = city.app.certificate_file(&issuer, &issued.identifier).await.unwrap();
        let refused = change(&city, SealStep::Suspend, " ").await.unwrap_err();
        assert_eq!(refused.code(), Code::ReasonMissing);
        city.clock.forward(1_000);
        change(&city, SealStep::Suspend, "核查用印").await.unwrap();
        // Files that were sealed before stay valid, but nothing new is sealed.
        let verified = city.app.verify_file(&file).await.unwrap();
        assert_eq!(verified.verdict, Verdict::Valid, "{}", verified.summary_en);
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let (submitted, _) = city.app.submit_application(&clerk, &draft).await.unwrap();
        city.app.approve_application(&reviewer, &submitted, &[]).await.unwrap();
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Postponed);
        assert!(matches!(change(&city, SealStep::Suspend, "again").await, Err(Error::Refused(_))));
        change(&city, SealStep::Resume, "核查完毕").await.unwrap();
        city.clock.forward(60_000);
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        assert_eq!(city.recorded("seal.changed").await, 2);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_file_sealed_before_the_seal_was_lost_is_valid_only_with_the_log() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let issued = city.issued(content()).await;
        let (file, _) = city.app.certificate_file(&issuer, &issued.identifier).await.unwrap();
        let before = city.app.keys().trust_bundle().unwrap();
        assert_eq!(verify_alone(&file, &before).unwrap().verdict, Verdict::Valid);
        city.clock.forward(86_400_000);
        change(&city, SealStep::ReportLost, "密钥介质遗失").await.unwrap();
        // Without the log, it is unknown whether the file was sealed before the key was lost.
        let after = city.app.keys().trust_bundle().unwrap();
        let alone = verify_alone(&file, &after).unwrap();
        assert_eq!(outcome(&alone, "signer.revocation"), Outcome::Failed);
        // The log proves it: it contains the issue of exactly this file.
        let asked = city.app.verify_file(&file).await.unwrap();
        assert_eq!(asked.verdict, Verdict::Valid, "{}", asked.summary_en);
        assert_eq!(outcome(&asked, "signer.revocation"), Outcome::Passed);
        let again = change(&city, SealStep::Resume, "found").await.unwrap_err();
        assert_eq!(again.code(), Code::SealState);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn only_a_manager_with_the_current_version_changes_a_seal() {
    for city in cities().await {
        let manager = city.person("管理己", BUREAU, Role::CityManager);
        let seal = city.app.seals(&manager, BUREAU).await.unwrap().pop().unwrap();
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let denied = city.app.change_seal(&clerk, &seal.seal_id, 1, SealStep::Revoke, "x").await;
        assert_eq!(denied.unwrap_err().code(), Code::Denied);
        let stale = city.app.change_seal(&manager, &seal.seal_id, 9, SealStep::Revoke, "x").await;
        assert!(matches!(stale, Err(Error::Conflict)));
        assert!(city.app.seals(&clerk, BUREAU).await.is_err());
        city.check_everything().await;
    }
}

/// A unit that only uses certificates may have a name that no seal can show.
#[tokio::test]
async fn a_name_that_no_seal_can_show_is_refused_by_its_field_and_leaves_no_key() {
    for city in cities().await {
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let keys = || std::fs::read_dir(city.keys().join("seals")).unwrap().count();
        let names = [
            ("12440300MBXX00035R", "市".repeat(33)),
            ("11440300MBXX00158X", "演示\u{2a700}局".to_owned()),
        ];
        for (code, name) in names {
            let unit = Unit {
                code: code.into(),
                name,
                region: Region::parse("440304").unwrap(),
                parts: vec![UnitPart::Using],
                active: true,
            };
            city.app.register_unit(&Caller::program("setup"), &unit).await.unwrap();
            let before = keys();
            let refused = city.app.register_seal(&manager, code).await.unwrap_err();
            let Error::Refused(refusal) = refused else { panic!("{refused}") };
            assert_eq!((refusal.code(), refusal.findings().len()), (Code::FaceInvalid, 1));
            assert_eq!(refusal.findings()[0].field, "name");
            assert_eq!(keys(), before, "a key stayed behind");
        }
        // The longest name that a seal can show is longer than the common name of its key may be.
        let longest = Unit {
            code: "1244030055719461X4".into(),
            name: "市".repeat(32),
            region: Region::parse("440304").unwrap(),
            parts: vec![UnitPart::Using],
            active: true,
        };
        city.app.register_unit(&Caller::program("setup"), &longest).await.unwrap();
        city.app.register_seal(&manager, &longest.code).await.unwrap();
        city.check_everything().await;
    }
}
