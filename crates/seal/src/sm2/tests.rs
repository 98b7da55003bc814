use proptest::prelude::*;

use super::*;
use crate::fixture::seeded_random;

/// The worked example of GB/T 32918.5 Annex A.
const D: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const XY: &str = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020\
                  ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const Z: &str = "b2e14c5c79c6df5b85f4fe7ed8db7a262b9da7e07ccb0ea9f4747b8ccda8a4f3";
const E: &str = "f0b43e94ba45accaace692ed534382eb17e6ab5a19ce7b31f4486fdfc0d28640";
const R: &str = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
const S: &str = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    hex::decode(hex.replace(' ', "")).unwrap().try_into().unwrap()
}

fn example() -> (SecretKey, Signature) {
    let key = SecretKey::from_scalar(&bytes(D)).unwrap();
    (key, Signature::new(bytes(R), bytes(S)).unwrap())
}

#[test]
fn the_example_of_gb_t_32918_5_annex_a_is_reproduced() {
    let (key, signature) = example();
    let public = key.public_key();
    assert_eq!(public.to_xy(), bytes::<64>(XY));
    assert_eq!(z(DEFAULT_USER_ID, &public), bytes::<32>(Z));
    let e = digest(DEFAULT_USER_ID, &public, b"message digest");
    assert_eq!(e.0, bytes::<32>(E));
    assert!(verify(&public, &e, &signature));
}

#[test]
fn the_sm3_example_of_gb_t_32905_is_reproduced() {
    let want = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
    assert_eq!(sm3(b"abc"), bytes::<32>(want));
}

#[test]
fn a_changed_digest_signature_or_key_does_not_verify() {
    let (key, signature) = example();
    let public = key.public_key();
    let e = Digest(bytes(E));
    for bit in [0, 100, 255] {
        let flip = |v: &[u8; 32]| {
            let mut v = *v;
            v[bit / 8] ^= 1 << (bit % 8);
            v
        };
        assert!(!public.verify(&Digest(flip(&e.0)), &signature));
        if let Ok(changed) = Signature::new(flip(signature.r()), *signature.s()) {
            assert!(!public.verify(&e, &changed));
        }
        if let Ok(changed) = Signature::new(*signature.r(), flip(signature.s())) {
            assert!(!public.verify(&e, &changed));
        }
    }
    let other = SecretKey::generate(&mut seeded_random("other")).unwrap().public_key();
    assert!(!other.verify(&e, &signature));
}

#[test]
fn the_user_id_enters_the_digest() {
    let public = example().0.public_key();
    let named = |id: &'static [u8]| digest(UserId::new(id).unwrap(), &public, b"m");
    assert_eq!(named(b"1234567812345678"), digest(DEFAULT_USER_ID, &public, b"m"));
    assert_ne!(named(b"ALICE123@YAHOO.COM"), digest(DEFAULT_USER_ID, &public, b"m"));
    assert_eq!(UserId::new(b""), Err(Sm2Error::UserId));
    assert!(UserId::new(&[b'x'; 8191]).is_ok());
    assert_eq!(UserId::new(&[b'x'; 8192]), Err(Sm2Error::UserId));
}

#[test]
fn keys_outside_their_range_are_refused() {
    let minus = |n: u8| {
        let mut d = ORDER;
        d[31] -= n;
        SecretKey::from_scalar(&d)
    };
    assert!(SecretKey::from_scalar(&[0; 32]).is_err());
    assert!(SecretKey::from_scalar(&[0xff; 32]).is_err());
    assert!(minus(0).is_err());
    assert!(minus(1).is_err());
    assert!(minus(2).is_ok());
    assert_eq!(SecretKey::generate(&mut |b: &mut [u8]| b.fill(0)).err(), Some(Sm2Error::SecretKey));
    let mut xy = bytes::<64>(XY);
    xy[63] ^= 1;
    assert_eq!(PublicKey::from_xy(&xy), Err(Sm2Error::PublicKey));
}

