use proptest::prelude::*;

use super::*;
use crate::fixture::{DAY, NOW, YEAR, issue, key, keys, life, root, seeded_random};
use crate::signer::{Checked, Fault, FaultySigner, Signer};

fn trust(root: &X509) -> Trust {
    let mut trust = Trust::new();
    trust.add_root(root.clone()).unwrap();
    trust
}

#[test]
fn a_leaf_issued_by_a_trusted_root_is_accepted() {
    let signer = keys();
    let ca = root(&signer, "root");
    assert!(ca.x509().is_self_signed());
    let leaf = issue(&signer, "root", Profile::UnitSigner, "unit", life());
    assert!(leaf.is_signed_by(ca.x509().public_key()));
    assert!(!leaf.is_self_signed());
    assert_eq!(leaf.subject(), "C=CN, O=演示市政务服务局, CN=unit");
    assert_eq!(leaf.issuer(), "C=CN, O=演示市, CN=演示 root");
    assert_eq!(leaf.validity(), life());
    assert_eq!(leaf.serial().len(), 16);
    assert_eq!(*leaf.public_key(), signer.public_key(&key("unit")).unwrap());
    let report = trust(ca.x509()).check(&leaf, NOW, Usage::Signer);
    assert_eq!((report.chain, report.time), (ChainFinding::Good, ChainFinding::Good));
    assert_eq!((report.usage, report.revocation), (ChainFinding::Good, ChainFinding::NoList));
}

#[test]
fn the_signature_value_in_an_x509_is_der() {
    // The crate `sm2` would write the raw 64 bytes into the BIT STRING, which other software rejects.
    let signer = keys();
    let leaf = issue(&signer, "root", Profile::UnitSigner, "unit", life());
    let value = leaf.inner.signature().raw_bytes();
    assert!(value.len() > 64 && value[0] == 0x30);
}

#[test]
fn pem_is_read_back_byte_for_byte() {
    let signer = keys();
    let leaf = issue(&signer, "root", Profile::UnitSigner, "unit", life());
    let pem = leaf.to_pem().unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----\n"));
    assert_eq!(X509::from_pem(&pem).unwrap(), leaf);
    assert!(X509::from_pem(&pem.replace("CERTIFICATE", "PUBLIC KEY")).is_err());
}

#[test]
fn invalid_subject_names_are_rejected() {
    let signer = keys();
    let ca = root(&signer, "root");
    let public = signer.public_key(&key("unit")).unwrap();
    let long = "长".repeat(65);
    for (o, cn) in [("", "x"), ("x", ""), (long.as_str(), "x"), ("a\nb", "x")] {
        let subject = SubjectName::new(o, cn);
        let result =
            ca.issue(Profile::UnitSigner, &subject, &public, life(), &mut seeded_random("s"));
        assert!(matches!(result, Err(X509Error::Name)), "{o:?} {cn:?}");
    }
    // A comma in a value must not look like the start of another attribute.
    let subject = SubjectName::new("甲, CN=乙", "丙");
    let leaf =
        ca.issue(Profile::UnitSigner, &subject, &public, life(), &mut seeded_random("s")).unwrap();
    assert_eq!(leaf.subject(), "C=CN, O=甲? CN=乙, CN=丙");
}

#[test]
fn a_second_root_and_an_empty_period_are_refused() {
    let signer = keys();
    let ca = root(&signer, "root");
    let public = signer.public_key(&key("unit")).unwrap();
    let subject = SubjectName::new("o", "cn");
    let issue =
        |profile, period| ca.issue(profile, &subject, &public, period, &mut seeded_random("s"));
    assert!(matches!(issue(Profile::Root, life()), Err(X509Error::NotAnIssuer(_))));
    let turned = Validity { from: NOW, until: NOW - 1 };
    assert!(matches!(issue(Profile::UnitSigner, turned), Err(X509Error::Validity)));
    let before = Validity { from: -1, until: NOW };
    assert!(matches!(issue(Profile::UnitSigner, before), Err(X509Error::Validity)));
    // From 2050 on the time is written as GeneralizedTime (RFC 5280 §4.1.2.5).
    let far = Validity { from: NOW, until: NOW + 40 * YEAR };
    assert_eq!(issue(Profile::UnitSigner, far).unwrap().validity(), far);
}

