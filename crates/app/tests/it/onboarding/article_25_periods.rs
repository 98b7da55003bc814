//! 第二十五条、第二十七条 (Art. 25, 27): a post is given for days, gives nothing on others, and needs no act to end.

use app::onboarding::{HeldPost, PostDays};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::date::{DAY_MILLIS, Date};
use domain::grant::{GrantState, GrantStep, Tenure};
use domain::todo::TodoKind;

use super::article_20_protection::{PASSWORD, logged_in, registered, session};
use testkit::{BUREAU, City, cities};

fn security(city: &City) -> Caller {
    city.person("安全管理员", BUREAU, Role::SecurityAdmin)
}

fn system(city: &City) -> Caller {
    city.person("系统管理员", BUREAU, Role::SystemAdmin)
}

fn days(first: &str, last: &str) -> PostDays {
    PostDays { first: Date::parse(first), last: Date::parse(last) }
}

/// Goes on to the morning of a day.
fn go_to(city: &City, day: &str) {
    let morning = Date::parse(day).unwrap().begins_at() + DAY_MILLIS / 24;
    city.clock.forward(morning - city.app.now());
}

async fn granted(city: &City, person: &str, role: Role, days: PostDays) {
    let (grant, _) = city.app.propose_post(&security(city), person, role, days).await.unwrap();
    city.app.decide_post(&system(city), &grant, GrantStep::Confirm).await.unwrap();
}

/// The posts with which somebody works who logs in now.
async fn works_as(city: &City, account: &str) -> Vec<Role> {
    let secret = logged_in(city, account, PASSWORD).await;
    session(city, &secret).await.unwrap().caller.roles
}

async fn shown(city: &City, person: &str) -> Vec<HeldPost> {
    let people = city.app.people(&security(city), BUREAU).await.unwrap();
    people.into_iter().find(|known| known.id == person).unwrap().held
}

