//! 第十条 (Art. 10): the holder gets a notice of every change of a certificate's status.

use domain::caller::Role;
use domain::notice::NoticeState;

use testkit::{BUREAU, OTHER, cities, content, licence};

#[tokio::test]
async fn every_change_of_status_queues_a_notice_to_the_holder() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let issued = city.issued(content()).await;
        let (suspended, _) =
            city.app.suspend_certificate(&issuer, &issued, "接到举报").await.unwrap();
        city.app.resume_certificate(&issuer, &suspended, "核查无误").await.unwrap();
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let notices = city.app.notices(&clerk, "", 10).await.unwrap().items;
        let kinds: Vec<&str> = notices.iter().rev().map(|notice| notice.kind.as_str()).collect();
        assert_eq!(kinds, ["issued", "suspended", "active"]);
        assert!(notices.iter().all(|notice| notice.state == NoticeState::Queued));
        assert!(notices[0].text.contains(&issued.identifier));
        let stranger = city.person("外人", OTHER, Role::Clerk);
        assert!(city.app.notices(&stranger, "", 10).await.unwrap().items.is_empty());
        city.check_everything().await;
    }
}
