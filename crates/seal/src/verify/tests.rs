//! For every check there is a stamp that fails only this check. The valid stamp passes all of them.

use super::*;
use crate::eseal::{assemble, assemble_seal, seal_info};
use crate::fixture::{DATA_HASH, DAY, NOW, PICTURE, PROPERTY, Scene, YEAR, issue, key, life, root};
use crate::signer::sign_message;
use crate::sm2::Signature;
use crate::x509::{Profile, Reason, Revoked, Validity, X509};

/// The report borrows from the stamp, which is leaked so that tests can name reports of temporary stamps.
fn check(stamp: &[u8], trust: &Trust) -> SealReport<'static> {
    verify(stamp.to_vec().leak(), &DATA_HASH, PROPERTY, trust, Some(SealStatus::Active))
}

/// Returns the names of the failed and of the unknown checks.
fn failed_and_unknown(report: &SealReport<'_>) -> (Vec<&'static str>, Vec<&'static str>) {
    let of = |o| report.checks.iter().filter(move |c| c.outcome == o).map(|c| c.name).collect();
    (of(Outcome::Failed), of(Outcome::Unknown))
}

#[track_caller]
fn fails_only(report: &SealReport<'_>, name: &str) {
    assert_eq!(failed_and_unknown(report).0, [name], "{:#?}", report.checks);
    assert_eq!(report.verdict(), Outcome::Failed);
}

#[test]
fn a_valid_stamp_passes_every_check() {
    for by_digest in [false, true] {
        let scene = Scene { by_digest, ..Scene::good() };
        let seal = scene.seal();
        let report = check(&scene.stamp_with(&seal), &scene.trust());
        assert_eq!(failed_and_unknown(&report), (vec![], vec![]), "{:#?}", report.checks);
        assert_eq!(report.verdict(), Outcome::Passed);
        assert_eq!(report.checks.iter().map(|c| c.name).collect::<Vec<_>>(), CHECKS);
        assert!(report.checks.iter().all(|c| !c.zh.is_empty() && !c.en.is_empty()));
        let facts = report.facts.unwrap();
        assert_eq!(facts.seal_id, "YX-0001");
        assert_eq!(facts.seal_name, "演示市政务服务局电子印章");
        assert_eq!((facts.picture_format, facts.picture), ("PNG", PICTURE));
        assert_eq!((facts.width_mm, facts.height_mm, facts.version), (42, 42, 4));
        assert_eq!(facts.signer_subject, "C=CN, O=演示市政务服务局, CN=unit");
        assert_eq!(facts.signing_time, NOW);
        assert_eq!(facts.seal_der, seal);
    }
}

#[test]
fn format_fails_for_trailing_bytes_and_truncated_input() {
    let scene = Scene::good();
    let (stamp, trust) = (scene.stamp(), scene.trust());
    let mut longer = stamp.clone();
    longer.push(0);
    for bytes in [&longer, &stamp[..stamp.len() - 1], &[][..]] {
        let report = check(bytes, &trust);
        fails_only(&report, "format");
        assert_eq!(failed_and_unknown(&report).1.len(), CHECKS.len() - 1);
        assert_eq!(report.facts, None);
    }
}

#[test]
fn seal_signature_fails_if_the_picture_is_replaced() {
    let scene = Scene::good();
    let info = seal_info(&scene.spec()).unwrap();
    let signed = sign_message(&scene.signer, &key("maker"), &info).unwrap();
    let mut spec = scene.spec();
    let mut other = PICTURE.to_vec();
    other[20] ^= 1;
    spec.picture.bytes = &other;
    let swapped = assemble_seal(&seal_info(&spec).unwrap(), &scene.maker, &signed).unwrap();
    fails_only(&check(&scene.stamp_with(&swapped), &scene.trust()), "seal.signature");
    let control = assemble_seal(&info, &scene.maker, &signed).unwrap();
    assert_eq!(check(&scene.stamp_with(&control), &scene.trust()).verdict(), Outcome::Passed);
}

#[test]
fn maker_chain_fails_if_the_maker_belongs_to_another_ca() {
    let mut scene = Scene::good();
    scene.maker = issue(&scene.signer, "rogue-root", Profile::SealMaker, "maker", life());
    let report = check(&scene.stamp(), &scene.trust());
    fails_only(&report, "maker.chain");
    assert_eq!(failed_and_unknown(&report).1, ["maker.revocation"]);
}

