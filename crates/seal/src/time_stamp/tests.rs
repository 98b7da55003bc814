use super::*;
use crate::fixture::{DATA_HASH, DAY, NOW, PROPERTY, Scene, YEAR, issue, key, life, root};
use crate::sm2::Signature;
use crate::verify::{Outcome, Verifier};
use crate::x509::{Profile, Reason, Revoked, Trust, Validity};

fn authority(scene: &Scene) -> Authority<'_> {
    let x509 = issue(&scene.signer, "root", Profile::TimeStamper, "time", life());
    Authority { signer: &scene.signer, key: key("time"), x509 }
}

fn request(signature: &Signature) -> Request {
    let imprint = imprint_of(&signature.to_der());
    Request { imprint, nonce: vec![1, 2, 3], with_x509: true }
}

fn check(scene: &Scene, stamp: &[u8]) -> (Outcome, String) {
    let report = Verifier::new(scene.trust()).verify(stamp, &DATA_HASH, PROPERTY, None);
    let check = report.checks.iter().find(|check| check.name == "time_stamp").unwrap();
    (check.outcome, check.en.clone())
}

#[test]
fn a_response_has_the_imprint_and_nonce_of_its_request() {
    let scene = Scene::good();
    let authority = authority(&scene);
    let sent = Request { imprint: [7; 32], nonce: vec![0x80, 1], with_x509: true };
    let read = Request::read(&sent.to_der().unwrap()).unwrap();
    assert_eq!(read, sent);
    let answer = authority.answer(&read, &[9], NOW).unwrap();
    let token = token_of(&answer).unwrap();
    let token = Token::read(&token).unwrap();
    assert_eq!((token.imprint, token.time), ([7; 32], NOW));
    assert_eq!((token.serial, token.nonce), (vec![9], vec![0x80, 1]));
    let refused = sequence(&[&sequence(&[&2_u32.to_der().unwrap()]).unwrap()]).unwrap();
    assert!(matches!(token_of(&refused), Err(TimeStampError::Refused(2))));
}

#[test]
fn a_good_token_passes_and_its_time_is_reported() {
    let scene = Scene::good();
    let authority = authority(&scene);
    let stamp = scene.stamp_with_token(|s| authority.token(&request(s), &[1], NOW + 60).unwrap());
    let report = Verifier::new(scene.trust()).verify(&stamp, &DATA_HASH, PROPERTY, None);
    assert_eq!(report.verdict(), Outcome::Passed);
    let (outcome, words) = check(&scene, &stamp);
    assert_eq!(outcome, Outcome::Passed);
    assert!(words.contains("2026-06-01 08:01:00"), "{words}");
}

#[test]
fn a_token_with_any_defect_fails_the_check() {
    let scene = Scene::good();
    let good = authority(&scene);
    let failed = |stamp: &[u8]| {
        let (outcome, words) = check(&scene, stamp);
        assert_eq!(outcome, Outcome::Failed);
        words
    };
    let other = Request { imprint: [9; 32], nonce: Vec::new(), with_x509: true };
    let stamp = scene.stamp_with_token(|_| good.token(&other, &[1], NOW).unwrap());
    assert!(failed(&stamp).contains("another signature"));
    let stamp = scene.stamp_with_token(|s| good.token(&request(s), &[1], NOW - DAY).unwrap());
    assert!(failed(&stamp).contains("earlier"));
    let stamp = scene.stamp_with_token(|s| {
        let mut token = good.token(&request(s), &[1], NOW).unwrap();
        let last = token.len() - 1;
        token[last] ^= 1;
        token
    });
    assert!(failed(&stamp).contains("own signature"));
    assert!(failed(&scene.stamp_with_token(|_| b"no token".to_vec())).contains("cannot be read"));
    // The X.509 certificate of a unit does not permit time-stamping, and an authority under an unknown
    // root is not trusted.
    let unit = Authority { signer: &scene.signer, key: key("unit"), x509: scene.unit.clone() };
    let stamp = scene.stamp_with_token(|s| unit.token(&request(s), &[1], NOW).unwrap());
    assert!(failed(&stamp).contains("key usage"));
    let x509 = issue(&scene.signer, "rogue-root", Profile::TimeStamper, "time", life());
    let rogue = Authority { signer: &scene.signer, key: key("time"), x509 };
    let stamp = scene.stamp_with_token(|s| rogue.token(&request(s), &[1], NOW).unwrap());
    assert!(failed(&stamp).contains("not trusted"));
    let expired = Validity { from: NOW - YEAR, until: NOW - DAY };
    let x509 = issue(&scene.signer, "root", Profile::TimeStamper, "time", expired);
    let late = Authority { signer: &scene.signer, key: key("time"), x509 };
    let stamp = scene.stamp_with_token(|s| late.token(&request(s), &[1], NOW).unwrap());
    assert!(failed(&stamp).contains("expired"));
}