#[test]
fn a_ca_below_the_root_may_issue_only_to_end_entities() {
    let signer = keys();
    let ca = root(&signer, "root");
    let sub = issue(&signer, "root", Profile::SubCa, "maker", life());
    let below = Ca::open(&signer, key("maker"), sub.clone()).unwrap();
    let public = |name| signer.public_key(&key(name)).unwrap();
    let subject = SubjectName::new("o", "leaf");
    let mut rng = seeded_random("s");
    let leaf =
        below.issue(Profile::UnitSigner, &subject, &public("unit"), life(), &mut rng).unwrap();

    let mut trust = trust(ca.x509());
    let at = |trust: &Trust, leaf| trust.check(leaf, NOW, Usage::Signer).chain;
    assert_eq!(at(&trust, &leaf), ChainFinding::UnknownIssuer);
    trust.add_intermediate(sub).unwrap();
    assert_eq!(at(&trust, &leaf), ChainFinding::Good);
    // pathLenConstraint is 0, so a third CA in the chain is not accepted.
    let name = SubjectName::new("o", "third");
    let third = below.issue(Profile::SubCa, &name, &public("other"), life(), &mut rng).unwrap();
    let deep = Ca::open(&signer, key("other"), third.clone()).unwrap();
    let leaf =
        deep.issue(Profile::UnitSigner, &subject, &public("unit"), life(), &mut rng).unwrap();
    trust.add_intermediate(third).unwrap();
    assert_eq!(at(&trust, &leaf), ChainFinding::NotAnIssuer);
}

#[test]
fn an_end_entity_can_neither_issue_nor_be_a_trust_anchor() {
    let signer = keys();
    let leaf = issue(&signer, "root", Profile::UnitSigner, "unit", life());
    let opened = Ca::open(&signer, key("unit"), leaf.clone()).err();
    assert!(matches!(opened, Some(X509Error::NotAnIssuer(_))));
    let wrong = Ca::open(&signer, key("maker"), leaf.clone()).err();
    assert!(matches!(wrong, Some(X509Error::KeyMismatch)));
    assert!(Trust::new().add_root(leaf.clone()).is_err());
    assert!(Trust::new().add_intermediate(leaf).is_err());
}

#[test]
fn a_root_of_the_same_name_but_another_key_is_not_enough() {
    let signer = keys();
    let subject = SubjectName::new("演示市", "演示 root");
    let long = life();
    let fake =
        Ca::new_root(&signer, key("rogue-root"), &subject, long, &mut seeded_random("f")).unwrap();
    let public = signer.public_key(&key("unit")).unwrap();
    let name = SubjectName::new("o", "unit");
    let leaf =
        fake.issue(Profile::UnitSigner, &name, &public, life(), &mut seeded_random("f")).unwrap();
    let trust = trust(root(&signer, "root").x509());
    let report = trust.check(&leaf, NOW, Usage::Signer);
    assert_eq!(report.chain, ChainFinding::NotSignedByIssuer);
    assert_eq!(report.revocation, ChainFinding::NotChecked);
}

#[test]
fn the_first_and_the_last_second_of_validity_count() {
    let signer = keys();
    let leaf = issue(&signer, "root", Profile::UnitSigner, "unit", life());
    let trust = trust(root(&signer, "root").x509());
    let at = |t| trust.check(&leaf, t, Usage::Signer).time;
    let Validity { from, until } = life();
    assert_eq!((at(from), at(until)), (ChainFinding::Good, ChainFinding::Good));
    assert_eq!(at(from - 1), ChainFinding::NotYetValid { from });
    assert_eq!(at(until + 1), ChainFinding::Expired { until });
}

#[test]
fn the_issuer_must_also_be_valid_at_the_time_of_signing() {
    let signer = keys();
    let ca = root(&signer, "root");
    let end = NOW - DAY;
    let short = Validity { from: NOW - YEAR, until: end };
    let sub = issue(&signer, "root", Profile::SubCa, "maker", short);
    let below = Ca::open(&signer, key("maker"), sub.clone()).unwrap();
    let public = signer.public_key(&key("unit")).unwrap();
    let subject = SubjectName::new("o", "leaf");
    let leaf = below
        .issue(Profile::UnitSigner, &subject, &public, life(), &mut seeded_random("s"))
        .unwrap();
    let mut trust = trust(ca.x509());
    trust.add_intermediate(sub).unwrap();
    let at = |t| trust.check(&leaf, t, Usage::Signer).time;
    assert_eq!((at(end), at(end + 1)), (ChainFinding::Good, ChainFinding::Expired { until: end }));
}