#[test]
fn keys_are_unchanged_after_encoding_and_decoding() {
    let (key, _) = example();
    let pem = key.to_pkcs8_pem().unwrap();
    assert!(pem.starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert_eq!(SecretKey::from_pkcs8_pem(&pem).unwrap().public_key(), key.public_key());
    let spki = key.public_key().to_spki_der().unwrap();
    assert_eq!(PublicKey::from_spki_der(&spki).unwrap(), key.public_key());
    // The same coordinates with the curve P-256 (1.2.840.10045.3.1.7) are not an SM2 key.
    let sm2 = hex::decode("06082a811ccf5501822d").unwrap();
    let p256 = hex::decode("06082a8648ce3d030107").unwrap();
    let at = spki.windows(10).position(|w| w == sm2).unwrap();
    let mut other = spki.clone();
    other[at..at + 10].copy_from_slice(&p256);
    assert_eq!(PublicKey::from_spki_der(&other), Err(Sm2Error::PublicKey));
    assert!(!format!("{key:?}").contains(D.split_at(8).0));
}

#[test]
fn hedged_signatures_of_one_digest_differ_and_deterministic_ones_do_not() {
    let (key, _) = example();
    let e = [Digest([7; 32]), Digest([7; 32])];
    let plain = key.sign(&e, None).unwrap();
    let hedged = key.sign(&e, Some(&mut seeded_random("n"))).unwrap();
    assert_eq!(plain[0], plain[1]);
    assert_ne!(hedged[0], hedged[1]);
    // A random source that is stuck must not give two digests the same nonce.
    let mut stuck = |b: &mut [u8]| b.fill(9);
    let two = key.sign(&[Digest([1; 32]), Digest([2; 32])], Some(&mut stuck)).unwrap();
    assert_ne!(two[0].r(), two[1].r());
    for (e, s) in e.iter().zip(plain.iter().chain(&hedged)) {
        assert!(key.public_key().verify(e, s));
    }
}

fn der(hex: &str) -> Result<Signature, Sm2Error> {
    Signature::from_der(&hex::decode(hex.replace(' ', "")).unwrap())
}

#[test]
fn der_is_read_strictly() {
    assert!(der("3006 020101 020102").is_ok());
    assert!(der("3007 02020080 020102").is_ok());
    let bad = [
        ("", "empty"),
        ("3006 020101 020102 00", "trailing byte"),
        ("3007 020101 020102 00", "trailing byte inside the sequence"),
        ("3007 02020001 020102", "needless zero"),
        ("3006 020181 020102", "negative r"),
        ("3006 020101 020182", "negative s"),
        ("3006 020100 020102", "r = 0"),
        ("3006 020101 020100", "s = 0"),
        ("3005 0200 020102", "empty integer"),
        ("308106 020101 020102", "long form of the length"),
        ("3080 020101 020102 0000", "indefinite length"),
        ("3006 020101 040102", "not an integer"),
        ("3106 020101 020102", "not a sequence"),
        ("3005 020101 020102", "length too small"),
        ("3009 020101 020102", "length too large"),
        ("3003 020101", "one integer"),
        ("3007 0281 0101 020102", "long form of an integer's length"),
    ];
    for (hex, why) in bad {
        assert_eq!(der(hex), Err(Sm2Error::Signature), "{why}");
    }
    let n = hex::encode(ORDER);
    assert_eq!(der(&format!("3026 022100{n} 020101")), Err(Sm2Error::Signature), "r = n");
    assert_eq!(der(&format!("3026 020101 022100{n}")), Err(Sm2Error::Signature), "s = n");
    let below = n.replace("4123", "4122");
    assert!(der(&format!("3026 022100{below} 020101")).is_ok());
    assert!(der(&format!("3027 02220000{} 020101", &below)).is_err(), "33 digits");
}

proptest! {
    #[test]
    fn der_and_raw_encodings_are_read_back(r in any::<[u8; 32]>(), s in any::<[u8; 32]>(), cut in 0_usize..32) {
        let mut s = s;
        s[..cut].fill(0);
        if let Ok(signature) = Signature::new(r, s) {
            prop_assert_eq!(Signature::from_der(&signature.to_der()), Ok(signature));
            prop_assert_eq!(Signature::from_raw(&signature.to_raw()), Ok(signature));
            prop_assert_eq!(Signature::from_der_or_raw(&signature.to_raw()), Ok(signature));
        }
    }

    /// Every DER signature that is accepted has exactly one encoding.
    #[test]
    fn accepted_der_is_reproduced_byte_for_byte(
        bytes in proptest::collection::vec(any::<u8>(), 0..80),
    ) {
        if let Ok(signature) = Signature::from_der(&bytes) {
            prop_assert_eq!(signature.to_der(), bytes);
        }
    }

    #[test]
    fn our_digest_equals_that_of_the_crate_sm2(seed in any::<u32>(), message in any::<Vec<u8>>()) {
        use ::sm2::dsa::signature::Verifier;
        let key = SecretKey::generate(&mut seeded_random(&seed.to_string())).unwrap();
        let e = digest(DEFAULT_USER_ID, &key.public_key(), &message);
        let signature = key.sign(&[e], None).unwrap()[0];
        let mut sec1 = vec![4];
        sec1.extend(key.public_key().to_xy());
        let peer = ::sm2::dsa::VerifyingKey::from_sec1_bytes("1234567812345678", &sec1).unwrap();
        let value = ::sm2::dsa::Signature::from_slice(&signature.to_raw()).unwrap();
        prop_assert!(peer.verify(&message, &value).is_ok());
    }
}
