use proptest::prelude::*;

use super::*;
use crate::fixture::chance;
use crate::sm2::{PublicKey, SecretKey};

fn key(name: &str) -> (SigningKey, [u8; 32]) {
    let mut draw = chance(name);
    let mut scalar = [0; 32];
    draw(&mut scalar);
    (SigningKey::new(&scalar).unwrap(), scalar)
}

fn of(k: &Scalar) -> FieldBytes {
    BASE.mul(k).to_affine().x()
}

/// GB/T 32918.5 Annex A with its own nonce.
#[test]
fn the_standard_s_nonce_gives_the_standard_s_signature() {
    let bytes = |hex: &str| <[u8; 32]>::try_from(hex::decode(hex).unwrap()).unwrap();
    let d = bytes("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8");
    let k = bytes("59276e27d506861a16680f3ad9c02dccef3cc1fa3cdbe4ce6d54b80deac1bc21");
    let e = Digest(bytes("f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640"));
    let k = Option::<Scalar>::from(Scalar::from_repr(k.into())).unwrap();
    let signature = SigningKey::new(&d).unwrap().finish(&e, &k, &of(&k)).unwrap();
    let r = bytes("f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3");
    let s = bytes("b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa");
    assert_eq!((signature.r(), signature.s()), (&r, &s));
}

/// A5 and A6: three nonces that must not be used, made on purpose.
#[test]
fn forbidden_nonces_are_refused() {
    let (key, scalar) = key("forbidden");
    let d = Option::<Scalar>::from(Scalar::from_repr(scalar.into())).unwrap();
    let k = Scalar::from(77_u64);
    let x = of(&k);
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
    // Later nonces differ from the first, and sign as well.
    let e = Digest([9; 32]);
    assert_ne!(key.nonce(&e, &[], 0).unwrap(), key.nonce(&e, &[], 1).unwrap());
    let again = key.sign_again(&e, &[]).unwrap();
    assert!(SecretKey::from_scalar(&scalar).unwrap().public_key().verify(&e, &again));
}

#[test]
fn a_key_gets_a_table_when_it_is_worth_one_and_the_oldest_table_goes() {
    let mut known = Known::default();
    let table = Arc::new(Table::<6>::new(&ProjectivePoint::GENERATOR));
    let name = |n: usize| {
        let mut xy = [0; 64];
        xy[..8].copy_from_slice(&n.to_be_bytes());
        xy
    };
    let sightings: Vec<bool> = (0..5).map(|_| known.sight(&name(0))).collect();
    assert_eq!(sightings, [false, false, false, true, true]);
    for n in 0..=MOST_TABLES {
        known.keep(&name(n), Arc::clone(&table));
    }
    let tables = known.keys.values().filter(|key| key.table.is_some()).count();
    assert_eq!(tables, MOST_TABLES);
    assert!(!known.keys.contains_key(&name(0)), "the first one was not used since");
    for n in 0..2 * MOST_KEYS {
        known.sight(&name(1_000_000 + n));
    }
    assert!(known.keys.len() <= MOST_KEYS, "{}", known.keys.len());
}

proptest! {
    /// Same nonces, so the very same signatures as the curve crate makes one by one.
    #[test]
    fn a_batch_signs_as_the_crate_does(seed in any::<u32>(), count in 0_usize..70, salted in any::<bool>()) {
        use ::sm2::dsa::signature::hazmat::PrehashSigner as _;
        let (_, scalar) = key(&seed.to_string());
        let mut draw = chance(&format!("digests {seed}"));
        let digests: Vec<Digest> = (0..count).map(|_| {
            let mut e = [0; 32];
            draw(&mut e);
            Digest(e)
        }).collect();
        let key = SecretKey::from_scalar(&scalar).unwrap();
        let mut fresh = chance("fresh");
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

    /// Prepared, bare, alone and together: one verdict, that of the curve crate.
    #[test]
    fn every_way_to_verify_agrees(seed in any::<u32>(), bit in 0_usize..768) {
        use ::sm2::dsa::signature::hazmat::PrehashVerifier as _;
        let (_, scalar) = key(&seed.to_string());
        let key = SecretKey::from_scalar(&scalar).unwrap();
        let (mut e, signature) = ([7; 32], key.sign(&[Digest([7; 32])], None).unwrap()[0]);
        let mut raw = signature.to_raw();
        if bit < 256 { e[bit / 8] ^= 1 << (bit % 8) } else { raw[(bit - 256) / 8] ^= 1 << (bit % 8) }
        let Ok(bent) = Signature::from_raw(&raw) else { return Ok(()) };
        let public = key.public_key();
        let point = ::sm2::PublicKey::from_sec1_bytes(&[&[4][..], &public.to_xy()].concat()).unwrap();
        let prepared = KnownKey::Prepared(Arc::new(Table::new(&point.to_projective())));
        let bare = KnownKey::Bare(point.to_projective());
        let theirs = ::sm2::dsa::VerifyingKey::new("", point).unwrap();
        for (e, signature) in [(Digest([7; 32]), signature), (Digest(e), bent)] {
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
