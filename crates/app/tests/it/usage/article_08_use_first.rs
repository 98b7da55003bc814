//! 第八条 (Art. 8): a matter names the certificates that it needs, and the answer to a use lists
//! those that were found and those that are missing.

use domain::usage::Lack;
use testkit::{asked, cities, content, licence};

#[tokio::test]
async fn the_answer_lists_the_certificates_found_and_the_types_missing() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert!(answer.uses.is_empty());
        assert_eq!(answer.missing[0].why, Lack::None);
        assert_eq!(answer.missing[0].type_name, "演示经营许可证");
        let issued = city.issued(content()).await;
        let (answer, _) = city.app.use_certificates(&window, &asked()).await.unwrap();
        assert_eq!(answer.uses[0].certificate.identifier, issued.identifier);
        assert!(answer.missing.is_empty());
        assert_eq!(city.recorded("certificate.used").await, 2, "the empty answer is recorded too");
        city.check_everything().await;
    }
}