#[test]
fn maker_time_fails_if_the_seal_was_made_after_the_maker_expired() {
    let mut scene = Scene::good();
    let ended = Validity { from: NOW - YEAR, until: NOW - 40 * DAY };
    scene.maker = issue(&scene.signer, "root", Profile::SealMaker, "maker", ended);
    fails_only(&check(&scene.stamp(), &scene.trust()), "maker.time");
    // If the maker expires after it made the seal, the seal remains valid.
    let later = Validity { from: NOW - YEAR, until: NOW - DAY };
    scene.maker = issue(&scene.signer, "root", Profile::SealMaker, "maker", later);
    assert_eq!(check(&scene.stamp(), &scene.trust()).verdict(), Outcome::Passed);
}

#[test]
fn maker_usage_fails_if_a_unit_makes_its_own_seal() {
    let mut scene = Scene::good();
    let mut trust = scene.trust();
    trust.pin_maker(scene.maker.clone());
    assert_eq!(check(&scene.stamp(), &trust).verdict(), Outcome::Passed);
    scene.maker = issue(&scene.signer, "root", Profile::UnitSigner, "other", life());
    scene.maker_key = "other";
    fails_only(&check(&scene.stamp(), &trust), "maker.usage");
}

#[test]
fn maker_revocation_fails_if_the_maker_was_revoked_before_it_made_the_seal() {
    let scene = Scene::good();
    let revoked = |at| trust_with(&scene, &scene.maker, at, Reason::Ceased);
    fails_only(&check(&scene.stamp(), &revoked(NOW - 40 * DAY)), "maker.revocation");
    let later = check(&scene.stamp(), &revoked(NOW - 20 * DAY));
    assert_eq!(later.verdict(), Outcome::Passed);
}

#[test]
fn seal_validity_fails_before_and_after_the_period() {
    for time in [NOW - 31 * DAY, NOW + YEAR + DAY] {
        let scene = Scene { time, created: NOW - 40 * DAY, ..Scene::good() };
        fails_only(&check(&scene.stamp(), &scene.trust()), "seal.validity");
    }
    let scene = Scene { created: NOW + DAY, ..Scene::good() };
    fails_only(&check(&scene.stamp(), &scene.trust()), "seal.validity");
}

#[test]
fn seal_status_fails_if_the_seal_was_out_of_use() {
    let scene = Scene::good();
    let (stamp, trust) = (scene.stamp(), scene.trust());
    let with_status = |status| verify(&stamp, &DATA_HASH, PROPERTY, &trust, status);
    fails_only(&with_status(Some(SealStatus::Revoked { since: NOW })), "seal.status");
    fails_only(&with_status(Some(SealStatus::Suspended { since: NOW - 1 })), "seal.status");
    let after = with_status(Some(SealStatus::Revoked { since: NOW + 1 }));
    assert_eq!(after.verdict(), Outcome::Passed);
    assert_eq!(failed_and_unknown(&with_status(None)), (vec![], vec!["seal.status"]));
}

#[test]
fn signer_listed_fails_if_the_seal_does_not_list_the_signer() {
    for by_digest in [false, true] {
        let mut scene = Scene { by_digest, ..Scene::good() };
        scene.unit = issue(&scene.signer, "root", Profile::UnitSigner, "other", life());
        scene.unit_key = "other";
        fails_only(&check(&scene.stamp(), &scene.trust()), "signer.listed");
    }
}

#[test]
fn signature_fails_for_altered_values_and_other_keys() {
    let scene = Scene::good();
    let seal = scene.seal();
    let tbs = scene.tbs(&seal);
    let good = scene.sign(&tbs);
    let mut s = *good.s();
    s[0] ^= 1;
    let flipped = Signature::new(*good.r(), s).unwrap();
    let by_other = Scene { unit_key: "other", ..Scene::good() }.sign(&tbs);
    for wrong in [flipped, by_other] {
        let stamp = assemble(&tbs, scene.unit.as_der(), &wrong, None).unwrap();
        fails_only(&check(&stamp, &scene.trust()), "signature");
    }
    // A signature over SM3(message) without Z, and therefore without the user id, must not pass.
    let without_z = crate::sm2::Digest(crate::sm2::sm3(tbs.as_der()));
    let wrong = crate::signer::Signer::sign(&scene.signer, &key("unit"), &[without_z]).unwrap()[0];
    let stamp = assemble(&tbs, scene.unit.as_der(), &wrong, None).unwrap();
    fails_only(&check(&stamp, &scene.trust()), "signature");
}

