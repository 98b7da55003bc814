//! 第七条: collecting and reviewing are posts of their own, and a unit sees only its own work.

use domain::Code;
use domain::caller::Role;

use testkit::{BUREAU, LICENCE, OTHER, cities, content, licence};

#[tokio::test]
async fn a_stranger_finds_nothing_and_the_attempt_is_recorded() {
    for city in cities().await {
        city.publish(&licence()).await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let (draft, _) = city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
        for role in Role::ALL {
            let stranger = city.person("外人", OTHER, *role);
            let before = city.recorded("denied").await;
            let read = city.app.application_content(&stranger, &draft.id).await.unwrap_err();
            let submit = city.app.submit_application(&stranger, &draft).await.unwrap_err();
            // Managers of the city and auditors may know that a row exists, no one may touch it.
            let known = matches!(role, Role::CityManager | Role::Auditor);
            let expected = if known { Code::Denied } else { Code::NotFound };
            assert_eq!((read.code(), submit.code()), (expected, expected), "{}", role.as_str());
            assert_eq!(city.recorded("denied").await, before + 2);
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn within_the_unit_each_post_does_its_own_part() {
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
