//! 第二十二条: every copy names its receiver, also from a picture of it.

use app::collect::Content;
use domain::Code;
use domain::caller::Role;
use serde_json::json;

use crate::city::{BUREAU, City, asked, cities, content, face, licence};

/// A licence with enough text on its face to be marked.
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

#[tokio::test]
async fn a_picture_of_a_copy_names_the_copy() {
    for city in cities().await {
        let identifier = issued(&city).await;
        let window = city.window().await;
        let mut copies = Vec::new();
        for case in ["BJ-2026-000001", "BJ-2026-000002", "BJ-2026-000003"] {
            let request = app::uses::UseRequest { case_number: case.into(), ..asked() };
            let (answer, _) = city.app.use_certificates(&window, &request).await.unwrap();
            let code = answer.uses[0].use_code.clone();
            let (png, _) = city.app.archive_copy_picture(&window, &code, 0).await.unwrap();
            copies.push((code, png));
        }
        let auditor = city.person("审计庚", BUREAU, Role::Auditor);
        for (code, png) in &copies {
            let traced = city.app.trace(&auditor, &identifier, png.clone()).await.unwrap();
            let (found, evidence) = traced.0;
            assert_eq!(found.candidates, 3);
            let named: Vec<&str> = found.named.iter().map(|copy| copy.use_code.as_str()).collect();
            assert_eq!(named, [code], "{found:?}");
            assert!(evidence.unwrap().starts_with(b"\x89PNG"));
        }
        assert_eq!(city.recorded("archive_copy.traced").await, 3);
        // The record is made before the answer; strangers get none.
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let denied = city.app.trace(&clerk, &identifier, copies[0].1.clone()).await.unwrap_err();
        assert_eq!(denied.code(), Code::Denied);
        let unusable = city.app.trace(&auditor, &identifier, b"no picture".to_vec()).await;
        assert_eq!(unusable.unwrap_err().code(), Code::PictureUnusable);
        city.check_everything().await;
    }
}