/// The test city begins on 2026-11-23.
#[tokio::test]
async fn a_post_gives_its_rights_from_its_first_to_its_last_day() {
    for city in cities().await {
        let id = registered(&city, "jia", &[]).await;
        granted(&city, &id, Role::Clerk, days("2026-11-24", "2026-11-25")).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        assert_eq!(session(&city, &secret).await.unwrap().caller.roles, [], "not begun");
        let post = shown(&city, &id).await.remove(0);
        let told = (post.post, post.first_day.as_deref(), post.last_day.as_deref(), post.tenure);
        let expected = (Role::Clerk, Some("2026-11-24"), Some("2026-11-25"), Tenure::Upcoming);
        assert_eq!(told, expected);
        go_to(&city, "2026-11-24");
        assert_eq!(works_as(&city, "jia").await, [Role::Clerk]);
        go_to(&city, "2026-11-25");
        let secret = logged_in(&city, "jia", PASSWORD).await;
        assert_eq!(session(&city, &secret).await.unwrap().caller.roles, [Role::Clerk]);
        let before = city.recorded("role.withdrawn").await;
        // The city's midnight, in the middle of a session.
        let midnight = Date::parse("2026-11-26").unwrap().begins_at();
        city.clock.forward(midnight - city.app.now() - 1_000);
        assert_eq!(works_as(&city, "jia").await, [Role::Clerk], "a second before");
        let secret = logged_in(&city, "jia", PASSWORD).await;
        city.clock.forward(1_000);
        assert_eq!(session(&city, &secret).await.unwrap().caller.roles, [], "a second later");
        assert_eq!(shown(&city, &id).await, []);
        let listed = city.app.grants(&system(&city), GrantState::Confirmed, "", 10).await.unwrap();
        assert_eq!(listed.items[0].tenure, Some(Tenure::Ended));
        // What has ended by itself cannot be withdrawn, and nobody had to act.
        let gone = city.app.withdraw_post(&security(&city), &id, Role::Clerk).await.unwrap_err();
        assert_eq!(gone.code(), Code::NotFound);
        assert_eq!(city.recorded("role.withdrawn").await, before);
        // It is given again.
        granted(&city, &id, Role::Clerk, days("", "")).await;
        assert_eq!(works_as(&city, "jia").await, [Role::Clerk]);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn nobody_is_given_a_post_for_the_past() {
    for city in cities().await {
        let id = registered(&city, "jia", &[]).await;
        for (first, last) in [("2026-11-22", ""), ("", "2026-11-22"), ("2026-11-25", "2026-11-24")]
        {
            let days = days(first, last);
            let refused = city.app.propose_post(&security(&city), &id, Role::Clerk, days).await;
            assert_eq!(refused.unwrap_err().code(), Code::PostPeriod, "{first} {last}");
        }
        let asked = days("2026-11-23", "2026-11-24");
        let (late, _) =
            city.app.propose_post(&security(&city), &id, Role::Clerk, asked).await.unwrap();
        let asked = days("2026-11-23", "2026-12-31");
        let (held, _) =
            city.app.propose_post(&security(&city), &id, Role::Issuer, asked).await.unwrap();
        go_to(&city, "2026-11-25");
        let refused = city.app.decide_post(&system(&city), &late, GrantStep::Confirm).await;
        assert_eq!(refused.unwrap_err().code(), Code::PostPeriod);
        // The days before the confirmation were not held.
        city.app.decide_post(&system(&city), &held, GrantStep::Confirm).await.unwrap();
        let post = shown(&city, &id).await.remove(0);
        assert_eq!(post.first_day.as_deref(), Some("2026-11-25"));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_post_about_to_end_is_work_of_whoever_may_prolong_it() {
    for city in cities().await {
        let id = registered(&city, "jia", &[]).await;
        granted(&city, &id, Role::Clerk, days("", "2026-12-31")).await;
        let ending = async |caller: &Caller| {
            let todos = city.app.todos(caller).await.unwrap();
            assert_eq!(todos.posts_ending, todos.items.len(), "nothing else waits");
            assert!(todos.items.iter().all(|item| item.kind == TodoKind::EndingPost));
            todos.items.into_iter().map(|item| (item.id, item.due.unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(ending(&security(&city)).await, [], "it is far away");
        go_to(&city, "2026-12-01");
        let item = (format!("{BUREAU}/{id}/clerk"), "2026-12-31".to_owned());
        assert_eq!(ending(&security(&city)).await, [item]);
        for role in [Role::SystemAdmin, Role::Auditor, Role::Clerk, Role::CityManager] {
            let other = city.person("某人", BUREAU, role);
            assert_eq!(city.app.todos(&other).await.unwrap().posts_ending, 0, "{role}");
        }
        assert_eq!(shown(&city, &id).await[0].tenure, Tenure::Ending);
        // Prolonging leaves no gap, and needs two administrators as the giving did.
        let gap = days("2027-01-02", "");
        let refused = city.app.propose_post(&security(&city), &id, Role::Clerk, gap).await;
        assert_eq!(refused.unwrap_err().code(), Code::PostPeriod);
        let next = days("2027-01-01", "2027-06-30");
        let (grant, _) =
            city.app.propose_post(&security(&city), &id, Role::Clerk, next).await.unwrap();
        assert_eq!(ending(&security(&city)).await, [], "it is proposed anew");
        city.app.decide_post(&system(&city), &grant, GrantStep::Confirm).await.unwrap();
        let post = shown(&city, &id).await.remove(0);
        assert_eq!(post.first_day.as_deref(), Some("2026-11-23"));
        assert_eq!((post.last_day.as_deref(), post.tenure), (Some("2027-06-30"), Tenure::Held));
        assert_eq!(works_as(&city, "jia").await, [Role::Clerk], "held without a break");
        // A post without an end is not given twice.
        let open = registered(&city, "yi", &[]).await;
        granted(&city, &open, Role::Clerk, days("", "")).await;
        let twice = city.app.propose_post(&security(&city), &open, Role::Clerk, next).await;
        assert_eq!(twice.unwrap_err().code(), Code::GrantPending);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn posts_that_exclude_each_other_follow_each_other_and_share_no_day() {
    for city in cities().await {
        let id = registered(&city, "jia", &[]).await;
        granted(&city, &id, Role::Clerk, days("", "2026-11-30")).await;
        let touching = days("2026-11-30", "");
        let refused = city.app.propose_post(&security(&city), &id, Role::Auditor, touching).await;
        assert_eq!(refused.unwrap_err().code(), Code::PostsExclude);
        granted(&city, &id, Role::Auditor, days("2026-12-01", "")).await;
        assert_eq!(works_as(&city, "jia").await, [Role::Clerk]);
        // Prolonging the first one would meet the second one.
        let longer = days("2026-12-01", "2026-12-01");
        let refused = city.app.propose_post(&security(&city), &id, Role::Clerk, longer).await;
        assert_eq!(refused.unwrap_err().code(), Code::PostsExclude);
        go_to(&city, "2026-12-01");
        assert_eq!(works_as(&city, "jia").await, [Role::Auditor]);
        city.check_everything().await;
    }
}

/// Whoever administers the database cannot make a post last longer.
#[tokio::test]
async fn an_edited_last_day_gives_nothing() {
    for city in cities().await {
        let id = registered(&city, "jia", &[]).await;
        granted(&city, &id, Role::Clerk, days("", "2026-11-24")).await;
        assert_eq!(works_as(&city, "jia").await, [Role::Clerk], "the control");
        let edit = format!("UPDATE person_role SET last_day = '' WHERE person_id = '{id}'");
        city.tamper(&edit).await;
        let secret = logged_in(&city, "jia", PASSWORD).await;
        assert!(city.app.session(&secret).await.is_err());
        assert_eq!(city.findings().await, ["row_edited"]);
    }
}
