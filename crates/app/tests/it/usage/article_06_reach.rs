//! 第六条 (Art. 6): the managing units see the uses of their reach, the city's those of the whole city, a
//! district's those of the units of the district; everybody else sees those of the own unit.

use app::onboarding::NewPerson;
use app::usage::UseFilter;
use app::{Error, Period, Total};
use domain::Code;
use domain::caller::{Actor, Caller, Role};
use domain::order::ListOrder;
use domain::purpose::Matter;
use testkit::{BUREAU, City, LICENCE, MATTER, OTHER, asked, cities, content, licence};

/// A matter of the issuing bureau.
const OWN_MATTER: &str = "YSSX440304NSSP001";

/// A city in which the bureau of one district and the unit of another have used the licence, the unit
/// twice, on two days, by a person whose name is known.
async fn used(city: &City) -> Caller {
    city.publish(&licence()).await;
    city.issued(content()).await;
    let manager = city.person("市管理员", BUREAU, Role::CityManager);
    let matter = Matter {
        code: OWN_MATTER.into(),
        name: "本区事项".into(),
        unit: BUREAU.into(),
        needs: vec![LICENCE.into()],
        yields: vec![],
    };
    city.app.register_matter(&manager, &matter).await.unwrap();
    let person = NewPerson {
        account: "li-lei".into(),
        name: "李雷".into(),
        unit: OTHER.into(),
        password: None,
        roles: vec![Role::Window],
    };
    let setup = Caller::program("setup");
    let id = city.app.register_person(&setup, &person).await.unwrap().0.person_id;
    let window = Caller { actor: Actor::Person(id), ..city.window().await };
    city.app.use_certificates(&window, &asked()).await.unwrap();
    let own = city.person("窗口戊", BUREAU, Role::Window);
    let mut request = asked();
    request.matter_code = OWN_MATTER.into();
    city.app.use_certificates(&own, &request).await.unwrap();
    city.clock.forward(2 * 24 * 60 * 60 * 1000);
    let mut later = asked();
    later.case_number = "BJ-2026-000002".into();
    city.app.use_certificates(&window, &later).await.unwrap();
    window
}

async fn listed(city: &City, caller: &Caller, filter: &UseFilter) -> Vec<(String, String)> {
    let page = city.app.uses(caller, filter, "", 10).await.unwrap();
    page.items.into_iter().map(|used| (used.unit_code, used.case_number)).collect()
}

fn row(unit: &str, case: &str) -> (String, String) {
    (unit.to_owned(), format!("BJ-2026-{case}"))
}

