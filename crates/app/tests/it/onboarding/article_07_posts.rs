//! 第七条 (Art. 7): collecting and reviewing are separate posts, and people see only the
//! applications of their own unit.

use domain::Code;
use domain::caller::Role;

use testkit::{BUREAU, LICENCE, OTHER, cities, content, licence};

#[tokio::test]
async fn an_application_is_hidden_from_other_units_and_every_attempt_is_recorded() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        for role in Role::ALL {
            let stranger = city.person("外人", OTHER, *role);
            let before = city.recorded("denied").await;
            let read = city.app.application_content(&stranger, &draft.id).await.unwrap_err();
            let submit = city.app.submit_application(&stranger, &draft).await.unwrap_err();
            // The city manager and the auditor may know that the row exists, but may not read it.
            let known = matches!(role, Role::CityManager | Role::Auditor);
            let expected = if known { Code::Denied } else { Code::NotFound };
            assert_eq!((read.code(), submit.code()), (expected, expected), "{}", role.as_str());
            assert_eq!(city.recorded("denied").await, before + 2);
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn within_a_unit_only_the_clerk_submits_and_only_the_reviewer_rejects() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        let wrong = city.app.submit_application(&reviewer, &draft).await.unwrap_err();
        assert_eq!(wrong.code(), Code::Denied);
        let (submitted, _) = city.app.submit_application(&clerk, &draft).await.unwrap();
        let wrong = city.app.reject_application(&clerk, &submitted, "理由").await.unwrap_err();
        assert_eq!(wrong.code(), Code::Denied);
        city.app.withdraw_application(&clerk, &submitted).await.unwrap();
        city.check_everything().await;
    }
}
