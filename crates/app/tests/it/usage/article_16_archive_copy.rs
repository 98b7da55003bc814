//! 第十六条: the archive copy is sealed, says whom it is for, and leads to its original.

use app::verify::Verdict;
use domain::Code;
use domain::caller::Role;

use testkit::{BUREAU, asked, cities, content, licence};

#[tokio::test]
async fn a_copy_names_its_receiver_and_is_verified_by_itself() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let window = city.window().await;
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let code = &answer.uses[0].use_code;
        let (copy, receipt) = city.app.archive_copy(&window, code).await.unwrap();
        let verified = city.app.verify_file(&copy.bytes).await.unwrap();
        assert_eq!(verified.verdict, Verdict::Valid, "{}", verified.summary_zh);
        assert!(verified.archive_copy);
        assert_eq!(verified.identifier.as_deref(), Some(issued.identifier.as_str()));
        assert!(verified.text[0].contains("BJ-2026-000001"), "the case stands on the page");
        // The platform's own seal: the bureau sealed the original, not this copy.
        let sealed_by = verified.seal.clone().unwrap();
        assert_eq!(sealed_by.name, "演示市电子证照");
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let of_platform = city.app.seals(&manager, app::seals::PLATFORM).await.unwrap();
        assert_eq!(of_platform.len(), 1, "one seal, however many copies");
        assert_eq!(of_platform[0].seal_id, sealed_by.id);
        let (again, second) = city.app.archive_copy(&window, code).await.unwrap();
        assert_eq!(copy.bytes, again.bytes, "one copy per use");
        assert_ne!(receipt.record_id, second.record_id, "each taking is recorded");
        let foreign = city.person("窗口戊", BUREAU, Role::Window);
        let refused = city.app.archive_copy(&foreign, code).await.err().unwrap();
        assert_eq!(refused.code(), Code::NotFound);
        city.check_everything().await;
    }
}
