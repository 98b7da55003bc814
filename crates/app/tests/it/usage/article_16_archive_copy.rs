//! 第十六条 (Art. 16): an archive copy is sealed, names its receiver, and identifies its original.

use app::usage::Sheet;
use app::verify::Verdict;
use domain::Code;
use domain::caller::{Caller, Role};

use testkit::{BUREAU, City, asked, cities, content, licence};

#[tokio::test]
async fn a_copy_is_made_once_names_its_case_and_verifies_under_the_seal_of_the_platform() {
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
        assert!(verified.text[0].contains("BJ-2026-000001"), "the page shows the case number");
        // The platform sealed the copy; the issuing unit sealed only the original.
        let sealed_by = verified.seal.clone().unwrap();
        assert_eq!(sealed_by.name, "演示市电子证照");
        let manager = city.person("市管理员", BUREAU, Role::CityManager);
        let of_platform = city.app.seals(&manager, app::seals::PLATFORM).await.unwrap();
        assert_eq!(of_platform.len(), 1, "all copies bear the same seal");
        assert_eq!(of_platform[0].seal_id, sealed_by.id);
        let (again, second) = city.app.archive_copy(&window, code).await.unwrap();
        assert_eq!(copy.bytes, again.bytes, "a use has one copy");
        assert_ne!(receipt.record_id, second.record_id, "each download is recorded");
        let foreign = city.person("窗口戊", BUREAU, Role::Window);
        let refused = city.app.archive_copy(&foreign, code).await.err().unwrap();
        assert_eq!(refused.code(), Code::NotFound);
        city.check_everything().await;
    }
}

/// The page and the printout of a copy.
async fn sheets(city: &City, window: &Caller, code: &str) -> [Vec<u8>; 2] {
    let page = city.app.archive_copy_sheet(window, code, Sheet::Png { page: 0 }).await.unwrap();
    let print = city.app.archive_copy_sheet(window, code, Sheet::Pdf).await.unwrap();
    [page.0, print.0]
}

#[tokio::test]
async fn the_printout_of_a_copy_shows_what_the_copy_shows_whatever_became_of_the_certificate() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let window = city.window().await;
        let (first, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let (second, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        let (first, second) = (&first.uses[0].use_code, &second.uses[0].use_code);
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let before = sheets(&city, &window, first).await;
        city.app.suspend_certificate(&issuer, &issued, "核查期间").await.unwrap();
        assert_eq!(sheets(&city, &window, first).await, before, "the copy was made before");
        let crossed_out = sheets(&city, &window, second).await;
        let suspended = city.version(&issued.identifier).await;
        city.app.resume_certificate(&issuer, &suspended, "核查完毕").await.unwrap();
        assert_eq!(
            sheets(&city, &window, second).await,
            crossed_out,
            "the copy was made meanwhile"
        );
        city.check_everything().await;
    }
}