/// The purpose of time stamps: the signer's key is compromised a month after signing.
#[test]
fn a_time_stamp_keeps_a_signature_valid_after_its_key_was_compromised() {
    let scene = Scene::good();
    let authority = authority(&scene);
    let mut trust = Trust::new();
    let ca = root(&scene.signer, "root");
    trust.add_root(ca.x509().clone()).unwrap();
    let compromised = Revoked {
        serial: scene.unit.serial().to_vec(),
        at: NOW + 30 * DAY,
        reason: Reason::Compromised,
    };
    let period = Validity { from: NOW - DAY, until: NOW + 90 * DAY };
    trust.add_list(ca.revocation_list(2, period, &[compromised]).unwrap());
    let verifier = Verifier::new(trust);
    let outcome = |stamp: &[u8]| {
        let report = verifier.verify(stamp, &DATA_HASH, PROPERTY, None);
        report.outcome("signer.revocation")
    };
    let stamp = scene.stamp_with_token(|s| authority.token(&request(s), &[1], NOW).unwrap());
    assert_eq!(outcome(&stamp), Some(Outcome::Passed));
    assert_eq!(outcome(&scene.stamp()), Some(Outcome::Failed), "only the signer states the time");
    let late = scene.stamp_with_token(|_| b"no token".to_vec());
    assert_eq!(outcome(&late), Some(Outcome::Failed));
}

#[test]
fn an_authority_for_time_stamps_may_not_sign_documents() {
    let mut scene = Scene::good();
    scene.unit = issue(&scene.signer, "root", Profile::TimeStamper, "time", life());
    scene.unit_key = "time";
    scene.listed = vec![scene.unit.clone()];
    let stamp = scene.stamp();
    let report = Verifier::new(scene.trust()).verify(&stamp, &DATA_HASH, PROPERTY, None);
    let failed: Vec<&str> = report.failed().map(|check| check.name).collect();
    assert_eq!(failed, ["signer.usage"]);
}

proptest::proptest! {
    #[test]
    fn truncated_and_altered_tokens_are_rejected(cut in 0_usize..1_000, at in 0_usize..1_000, bit in 0_u8..8) {
        let scene = Scene::good();
        let sent = Request { imprint: [7; 32], nonce: vec![5], with_x509: true };
        let token = authority(&scene).token(&sent, &[9], NOW).unwrap();
        if cut < token.len() {
            proptest::prop_assert!(Token::read(&token[..cut]).is_err());
        }
        // A flipped bit makes the token unreadable or its signature invalid, unless it leaves every
        // field that is used unchanged.
        let mut altered = token.clone();
        let at = at % altered.len();
        altered[at] ^= 1 << bit;
        if let Ok(read) = Token::read(&altered) && let Ok(stamper) = read.stamper() {
            let same = stamper == authority(&scene).x509 && read.is_signed_by(&stamper);
            let harmless = read.time == NOW && read.imprint == [7; 32] && read.serial == [9];
            proptest::prop_assert!(!same || harmless);
        }
    }
}
