//! 第二十二条 (Art. 22): any changed byte of the file of a certificate is detected.

use app::verify::Verdict;
use domain::caller::Role;

use testkit::{BUREAU, cities, content, licence};

#[tokio::test]
async fn every_changed_byte_is_detected() {
    let city = cities().await.remove(0);
    city.publish(&licence()).await;
    let issuer = city.person("签发丙", BUREAU, Role::Issuer);
    let issued = city.issued(content()).await;
    let (file, _) = city.app.certificate_file(&issuer, &issued.identifier).await.unwrap();
    let trust = city.app.keys().trust_bundle().unwrap();
    // Negative control: the unchanged file is valid, with the server and without it.
    assert_eq!(app::verify::verify_alone(&file, &trust).unwrap().verdict, Verdict::Valid);
    assert_eq!(city.app.verify_file(&file).await.unwrap().verdict, Verdict::Valid);
    // Changes every 97th byte in turn. The register has the digest of the whole file, but the seal
    // covers only the content of its members.
    let mut by_the_seal = 0;
    for at in (0..file.len()).step_by(97) {
        let mut changed = file.clone();
        changed[at] ^= 0x20;
        let alone = app::verify::verify_alone(&changed, &trust).unwrap();
        by_the_seal += usize::from(alone.verdict != Verdict::Valid);
        assert_ne!(
            city.app.verify_file(&changed).await.unwrap().verdict,
            Verdict::Valid,
            "byte {at} of {}",
            file.len()
        );
    }
    let tried = file.len().div_ceil(97);
    // The seal does not cover bytes without meaning, such as the times in ZIP headers.
    assert!(by_the_seal * 100 >= tried * 95, "{by_the_seal} of {tried}");
    city.check_everything().await;
}
