//! 第十一条 (Art. 11): whoever supplies facts is responsible for them. The facts are checked, and
//! another person reviews them.

use app::Error;
use domain::Code;
use domain::caller::Role;

use testkit::{BUREAU, LICENCE, cities, content, licence};

#[tokio::test]
async fn incomplete_facts_cannot_be_submitted() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let mut lacking = content();
        lacking.facts.clear();
        lacking.valid_to = domain::date::Date::parse("2020-01-01");
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, lacking).await.unwrap();
        let Error::Refused(refusal) =
            city.app.submit_application(&clerk, &draft).await.unwrap_err()
        else {
            panic!("a refusal with findings");
        };
        let found: Vec<_> = refusal.findings().iter().map(|f| (f.field.as_str(), f.code)).collect();
        assert_eq!(found, [("facts.JYXM", Code::FieldMissing), ("valid_to", Code::ValidityEnded)]);
        let (_, state) = city.app.application_content(&clerk, &draft.id).await.unwrap();
        assert_eq!(state.as_str(), "draft");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_submitter_cannot_review_and_a_return_needs_a_reason() {
    for city in cities().await {
        city.publish(&licence()).await;
        // One person holds both posts. The policy permits both actions, but the four-eyes rule
        // refuses.
        let mut both = city.person("兼职甲", BUREAU, Role::Clerk);
        both.roles.push(Role::Reviewer);
        let (draft, _) = city.app.draft_application(&both, LICENCE, content()).await.unwrap();
        let (submitted, _) = city.app.submit_application(&both, &draft).await.unwrap();
        let refused = city.app.return_application(&both, &submitted, "缺章").await.unwrap_err();
        assert_eq!(refused.code(), Code::SamePerson);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let silent = city.app.return_application(&reviewer, &submitted, " ").await.unwrap_err();
        assert_eq!(silent.code(), Code::ReasonMissing);
        let (returned, _) =
            city.app.return_application(&reviewer, &submitted, "缺章").await.unwrap();
        let stale = city.app.return_application(&reviewer, &submitted, "缺章").await.unwrap_err();
        assert_eq!(stale.code(), Code::Conflict, "a stale version changes nothing");
        let (again, _) = city.app.submit_application(&both, &returned).await.unwrap();
        city.app.reject_application(&reviewer, &again, "不符合条件").await.unwrap();
        let (_, state) = city.app.application_content(&both, &draft.id).await.unwrap();
        assert_eq!(state.as_str(), "rejected");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn approval_freezes_the_content_and_registers_one_certificate() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let mut identifiers = vec![];
        for expected in ["YS440304000001", "YS440304000002"] {
            let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
            let (submitted, _) = city.app.submit_application(&clerk, &draft).await.unwrap();
            let (identifier, receipt) =
                city.app.approve_application(&reviewer, &submitted, &[]).await.unwrap();
            let mut reader = city.app.read().await.unwrap();
            let id =
                reader.certificate_of_identifier(&identifier.identifier).await.unwrap().unwrap();
            let bucket = domain::id::bucket_of(&id).unwrap().number();
            let row = reader.certificate(bucket, &id).await.unwrap().unwrap();
            assert_eq!((row.state.as_str(), row.number.as_str()), ("registered", expected));
            assert_eq!(row.record_id, receipt.record_id, "one record for the whole approval");
            assert_eq!(row.provincial_code.len(), 18);
            let valid = (row.valid_from.as_str(), row.valid_to.as_str());
            assert_eq!(valid, ("2026-11-23", "2031-11-22"), "five years by the entry");
            assert_eq!(row.issued_at, 0, "no legal force yet");
            drop(reader);
            let again = city.app.approve_application(&reviewer, &submitted, &[]).await.unwrap_err();
            assert_eq!(again.code(), Code::Conflict);
            identifiers.push(identifier);
        }
        assert!(identifiers[0] < identifiers[1]);
        let mut reader = city.app.read().await.unwrap();
        assert_eq!(reader.jobs_in_state("waiting", 10).await.unwrap().len(), 2);
        drop(reader);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_refused_approval_does_not_use_up_a_number() {
    for city in cities().await {
        let published = city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let (submitted, _) = city.app.submit_application(&clerk, &draft).await.unwrap();
        city.app.retire_catalog(&manager, &published).await.unwrap();
        let refused = city.app.approve_application(&reviewer, &submitted, &[]).await.unwrap_err();
        assert_eq!(refused.code(), Code::CatalogNotPublished);
        assert_eq!(city.recorded("application.approved").await, 0);
        city.publish(&licence()).await;
        let (identifier, _) =
            city.app.approve_application(&reviewer, &submitted, &[]).await.unwrap();
        assert!(
            identifier.identifier.contains(".202600000001.001."),
            "the first number was not used up"
        );
        city.check_everything().await;
    }
}
