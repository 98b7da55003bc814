//! 第二十条 (Art. 20): an administrator stops somebody, from the next request on and for good.

use app::onboarding::Standing;
use domain::Code;
use domain::caller::Role;
use domain::standing::StandingStep;

use super::article_20_protection::{HOME, PASSWORD, logged_in, registered, session};
use testkit::{BUREAU, City, OTHER, cities};

/// A step on a row in the version `row_version`.
pub fn stepped(step: StandingStep, row_version: i64) -> Standing<'static> {
    Standing { step, row_version, reason: "离职" }
}

async fn version(city: &City, person: &str) -> i64 {
    city.app.read().await.unwrap().person(person).await.unwrap().unwrap().version
}

#[tokio::test]
async fn a_suspended_person_is_out_at_once_and_old_sessions_do_not_come_back() {
    for city in cities().await {
        let id = registered(&city, "jia", &[Role::Clerk]).await;
        let admin = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        let secret = logged_in(&city, "jia", PASSWORD).await;
        assert!(session(&city, &secret).await.is_some(), "the control");
        let stop = stepped(StandingStep::Suspend, version(&city, &id).await);
        city.app.change_person(&admin, &id, stop).await.unwrap();
        assert!(session(&city, &secret).await.is_none());
        let refused = city.app.log_in("jia", PASSWORD, HOME).await.unwrap_err();
        assert_eq!(refused.code(), Code::LoginFailed, "as for an unknown account");
        let stale = city.app.change_person(&admin, &id, stop).await.unwrap_err();
        assert_eq!(stale.code(), Code::StandingState);
        let resume = stepped(StandingStep::Resume, version(&city, &id).await);
        city.app.change_person(&admin, &id, resume).await.unwrap();
        assert!(session(&city, &secret).await.is_none(), "an old session stays ended");
        assert_eq!(city.recorded("person.changed").await, 2);
        logged_in(&city, "jia", PASSWORD).await;
        city.check_everything().await;
    }
}

#[tokio::test]
async fn nobody_else_stops_people_and_nobody_stops_himself() {
    for city in cities().await {
        let id = registered(&city, "jia", &[Role::Clerk]).await;
        // What a district manager may do to the people of the district, `article_06_people` tells.
        let others = |role: &&Role| !matches!(role, Role::SecurityAdmin | Role::DistrictManager);
        for role in Role::ALL.iter().filter(others) {
            let caller = city.person("某人", BUREAU, *role);
            let stop = stepped(StandingStep::Suspend, 1);
            let refused = city.app.change_person(&caller, &id, stop).await.unwrap_err();
            assert_eq!(refused.code(), Code::Denied, "{role}");
            let refused = city.app.change_unit(&caller, OTHER, stop).await.unwrap_err();
            assert_eq!(refused.code(), Code::Denied, "{role}");
        }
        let own = city.person(&id, BUREAU, Role::SecurityAdmin);
        let stop = stepped(StandingStep::Suspend, 1);
        let refused = city.app.change_person(&own, &id, stop).await.unwrap_err();
        assert_eq!(refused.code(), Code::OwnStanding);
        let refused = city.app.change_unit(&own, BUREAU, stop).await.unwrap_err();
        assert_eq!(refused.code(), Code::OwnStanding);
        let why = Standing { reason: "  ", ..stop };
        let admin = city.person("安全管理员", OTHER, Role::SecurityAdmin);
        let refused = city.app.change_person(&admin, &id, why).await.unwrap_err();
        assert_eq!(refused.code(), Code::ReasonMissing);
        // If all administrators were suspended, the operator of the machine resumes one.
        city.app.change_person(&admin, &id, stop).await.unwrap();
        city.app.resume_account("jia").await.unwrap();
        logged_in(&city, "jia", PASSWORD).await;
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_suspended_unit_ends_the_sessions_of_its_people_for_good() {
    for city in cities().await {
        registered(&city, "jia", &[Role::Clerk]).await;
        let admin = city.person("安全管理员", OTHER, Role::SecurityAdmin);
        let secret = logged_in(&city, "jia", PASSWORD).await;
        assert!(session(&city, &secret).await.is_some(), "the control");
        let stop = stepped(StandingStep::Suspend, 1);
        city.app.change_unit(&admin, BUREAU, stop).await.unwrap();
        assert!(session(&city, &secret).await.is_none());
        let during = logged_in(&city, "jia", PASSWORD).await;
        assert!(session(&city, &during).await.is_none(), "a login now is of no use either");
        city.app.change_unit(&admin, BUREAU, stepped(StandingStep::Resume, 2)).await.unwrap();
        assert!(session(&city, &secret).await.is_none(), "an old session stays ended");
        let fresh = logged_in(&city, "jia", PASSWORD).await;
        assert!(session(&city, &fresh).await.is_some());
        assert_eq!(city.recorded("unit.changed").await, 2);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_login_that_was_judged_before_a_stop_gives_no_session_after_it() {
    for city in cities().await {
        let id = registered(&city, "jia", &[Role::Clerk]).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let known = session(&city, &secret).await.unwrap();
        // The same person changes the password twice at the same time: the row decides for one.
        let change = |new: &'static str| {
            let (app, known) = (city.app.clone(), known.clone());
            async move { app.change_password(&known, PASSWORD, new, HOME).await }
        };
        let (one, two) = tokio::join!(change("Nanshan-2027-x"), change("Futian-2027-yy"));
        let opened: Vec<_> = [&one, &two].into_iter().flatten().collect();
        assert_eq!(opened.len(), 1, "{one:?} {two:?}");
        assert!(session(&city, &opened[0].secret).await.is_some());
        assert_eq!(version(&city, &id).await, 2);
        city.check_everything().await;
    }
}
