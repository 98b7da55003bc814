//! 第十四条 (Art. 14): a use needs a matter and a case number. The published catalog is open to
//! everybody.

use domain::Code;
use domain::caller::{Caller, Role};

use testkit::{BUREAU, asked, cities, content, licence};

#[tokio::test]
async fn a_use_without_a_valid_purpose_is_refused() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let window = city.window().await;
        let changed = |change: fn(&mut app::usage::UseRequest)| {
            let mut request = asked();
            change(&mut request);
            request
        };
        for (request, code) in [
            (changed(|r| r.matter_code.clear()), Code::PurposeMissing),
            (changed(|r| r.case_number.clear()), Code::PurposeMissing),
            (changed(|r| r.case_number = "短".into()), Code::CaseNumberInvalid),
            (changed(|r| r.matter_code = "YSSX000".into()), Code::MatterUnknown),
            (changed(|r| r.type_code = Some("X".into())), Code::MatterNotAllowed),
        ] {
            let answer = city.app.use_certificates(&window, &request).await.unwrap_err();
            assert_eq!(answer.code(), code);
        }
        let foreign = city.person("窗口戊", BUREAU, Role::Window);
        let answer = city.app.use_certificates(&foreign, &asked()).await.unwrap_err();
        assert_eq!(answer.code(), Code::MatterNotAllowed, "the matter belongs to another unit");
        assert_eq!(city.recorded("certificate.used").await, 0);
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let answer = city.app.use_certificates(&clerk, &asked()).await.unwrap_err();
        assert_eq!(answer.code(), Code::Denied, "a clerk may not use certificates");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_published_catalog_is_open_and_drafts_are_not() {
    for city in cities().await {
        let editor = city.person("编目员", BUREAU, Role::CatalogEditor);
        city.app.draft_catalog(&editor, &licence()).await.unwrap();
        let public = Caller::public();
        assert!(city.app.catalog(&public, &Default::default()).await.unwrap().is_empty());
        assert_eq!(city.app.catalog(&editor, &Default::default()).await.unwrap().len(), 1);
        let code = licence().code;
        let hidden = city.app.catalog_entry(&public, &code, None).await.unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
        city.check_everything().await;
    }
}
