use super::*;
use crate::fixture::{key, keys, seeded_random};

fn batch() -> Vec<Digest> {
    (0..5).map(|i| Digest([i; 32])).collect()
}

#[test]
fn a_batch_is_signed_in_order() {
    let signer = keys();
    let public = signer.public_key(&key("unit")).unwrap();
    let signatures = signer.sign(&key("unit"), &batch()).unwrap();
    assert_eq!(signatures.len(), 5);
    for (e, s) in batch().iter().zip(&signatures) {
        assert!(public.verify(e, s));
    }
    assert!(!public.verify(&batch()[0], &signatures[1]));
    assert_eq!(signer.sign(&key("unit"), &[]).unwrap(), []);
}

#[test]
fn a_key_is_found_only_under_its_role() {
    let signer = keys();
    let wrong = KeyRef::new(Role::Audit, "unit");
    assert_eq!(signer.sign(&wrong, &batch()), Err(SignerError::UnknownKey(wrong.clone())));
    assert_eq!(wrong.to_string(), "audit:unit");
}

#[test]
fn a_key_is_never_replaced() {
    let mut signer = SoftSigner::deterministic();
    let name = key("unit");
    let first = SecretKey::generate(&mut seeded_random("a")).unwrap();
    let public = first.public_key();
    signer.insert(name.clone(), first).unwrap();
    let second = SecretKey::generate(&mut seeded_random("b")).unwrap();
    assert_eq!(signer.insert(name.clone(), second), Err(SignerError::DuplicateKey(name.clone())));
    assert_eq!(signer.public_key(&name), Ok(public));
}

#[test]
fn a_checked_signer_reports_every_injected_fault() {
    let faulty = FaultySigner::new(keys().0);
    let name = key("unit");
    // Negative control: without the check the fault reaches the caller, and without a fault the check
    // passes.
    faulty.set(Fault::WrongSignature);
    let public = faulty.public_key(&name).unwrap();
    let unchecked = faulty.sign(&name, &batch()).unwrap();
    assert!(!public.verify(&batch()[4], &unchecked[4]));
    faulty.set(Fault::None);
    let checked = Checked(&faulty);
    assert_eq!(checked.sign(&name, &batch()).unwrap().len(), 5);

    for fault in [Fault::WrongSignature, Fault::Short] {
        faulty.set(fault);
        let refused = checked.sign(&name, &batch());
        assert_eq!(refused, Err(SignerError::WrongSignature(name.clone())), "{fault:?}");
    }
    faulty.set(Fault::Fail);
    assert!(matches!(checked.sign(&name, &batch()), Err(SignerError::Unavailable(_))));
}

#[test]
fn a_signer_can_be_used_by_many_threads() {
    let signer = Arc::new(keys());
    let public = signer.public_key(&key("unit")).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let signatures = signer.sign(&key("unit"), &batch()).unwrap();
                assert!(batch().iter().zip(&signatures).all(|(e, s)| public.verify(e, s)));
            });
        }
    });
}
