//! 第十六条 (Art. 16): what people look at shows whether the certificate is in force: its seal if it is,
//! and words across the page if it is not. A printout has no legal force, and says so.

use domain::application::UpdateReason;
use domain::caller::Role;
use domain::certificate::Revocation;
use domain::date::Date;

use testkit::{BUREAU, City, cities, content, licence};

/// The seal at the place that the template of [`testkit::face`] reserves for it.
const SEAL: &str = "<image x=\"140\" y=\"80\" width=\"42\" height=\"42\"";
const RING: &str = "stroke-dasharray";
/// The words across a certificate that is not in force.
const WORDS: &str = "fill=\"#c81e1e\" fill-opacity=\"0.32\"";
const FOOT: &str = "fill=\"#4a5563\"";
const DAY: i64 = 86_400_000;

/// Checks what the picture and the printout show, and writes them into the folder `FACES_OUT` under a name.
async fn looked_at(city: &City, identifier: &str, sealed: bool, name: &str) {
    let reviewer = city.person("审核乙", BUREAU, Role::Reviewer);
    let svg = city.app.certificate_face(&reviewer, identifier).await.unwrap();
    assert_eq!(svg.matches(SEAL).count(), usize::from(sealed), "{name}: the seal");
    assert_eq!(svg.contains(RING), !sealed, "{name}: the ring in the place of the seal");
    assert_eq!(svg.matches(WORDS).count() > 0, !sealed, "{name}: the words across the page");
    assert!(svg.contains(FOOT), "{name}: the foot line");
    let (pdf, _) = city.app.certificate_pdf(&reviewer, identifier).await.unwrap();
    let pictures = pdf.windows(15).filter(|bytes| bytes == b"/Subtype /Image").count();
    // The QR code of the face, and the seal with its transparency.
    assert_eq!(pictures, if sealed { 3 } else { 1 }, "{name}: pictures of the printout");
    if let Ok(folder) = std::env::var("FACES_OUT") {
        std::fs::write(format!("{folder}/{name}.svg"), svg).unwrap();
        std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
    }
}

#[tokio::test]
async fn a_certificate_in_force_shows_its_seal_and_any_other_is_crossed_out() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let registered = city.registered(content()).await;
        looked_at(&city, &registered, false, "registered").await;
        city.app.work_once().await.unwrap();
        looked_at(&city, &registered, true, "active").await;
        let active = city.version(&registered).await;
        city.app.suspend_certificate(&issuer, &active, "核查期间").await.unwrap();
        looked_at(&city, &registered, false, "suspended").await;
        let suspended = city.version(&registered).await;
        city.app.resume_certificate(&issuer, &suspended, "核查完毕").await.unwrap();
        looked_at(&city, &registered, true, "resumed").await;
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let mut changed = content();
        changed.update_reason = Some(UpdateReason::Change);
        let (draft, _) = city.app.draft_update(&clerk, &registered, changed).await.unwrap();
        let newer = city.approved(&draft).await;
        looked_at(&city, &registered, false, "superseded").await;
        looked_at(&city, &newer.identifier, true, "newer").await;
        let revocation = Revocation::checked("cancelled", "理由", "依据").unwrap();
        city.app.revoke_certificate(&issuer, &newer, &revocation).await.unwrap();
        looked_at(&city, &newer.identifier, false, "revoked").await;
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_certificate_out_of_its_time_is_crossed_out() {
    for city in cities().await {
        let mut entry = licence();
        entry.validity =
            serde_json::from_value(serde_json::json!({ "unit": "day", "amount": 10 })).unwrap();
        city.publish(&entry).await;
        let today = Date::at(testkit::NOW);
        let later = app::collect::Content { valid_from: Some(today.plus_days(3)), ..content() };
        let issued = city.issued(later).await;
        looked_at(&city, &issued.identifier, false, "not_yet_valid").await;
        city.clock.forward(4 * DAY);
        looked_at(&city, &issued.identifier, true, "in_time").await;
        city.clock.forward(20 * DAY);
        looked_at(&city, &issued.identifier, false, "expired").await;
        city.check_everything().await;
    }
}
