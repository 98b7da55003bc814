//! 第二十五条、第二十七条 (Art. 25, 27): who held which post when, and what was done in it.

use app::Period;
use app::audit::{ResponsibilityFilter, ResponsibilityView};
use app::onboarding::{NewPerson, PostDays};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::date::{DAY_MILLIS, Date};
use domain::export::ExportFormat;
use domain::grant::{GrantStep, Tenure};
use testkit::{BUREAU, City, LICENCE, OTHER, cities, content, licence};

fn security(city: &City) -> Caller {
    city.person("安全管理员", BUREAU, Role::SecurityAdmin)
}

fn auditor(city: &City) -> Caller {
    city.person("审计管理员", BUREAU, Role::Auditor)
}

async fn person(city: &City, account: &str, unit: &str) -> String {
    let person = NewPerson {
        account: account.into(),
        name: format!("演示{account}"),
        unit: unit.into(),
        password: None,
        roles: vec![],
    };
    city.app.register_person(&Caller::program("setup"), &person).await.unwrap().0.person_id
}

async fn granted(city: &City, person: &str, role: Role, first: &str, last: &str) {
    let days = PostDays { first: Date::parse(first), last: Date::parse(last) };
    let (grant, _) = city.app.propose_post(&security(city), person, role, days).await.unwrap();
    let system = city.person("系统管理员", BUREAU, Role::SystemAdmin);
    city.app.decide_post(&system, &grant, GrantStep::Confirm).await.unwrap();
}

fn of_unit(unit: &str) -> ResponsibilityFilter {
    ResponsibilityFilter { unit: unit.into(), ..Default::default() }
}

fn of_person(account: &str) -> ResponsibilityFilter {
    ResponsibilityFilter { person: account.into(), ..Default::default() }
}

async fn told(
    city: &City,
    caller: &Caller,
    filter: &ResponsibilityFilter,
) -> Vec<ResponsibilityView> {
    city.app.responsibility(caller, filter, "", 100).await.unwrap().items
}

/// Goes on to the morning of a day.
fn go_to(city: &City, day: &str) {
    let morning = Date::parse(day).unwrap().begins_at() + DAY_MILLIS / 24;
    city.clock.forward(morning - city.app.now());
}

/// Drafts an application as a person in a post.
async fn drafts(city: &City, person: &str) {
    let clerk = city.person(person, BUREAU, Role::Clerk);
    city.app.draft_application(&clerk, LICENCE, content()).await.unwrap();
}

fn acts(row: &ResponsibilityView) -> Vec<(&str, i64)> {
    row.acts.iter().map(|act| (act.event.as_str(), act.count)).collect()
}

/// The day of an instant in UTC.
fn utc_day(instant: &str) -> &str {
    instant.split('T').next().unwrap_or_default()
}

