//! 第八条、第十三条、第十九条 (Art. 8, 13, 19): what is missing for a matter is counted by cause, type and issuing unit,
//! and waits for the issuing unit until it says what it does about it, or the cause has gone.

use app::onboarding::Standing;
use app::usage::{AvailabilityRequest, MissFilter, NewMissAnswer};
use app::{Error, Period, RequestKey};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::export::ExportFormat;
use domain::miss::{MissAnswer, MissCause};
use domain::sharing::Sharing;
use domain::standing::StandingStep;
use domain::todo::TodoKind;
use domain::usage::Lack;

use testkit::{BUREAU, City, LICENCE, MATTER, OTHER, asked, cities, content, licence};

const DAY: i64 = 24 * 60 * 60 * 1000;
const HOLDER: &str = "91440300MA5XX00149";

async fn ask(city: &City, window: &Caller, case: &str, holder: &str) {
    let request = AvailabilityRequest {
        matter_code: MATTER.into(),
        case_number: case.into(),
        holder_code: holder.into(),
    };
    city.app.availability(window, &request).await.unwrap();
}

async fn listed(city: &City, caller: &Caller, filter: &MissFilter) -> Vec<(String, MissCause)> {
    let page = city.app.misses(caller, filter, "", 50).await.unwrap();
    page.items.into_iter().map(|miss| (miss.type_code, miss.cause)).collect()
}

/// Cause, number and open number of each kind.
async fn counted(city: &City, caller: &Caller) -> Vec<(MissCause, usize, usize)> {
    let counts = city.app.miss_counts(caller, &MissFilter::default()).await.unwrap();
    assert_eq!(counts.total, counts.items.iter().map(|kind| kind.count).sum::<usize>());
    counts.items.into_iter().map(|kind| (kind.cause, kind.count, kind.open)).collect()
}

async fn to_do(city: &City, caller: &Caller) -> Vec<String> {
    let todos = city.app.todos(caller).await.unwrap();
    let items = todos.items.into_iter().filter(|item| item.kind == TodoKind::Misses);
    let items: Vec<String> = items.map(|item| item.id).collect();
    assert_eq!(todos.misses_open, items.len());
    items
}

fn answer(answer: MissAnswer, planned_for: &str, row_version: i64) -> NewMissAnswer {
    NewMissAnswer {
        type_code: LICENCE.into(),
        why: Lack::None,
        answer,
        planned_for: planned_for.into(),
        note: "已列入补录计划".into(),
        row_version,
    }
}

