//! 第四条(三)、第六条、第二十五条 (Art. 4, 6, 25): a district manager administers the people of the own district, as far
//! as the posts of daily work; of another district they can do and see nothing.

use app::Error;
use app::onboarding::{NewPerson, PostDays, Standing};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::grant::{GrantState, GrantStep};
use domain::standing::StandingStep;

use super::article_20_protection::registered;
use testkit::{BUREAU, City, OTHER, cities};

const REASON: &str = "离岗";

fn district(city: &City) -> Caller {
    city.person("区管理员", BUREAU, Role::DistrictManager)
}

fn stop(row_version: i64) -> Standing<'static> {
    Standing { step: StandingStep::Suspend, row_version, reason: REASON }
}

fn new_person(unit: &str, account: &str, roles: &[Role]) -> NewPerson {
    NewPerson {
        account: account.into(),
        name: "演示乙".into(),
        unit: unit.into(),
        password: None,
        roles: roles.to_vec(),
    }
}

/// A person of the unit in the other district.
async fn elsewhere(city: &City) -> String {
    let person = new_person(OTHER, "elsewhere", &[Role::Clerk]);
    city.app.register_person(&Caller::program("setup"), &person).await.unwrap().0.person_id
}

#[tokio::test]
async fn a_district_manager_registers_people_and_proposes_posts_in_the_own_district() {
    for city in cities().await {
        let manager = district(&city);
        let person = new_person(BUREAU, "yi", &[Role::Clerk]);
        let (id, _) = city.app.register_person(&manager, &person).await.unwrap();
        let days = PostDays::default();
        city.app.propose_post(&manager, &id.person_id, Role::Window, days).await.unwrap();
        let proposed = city.app.grants(&manager, GrantState::Proposed, "", 10).await.unwrap().items;
        assert_eq!(proposed.len(), 2);
        // The system administrator of the city confirms.
        let admin = city.person("系统管理员", BUREAU, Role::SystemAdmin);
        let grant = &proposed[0];
        let seen = app::onboarding::GrantVersion {
            grant_id: grant.grant_id.clone(),
            row_version: grant.row_version,
        };
        let refused = city.app.decide_post(&manager, &seen, GrantStep::Confirm).await.unwrap_err();
        assert_eq!(refused.code(), Code::Denied, "who proposes does not confirm");
        city.app.decide_post(&admin, &seen, GrantStep::Confirm).await.unwrap();
        let people = city.app.people(&manager, BUREAU).await.unwrap();
        let known = people.iter().find(|known| known.id == id.person_id).unwrap();
        city.app.change_person(&manager, &known.id, stop(known.row_version)).await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn another_district_is_as_if_it_did_not_exist() {
    for city in cities().await {
        let (manager, other) = (district(&city), elsewhere(&city).await);
        let security = city.person("安全管理员", BUREAU, Role::SecurityAdmin);
        let days = PostDays::default();
        let (grant, _) =
            city.app.propose_post(&security, &other, Role::Window, days).await.unwrap();
        let before = city.recorded("denied").await;
        let hidden = |error: Error| matches!(&error, Error::Denied(denied) if denied.hidden);
        for person in [other.as_str(), "0190"] {
            let app = &city.app;
            let proposed = app.propose_post(&manager, person, Role::Clerk, days).await.map(drop);
            let withdrawn = app.withdraw_post(&manager, person, Role::Clerk).await.map(drop);
            let stopped = app.change_person(&manager, person, stop(1)).await.map(drop);
            let demanded = app.demand_password_change(&manager, person, 1).await.map(drop);
            let codes = app.withdraw_codes(&manager, person).await.map(drop);
            for done in [proposed, withdrawn, stopped, demanded, codes] {
                assert!(hidden(done.unwrap_err()), "{person}");
            }
        }
        let decided = city.app.decide_post(&manager, &grant, GrantStep::Withdraw).await;
        assert!(hidden(decided.unwrap_err()));
        assert!(hidden(city.app.people(&manager, OTHER).await.unwrap_err()));
        let seen = city.app.grants(&manager, GrantState::Proposed, "", 10).await.unwrap();
        assert!(seen.items.is_empty());
        let todos = city.app.todos(&manager).await.unwrap();
        assert_eq!(todos.posts_ending, 0);
        let person = new_person(OTHER, "bing", &[]);
        let denied = city.app.register_person(&manager, &person).await.unwrap_err();
        assert_eq!(denied.code(), Code::Denied);
        assert_eq!(city.recorded("denied").await, before + 13, "every attempt is recorded");
        // The control: the security administrator of the city does and sees all of it.
        let all = city.app.grants(&security, GrantState::Proposed, "", 10).await.unwrap();
        assert_eq!(all.items.len(), 1);
        assert_eq!(city.app.people(&security, OTHER).await.unwrap().len(), 1);
        city.app.change_person(&security, &other, stop(1)).await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn managers_and_administrators_are_left_to_the_security_administrator() {
    for city in cities().await {
        let manager = district(&city);
        let clerk = registered(&city, "jia", &[Role::Clerk]).await;
        let admin = registered(&city, "admin", &[Role::SystemAdmin]).await;
        let days = PostDays::default();
        let reserved = [
            Role::DistrictManager,
            Role::CityManager,
            Role::SystemAdmin,
            Role::SecurityAdmin,
            Role::Auditor,
        ];
        for post in reserved {
            let refused = city.app.propose_post(&manager, &clerk, post, days).await.unwrap_err();
            assert_eq!(refused.code(), Code::PostReserved, "{post}");
            let person = new_person(BUREAU, "yi", &[post]);
            let refused = city.app.register_person(&manager, &person).await.unwrap_err();
            assert_eq!(refused.code(), Code::PostReserved, "{post}");
        }
        let stopped = city.app.change_person(&manager, &admin, stop(1)).await.unwrap_err();
        assert_eq!(stopped.code(), Code::PostReserved);
        let codes = city.app.withdraw_codes(&manager, &admin).await.unwrap_err();
        assert_eq!(codes.code(), Code::PostReserved);
        let taken = city.app.withdraw_post(&manager, &admin, Role::SystemAdmin).await.unwrap_err();
        assert_eq!(taken.code(), Code::PostReserved);
        // The control.
        city.app.withdraw_post(&manager, &clerk, Role::Clerk).await.unwrap();
        city.check_everything().await;
    }
}
