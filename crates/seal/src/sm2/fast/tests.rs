use proptest::prelude::*;

use super::*;
use crate::fixture::seeded_random;
use crate::sm2::{PublicKey, SecretKey};

fn key(name: &str) -> (SigningKey, [u8; 32]) {
    let mut draw = seeded_random(name);
    let mut scalar = [0; 32];
    draw(&mut scalar);
    (SigningKey::new(&scalar).unwrap(), scalar)
}

fn x_of_multiple(k: &Scalar) -> FieldBytes {
    BASE.mul(k).to_affine().x()
}

/// The example of GB/T 32918.5 Annex A, with the nonce that it prescribes.
#[test]
fn the_nonce_of_the_standard_gives_the_signature_of_the_standard() {
    let bytes = |hex: &str| <[u8; 32]>::try_from(hex::decode(hex).unwrap()).unwrap();
    let d = bytes("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
    let k = bytes("59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21");
    let e = Digest(bytes("f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"));
    let k = Option::<Scalar>::from(Scalar::from_repr(k.into())).unwrap();
    let signature = SigningKey::new(&d).unwrap().finish(&e, &k, &x_of_multiple(&k)).unwrap();
    let r = bytes("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3");
    let s = bytes("b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
    assert_eq!((signature.r(), signature.s()), (&r, &s));
}

/// Steps A5 and A6 of GB/T 32918.2 §6.1 exclude three cases, which the test constructs.
#[test]
fn nonces_that_give_zero_values_are_rejected() {
    let (key, scalar) = key("forbidden");
    let d = Option::<Scalar>::from(Scalar::from_repr(scalar.into())).unwrap();
    let k = Scalar::from(77_u64);
    let x = x_of_multiple(&k);
    let e_for = |r: Scalar| Digest((r - Scalar::reduce(&x)).to_repr().into());
    let s_zero = k * Option::<Scalar>::from(d.invert()).unwrap();
    for (r, why) in [(Scalar::ZERO, "r = 0"), (-k, "r + k = n"), (s_zero, "s = 0")] {
        assert!(key.finish(&e_for(r), &k, &x).is_none(), "{why}");
    }
    let good = key.finish(&e_for(Scalar::from(5_u64)), &k, &x).unwrap();
    assert!(
        PublicKey::from_xy(&SecretKey::from_scalar(&scalar).unwrap().public_key().to_xy())
            .unwrap()
            .verify(&e_for(Scalar::from(5_u64)), &good)
    );
    // A later nonce differs from the first and gives a valid signature.
    let e = Digest([9; 32]);
    assert_ne!(key.nonce(&e, &[], 0).unwrap(), key.nonce(&e, &[], 1).unwrap());
    let again = key.sign_again(&e, &[]).unwrap();
    assert!(SecretKey::from_scalar(&scalar).unwrap().public_key().verify(&e, &again));
}

#[test]
fn a_key_gets_a_table_at_its_fourth_use_and_the_oldest_table_is_dropped() {
    let mut known = Known::default();
    let table = Arc::new(Table::<6>::new(&ProjectivePoint::GENERATOR));
    let name = |n: usize| {
        let mut xy = [0; 64];
        xy[..8].copy_from_slice(&n.to_be_bytes());
        xy
    };
    let due: Vec<bool> = (0..5).map(|_| known.sight(&name(0))).collect();
    assert_eq!(due, [false, false, false, true, true]);
    for n in 0..=MOST_TABLES {
        known.keep(&name(n), Arc::clone(&table));
    }
    let tables = known.keys.values().filter(|key| key.table.is_some()).count();
    assert_eq!(tables, MOST_TABLES);
    assert!(!known.keys.contains_key(&name(0)), "its last use is the oldest");
    for n in 0..2 * MOST_KEYS {
        known.sight(&name(1_000_000 + n));
    }
    assert!(known.keys.len() <= MOST_KEYS, "{}", known.keys.len());
}

proptest! {
    /// Without random bytes the nonces, and therefore the signatures, equal those of the crate `sm2`.
    #[test]
    fn a_batch_signs_like_the_crate_sm2(seed in any::<u32>(), count in 0_usize..70, salted in any::<bool>()) {
        use ::sm2::dsa::signature::hazmat::PrehashSigner as _;
        let (_, scalar) = key(&seed.to_string());
        let mut draw = seeded_random(&format!("digests {seed}"));
        let digests: Vec<Digest> = (0..count).map(|_| {
            let mut e = [0; 32];
            draw(&mut e);
            Digest(e)
        }).collect();
        let key = SecretKey::from_scalar(&scalar).unwrap();
        let mut fresh = seeded_random("fresh");
        let signed = key.sign(&digests, salted.then_some(&mut fresh)).unwrap();
        prop_assert_eq!(signed.len(), count);
        let theirs = ::sm2::dsa::SigningKey::from_slice("", &scalar).unwrap();
        for (e, signature) in digests.iter().zip(&signed) {
            let their: ::sm2::dsa::Signature = theirs.sign_prehash(&e.0).unwrap();
            let same = their.to_bytes()[..] == signature.to_raw()[..];
            prop_assert_eq!(same, !salted);
        }
        let pairs: Vec<(Digest, Signature)> = digests.into_iter().zip(signed).collect();
        prop_assert!(key.public_key().verify_all(&pairs).iter().all(|good| *good));
    }

    /// With and without a table, single and as a batch: always the result of the crate `sm2`.
    #[test]
    fn all_ways_to_verify_agree(seed in any::<u32>(), bit in 0_usize..768) {
        use ::sm2::dsa::signature::hazmat::PrehashVerifier as _;
        let (_, scalar) = key(&seed.to_string());
        let key = SecretKey::from_scalar(&scalar).unwrap();
        let (mut e, signature) = ([7; 32], key.sign(&[Digest([7; 32])], None).unwrap()[0]);
        let mut raw = signature.to_raw();
        if bit < 256 { e[bit / 8] ^= 1 << (bit % 8) } else { raw[(bit - 256) / 8] ^= 1 << (bit % 8) }
        let Ok(altered) = Signature::from_raw(&raw) else { return Ok(()) };
        let public = key.public_key();
        let point = ::sm2::PublicKey::from_sec1_bytes(&[&[4][..], &public.to_xy()].concat()).unwrap();
        let prepared = KnownKey::Prepared(Arc::new(Table::new(&point.to_projective())));
        let bare = KnownKey::Bare(point.to_projective());
        let theirs = ::sm2::dsa::VerifyingKey::new("", point).unwrap();
        for (e, signature) in [(Digest([7; 32]), signature), (Digest(e), altered)] {
            let value = ::sm2::dsa::Signature::from_slice(&signature.to_raw()).unwrap();
            let want = theirs.verify_prehash(&e.0, &value).is_ok();
            prop_assert_eq!(want, e == Digest([7; 32]) && signature == key.sign(&[e], None).unwrap()[0]);
            for way in [&prepared, &bare] {
                prop_assert_eq!(verify(way, &e, &signature), want);
                let both = verify_all(way, &[(Digest([7; 32]), signature), (e, signature)]);
                prop_assert_eq!(both[1], want);
            }
        }
    }
}
