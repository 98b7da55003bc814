//! 第八条: a matter names what it needs; what is there, and what is missing, is told at once.

use domain::usage::Lack;
use testkit::{asked, cities, content, licence};

#[tokio::test]
async fn a_matter_tells_what_is_there_and_what_is_missing() {
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
