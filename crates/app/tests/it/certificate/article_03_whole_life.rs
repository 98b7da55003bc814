//! 第三条 (Art. 3): one platform handles the whole life of a certificate, which is a sealed OFD
//! file.

use app::background::Worked;
use app::verify::Verdict;
use domain::caller::Role;
use domain::certificate::Effect;
use domain::certificate::Revocation;
use domain::usage::Lack;

use testkit::{BUREAU, LICENCE, asked, cities, content, licence};

#[tokio::test]
async fn a_certificate_is_issued_verified_used_and_revoked() {
    for city in cities().await {
        city.publish(&licence()).await;
        let active = city.issued(content()).await;
        let identifier = active.identifier.clone();
        assert_eq!(city.status(&identifier).await, "active");

        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let (file, _) = city.app.certificate_file(&issuer, &identifier).await.unwrap();
        let verified = city.app.verify_file(&file).await.unwrap();
        assert_eq!(verified.verdict, Verdict::Valid, "{}", verified.summary_zh);
        assert_eq!(
            (verified.signed, verified.logged, verified.not_revoked),
            (Some(true), Some(true), Some(true))
        );
        assert_eq!(verified.identifier.as_deref(), Some(identifier.as_str()));
        assert!(verified.text[0].contains("食品销售"), "{:?}", verified.text);
        assert!(verified.text[0].contains("2026年11月23日"));

        let window = city.window().await;
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!(answer.uses[0].certificate.identifier, identifier);

        let revocation = Revocation::checked("voided", "持证人申请", "行政许可法第七十条").unwrap();
        city.app.revoke_certificate(&issuer, &active, &revocation).await.unwrap();
        let verified = city.app.verify_file(&file).await.unwrap();
        assert_eq!(verified.verdict, Verdict::Invalid);
        assert_eq!(verified.status_today, Some(Effect::Revoked));
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert!(answer.uses.is_empty());
        assert_eq!(answer.missing[0].why, Lack::Revoked);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_certificate_that_is_produced_is_not_produced_again() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let nothing = city.app.work_once().await.unwrap();
        assert_eq!(nothing, Worked::NothingToDo);
        assert_eq!(city.recorded("certificate.issued").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn content_that_cannot_be_drawn_is_refused_before_anybody_reviews_it() {
    for city in cities().await {
        city.publish(&licence()).await;
        let mut odd = content();
        // A character that the fonts of the test city lack.
        odd.facts.insert("JYXM".into(), "龘".into());
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, odd).await.unwrap();
        let refused = city.app.submit_application(&clerk, &draft).await.unwrap_err();
        let app::Error::Refused(refusal) = refused else { panic!("{refused:?}") };
        assert_eq!(refusal.findings()[0].field, "facts.JYXM");
        assert!(refusal.findings()[0].message.contains('龘'), "the character is named");
        // Negative control: content whose characters all have glyphs can be submitted.
        let (saved, _) = city.app.amend_application(&clerk, &draft, content()).await.unwrap();
        city.app.submit_application(&clerk, &saved).await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_issuer_has_a_parked_production_tried_again() {
    for city in cities().await {
        city.publish(&licence()).await;
        let identifier = city.registered(content()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let version = city.version(&identifier).await;
        let order = async || city.app.issue_certificate(&issuer, &version, "").await;
        assert!(order().await.is_err(), "the type is issued automatically, and the job is waiting");
        let mut operation = city.app.store().operation().await.unwrap();
        let job = operation.claim_next_job("test", i64::MAX - 1, i64::MAX).await.unwrap().unwrap();
        operation.park_job(&job.job_id, "test", 0, "parked by the test").await.unwrap();
        operation.commit().await.unwrap();
        assert_eq!(city.app.work_once().await.unwrap(), Worked::NothingToDo);
        let todos = city.app.todos(&issuer).await.unwrap();
        assert_eq!((todos.parked_jobs, todos.items[0].id.as_str()), (1, identifier.as_str()));

        order().await.unwrap();
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        assert_eq!(city.status(&identifier).await, "active");
        assert_eq!(city.app.todos(&issuer).await.unwrap().parked_jobs, 0);
        city.check_everything().await;
    }
}
