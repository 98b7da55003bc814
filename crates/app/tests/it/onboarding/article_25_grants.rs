//! 第七条、第二十五条 (Art. 7, 25): a post is proposed by one administrator and confirmed by another, and the
//! three administrators hold no other post (decision 0023).

use app::onboarding::{GrantVersion, NewPerson, PostDays};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::grant::{GrantState, GrantStep};
use domain::todo::TodoKind;

use super::article_20_protection::{PASSWORD, logged_in, registered, session};
use super::article_20_stopping::stepped;
use testkit::{BUREAU, City, cities};

async fn roles(city: &City, person: &str) -> Vec<Role> {
    let rows = city.app.read().await.unwrap().roles_of(person).await.unwrap();
    rows.iter().map(|row| row.role.parse().unwrap()).collect()
}

fn security(city: &City) -> Caller {
    city.person("安全管理员", BUREAU, Role::SecurityAdmin)
}

fn system(city: &City) -> Caller {
    city.person("系统管理员", BUREAU, Role::SystemAdmin)
}

async fn proposed(city: &City, person: &str, role: Role) -> GrantVersion {
    city.app.propose_post(&security(city), person, role, PostDays::default()).await.unwrap().0
}

#[tokio::test]
async fn a_post_is_held_only_after_a_second_administrator_has_confirmed_it() {
    for city in cities().await {
        let id = registered(&city, "jia", &[]).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        let grant = proposed(&city, &id, Role::Issuer).await;
        assert_eq!(session(&city, &secret).await.unwrap().caller.roles, []);
        let twice = city
            .app
            .propose_post(&security(&city), &id, Role::Issuer, PostDays::default())
            .await
            .unwrap_err();
        assert_eq!(twice.code(), Code::GrantPending);
        let alone = city.app.decide_post(&security(&city), &grant, GrantStep::Confirm).await;
        assert_eq!(alone.unwrap_err().code(), Code::Denied, "one administrator is not enough");
        for role in [Role::Auditor, Role::CityManager, Role::Clerk] {
            let caller = city.person("某人", BUREAU, role);
            let refused = city.app.decide_post(&caller, &grant, GrantStep::Confirm).await;
            assert_eq!(refused.unwrap_err().code(), Code::Denied, "{role}");
        }
        let list = city.app.grants(&system(&city), GrantState::Proposed, "", 10).await.unwrap();
        assert_eq!(list.items.len(), 1);
        assert_eq!((list.items[0].account.as_str(), list.items[0].post), ("jia", Role::Issuer));
        for (caller, waiting) in [(system(&city), 1), (security(&city), 0)] {
            let todos = city.app.todos(&caller).await.unwrap();
            assert_eq!((todos.posts_proposed, todos.items.len()), (waiting, waiting));
            assert!(todos.items.iter().all(|item| item.kind == TodoKind::ProposedPost));
        }
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let hidden = city.app.grants(&clerk, GrantState::Proposed, "", 10).await.unwrap();
        assert_eq!(hidden.items, []);
        city.app.decide_post(&system(&city), &grant, GrantStep::Confirm).await.unwrap();
        assert_eq!(session(&city, &secret).await.unwrap().caller.roles, [Role::Issuer]);
        let again = city.app.decide_post(&system(&city), &grant, GrantStep::Confirm).await;
        assert_eq!(again.unwrap_err().code(), Code::GrantState);
        let told = [city.recorded("role.proposed").await, city.recorded("role.granted").await];
        assert_eq!(told, [1, 1]);
        // Taking it away needs one person and no confirmation.
        city.app.withdraw_post(&security(&city), &id, Role::Issuer).await.unwrap();
        assert_eq!(session(&city, &secret).await.unwrap().caller.roles, []);
        assert_eq!(city.recorded("role.withdrawn").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn nobody_has_a_part_in_a_post_of_his_own() {
    for city in cities().await {
        let id = registered(&city, "jia", &[]).await;
        let own = city.person(&id, BUREAU, Role::SecurityAdmin);
        let refused =
            city.app.propose_post(&own, &id, Role::Issuer, PostDays::default()).await.unwrap_err();
        assert_eq!(refused.code(), Code::GrantForOneself);
        let grant = proposed(&city, &id, Role::Issuer).await;
        // The person concerned, and the proposer, although each holds the post that confirms.
        for acting in [id.as_str(), "安全管理员"] {
            let caller = city.person(acting, BUREAU, Role::SystemAdmin);
            let refused = city.app.decide_post(&caller, &grant, GrantStep::Confirm).await;
            assert_eq!(refused.unwrap_err().code(), Code::GrantForOneself, "{acting}");
        }
        assert_eq!(roles(&city, &id).await, []);
        city.app
            .decide_post(&system(&city), &grant, GrantStep::Confirm)
            .await
            .expect("the control");
        let refused = city.app.withdraw_post(&own, &id, Role::Issuer).await.unwrap_err();
        assert_eq!(refused.code(), Code::GrantForOneself);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_declined_or_withdrawn_proposal_gives_nothing() {
    for city in cities().await {
        let id = registered(&city, "jia", &[]).await;
        let declined = proposed(&city, &id, Role::Clerk).await;
        city.app.decide_post(&system(&city), &declined, GrantStep::Decline).await.unwrap();
        let withdrawn = proposed(&city, &id, Role::Clerk).await;
        city.app.decide_post(&security(&city), &withdrawn, GrantStep::Withdraw).await.unwrap();
        for grant in [declined, withdrawn] {
            let refused = city.app.decide_post(&system(&city), &grant, GrantStep::Confirm).await;
            assert_eq!(refused.unwrap_err().code(), Code::GrantState);
        }
        assert_eq!(roles(&city, &id).await, []);
        assert_eq!(city.recorded("role.declined").await, 1);
        assert_eq!(city.recorded("role.proposal_withdrawn").await, 1);
        // A person who was suspended meanwhile gets nothing either.
        let grant = proposed(&city, &id, Role::Clerk).await;
        let stop = stepped(domain::standing::StandingStep::Suspend, 1);
        city.app.change_person(&security(&city), &id, stop).await.unwrap();
        let refused = city.app.decide_post(&system(&city), &grant, GrantStep::Confirm).await;
        assert_eq!(refused.unwrap_err().code(), Code::PersonUnknown);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn administrators_hold_no_other_post_however_it_is_tried() {
    for city in cities().await {
        let admin = registered(&city, "admin", &[Role::SystemAdmin]).await;
        let clerk = registered(&city, "clerk", &[Role::Clerk]).await;
        let tries = [
            (&admin, Role::SecurityAdmin),
            (&admin, Role::Auditor),
            (&admin, Role::Clerk),
            (&admin, Role::CityManager),
            (&clerk, Role::SystemAdmin),
            (&clerk, Role::Auditor),
        ];
        for (person, role) in tries {
            let refused = city
                .app
                .propose_post(&security(&city), person, role, PostDays::default())
                .await
                .unwrap_err();
            assert_eq!(refused.code(), Code::PostsExclude, "{role}");
        }
        proposed(&city, &clerk, Role::Reviewer).await;
        for role in [Role::Program, Role::Public, Role::CallingSystem] {
            let refused = city
                .app
                .propose_post(&security(&city), &clerk, role, PostDays::default())
                .await
                .unwrap_err();
            assert_eq!(refused.code(), Code::RequestInvalid, "{role}");
        }
        // When registering a person.
        let mut person = NewPerson {
            account: "both".into(),
            name: "演示".into(),
            unit: BUREAU.into(),
            password: None,
            roles: vec![Role::Auditor, Role::Clerk],
        };
        for caller in [security(&city), Caller::program("setup")] {
            let refused = city.app.register_person(&caller, &person).await.unwrap_err();
            assert_eq!(refused.code(), Code::PostsExclude);
        }
        // Posts that a registration asks for are proposals too.
        person.roles = vec![Role::Auditor];
        let (registered, _) = city.app.register_person(&security(&city), &person).await.unwrap();
        assert_eq!(roles(&city, &registered.person_id).await, []);
        // An open proposal excludes as a held post does.
        let id = &registered.person_id;
        let refused = city
            .app
            .propose_post(&security(&city), id, Role::Clerk, PostDays::default())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), Code::PostsExclude);
        city.check_everything().await;
    }
}

/// The proposals were made while none of them excluded another, for example by an older version of the program.
#[tokio::test]
async fn of_two_excluding_posts_that_are_confirmed_at_once_one_is_refused() {
    for city in cities().await {
        for round in 0..6 {
            let id = registered(&city, &format!("person-{round}"), &[]).await;
            let one = proposed(&city, &id, Role::Auditor).await;
            // The rule at the proposal is passed by withdrawing the first one and confirming a copy of it.
            let hidden = format!("UPDATE post_grant SET person_id = 'x' WHERE person_id = '{id}'");
            city.tamper(&hidden).await;
            let two = proposed(&city, &id, Role::Clerk).await;
            let back = format!("UPDATE post_grant SET person_id = '{id}' WHERE person_id = 'x'");
            city.tamper(&back).await;
            let confirm = |grant: &GrantVersion| {
                let (app, system, grant) = (city.app.clone(), system(&city), grant.clone());
                tokio::spawn(
                    async move { app.decide_post(&system, &grant, GrantStep::Confirm).await },
                )
            };
            let (one, two) = tokio::join!(confirm(&one), confirm(&two));
            let granted = [one.unwrap(), two.unwrap()];
            assert_eq!(granted.iter().filter(|done| done.is_ok()).count(), 1, "{granted:?}");
            assert_eq!(roles(&city, &id).await.len(), 1);
        }
        city.check_everything().await;
    }
}

fn three(passwords: [&str; 3]) -> [(NewPerson, Role); 3] {
    let person = |account: &str, password: &str, role| {
        let person = NewPerson {
            account: account.into(),
            name: account.into(),
            unit: BUREAU.into(),
            password: Some(password.into()),
            roles: vec![],
        };
        (person, role)
    };
    [
        person("anquan", passwords[0], Role::SecurityAdmin),
        person("xitong", passwords[1], Role::SystemAdmin),
        person("shenji", passwords[2], Role::Auditor),
    ]
}

#[tokio::test]
async fn a_city_is_given_its_three_administrators_once_and_by_one_record() {
    const PASSWORDS: [&str; 3] = ["First-word-2026", "Second-word-2026", "Third-word-2026"];
    for city in cities().await {
        let setup = Caller::program("setup");
        let shared = three([PASSWORDS[0], PASSWORDS[1], PASSWORDS[0]]);
        let refused = city.app.bootstrap(&setup, shared).await.unwrap_err();
        assert_eq!(refused.code(), Code::AdministratorsAlike, "one person in two posts");
        let mut twice = three(PASSWORDS);
        twice[2].0.account = "Anquan".into();
        let refused = city.app.bootstrap(&setup, twice).await.unwrap_err();
        assert_eq!(refused.code(), Code::AdministratorsAlike);
        let mut business = three(PASSWORDS);
        business[2].1 = Role::Issuer;
        let refused = city.app.bootstrap(&setup, business).await.unwrap_err();
        assert_eq!(refused.code(), Code::RequestInvalid);
        let refused = city.app.bootstrap(&security(&city), three(PASSWORDS)).await.unwrap_err();
        assert_eq!(refused.code(), Code::Denied, "not for people");
        let before = city.recorded("person.registered").await;
        city.app.bootstrap(&setup, three(PASSWORDS)).await.unwrap();
        assert_eq!(city.recorded("city.bootstrapped").await, 1);
        assert_eq!(city.recorded("person.registered").await, before, "one record for all three");
        let secret = logged_in(&city, "shenji", PASSWORDS[2]).await;
        assert_eq!(session(&city, &secret).await.unwrap().caller.roles, [Role::Auditor]);
        // Not again, not even after a post was withdrawn.
        let auditor = session(&city, &secret).await.unwrap().person_id;
        city.app.withdraw_post(&security(&city), &auditor, Role::Auditor).await.unwrap();
        let mut others = three(PASSWORDS);
        for (person, _) in &mut others {
            person.account.push('2');
        }
        let refused = city.app.bootstrap(&setup, others).await.unwrap_err();
        assert_eq!(refused.code(), Code::CityBootstrapped);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_password_that_an_administrator_chose_or_distrusts_must_be_changed() {
    for city in cities().await {
        let person = NewPerson {
            account: "yi".into(),
            name: "演示乙".into(),
            unit: BUREAU.into(),
            password: Some(PASSWORD.into()),
            roles: vec![],
        };
        let (id, _) = city.app.register_person(&security(&city), &person).await.unwrap();
        let secret = logged_in(&city, "yi", PASSWORD).await;
        let known = session(&city, &secret).await.unwrap();
        let first = Some(Code::PasswordChangeRequired);
        assert_eq!(known.first, first, "whoever registered the person knows the password");
        let changed = city.app.change_password(&known, PASSWORD, "Nanshan-2027-x", "").await;
        let known = session(&city, &changed.unwrap().secret).await.unwrap();
        assert_eq!(known.first, None);
        let version = |id: &str| {
            let (app, id) = (city.app.clone(), id.to_owned());
            async move { app.read().await.unwrap().person(&id).await.unwrap().unwrap().version }
        };
        let seen = version(&id.person_id).await;
        city.app.demand_password_change(&security(&city), &id.person_id, seen).await.unwrap();
        let secret = logged_in(&city, "yi", "Nanshan-2027-x").await;
        assert_eq!(session(&city, &secret).await.unwrap().first, first);
        assert_eq!(city.recorded("password.demanded").await, 1);
        city.check_everything().await;
    }
}
