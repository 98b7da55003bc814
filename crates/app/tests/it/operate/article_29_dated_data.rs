//! 第二十八、二十九条: the city sets what the rules leave open, and the rules have a term: numbers of law,
//! workdays and regions change without a release, on a day, by an article, signed by a second person.

use app::operate::NewData;
use domain::Code;
use domain::caller::Role;
use domain::date::Date;
use domain::dated::{DataName, DataState};
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use testkit::{BUREAU, City, cities};

const DAY: i64 = 86_400_000;

fn workdays(content: &str, from: &str) -> NewData {
    NewData {
        effective_from: from.into(),
        article: "国务院办公厅关于2027年部分节假日安排的通知".into(),
        content: content.into(),
    }
}

async fn is_workday(city: &City, day: &str) -> bool {
    let mut reader = city.app.read().await.unwrap();
    let today = Date::at(city.app.now());
    let calendar = city.app.calendar(&mut reader, today).await.unwrap();
    calendar.is_workday(Date::parse(day).unwrap())
}

#[tokio::test]
async fn workdays_are_proposed_signed_by_another_person_and_in_force_from_their_day_on() {
    for city in cities().await {
        let admin = city.person("系统管理员", BUREAU, Role::SystemAdmin);
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let name = DataName::Workdays;
        assert!(is_workday(&city, "2028-02-10").await, "the release does not know the day");
        let text = format!("{}2028 off 0210\n", name.embedded());
        let new = workdays(&text, "2026-11-25");
        let (proposed, _) = city.app.propose_data(&admin, name, &new).await.unwrap();
        assert_eq!((proposed.number, proposed.state), (1, DataState::Proposed));
        let detail = city.app.data_content(&manager, name, 1).await.unwrap();
        assert_eq!((detail.added, detail.removed), (vec!["2028 off 0210".into()], vec![]));
        assert_eq!(detail.compared_with, Some(0), "with what the release brings");

        let denied = city.app.sign_data(&admin, name, 1, 1).await.unwrap_err();
        assert_eq!(denied.code(), Code::Denied);
        let (signed, _) = city.app.sign_data(&manager, name, 1, 1).await.unwrap();
        assert_eq!(signed.signed_by.as_deref(), Some("市管理员"));
        assert!(is_workday(&city, "2028-02-10").await, "its day has not come");
        city.clock.forward(2 * DAY);
        assert!(!is_workday(&city, "2028-02-10").await, "in force, without a restart");
        let listed = city.app.data_versions(&manager, name).await.unwrap();
        assert_eq!(
            listed.iter().map(|one| (one.number, one.today)).collect::<Vec<_>>(),
            [(1, true), (0, false)]
        );
        assert_eq!(city.recorded("data.signed").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_version_is_said_before_it_is_kept() {
    for city in cities().await {
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let name = DataName::Workdays;
        let propose = async |new: NewData| city.app.propose_data(&manager, name, &new).await;
        let broken = propose(workdays("2027 off 0101\n2027 off 0230", "2027-01-01")).await;
        let broken = broken.unwrap_err();
        assert_eq!(broken.code(), Code::DataInvalid);
        assert!(format!("{broken:?}").contains("line 2"), "{broken:?}");
        let today = propose(workdays("2027 off 0101", "2026-11-23")).await.unwrap_err();
        assert_eq!(today.code(), Code::DataDate, "no deadline changes after the fact");
        let mut nameless = workdays("2027 off 0101", "2027-01-01");
        nameless.article = " ".into();
        assert_eq!(propose(nameless).await.unwrap_err().code(), Code::DataDate);
        for article in ["第二十八条\n伪造", &"条".repeat(501)] {
            let mut wrong = workdays("2027 off 0101", "2027-01-01");
            article.clone_into(&mut wrong.article);
            assert_eq!(propose(wrong).await.unwrap_err().code(), Code::DataDate, "{article}");
        }
        let empty = propose(workdays("# nothing", "2027-01-01")).await.unwrap_err();
        assert_eq!(empty.code(), Code::DataInvalid, "without holidays there are no deadlines");

        propose(workdays("2027 off 0101", "2027-01-01")).await.unwrap();
        let own = city.app.sign_data(&manager, name, 1, 1).await.unwrap_err();
        assert_eq!(own.code(), Code::SamePerson);
        let stale = city.app.withdraw_data(&manager, name, 1, 9, "重拟").await.unwrap_err();
        assert_eq!(stale.code(), Code::Conflict);
        city.app.withdraw_data(&manager, name, 1, 1, "重拟").await.unwrap();
        let other = city.person("市管理员乙", BUREAU, Role::CityManager);
        let over = city.app.sign_data(&other, name, 1, 2).await.unwrap_err();
        assert_eq!(over.code(), Code::DataState);
        let (second, _) = propose(workdays("2027 off 0101", "2027-01-01")).await.unwrap();
        assert_eq!(second.number, 2, "numbers are never used again");
        assert_eq!(city.recorded("data.proposed").await, 2);
        assert_eq!(city.recorded("data.withdrawn").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_version_that_was_edited_in_the_database_is_not_signed() {
    for city in cities().await {
        let admin = city.person("系统管理员", BUREAU, Role::SystemAdmin);
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let name = DataName::Workdays;
        for _ in 0..2 {
            let new = workdays("2027 off 0101", "2027-01-01");
            city.app.propose_data(&admin, name, &new).await.unwrap();
        }
        city.app.sign_data(&manager, name, 1, 1).await.expect("negative control");
        for edit in [
            "UPDATE dated_data SET content = '2027 off 0105' WHERE number = 2",
            "UPDATE dated_data SET content = '2027 off 0101', proposed_by = 'x' WHERE number = 2",
            "UPDATE dated_data SET effective_from = '2026-12-01' WHERE number = 2",
        ] {
            city.tamper(edit).await;
            let refused = city.app.sign_data(&manager, name, 2, 1).await.unwrap_err();
            assert!(matches!(refused, app::Error::Edited(_)), "{edit}: {refused}");
        }
        let report = city.store.verify(None, true).await.unwrap();
        assert_eq!(
            report.findings.len(),
            1,
            "what was not signed still shows: {:?}",
            report.findings
        );
    }
}

#[tokio::test]
async fn a_new_region_takes_units_from_its_day_on() {
    for city in cities().await {
        let (manager, other) = (
            city.person("市管理员", BUREAU, Role::CityManager),
            city.person("市管理员乙", BUREAU, Role::CityManager),
        );
        let unit = Unit {
            code: "12440300MBXX00035R".into(),
            name: "新区单位".into(),
            region: Region::parse("440399").unwrap(),
            parts: vec![UnitPart::Using],
            active: true,
        };
        let unknown = city.app.register_unit(&manager, &unit).await.unwrap_err();
        assert_eq!(unknown.code(), Code::RegionUnknown);
        let name = DataName::Regions;
        let content = format!("{}440399 新设区 440300 district\n", name.embedded());
        let new = NewData { content, ..workdays("", "2026-11-24") };
        city.app.propose_data(&manager, name, &new).await.unwrap();
        city.app.sign_data(&other, name, 1, 1).await.unwrap();
        city.clock.forward(DAY);
        city.app.register_unit(&manager, &unit).await.unwrap();
        let units = city.app.units(&manager).await.unwrap();
        let new = units.iter().find(|one| one.code == unit.code).unwrap();
        assert_eq!(new.region_name, "新设区");
        city.check_everything().await;
    }
}
