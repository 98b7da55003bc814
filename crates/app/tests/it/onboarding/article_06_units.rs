//! 第六条 (Art. 6): managers register units, correct them, and keep their matters; an administrator whom
//! somebody else gave a password chooses another one first.

use app::Error;
use app::onboarding::{RowVersion, UnitParticulars};
use domain::Code;
use domain::caller::{Caller, Role};
use domain::purpose::Matter;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};

use testkit::{BUREAU, City, LICENCE, OTHER, cities};

const NEW: &str = "12440300MBXX00035R";

fn region(code: &str) -> Region {
    Region::parse(code).unwrap()
}

fn unit(code: &str, name: &str) -> Unit {
    Unit {
        code: code.into(),
        name: name.into(),
        region: region("440304"),
        parts: vec![UnitPart::Using],
        active: true,
    }
}

fn refused(error: app::Error) -> (Code, String) {
    let refused = if let app::Error::Refused(refusal) = error { Some(refusal) } else { None };
    let refusal = refused.unwrap();
    let field = refusal.findings().first().map_or("", |found| found.field.as_str()).to_owned();
    (refusal.code(), field)
}

fn manager(city: &City) -> Caller {
    city.person("市管理员", BUREAU, Role::CityManager)
}

#[tokio::test]
async fn a_unit_that_cannot_be_registered_is_refused_by_its_field() {
    for city in cities().await {
        let manager = manager(&city);
        city.app.register_unit(&manager, &unit(NEW, "演示单位")).await.unwrap();
        let wrong = [
            (unit(NEW, "演示单位"), Code::UnitTaken, "code"),
            (unit("11440300MBXX00158X", " 演示"), Code::NameInvalid, "name"),
            (
                Unit { parts: vec![], ..unit("11440300MBXX00158X", "演示") },
                Code::RequestInvalid,
                "parts",
            ),
            (
                // An issuing unit needs a seal, and no seal can show this name.
                Unit {
                    parts: vec![UnitPart::Issuing],
                    ..unit("11440300MBXX00158X", &"市".repeat(33))
                },
                Code::FaceInvalid,
                "name",
            ),
            (
                // 崇文区 was abolished in 2010.
                Unit { region: region("110103"), ..unit("11440300MBXX00158X", "演示") },
                Code::RegionUnknown,
                "",
            ),
        ];
        for (unit, code, field) in wrong {
            let error = city.app.register_unit(&manager, &unit).await.unwrap_err();
            assert_eq!(refused(error), (code, field.to_owned()), "{}", unit.name);
        }
        // Whoever may not register units is told so: what does not exist yet has nothing to hide.
        for post in [Role::Clerk, Role::SystemAdmin, Role::Auditor] {
            let caller = city.person("他人", OTHER, post);
            let new = unit("11440300MBXX00158X", "演示");
            let error = city.app.register_unit(&caller, &new).await.unwrap_err();
            assert_eq!(error.code(), Code::Denied, "{post}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_unit_is_corrected_and_its_matters_are_changed() {
    for city in cities().await {
        let manager = manager(&city);
        city.app.register_unit(&manager, &unit(NEW, "演示单位")).await.unwrap();
        let correct = UnitParticulars {
            name: "更正单位".into(),
            region: region("440305"),
            parts: vec![UnitPart::Using],
        };
        let (view, _) = city.app.correct_unit(&manager, NEW, 1, &correct).await.unwrap();
        assert_eq!((view.name.as_str(), view.region.as_str()), ("更正单位", "440305"));
        assert_eq!(view.row_version, 2);
        let stale = city.app.correct_unit(&manager, NEW, 1, &correct).await.unwrap_err();
        assert_eq!(stale.code(), Code::Conflict);
        let district = city.person("区管理员", BUREAU, Role::DistrictManager);
        let away = city.app.correct_unit(&district, NEW, 2, &correct).await.unwrap_err();
        assert_eq!(away.code(), Code::NotFound, "a manager of another district");

        let mut matter = Matter {
            code: "NEW-1".into(),
            name: "新事项".into(),
            unit: NEW.into(),
            needs: vec![],
            yields: vec![],
        };
        city.app.register_matter(&manager, &matter).await.unwrap();
        let again = city.app.register_matter(&manager, &matter).await.unwrap_err();
        assert_eq!(refused(again), (Code::MatterTaken, "code".into()));
        matter.needs = vec![LICENCE.into()];
        let changed = city.app.change_matter(&manager, &matter, 1, "").await.unwrap().0;
        assert_eq!(changed, RowVersion { row_version: 2 });
        let listed = city.app.matters(&manager, NEW).await.unwrap();
        assert_eq!((listed[0].needs.as_slice(), listed[0].row_version), (&matter.needs[..], 2));
        let other = Matter { unit: OTHER.into(), ..matter.clone() };
        let moved = city.app.change_matter(&manager, &other, 2, "").await.unwrap_err();
        assert_eq!(refused(moved), (Code::MatterUnknown, "code".into()), "of another unit");
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        assert!(city.app.matters(&clerk, NEW).await.is_err(), "the matters of another unit");
        for event in ["unit.registered", "unit.corrected", "matter.registered", "matter.changed"] {
            assert!(city.recorded(event).await >= 1, "{event}");
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_regions_to_choose_from_are_those_of_the_own_city() {
    for city in cities().await {
        let regions = city.app.regions_within(&manager(&city), "").await.unwrap();
        assert!(regions.iter().all(|region| region.code.starts_with("4403")));
        assert!(regions.iter().any(|region| region.local), "前海合作区");
        let country = city.app.regions_within(&manager(&city), "330100").await.unwrap();
        assert_eq!(country[0].name, "杭州市");
        assert!(city.app.regions_within(&manager(&city), "33").await.is_err());
    }
}

#[tokio::test]
async fn a_list_of_an_unknown_unit_or_region_names_the_parameter() {
    for city in cities().await {
        let field = |refused: Result<(), Error>| match refused {
            Err(Error::Refused(refusal)) => refusal.findings()[0].field.clone(),
            other => panic!("{other:?}"),
        };
        let security = city.person("安全员", BUREAU, Role::SecurityAdmin);
        assert_eq!(field(city.app.people(&security, NEW).await.map(drop)), "unit");
        assert_eq!(field(city.app.clients(&security, NEW).await.map(drop)), "unit");
        assert_eq!(field(city.app.matters(&manager(&city), NEW).await.map(drop)), "unit");
        for wrong in ["33", "990000"] {
            let regions = city.app.regions_within(&manager(&city), wrong).await;
            assert_eq!(field(regions.map(drop)), "within", "{wrong}");
        }
        city.app.people(&security, OTHER).await.unwrap();
        city.app.clients(&security, OTHER).await.unwrap();
        city.app.matters(&manager(&city), OTHER).await.unwrap();
        city.check_everything().await;
    }
}
