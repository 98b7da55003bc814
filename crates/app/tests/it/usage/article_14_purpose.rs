//! 第十四条: no use without its matter and case; what is published is open to everybody.

use domain::Code;
use domain::caller::{Caller, Role};

use testkit::{BUREAU, asked, cities, content, licence};

#[tokio::test]
async fn a_use_without_its_purpose_is_refused() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.issued(content()).await;
        let window = city.window().await;
        let refused = |change: fn(&mut app::usage::UseRequest)| {
            let mut request = asked();
            change(&mut request);
            request
        };
        for (request, code) in [
            (refused(|r| r.matter_code.clear()), Code::PurposeMissing),
            (refused(|r| r.case_number.clear()), Code::PurposeMissing),
            (refused(|r| r.case_number = "短".into()), Code::CaseNumberInvalid),
            (refused(|r| r.matter_code = "YSSX000".into()), Code::MatterUnknown),
            (refused(|r| r.type_code = Some("X".into())), Code::MatterNotAllowed),
        ] {
            let answer = city.app.use_certificates(&window, &request).await.unwrap_err();
            assert_eq!(answer.code(), code);
        }
        let foreign = city.person("窗口戊", BUREAU, Role::Window);
        let answer = city.app.use_certificates(&foreign, &asked()).await.unwrap_err();
        assert_eq!(answer.code(), Code::MatterNotAllowed, "the matter is another unit's");
        assert_eq!(city.recorded("certificate.used").await, 0);
        let nobody = city.person("经办甲", BUREAU, Role::Clerk);
        let answer = city.app.use_certificates(&nobody, &asked()).await.unwrap_err();
        assert_eq!(answer.code(), Code::Denied, "the post does not use certificates");
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
