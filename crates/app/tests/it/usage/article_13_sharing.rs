//! 第十三条 (Art. 13): certificates are shared unconditionally by default, and exceptions cite
//! their legal basis.

use domain::Code;
use domain::sharing::Sharing;

use domain::caller::Role;
use testkit::{BUREAU, LICENCE, MATTER, asked, cities, content, licence};

#[tokio::test]
async fn withheld_and_conditional_types_are_refused_with_their_legal_basis() {
    for city in cities().await {
        let window = {
            city.publish(&licence()).await;
            city.issued(content()).await;
            city.window().await
        };
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert!(answer.uses[0].rule.contains("第十三条"), "the answer names the sharing rule");
        for (sharing, code) in [
            (Sharing::Withheld, Code::SharingWithheld),
            (Sharing::Conditional, Code::SharingConditional),
        ] {
            let mut stricter = licence();
            stricter.sharing = sharing;
            stricter.legal_basis = "某法第一条".into();
            city.publish(&stricter).await;
            let mut named = asked();
            named.type_code = Some(LICENCE.into());
            let refused = city.app.use_certificates(&window, &named).await.unwrap_err();
            assert_eq!(refused.code(), code);
            assert!(format!("{refused:?}").contains("某法第一条"));
            let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
            assert_eq!(
                answer.missing[0].why.as_str(),
                code.as_str(),
                "without a named type, the refusal is listed as a missing certificate"
            );
            assert!(answer.uses.is_empty());
        }
        // The issuing unit may always use its own certificates.
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let own = domain::purpose::Matter {
            code: "YSSX440304OWN001".into(),
            name: "本单位事项".into(),
            unit: BUREAU.into(),
            needs: vec![LICENCE.into()],
            yields: vec![],
        };
        city.app.register_matter(&manager, &own).await.unwrap();
        let inside = city.person("窗口甲", BUREAU, Role::Window);
        let mut request = asked();
        assert_eq!(request.matter_code, MATTER);
        request.matter_code = own.code;
        let (answer, _) = city.app.use_certificates(&inside, &request).await.unwrap();
        assert_eq!(answer.uses[0].rule, "本单位签发");
        city.check_everything().await;
    }
}