/// The test city begins on 2026-11-23.
#[tokio::test]
async fn the_report_says_who_held_a_post_when_and_what_was_done_in_it() {
    for city in cities().await {
        city.publish(&licence()).await;
        let id = person(&city, "jia", BUREAU).await;
        granted(&city, &id, Role::Clerk, "", "").await;
        granted(&city, &id, Role::Reviewer, "", "").await;
        drafts(&city, &id).await;
        drafts(&city, &id).await;
        go_to(&city, "2026-11-25");
        city.app.withdraw_post(&security(&city), &id, Role::Clerk).await.unwrap();
        go_to(&city, "2026-11-27");
        granted(&city, &id, Role::Clerk, "2026-11-28", "2026-11-30").await;
        go_to(&city, "2026-11-29");
        drafts(&city, &id).await;
        go_to(&city, "2026-12-03");
        let rows = told(&city, &auditor(&city), &of_person("jia")).await;
        let posts: Vec<_> = rows.iter().map(|row| (row.post, row.tenure)).collect();
        let expected = [
            (Role::Clerk, Tenure::Withdrawn),
            (Role::Clerk, Tenure::Ended),
            (Role::Reviewer, Tenure::Held),
        ];
        assert_eq!(posts, expected);
        // 08:00 in Shanghai is midnight in UTC.
        assert!(rows[0].from.starts_with("2026-11-23T"), "{}", rows[0].from);
        assert!(rows[0].until.as_deref().unwrap().starts_with("2026-11-24T17:"), "{:?}", rows[0]);
        assert_eq!(rows[1].from, "2026-11-27T16:00:00.000Z");
        assert_eq!(rows[1].until.as_deref(), Some("2026-11-30T16:00:00.000Z"));
        assert_eq!(rows[1].last_day.as_deref(), Some("2026-11-30"));
        assert_eq!(acts(&rows[0]), [("application.drafted", 2)]);
        assert_eq!(acts(&rows[1]), [("application.drafted", 1)]);
        assert_eq!(acts(&rows[2]), [], "acts in another post do not count");
        assert_eq!((rows[0].person_name.as_str(), rows[0].unit_code.as_str()), ("演示jia", BUREAU));
        // By unit and days: only what was held then, and only what was done then.
        let days = Period::parse("2026-11-29", "2026-11-29").unwrap();
        let filter = ResponsibilityFilter { period: days, ..of_unit(BUREAU) };
        let rows = told(&city, &auditor(&city), &filter).await;
        let posts: Vec<_> = rows.iter().map(|row| (row.post, row.acts_total)).collect();
        assert_eq!(posts, [(Role::Clerk, 1), (Role::Reviewer, 0)]);
        let days = Period::parse("2026-11-26", "2026-11-26").unwrap();
        let filter = ResponsibilityFilter { period: days, ..of_unit(BUREAU) };
        let rows = told(&city, &auditor(&city), &filter).await;
        assert_eq!(rows.iter().map(|row| row.post).collect::<Vec<_>>(), [Role::Reviewer]);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_post_that_was_never_held_is_not_told_and_a_prolonged_one_is_told_without_overlap() {
    for city in cities().await {
        city.publish(&licence()).await;
        let id = person(&city, "jia", BUREAU).await;
        granted(&city, &id, Role::Window, "2026-12-01", "").await;
        assert_eq!(told(&city, &auditor(&city), &of_person("jia")).await, [], "not begun");
        city.app.withdraw_post(&security(&city), &id, Role::Window).await.unwrap();
        granted(&city, &id, Role::Clerk, "", "2026-12-01").await;
        granted(&city, &id, Role::Clerk, "2026-11-24", "2026-12-10").await;
        go_to(&city, "2026-11-25");
        drafts(&city, &id).await;
        go_to(&city, "2026-12-05");
        let rows = told(&city, &auditor(&city), &of_person("jia")).await;
        assert_eq!(rows.iter().map(|row| row.post).collect::<Vec<_>>(), [Role::Clerk, Role::Clerk]);
        assert_eq!(rows[0].until.as_deref(), Some(rows[1].from.as_str()));
        assert_eq!(rows.iter().map(|row| row.acts_total).sum::<i64>(), 1, "counted once");
        city.check_everything().await;
    }
}

/// The first administrators have no grant: nobody could have proposed it.
#[tokio::test]
async fn posts_that_were_given_without_a_grant_are_told_and_stay_told_after_their_withdrawal() {
    for city in cities().await {
        let named = |account: &str, role| {
            let person = NewPerson {
                account: account.into(),
                name: account.into(),
                unit: BUREAU.into(),
                password: None,
                roles: vec![],
            };
            (person, role)
        };
        let three = [
            named("anquan", Role::SecurityAdmin),
            named("xitong", Role::SystemAdmin),
            named("shenji", Role::Auditor),
        ];
        city.app.bootstrap(&Caller::program("setup"), three).await.unwrap();
        let rows = told(&city, &auditor(&city), &of_unit(BUREAU)).await;
        let mut posts: Vec<_> = rows.iter().map(|row| row.post).collect();
        posts.sort_by_key(|post| post.as_str());
        assert_eq!(posts, [Role::Auditor, Role::SecurityAdmin, Role::SystemAdmin]);
        assert!(rows.iter().all(|row| row.tenure == Tenure::Held && row.confirmed_by.is_empty()));
        let row = rows.iter().find(|row| row.post == Role::SystemAdmin).unwrap();
        let (id, from) = (row.person_id.clone(), row.from.clone());
        go_to(&city, "2026-12-01");
        city.app.withdraw_post(&security(&city), &id, Role::SystemAdmin).await.unwrap();
        // The row of the post is used again, and the first holding is still told.
        go_to(&city, "2026-12-05");
        granted(&city, &id, Role::SystemAdmin, "", "").await;
        let rows = told(&city, &auditor(&city), &of_person("xitong")).await;
        let held: Vec<_> = rows.iter().map(|row| (utc_day(&row.from), row.tenure)).collect();
        let expected = [(utc_day(&from), Tenure::Withdrawn), ("2026-12-04", Tenure::Held)];
        assert_eq!(held, expected);
        assert!(rows[0].until.as_deref().unwrap().starts_with("2026-11-30T17:"));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn managers_see_their_own_district_and_others_nothing() {
    for city in cities().await {
        let here = person(&city, "jia", BUREAU).await;
        let there = person(&city, "yi", OTHER).await;
        granted(&city, &here, Role::Clerk, "", "").await;
        granted(&city, &there, Role::Clerk, "", "").await;
        let district = city.person("区管理员", OTHER, Role::DistrictManager);
        let refused = city.app.responsibility(&district, &of_unit(BUREAU), "", 10).await;
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
        let refused =
            city.app.export_responsibility(&district, &of_unit(BUREAU), ExportFormat::Csv).await;
        assert_eq!(refused.unwrap_err().code(), Code::NotFound);
        // Somebody of another district looks like nobody.
        for account in ["jia", "nobody", here.as_str()] {
            assert_eq!(told(&city, &district, &of_person(account)).await, [], "{account}");
        }
        let own = told(&city, &district, &of_unit(OTHER)).await;
        assert_eq!(own.iter().map(|row| row.account.as_str()).collect::<Vec<_>>(), ["yi"]);
        assert_eq!(told(&city, &district, &of_person("yi")).await, own);
        // Nothing named means the own unit.
        assert_eq!(told(&city, &district, &ResponsibilityFilter::default()).await, own);
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        for (unit, account) in [(BUREAU, "jia"), (OTHER, "yi")] {
            let rows = told(&city, &manager, &of_unit(unit)).await;
            assert_eq!(rows.iter().map(|row| row.account.as_str()).collect::<Vec<_>>(), [account]);
        }
        let unknown = city.app.responsibility(&manager, &of_person("nobody"), "", 10).await;
        assert_eq!(unknown.unwrap_err().code(), Code::QueryInvalid);
        for role in [Role::Clerk, Role::Issuer, Role::SystemAdmin, Role::SecurityAdmin] {
            let caller = city.person("某人", BUREAU, role);
            for filter in [of_unit(BUREAU), of_person("jia"), ResponsibilityFilter::default()] {
                let refused = city.app.responsibility(&caller, &filter, "", 10).await.unwrap_err();
                assert_eq!(refused.code(), Code::Denied, "{role}");
            }
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_report_is_read_in_pages_is_exported_and_each_reading_is_recorded() {
    for city in cities().await {
        for account in ["jia", "yi", "bing"] {
            let id = person(&city, account, BUREAU).await;
            granted(&city, &id, Role::Clerk, "", "").await;
            granted(&city, &id, Role::Window, "", "").await;
        }
        let (mut after, mut seen) = (String::new(), vec![]);
        loop {
            let filter = of_unit(BUREAU);
            let page = city.app.responsibility(&auditor(&city), &filter, &after, 2).await.unwrap();
            assert_eq!(page.items.len(), 2, "a person is not divided");
            seen.extend(page.items.into_iter().map(|row| (row.account, row.post)));
            let Some(next) = page.next else { break };
            after = next;
        }
        assert_eq!(seen.len(), 6);
        assert_eq!(city.recorded("audit.read").await, 3);
        let (file, _) = city
            .app
            .export_responsibility(&auditor(&city), &of_unit(BUREAU), ExportFormat::Csv)
            .await
            .unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        assert_eq!(file.rows, 6);
        for said in ["姓名", "演示jia", "窗口用证人员", "在任"] {
            assert!(text.contains(said), "{said} in {text}");
        }
        assert_eq!(city.recorded("list.exported").await, 1);
        city.check_everything().await;
    }
}
