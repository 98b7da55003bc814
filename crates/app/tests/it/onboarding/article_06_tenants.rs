//! 第四条(三)、第六条 (Art. 4, 6): all units use one platform, and none has access to the
//! certificates of another.

use domain::Code;
use domain::caller::Role;

use testkit::{BUREAU, OTHER, cities, content, licence};

#[tokio::test]
async fn a_certificate_of_one_unit_is_not_found_by_people_of_another() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issued = city.issued(content()).await;
        let identifier = issued.identifier.as_str();
        for role in [Role::Clerk, Role::Reviewer, Role::Issuer, Role::Archivist, Role::Window] {
            let stranger = city.person("外人", OTHER, role);
            let seen = city.app.certificate(&stranger, identifier).await.unwrap_err();
            assert_eq!(seen.code(), Code::NotFound, "{role:?} sees");
            let taken = city.app.certificate_file(&stranger, identifier).await.unwrap_err();
            assert_eq!(taken.code(), Code::NotFound, "{role:?} takes");
            let past = city.app.certificate_history(&stranger, identifier).await.unwrap_err();
            assert_eq!(past.code(), Code::NotFound, "{role:?} reads the history");
            let drawn = city.app.certificate_face(&stranger, identifier).await.unwrap_err();
            assert_eq!(drawn.code(), Code::NotFound, "{role:?} draws");
            let stopped = city.app.suspend_certificate(&stranger, &issued, "x").await.unwrap_err();
            assert_eq!(stopped.code(), Code::NotFound, "{role:?} suspends");
            let filter = app::certificate::CertificateFilter {
                identifier: identifier.into(),
                ..Default::default()
            };
            let found = city.app.find_certificates(&stranger, &filter, "", 10).await.unwrap();
            assert!(found.items.is_empty(), "{role:?} finds");
        }
        // Negative control: a colleague finds it.
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let found = city.app.find_certificates(&clerk, &Default::default(), "", 10).await.unwrap();
        assert_eq!(found.items.len(), 1);
        assert_eq!(city.recorded("denied").await, 25, "every attempt is recorded");
        city.check_everything().await;
    }
}
