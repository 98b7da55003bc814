//! 第六条、第十六条 (Art. 6, 16): a unit gets another name. What it issued before keeps the old one, as the sealed files
//! do: on the screen, in print, in copies and where a leaked copy is traced.

use app::collect::Content;
use app::onboarding::UnitParticulars;
use app::usage::Sheet;
use domain::caller::Role;
use domain::region::Region;
use domain::unit::UnitPart;
use serde_json::json;

use testkit::{BUREAU, City, asked, cities, content, face, licence};

/// Publishes a licence that shows the issuing unit, and enough text for a hidden mark.
async fn published(city: &City) {
    let mut entry = licence();
    let mut face = face();
    face["pages"][0]["elements"][1] = json!({
        "id": "scope", "type": "multiline", "x": 20, "y": 40, "width": 170, "height": 30,
        "bind": "JYXM", "font": "song", "font_size": 9, "line_height": 4.6
    });
    face["pages"][0]["elements"][2]["y"] = json!(105);
    face["pages"][0]["elements"].as_array_mut().unwrap().push(json!({
        "id": "issuer", "type": "text", "x": 20, "y": 120, "width": 110, "height": 8,
        "content": "{{ZZBFJG}}", "font": "song", "font_size": 9
    }));
    entry.face = face;
    entry.fields[0].max_length = Some(260);
    city.publish(&entry).await;
}

fn long_content() -> Content {
    let scope = "预包装食品销售热食类食品制售自制饮品制售".repeat(10);
    let facts = json!({ "JYXM": scope }).as_object().unwrap().clone();
    Content { facts, ..content() }
}

async fn renamed(city: &City, name: &str) {
    let manager = city.person("市管理员", BUREAU, Role::CityManager);
    let row = city.app.read().await.unwrap().unit(BUREAU).await.unwrap().unwrap();
    let correct = UnitParticulars {
        name: name.into(),
        region: Region::parse(&row.region).unwrap(),
        parts: vec![UnitPart::Issuing],
    };
    city.app.correct_unit(&manager, BUREAU, row.version, &correct).await.unwrap();
}

#[tokio::test]
async fn what_was_issued_under_the_old_name_keeps_it() {
    for city in cities().await {
        published(&city).await;
        let issued = city.issued(long_content()).await.identifier;
        let waiting = city.registered(long_content()).await;
        let window = city.window().await;
        let use_of = async |case: &str| {
            let request = app::usage::UseRequest { case_number: case.into(), ..asked() };
            let (answer, _) = city.app.use_certificates(&window, &request).await.unwrap();
            let of_issued = answer.uses.iter().find(|used| used.certificate.identifier == issued);
            of_issued.unwrap().use_code.clone()
        };
        let code = use_of("BJ-2026-000001").await;
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let shown = async |identifier: &str| {
            city.app.certificate_face(&reviewer, identifier).await.unwrap()
        };
        let picture = async || {
            let sheet = Sheet::Png { page: 0 };
            city.app.archive_copy_sheet(&window, &code, sheet).await.unwrap().0
        };
        let (old, not_yet, copy) = (shown(&issued).await, shown(&waiting).await, picture().await);
        let file = city.file(&issued).await;

        renamed(&city, "演示单位").await;
        assert_eq!(shown(&issued).await, old, "the face");
        assert!(picture().await == copy, "the copy");
        assert!(city.file(&issued).await == file, "the sealed file");
        let again = city.app.redraw(&issued).await.unwrap();
        assert_eq!((again.different, again.changed), (vec![], vec![]));
        // The control: what is not issued yet will bear the new name, so the name is on the face.
        assert_ne!(shown(&waiting).await, not_yet);
        // A copy that leaked before the renaming is found.
        let auditor = city.person("审计庚", BUREAU, Role::Auditor);
        let (found, _) = city.app.trace(&auditor, Some(&issued), copy).await.unwrap().0;
        let named: Vec<&str> = found.named.iter().map(|copy| copy.use_code.as_str()).collect();
        assert_eq!(named, [code.as_str()], "{found:?}");
        city.check_everything().await;
    }
}