#[test]
fn lists_with_critical_extensions_are_refused() {
    let signer = keys();
    let period = Validity { from: NOW, until: NOW + DAY };
    let list = root(&signer, "root").revocation_list(1, period, &[]).unwrap();
    type Inner = x509_cert::crl::CertificateList;
    let mut inner = Inner::from_der(list.as_der()).unwrap();
    assert!(Crl::from_der(&inner.to_der().unwrap()).is_ok());
    inner.tbs_cert_list.crl_extensions.as_mut().unwrap()[0].critical = true;
    let refused = Crl::from_der(&inner.to_der().unwrap());
    assert!(matches!(refused, Err(X509Error::CriticalExtension)));
}

#[test]
fn long_input_and_other_algorithms_are_rejected() {
    let signer = keys();
    let leaf = issue(&signer, "root", Profile::UnitSigner, "unit", life());
    assert!(matches!(X509::from_der(&[0x30; MAX_X509 + 1]), Err(X509Error::TooLong(MAX_X509))));
    // Change the OID 1.2.156.10197.1.501 to 502, first only inside TBSCertificate, then in both places.
    let oid = SM2_WITH_SM3.to_der().unwrap();
    let mut bytes = leaf.as_der().to_vec();
    for _ in 0..2 {
        let at = bytes.windows(oid.len()).position(|w| w == oid).unwrap();
        bytes[at + oid.len() - 1] += 1;
        assert!(matches!(X509::from_der(&bytes), Err(X509Error::Algorithm)));
    }
}

#[test]
fn a_revocation_list_is_read_back_and_counts_only_for_its_issuer() {
    let signer = keys();
    let ca = root(&signer, "root");
    let leaf = issue(&signer, "root", Profile::UnitSigner, "unit", life());
    let entry = Revoked { serial: leaf.serial().to_vec(), at: NOW, reason: Reason::Superseded };
    let period = Validity { from: NOW, until: NOW + 7 * DAY };
    let list = ca.revocation_list(3, period, std::slice::from_ref(&entry)).unwrap();
    let again = Crl::from_pem(&list.to_pem().unwrap()).unwrap();
    assert_eq!((again.as_der(), again.period(), again.len()), (list.as_der(), period, 1));
    assert_eq!(again.find(leaf.serial()), Some(entry.clone()));
    assert_eq!(again.find(&[1]), None);

    let finding = |list: &Crl, at| {
        let mut trust = trust(ca.x509());
        trust.add_list(list.clone());
        trust.check(&leaf, at, Usage::Signer).revocation
    };
    let revoked = ChainFinding::Revoked { at: NOW, reason: Reason::Superseded };
    assert_eq!(finding(&list, NOW), revoked);
    assert_eq!(finding(&list, NOW - 1), ChainFinding::Good);
    let empty = ca.revocation_list(4, period, &[]).unwrap();
    assert_eq!(finding(&empty, NOW), ChainFinding::Good);
    assert_eq!(
        finding(&empty, NOW + 8 * DAY),
        ChainFinding::NoList,
        "the list does not cover that time"
    );
    let foreign = root(&signer, "rogue-root").revocation_list(1, period, &[entry]).unwrap();
    assert_eq!(finding(&foreign, NOW), ChainFinding::NoList);
    // A CA with the same key but another name is another CA with its own serial numbers.
    let subject = SubjectName::new("演示市", "another CA");
    let twin =
        Ca::new_root(&signer, key("root"), &subject, life(), &mut seeded_random("t")).unwrap();
    assert_eq!(finding(&twin.revocation_list(1, period, &[]).unwrap(), NOW), ChainFinding::NoList);
    let mut forged = list.as_der().to_vec();
    let last = forged.len() - 1;
    forged[last] ^= 1;
    assert_eq!(finding(&Crl::from_der(&forged).unwrap(), NOW), ChainFinding::NoList);
}

#[test]
fn a_root_with_an_invalid_self_signature_is_rejected() {
    let signer = keys();
    let ca = root(&signer, "root");
    assert!(Trust::new().add_root(ca.x509().clone()).is_ok());
    let mut forged = ca.x509().as_der().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    let forged = X509::from_der(&forged).unwrap();
    assert!(!forged.is_self_signed());
    assert!(matches!(Trust::new().add_root(forged), Err(X509Error::NoAnchor)));
}

