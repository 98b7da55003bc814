//! 第四条(二) (Art. 4): a certificate counts only if it is signed, logged and not revoked, and the
//! verifier says which condition fails (I13).

use std::sync::Arc;

use app::drawing::Templates;
use app::verify::{Outcome, Verdict, Verification};
use app::{App, Parts};
use domain::caller::Role;

use testkit::{BUREAU, cities, content, fonts_ending_in, licence};

fn failed(verification: &Verification) -> Vec<&str> {
    let failed = verification.checks.iter().filter(|check| check.outcome == Outcome::Failed);
    failed.map(|check| check.name.as_str()).collect()
}

#[tokio::test]
async fn a_file_that_another_city_issued_is_invalid_because_it_is_not_logged() {
    let mut cities = cities().await;
    let (one, other) = (cities.remove(0), cities.remove(0));
    for city in [&one, &other] {
        city.publish(&licence()).await;
    }
    let issuer = one.person("签发丙", BUREAU, Role::Issuer);
    let issued = one.issued(content()).await;
    let (file, _) = one.app.certificate_file(&issuer, &issued.identifier).await.unwrap();
    // The log of the other city does not contain the issue.
    let verified = other.app.verify_file(&file).await.unwrap();
    assert_eq!(verified.verdict, Verdict::Invalid);
    assert_eq!(verified.logged, Some(false));
    assert!(failed(&verified).contains(&"log.issued"), "{:?}", failed(&verified));
    // Negative control: in the city that issued the file, no check fails.
    let verified = one.app.verify_file(&file).await.unwrap();
    assert_eq!(failed(&verified), [""; 0]);
    one.check_everything().await;
    other.check_everything().await;
}

#[tokio::test]
async fn a_suspended_certificate_fails_only_the_check_of_its_status() {
    for city in cities().await {
        city.publish(&licence()).await;
        let issuer = city.person("签发丙", BUREAU, Role::Issuer);
        let issued = city.issued(content()).await;
        let (file, _) = city.app.certificate_file(&issuer, &issued.identifier).await.unwrap();
        let (suspended, _) =
            city.app.suspend_certificate(&issuer, &issued, "接到举报").await.unwrap();
        let verified = city.app.verify_file(&file).await.unwrap();
        assert_eq!(failed(&verified), ["register.status"]);
        assert_eq!((verified.signed, verified.logged), (Some(true), Some(true)));
        city.app.resume_certificate(&issuer, &suspended, "核查无误").await.unwrap();
        let verified = city.app.verify_file(&file).await.unwrap();
        assert_eq!(verified.verdict, Verdict::Valid);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_certificate_drawn_again_agrees_to_the_byte_and_changed_fonts_are_named() {
    for city in cities().await {
        city.publish(&licence()).await;
        let identifier = city.issued(content()).await.identifier;
        city.clock.forward(90 * 86_400_000);
        let redrawn = city.app.redraw(&identifier).await.unwrap();
        assert_eq!((&redrawn.different[..], &redrawn.changed[..]), (&[][..], &[][..]));

        // Since the issue, the city has replaced a font file by another one of the same name.
        let templates = Arc::new(Templates::new(fonts_ending_in(&[0])));
        let other = App::new(Parts { templates, ..city.app.parts() });
        let redrawn = other.redraw(&identifier).await.unwrap();
        assert_eq!(redrawn.different, [""; 0], "the glyphs are the same");
        assert_eq!(redrawn.changed, ["font NotoSerifSC-Regular"]);

        assert!(city.app.redraw("nothing").await.is_err());
        let waiting = city.registered(content()).await;
        assert!(city.app.redraw(&waiting).await.is_err(), "it has no file yet");
        assert_eq!(city.recorded("certificate.redrawn").await, 2);
        city.app.work_once().await.unwrap();
        city.check_everything().await;
    }
}