#[tokio::test]
async fn the_same_miss_counts_once_a_day_and_names_no_holder() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        for case in ["BJ-2026-000001", "BJ-2026-000001", "BJ-2026-000002"] {
            ask(&city, &window, case, HOLDER).await;
        }
        // A use that finds nothing is the same miss.
        city.app.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!(counted(&city, &issuer).await, [(MissCause::NotIssued, 1, 1)]);
        ask(&city, &window, "BJ-2026-000001", "E00000001").await;
        assert_eq!(counted(&city, &issuer).await, [(MissCause::NotIssued, 2, 2)]);
        city.clock.forward(DAY);
        ask(&city, &window, "BJ-2026-000001", HOLDER).await;
        assert_eq!(counted(&city, &issuer).await, [(MissCause::NotIssued, 3, 3)], "another day");
        // Parallel questions of the same miss are all answered, and count once.
        city.clock.forward(DAY);
        let mut running = tokio::task::JoinSet::new();
        for _ in 0..12 {
            let (app, window) = (city.app.clone(), window.clone());
            running.spawn(async move { app.use_certificates(&window, &asked()).await });
        }
        while let Some(done) = running.join_next().await {
            done.unwrap().unwrap();
        }
        assert_eq!(counted(&city, &issuer).await, [(MissCause::NotIssued, 4, 4)]);
        // A repeat of a request is no new miss.
        city.clock.forward(DAY);
        let keyed = city.app.for_request(RequestKey { key: "miss-0001".into(), digest: [7; 32] });
        for _ in 0..2 {
            keyed.use_certificates(&window, &asked()).await.unwrap();
            city.clock.forward(DAY);
        }
        assert_eq!(counted(&city, &issuer).await, [(MissCause::NotIssued, 5, 5)]);
        // Neither the rows nor the lists name the holder.
        let page = city.app.misses(&issuer, &MissFilter::default(), "", 50).await.unwrap();
        for miss in &page.items {
            let told = serde_json::to_string(miss).unwrap();
            assert!(!told.contains(HOLDER), "{told}");
        }
        let clear = format!(
            "SELECT COUNT(*) FROM miss WHERE matter_code LIKE '%{HOLDER}%' OR why LIKE '%{HOLDER}%'"
        );
        assert_eq!(city.number(&clear).await, 0);
        assert_eq!(city.number("SELECT COUNT(*) FROM miss").await, 5);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn using_units_issuing_units_and_managers_see_their_own_part() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        ask(&city, &window, "BJ-2026-000001", HOLDER).await;
        let none = MissFilter::default();
        let seen = [(LICENCE.to_owned(), MissCause::NotIssued)];
        let at = |role, unit| city.person("某人", unit, role);
        for (role, unit, sees) in [
            (Role::Window, OTHER, true),
            (Role::Issuer, BUREAU, true),
            (Role::CatalogEditor, BUREAU, true),
            (Role::CityManager, OTHER, true),
            (Role::DistrictManager, OTHER, true),
            // Strangers: another using unit, another issuing unit, and posts without the right.
            (Role::Window, BUREAU, false),
            (Role::Issuer, OTHER, false),
            (Role::Auditor, BUREAU, false),
            (Role::SystemAdmin, OTHER, false),
        ] {
            let list = listed(&city, &at(role, unit), &none).await;
            let expected = if sees { &seen[..] } else { &[] };
            assert_eq!(list, expected, "{role} of {unit}");
            assert_eq!(counted(&city, &at(role, unit)).await.len(), expected.len());
        }
        // A manager of the issuer's district finds what its unit is missed for.
        let theirs = MissFilter { issuer: BUREAU.into(), ..none.clone() };
        let district = at(Role::DistrictManager, BUREAU);
        assert_eq!(listed(&city, &district, &none).await, []);
        assert_eq!(listed(&city, &district, &theirs).await, seen);
        let foreign = MissFilter { unit: OTHER.into(), ..none.clone() };
        let refused = city.app.misses(&district, &foreign, "", 10).await.unwrap_err();
        assert_eq!(refused.code(), Code::QueryInvalid);
        let stranger = at(Role::Window, BUREAU);
        let refused = city.app.misses(&stranger, &foreign, "", 10).await.unwrap_err();
        assert_eq!(refused.code(), Code::QueryInvalid);
        // Filters.
        let expired = MissFilter { cause: Some(MissCause::Expired), ..none.clone() };
        assert_eq!(listed(&city, &window, &expired).await, []);
        let period = Period::parse("2026-11-24", "").unwrap();
        assert_eq!(listed(&city, &window, &MissFilter { period, ..none.clone() }).await, []);
        // The export is recorded.
        let (file, _) = city.app.export_misses(&window, &none, ExportFormat::Csv).await.unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        assert!(text.contains("未签发") && text.contains("演示经营许可证"), "{text}");
        assert_eq!(city.recorded("list.exported").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_miss_waits_for_the_issuing_unit_until_it_answers_or_the_cause_has_gone() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let name = format!("{LICENCE}/none");
        assert_eq!(to_do(&city, &issuer).await, Vec::<String>::new());
        let early = city.app.answer_misses(&issuer, &answer(MissAnswer::Issued, "", 0)).await;
        assert_eq!(early.unwrap_err().code(), Code::MissUnknown, "nobody missed it");
        ask(&city, &window, "BJ-2026-000001", HOLDER).await;
        assert_eq!(to_do(&city, &issuer).await, [name.as_str()]);
        let stranger = city.person("签发丁", OTHER, Role::Issuer);
        assert_eq!(to_do(&city, &stranger).await, Vec::<String>::new());
        for (wrong, code) in [
            (answer(MissAnswer::Planned, "", 0), Code::PlannedDayInvalid),
            (answer(MissAnswer::Planned, "2026-11-22", 0), Code::PlannedDayInvalid),
            (answer(MissAnswer::Planned, "2028-11-22", 0), Code::PlannedDayInvalid),
            (answer(MissAnswer::Issued, "2026-11-30", 0), Code::PlannedDayInvalid),
            (
                NewMissAnswer { note: " ".into(), ..answer(MissAnswer::Issued, "", 0) },
                Code::ReasonMissing,
            ),
        ] {
            let refused = city.app.answer_misses(&issuer, &wrong).await.unwrap_err();
            assert_eq!(refused.code(), code);
        }
        let denied = city.app.answer_misses(&window, &answer(MissAnswer::Issued, "", 0)).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        // Planned: it waits no more, until the day has passed.
        let planned = answer(MissAnswer::Planned, "2026-11-25", 0);
        let (told, _) = city.app.answer_misses(&issuer, &planned).await.unwrap();
        let stale = city.app.answer_misses(&issuer, &planned).await.unwrap_err();
        assert!(matches!(stale, Error::Conflict));
        assert_eq!(to_do(&city, &issuer).await, Vec::<String>::new());
        assert_eq!(counted(&city, &issuer).await, [(MissCause::NotIssued, 1, 0)]);
        city.clock.forward(3 * DAY);
        assert_eq!(to_do(&city, &issuer).await, [name.as_str()]);
        // Issued since: only what is missed afterwards waits.
        let done = answer(MissAnswer::Issued, "", told.row_version);
        let (told, _) = city.app.answer_misses(&issuer, &done).await.unwrap();
        assert_eq!(to_do(&city, &issuer).await, Vec::<String>::new());
        city.clock.forward(DAY);
        ask(&city, &window, "BJ-2026-000001", HOLDER).await;
        assert_eq!(to_do(&city, &issuer).await, [name.as_str()]);
        // The holder got the certificate: nothing waits, without an answer.
        city.issued(content()).await;
        assert_eq!(to_do(&city, &issuer).await, Vec::<String>::new());
        ask(&city, &window, "BJ-2026-000001", "E00000001").await;
        assert_eq!(to_do(&city, &issuer).await.len(), 1, "negative control");
        let not_ours = answer(MissAnswer::NotOurs, "", told.row_version);
        city.app.answer_misses(&issuer, &not_ours).await.unwrap();
        city.clock.forward(DAY);
        ask(&city, &window, "BJ-2026-000001", "E00000001").await;
        assert_eq!(to_do(&city, &issuer).await, Vec::<String>::new());
        let counts = city.app.miss_counts(&window, &MissFilter::default()).await.unwrap();
        let answered = counts.items[0].answer.clone().unwrap();
        assert_eq!(
            (answered.answer, answered.note.as_str()),
            (MissAnswer::NotOurs, "已列入补录计划")
        );
        assert_eq!(city.recorded("misses.answered").await, 3);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_cause_of_the_whole_type_has_gone_when_the_type_is_shared_or_issued_again() {
    for city in cities().await {
        let mut entry = licence();
        entry.sharing = Sharing::Withheld;
        entry.legal_basis = "某法第一条".into();
        city.publish(&entry).await;
        city.issued(content()).await;
        let window = city.window().await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        ask(&city, &window, "BJ-2026-000001", HOLDER).await;
        assert_eq!(to_do(&city, &issuer).await, [format!("{LICENCE}/sharing_withheld")]);
        assert_eq!(counted(&city, &issuer).await, [(MissCause::NotShared, 1, 1)]);
        city.publish(&licence()).await;
        assert_eq!(to_do(&city, &issuer).await, Vec::<String>::new());
        assert_eq!(
            counted(&city, &issuer).await,
            [(MissCause::NotShared, 1, 0)],
            "it stays counted"
        );
        let security = city.person("安全管理员", OTHER, Role::SecurityAdmin);
        let turn = async |step| {
            let unit = city.app.read().await.unwrap().unit(BUREAU).await.unwrap().unwrap();
            let standing = Standing { step, row_version: unit.version, reason: "机构改革" };
            city.app.change_unit(&security, BUREAU, standing).await.unwrap();
        };
        turn(StandingStep::Suspend).await;
        ask(&city, &window, "BJ-2026-000001", "E00000001").await;
        let manager = city.person("市管理员", OTHER, Role::CityManager);
        let counts = counted(&city, &manager).await;
        assert!(counts.contains(&(MissCause::Outage, 1, 1)), "{counts:?}");
        turn(StandingStep::Resume).await;
        let counts = counted(&city, &manager).await;
        assert!(counts.contains(&(MissCause::Outage, 1, 0)), "{counts:?}");
        city.check_everything().await;
    }
}