/// A list caches the key that signed it, which must not make it valid for another key.
#[test]
fn a_verified_list_is_not_valid_for_another_ca_of_the_same_name() {
    let signer = keys();
    let ca = root(&signer, "root");
    let subject = SubjectName::new("演示市", "演示 root");
    let twin = Ca::new_root(&signer, key("rogue-root"), &subject, life(), &mut seeded_random("t"))
        .unwrap();
    assert_eq!(twin.x509().subject(), ca.x509().subject());
    let list = ca.revocation_list(1, Validity { from: NOW, until: NOW + DAY }, &[]).unwrap();
    for _ in 0..2 {
        assert!(list.is_from(ca.x509()));
        assert!(!list.is_from(twin.x509()));
    }
}

#[test]
fn two_entries_for_one_serial_number_are_merged_to_the_more_severe() {
    let signer = keys();
    let ca = root(&signer, "root");
    let period = Validity { from: NOW, until: NOW + DAY };
    let entry = |at, reason| Revoked { serial: vec![7], at, reason };
    let early = entry(NOW - DAY, Reason::Superseded);
    let late = entry(NOW, Reason::Compromised);
    for both in [[early.clone(), late.clone()], [late.clone(), early.clone()]] {
        let list = ca.revocation_list(1, period, &both).unwrap();
        assert_eq!(list.find(&[7]), Some(entry(NOW - DAY, Reason::Compromised)));
    }
    let later = entry(NOW, Reason::Ceased);
    let list = ca.revocation_list(1, period, &[later, early.clone()]).unwrap();
    assert_eq!(list.find(&[7]), Some(early));
}

#[test]
fn a_pem_bundle_preserves_roots_makers_and_lists() {
    let signer = keys();
    let ca = root(&signer, "root");
    let maker = issue(&signer, "root", Profile::SealMaker, "maker", life());
    let unit = issue(&signer, "root", Profile::UnitSigner, "unit", life());
    let mut trust = trust(ca.x509());
    trust.pin_maker(maker.clone());
    let period = Validity { from: NOW, until: NOW + DAY };
    trust.add_list(ca.revocation_list(1, period, &[]).unwrap());
    let text = format!("演示信任列表\n{}", trust.to_pem().unwrap());
    let again = Trust::from_pem(&text).unwrap();
    for usage in [Usage::SealMaker, Usage::Signer] {
        for x509 in [&maker, &unit] {
            assert_eq!(again.check(x509, NOW, usage), trust.check(x509, NOW, usage));
        }
    }
    assert_eq!(again.check(&unit, NOW, Usage::SealMaker).usage, ChainFinding::NotPinned);
    assert_eq!(again.check(&maker, NOW, Usage::SealMaker).usage, ChainFinding::Good);
    let no_root = maker.to_pem().unwrap();
    assert!(matches!(Trust::from_pem(&no_root), Err(X509Error::NoAnchor)));
    assert!(matches!(Trust::from_pem("nothing"), Err(X509Error::NoAnchor)));
}

#[test]
fn no_x509_is_issued_when_the_signer_fails() {
    let faulty = FaultySigner::new(keys());
    let checked = Checked(&faulty);
    let public = checked.public_key(&key("unit")).unwrap();
    let ca = root(&checked, "root");
    let subject = SubjectName::new("o", "cn");
    let issue =
        || ca.issue(Profile::UnitSigner, &subject, &public, life(), &mut seeded_random("s"));
    assert!(issue().is_ok());
    for fault in [Fault::Fail, Fault::WrongSignature, Fault::Short] {
        faulty.set(fault);
        assert!(matches!(issue(), Err(X509Error::Signer(_))), "{fault:?}");
    }
}

proptest! {
    #[test]
    fn random_bytes_are_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(X509::from_der(&bytes).is_err());
        prop_assert!(Crl::from_der(&bytes).is_err());
    }

    #[test]
    fn a_flipped_bit_is_never_trusted(at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let signer = keys();
        let ca = root(&signer, "root");
        let leaf = issue(&signer, "root", Profile::UnitSigner, "unit", life());
        let mut bytes = leaf.as_der().to_vec();
        bytes[at.index(leaf.as_der().len())] ^= 1 << bit;
        if let Ok(changed) = X509::from_der(&bytes) {
            let report = trust(ca.x509()).check(&changed, NOW, Usage::Signer);
            prop_assert_ne!(report.chain, ChainFinding::Good);
        }
    }
}