#[test]
fn signer_chain_of_an_unknown_ca_is_reported_with_the_valid_signature() {
    let mut scene = Scene::good();
    scene.unit = issue(&scene.signer, "rogue-root", Profile::UnitSigner, "unit", life());
    scene.listed = vec![scene.unit.clone()];
    let report = check(&scene.stamp(), &scene.trust());
    fails_only(&report, "signer.chain");
    assert_eq!(failed_and_unknown(&report).1, ["signer.revocation"]);
    let words = report.failed().next().unwrap();
    assert!(words.en.contains("the signature is valid, but the chain is unknown"), "{}", words.en);
    assert!(words.zh.contains("签名有效,但证书链未知"), "{}", words.zh);
}

#[test]
fn signer_time_fails_if_the_signer_had_expired() {
    let mut scene = Scene::good();
    let ended = Validity { from: NOW - YEAR, until: NOW - DAY };
    scene.unit = issue(&scene.signer, "root", Profile::UnitSigner, "unit", ended);
    scene.listed = vec![scene.unit.clone()];
    fails_only(&check(&scene.stamp(), &scene.trust()), "signer.time");
    // A signature made during the validity remains valid.
    scene.time = NOW - 2 * DAY;
    assert_eq!(check(&scene.stamp(), &scene.trust()).verdict(), Outcome::Passed);
}

#[test]
fn signer_usage_fails_for_a_ca() {
    let mut scene = Scene::good();
    scene.unit = issue(&scene.signer, "root", Profile::SubCa, "unit", life());
    scene.listed = vec![scene.unit.clone()];
    fails_only(&check(&scene.stamp(), &scene.trust()), "signer.usage");
}

#[test]
fn signer_revocation_fails_before_signing_and_after_a_compromise() {
    let scene = Scene::good();
    let stamp = scene.stamp();
    let with = |at, reason| check(&stamp, &trust_with(&scene, &scene.unit, at, reason));
    fails_only(&with(NOW - 1, Reason::Superseded), "signer.revocation");
    assert_eq!(with(NOW + 1, Reason::Superseded).verdict(), Outcome::Passed);
    fails_only(&with(NOW + 1, Reason::Compromised), "signer.revocation");
    let mut bare = Trust::new();
    bare.add_root(root(&scene.signer, "root").x509().clone()).unwrap();
    let unknown = check(&stamp, &bare);
    assert_eq!(
        failed_and_unknown(&unknown),
        (vec![], vec!["maker.revocation", "signer.revocation"])
    );
}

#[test]
fn data_hash_and_property_fail_for_another_file() {
    let scene = Scene::good();
    let (stamp, trust) = (scene.stamp(), scene.trust());
    let mut other = DATA_HASH;
    other[31] ^= 1;
    fails_only(&verify(&stamp, &other, PROPERTY, &trust, None), "data.hash");
    let elsewhere = "/Doc_0/Signs/Sign_1/Signature.xml";
    fails_only(&verify(&stamp, &DATA_HASH, elsewhere, &trust, None), "data.property");
}

#[test]
fn without_trust_anchors_only_the_chains_fail() {
    let scene = Scene::good();
    let report = check(&scene.stamp(), &Trust::new());
    assert_eq!(failed_and_unknown(&report).0, ["maker.chain", "signer.chain"]);
}

fn trust_with(scene: &Scene, x509: &X509, at: i64, reason: Reason) -> Trust {
    let ca = root(&scene.signer, "root");
    let entry = Revoked { serial: x509.serial().to_vec(), at, reason };
    let period = Validity { from: NOW + 2 * DAY, until: NOW + 30 * DAY };
    let mut trust = Trust::new();
    trust.add_root(ca.x509().clone()).unwrap();
    trust.add_list(ca.revocation_list(2, period, &[entry]).unwrap());
    trust
}
