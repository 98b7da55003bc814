//! A small city for tests: a root CA, a seal maker, a unit that signs, and a stamp whose parts a test
//! can change. All random bytes come from fixed seeds, so that every failure can be reproduced.

use crate::eseal::{self, Picture, SealKind, SealSpec, TbsSign};
use crate::signer::{Checked, KeyRef, Role, Signer, SoftSigner};
use crate::sm2::{SecretKey, Signature, sm3};
use crate::x509::{Ca, Profile, SubjectName, Trust, Validity, X509};

/// 2026-06-01 00:00:00 UTC.
pub const NOW: i64 = 1_780_272_000;
pub const DAY: i64 = 86_400;
pub const YEAR: i64 = 365 * DAY;
pub const PROPERTY: &str = "/Doc_0/Signs/Sign_0/Signature.xml";
pub const DATA_HASH: [u8; 32] = [0x5a; 32];
pub const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n not a real picture";

/// A deterministic generator of pseudo-random bytes.
pub fn seeded_random(seed: &str) -> impl FnMut(&mut [u8]) + Send + use<> {
    let mut state = sm3(seed.as_bytes());
    move |out: &mut [u8]| {
        for chunk in out.chunks_mut(32) {
            state = sm3(&state);
            chunk.copy_from_slice(&state[..chunk.len()]);
        }
    }
}

pub fn key(name: &str) -> KeyRef {
    let role = if name.ends_with("root") { Role::Ca } else { Role::Seal };
    KeyRef::new(role, name)
}

pub fn life() -> Validity {
    Validity { from: NOW - YEAR, until: NOW + 5 * YEAR }
}

/// A signer with the keys of every party.
pub fn keys() -> Checked<SoftSigner> {
    let mut signer = SoftSigner::hedged(Box::new(seeded_random("nonces")));
    for name in ["root", "rogue-root", "maker", "unit", "other", "time"] {
        signer.insert(key(name), SecretKey::generate(&mut seeded_random(name)).unwrap()).unwrap();
    }
    Checked(signer)
}

/// Lets the root CA with the key `ca` issue an X.509 certificate for the key `name`.
pub fn issue(signer: &dyn Signer, ca: &str, profile: Profile, name: &str, life: Validity) -> X509 {
    let subject = SubjectName::new("演示市政务服务局", name);
    let public = signer.public_key(&key(name)).unwrap();
    root(signer, ca).issue(profile, &subject, &public, life, &mut seeded_random(name)).unwrap()
}

/// The root CA with the key `ca`. Each call makes it anew with the same name,
/// key and serial number.
pub fn root<'s>(signer: &'s dyn Signer, ca: &str) -> Ca<'s> {
    let subject = SubjectName::new("演示市", format!("演示 {ca}"));
    let long = Validity { from: NOW - 2 * YEAR, until: NOW + 20 * YEAR };
    Ca::new_root(signer, key(ca), &subject, long, &mut seeded_random(ca)).unwrap()
}

/// The ingredients of a stamp. A test changes a field and then asks for the encoded stamp.
pub struct Scene {
    pub signer: Checked<SoftSigner>,
    pub maker_key: &'static str,
    pub maker: X509,
    pub unit_key: &'static str,
    pub unit: X509,
    pub listed: Vec<X509>,
    pub by_digest: bool,
    pub created: i64,
    pub time: i64,
}

impl Scene {
    pub fn good() -> Self {
        let signer = keys();
        let maker = issue(&signer, "root", Profile::SealMaker, "maker", life());
        let unit = issue(&signer, "root", Profile::UnitSigner, "unit", life());
        Self {
            maker_key: "maker",
            maker,
            unit_key: "unit",
            listed: vec![unit.clone()],
            unit,
            by_digest: false,
            created: NOW - 30 * DAY,
            time: NOW,
            signer,
        }
    }

    pub fn spec(&self) -> SealSpec<'_> {
        SealSpec {
            id: "YX-0001",
            vendor: "Yinxin",
            kind: SealKind::Unit,
            name: "演示市政务服务局电子印章",
            signers: &self.listed,
            by_digest: self.by_digest,
            created: self.created,
            valid_from: NOW - 30 * DAY,
            valid_until: NOW + YEAR,
            picture: Picture { format: "PNG", bytes: PICTURE, width: 42, height: 42 },
        }
    }

    pub fn seal(&self) -> Vec<u8> {
        eseal::make_seal(&self.spec(), &self.maker, &self.signer, &key(self.maker_key)).unwrap()
    }

    pub fn tbs(&self, seal: &[u8]) -> TbsSign {
        eseal::to_be_signed(seal, self.time, &DATA_HASH, PROPERTY).unwrap()
    }

    pub fn sign(&self, tbs: &TbsSign) -> Signature {
        let name = key(self.unit_key);
        let e = tbs.digest(&self.signer.public_key(&name).unwrap());
        self.signer.sign(&name, &[e]).unwrap()[0]
    }

    pub fn stamp_with(&self, seal: &[u8]) -> Vec<u8> {
        let tbs = self.tbs(seal);
        eseal::assemble(&tbs, self.unit.as_der(), &self.sign(&tbs), None).unwrap()
    }

    pub fn stamp(&self) -> Vec<u8> {
        self.stamp_with(&self.seal())
    }

    /// A stamp with the time-stamp token that `token` makes for its signature.
    pub fn stamp_with_token(&self, token: impl FnOnce(&Signature) -> Vec<u8>) -> Vec<u8> {
        let tbs = self.tbs(&self.seal());
        let signature = self.sign(&tbs);
        eseal::assemble(&tbs, self.unit.as_der(), &signature, Some(&token(&signature))).unwrap()
    }

    /// Trust in the root CA, with an empty revocation list that covers the signing time.
    pub fn trust(&self) -> Trust {
        let ca = root(&self.signer, "root");
        let mut trust = Trust::new();
        trust.add_root(ca.x509().clone()).unwrap();
        let period = Validity { from: NOW - DAY, until: NOW + 30 * DAY };
        trust.add_list(ca.revocation_list(1, period, &[]).unwrap());
        trust
    }
}
