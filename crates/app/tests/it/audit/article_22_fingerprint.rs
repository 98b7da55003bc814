//! 第二十二条 (Art. 22): every copy names its receiver, and a picture of the copy still does.

use app::RequestKey;
use app::collect::Content;
use app::usage::Sheet;
use domain::Code;
use domain::caller::Role;
use serde_json::json;

use testkit::{BUREAU, City, asked, cities, content, face, licence};

/// Issues a licence with enough text on its face for a hidden mark.
async fn issued(city: &City) -> String {
    let mut entry = licence();
    let mut face = face();
    face["pages"][0]["elements"][1] = json!({
        "id": "scope", "type": "multiline", "x": 20, "y": 40, "width": 170, "height": 30,
        "bind": "JYXM", "font": "song", "font_size": 9, "line_height": 4.6
    });
    face["pages"][0]["elements"][2]["y"] = json!(105);
    entry.face = face;
    entry.fields[0].max_length = Some(260);
    city.publish(&entry).await;
    let scope = "预包装食品销售热食类食品制售自制饮品制售".repeat(10);
    let facts = json!({ "JYXM": scope }).as_object().unwrap().clone();
    city.issued(Content { facts, ..content() }).await.identifier
}

/// A white page.
fn blank_picture() -> Vec<u8> {
    let (width, height) = (600, 400);
    let raster = face::raster::Raster { width, height, dpi: 96.0, rgb: vec![255; 720_000] };
    raster.png().unwrap()
}

#[tokio::test]
async fn a_picture_of_a_copy_is_traced_to_the_copy() {
    for city in cities().await {
        let identifier = issued(&city).await;
        let window = city.window().await;
        let mut copies = Vec::new();
        for case in ["BJ-2026-000001", "BJ-2026-000002", "BJ-2026-000003"] {
            let request = app::usage::UseRequest { case_number: case.into(), ..asked() };
            let (answer, _) = city.app.use_certificates(&window, &request).await.unwrap();
            let code = answer.uses[0].use_code.clone();
            let (png, _) =
                city.app.archive_copy_sheet(&window, &code, Sheet::Png { page: 0 }).await.unwrap();
            copies.push((code, png));
        }
        let auditor = city.person("审计庚", BUREAU, Role::Auditor);
        for (code, png) in &copies {
            let traced = city.app.trace(&auditor, Some(&identifier), png.clone()).await.unwrap();
            let (found, evidence) = traced.0;
            assert_eq!(found.candidates, 3);
            let named: Vec<&str> = found.named.iter().map(|copy| copy.use_code.as_str()).collect();
            assert_eq!(named, [code], "{found:?}");
            assert!(evidence.unwrap().starts_with(b"\x89PNG"));
        }
        assert_eq!(city.recorded("archive_copy.traced").await, 3);
        // A repeat of a request gets the same answer and receipt, and no second record.
        let key = RequestKey { key: "trace-0001".into(), digest: [7; 32] };
        let repeating = city.app.for_request(key);
        let ask = || repeating.trace(&auditor, Some(&identifier), copies[0].1.clone());
        let (first, again) = (ask().await.unwrap(), ask().await.unwrap());
        assert_eq!(first, again);
        assert_eq!(city.recorded("archive_copy.traced").await, 4);
        // Without an identifier, the QR code of the copy names the certificate.
        let (found, _) = city.app.trace(&auditor, None, copies[1].1.clone()).await.unwrap().0;
        assert_eq!(found.identifier, identifier);
        assert_eq!(found.code.unwrap().use_code, copies[1].0);
        assert_eq!(found.named[0].use_code, copies[1].0, "mark and code agree");
        let blank = blank_picture();
        let lost = city.app.trace(&auditor, None, blank.clone()).await.unwrap_err();
        assert_eq!(lost.code(), Code::PictureUnusable, "neither identifier nor code");
        let lost = city.app.trace(&auditor, Some(&identifier), blank).await.unwrap_err();
        assert_eq!(lost.code(), Code::PictureUnusable, "the page is not in the picture");
        // Other drawings: the copy as PDF, a page that does not exist, and the face of the original
        // as PDF.
        let sheet = city.app.archive_copy_sheet(&window, &copies[0].0, Sheet::Pdf).await.unwrap();
        assert!(sheet.0.starts_with(b"%PDF-"));
        let none = Sheet::Png { page: 9 };
        let none = city.app.archive_copy_sheet(&window, &copies[0].0, none).await.unwrap_err();
        assert_eq!(none.code(), Code::NotFound);
        let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
        let (face, _) = city.app.certificate_pdf(&reviewer, &identifier).await.unwrap();
        assert!(face.starts_with(b"%PDF-"));
        let stranger = city.person("审核丁", testkit::OTHER, Role::Reviewer);
        let denied = city.app.certificate_pdf(&stranger, &identifier).await.unwrap_err();
        assert!(matches!(denied.code(), Code::Denied | Code::NotFound));
        // Only auditors may trace, and bytes that are no picture are refused.
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let denied =
            city.app.trace(&clerk, Some(&identifier), copies[0].1.clone()).await.unwrap_err();
        assert_eq!(denied.code(), Code::Denied);
        let unusable = city.app.trace(&auditor, Some(&identifier), b"no picture".to_vec()).await;
        assert_eq!(unusable.unwrap_err().code(), Code::PictureUnusable);
        city.check_everything().await;
    }
}
