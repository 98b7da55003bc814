//! 第十二条 (Art. 12): a certificate and its history are kept, and every version stays readable.

use domain::application::UpdateReason;
use domain::caller::Role;
use domain::certificate::Effect;

use testkit::{BUREAU, cities, content, licence};

#[tokio::test]
async fn the_history_lists_every_step_with_the_post_that_took_it() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let issued = city.issued(content()).await;
        city.app.suspend_certificate(&issuer, &issued, "接到举报").await.unwrap();
        let steps = city.app.certificate_history(&issuer, &issued.identifier).await.unwrap();
        let told: Vec<(&str, &str)> = steps
            .iter()
            .map(|step| (step.event.as_str(), step.post.map_or("", Role::as_str)))
            .collect();
        assert_eq!(
            told,
            [
                ("application.drafted", "clerk"),
                ("application.submitted", "clerk"),
                ("application.approved", "reviewer"),
                ("certificate.issued", "program"),
                ("certificate.viewed", "issuer"),
                ("certificate.suspended", "issuer"),
            ]
        );
        assert_eq!(steps[5].reason.as_deref(), Some("接到举报"));
        city.check_everything().await;
    }
}

#[tokio::test]
async fn the_file_of_a_superseded_version_stays_available() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let first = city.issued(content()).await;
        let (before, _) = city.app.certificate_file(&issuer, &first.identifier).await.unwrap();
        let mut newer = content();
        newer.update_reason = Some(UpdateReason::Reissue);
        let (draft, _) = city.app.draft_update(&clerk, &first.identifier, newer).await.unwrap();
        city.approved(&draft).await;
        let (after, _) = city.app.certificate_file(&issuer, &first.identifier).await.unwrap();
        assert_eq!(before, after, "the file has not changed by a byte");
        let verified = city.app.verify_file(&after).await.unwrap();
        assert_eq!(verified.status_today, Some(Effect::Superseded));
        city.check_everything().await;
    }
}