#[tokio::test]
async fn managers_see_the_uses_of_their_reach_and_who_asked() {
    for city in cities().await {
        let window = used(&city).await;
        let none = UseFilter::default();
        let all = [row(OTHER, "000002"), row(BUREAU, "000001"), row(OTHER, "000001")];
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        assert_eq!(listed(&city, &manager, &none).await, all);
        let district = city.person("区管理员", OTHER, Role::DistrictManager);
        assert_eq!(listed(&city, &district, &none).await, [all[0].clone(), all[2].clone()]);
        let another = city.person("区管理员", BUREAU, Role::DistrictManager);
        assert_eq!(listed(&city, &another, &none).await, [all[1].clone()]);
        // Negative controls: a window sees its own unit, and who has no right nothing.
        assert_eq!(listed(&city, &window, &none).await, [all[0].clone(), all[2].clone()]);
        let clerk = city.person("经办甲", OTHER, Role::Clerk);
        assert_eq!(listed(&city, &clerk, &none).await, []);
        let page = city.app.uses(&manager, &none, "", 10).await.unwrap();
        let (by, total) = (&page.items[0].by, page.total);
        assert_eq!((by.name.as_str(), by.unit_code.as_str()), ("李雷", OTHER));
        assert_eq!(by.posts, [Role::Window]);
        assert_eq!(page.items[0].unit_name, format!("演示单位 {OTHER}"));
        assert_eq!(total, Some(Total { count: 3, is_more: false }));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn filters_combine_within_the_reach_and_the_oldest_may_come_first() {
    for city in cities().await {
        used(&city).await;
        let none = UseFilter::default();
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let (early, own, late) =
            (row(OTHER, "000001"), row(BUREAU, "000001"), row(OTHER, "000002"));
        let period = |from: &str, to: &str| Period::parse(from, to).unwrap();
        let cases = [
            (UseFilter { unit: OTHER.into(), ..none.clone() }, vec![&late, &early]),
            (UseFilter { matter_code: OWN_MATTER.into(), ..none.clone() }, vec![&own]),
            (UseFilter { type_code: LICENCE.into(), ..none.clone() }, vec![&late, &own, &early]),
            (UseFilter { period: period("", "2026-11-23"), ..none.clone() }, vec![&own, &early]),
            (UseFilter { period: period("2026-11-24", ""), ..none.clone() }, vec![&late]),
            (
                UseFilter { order: Some(ListOrder::Oldest), ..none.clone() },
                vec![&early, &own, &late],
            ),
            (
                UseFilter {
                    unit: OTHER.into(),
                    matter_code: MATTER.into(),
                    period: period("2026-11-25", "2026-11-25"),
                    order: Some(ListOrder::Oldest),
                    ..none.clone()
                },
                vec![&late],
            ),
        ];
        for (filter, expected) in cases {
            let expected: Vec<_> = expected.into_iter().cloned().collect();
            assert_eq!(listed(&city, &manager, &filter).await, expected, "{filter:?}");
        }
        // Both orders lead through all pages.
        for order in [ListOrder::Newest, ListOrder::Oldest] {
            let filter = UseFilter { order: Some(order), ..none.clone() };
            let (mut after, mut seen) = (String::new(), 0);
            loop {
                let page = city.app.uses(&manager, &filter, &after, 1).await.unwrap();
                seen += page.items.len();
                let Some(next) = page.next else { break };
                after = next;
            }
            assert_eq!(seen, 3, "{order}");
        }
    }
}

#[tokio::test]
async fn a_filter_outside_the_reach_is_refused_by_its_name() {
    for city in cities().await {
        let window = used(&city).await;
        let district = city.person("区管理员", BUREAU, Role::DistrictManager);
        let none = UseFilter::default();
        let wrong = [
            (&district, "unit", UseFilter { unit: OTHER.into(), ..none.clone() }),
            (&window, "unit", UseFilter { unit: BUREAU.into(), ..none.clone() }),
            (&window, "unit", UseFilter { unit: "X".into(), ..none.clone() }),
            (&window, "type_code", UseFilter { type_code: "X".into(), ..none.clone() }),
            (&window, "matter_code", UseFilter { matter_code: "X".into(), ..none.clone() }),
        ];
        for (caller, field, filter) in wrong {
            let refused = city.app.uses(caller, &filter, "", 10).await.unwrap_err();
            let Error::Refused(refusal) = refused else { panic!("{refused:?}") };
            assert_eq!(refusal.code(), Code::QueryInvalid);
            assert_eq!(refusal.findings().first().unwrap().field, field);
        }
    }
}

#[tokio::test]
async fn uses_are_found_by_the_number_of_their_case_within_the_reach() {
    for city in cities().await {
        let window = used(&city).await;
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let of_case = |case: &str| UseFilter { case_number: case.into(), ..UseFilter::default() };
        let (first, second) = (of_case("BJ-2026-000001"), of_case("BJ-2026-000002"));
        assert_eq!(listed(&city, &window, &second).await, [row(OTHER, "000002")]);
        // Two units had a case of the same number; each unit sees its own.
        assert_eq!(listed(&city, &window, &first).await, [row(OTHER, "000001")]);
        let both = [row(BUREAU, "000001"), row(OTHER, "000001")];
        assert_eq!(listed(&city, &manager, &first).await, both);
        let oldest = UseFilter { order: Some(ListOrder::Oldest), ..first.clone() };
        let [newer, older] = both.clone();
        assert_eq!(listed(&city, &manager, &oldest).await, [older, newer]);
        let by_unit = UseFilter { unit: OTHER.into(), ..first.clone() };
        assert_eq!(listed(&city, &manager, &by_unit).await, [row(OTHER, "000001")]);
        let by_matter = UseFilter { matter_code: OWN_MATTER.into(), ..first };
        assert_eq!(listed(&city, &manager, &by_matter).await, [row(BUREAU, "000001")]);
        assert_eq!(listed(&city, &manager, &of_case("BJ-2026-000003")).await, []);
        let page = city.app.uses(&manager, &second, "", 10).await.unwrap();
        assert_eq!(page.items[0].matter_name, "演示事项");
    }
}
