//! 第二十二条: any changed byte of a certificate's file is found.

use app::verify::Verdict;
use domain::caller::Role;

use testkit::{BUREAU, cities, content, licence};

#[tokio::test]
async fn no_changed_byte_goes_unnoticed() {
    let city = cities().await.remove(0);
    city.publish(&licence()).await;
    let issuer = city.person("签发丙", BUREAU, Role::Issuer);
    let issued = city.issued(content()).await;
    let (file, _) = city.app.certificate_file(&issuer, &issued.identifier).await.unwrap();
    let trust = city.app.keys().trust_bundle().unwrap();
    // The control: untouched it is valid, also for those who verify without the server.
    assert_eq!(app::verify::verify_alone(&file, &trust).unwrap().verdict, Verdict::Valid);
    assert_eq!(city.app.verify_file(&file).await.unwrap().verdict, Verdict::Valid);
    // Every 97th byte alone, in turn; the register compares the whole file, the seal its parts.
    let mut by_the_seal = 0;
    for at in (0..file.len()).step_by(97) {
        let mut bent = file.clone();
        bent[at] ^= 0x20;
        let alone = app::verify::verify_alone(&bent, &trust).unwrap();
        by_the_seal += usize::from(alone.verdict != Verdict::Valid);
        assert_ne!(
            city.app.verify_file(&bent).await.unwrap().verdict,
            Verdict::Valid,
            "byte {at} of {}",
            file.len()
        );
    }
    let tried = file.len().div_ceil(97);
    // What the seal alone cannot see are bytes that mean nothing, such as times in ZIP headers.
    assert!(by_the_seal * 100 >= tried * 95, "{by_the_seal} of {tried}");
    city.check_everything().await;
}
