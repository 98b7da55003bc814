use der::asn1::{Ia5StringRef, Utf8StringRef};
use der::{Encode, Tag};

use super::*;
use crate::encode::{bit_string, generalized_time, octet_string, sequence, tlv};
use crate::fixture::{DATA_HASH, DAY, NOW, PICTURE, PROPERTY, Scene, YEAR, key};
use crate::signer::sign_message;
use crate::sm2::{DEFAULT_USER_ID, digest};
use crate::verify::{Outcome, verify};
use crate::x509::SM2_WITH_SM3;

#[test]
fn a_written_stamp_is_read_back() {
    let scene = Scene::good();
    let seal = scene.seal();
    let stamp = scene.stamp_with(&seal);
    let read = read(&stamp).unwrap();
    assert_eq!(read.seal.der, seal);
    assert_eq!((read.seal.version, read.seal.vendor, read.seal.id), (4, "Yinxin", "YX-0001"));
    assert_eq!((read.seal.kind, read.seal.name), (SealKind::Unit, "演示市政务服务局电子印章"));
    assert_eq!((read.seal.created, read.seal.valid_from), (NOW - 30 * DAY, NOW - 30 * DAY));
    assert_eq!(read.seal.valid_until, NOW + YEAR);
    assert_eq!(read.seal.picture.bytes, PICTURE);
    assert_eq!((read.time, read.data_hash, read.property_info), (NOW, DATA_HASH, PROPERTY));
    assert_eq!(read.tbs, scene.tbs(&seal).as_der());
    assert_eq!(read.signer_x509, scene.unit.as_der());
    assert_eq!(read.time_stamp, None);
    assert!(read.seal.signers.contains(scene.unit.as_der()));
    assert!(!read.seal.signers.contains(scene.maker.as_der()));
}

#[test]
fn the_stamp_contains_the_seal_byte_for_byte() {
    let scene = Scene::good();
    let seal = scene.seal();
    let tbs = scene.tbs(&seal);
    assert_eq!(tbs.as_der().windows(seal.len()).filter(|w| *w == seal).count(), 1);
    let stamp = scene.stamp_with(&seal);
    assert_eq!(stamp.windows(tbs.as_der().len()).filter(|w| *w == tbs.as_der()).count(), 1);
    assert!(tbs.as_der().windows(15).any(|w| w == b"20260601000000Z"));
}

type Change<'a> = &'a dyn Fn(&mut SealSpec<'_>);

#[test]
fn content_outside_the_limits_is_not_written() {
    let scene = Scene::good();
    let refused = |change: Change<'_>| {
        let mut spec = scene.spec();
        change(&mut spec);
        seal_info(&spec).err()
    };
    assert!(refused(&|_| ()).is_none());
    let big = vec![0; MAX_PICTURE + 1];
    let cases: [(&str, Change<'_>); 9] = [
        ("Text", &|s| s.id = ""),
        ("Text", &|s| s.id = "编号"),
        ("Text", &|s| s.name = "a\nb"),
        ("SignerList", &|s| s.signers = &[]),
        ("Validity", &|s| s.valid_until = s.valid_from - 1),
        ("Validity", &|s| s.created = -1),
        ("Picture", &|s| s.picture.format = "png"),
        ("Picture", &|s| s.picture.width = 0),
        ("Picture", &|s| s.picture.bytes = &[]),
    ];
    for (want, change) in cases {
        let error = refused(change).unwrap_or_else(|| panic!("{want} was written"));
        assert!(format!("{error:?}").starts_with(want), "{want}: {error:?}");
    }
    let mut spec = scene.spec();
    spec.picture.bytes = &big;
    assert!(matches!(seal_info(&spec), Err(SealError::Picture)));
    let seal = scene.seal();
    assert!(to_be_signed(&seal, -1, &DATA_HASH, PROPERTY).is_err());
    assert!(to_be_signed(&seal, NOW, &DATA_HASH, "/路径").is_err());
}

/// The parts of a seal, from which a test assembles a seal with one deviation.
struct Parts {
    version: u32,
    list_type: u32,
    extensions: Vec<u8>,
    time: Vec<u8>,
    after_signature: Vec<u8>,
}

impl Parts {
    fn good() -> Self {
        Self {
            version: 4,
            list_type: 1,
            extensions: vec![],
            time: generalized_time(NOW - 30 * DAY).unwrap(),
            after_signature: vec![],
        }
    }

    fn seal(&self, scene: &Scene) -> Vec<u8> {
        let property = sequence(&[
            &1_u32.to_der().unwrap(),
            &Utf8StringRef::new("演示").unwrap().to_der().unwrap(),
            &self.list_type.to_der().unwrap(),
            &sequence(&[&octet_string(scene.unit.as_der()).unwrap()]).unwrap(),
            &self.time,
            &generalized_time(NOW - 30 * DAY).unwrap(),
            &generalized_time(NOW + YEAR).unwrap(),
        ]);
        let header = sequence(&[&ia5("ES"), &self.version.to_der().unwrap(), &ia5("V")]).unwrap();
        let info =
            sequence(&[&header, &ia5("1"), &property.unwrap(), &picture(), &self.extensions]);
        let info = info.unwrap();
        let signature = sign_message(&scene.signer, &key("maker"), &info).unwrap().to_der();
        sequence(&[
            &info,
            &octet_string(scene.maker.as_der()).unwrap(),
            &SM2_WITH_SM3.to_der().unwrap(),
            &bit_string(&signature).unwrap(),
            &self.after_signature,
        ])
        .unwrap()
    }
}

fn ia5(text: &str) -> Vec<u8> {
    Ia5StringRef::new(text).unwrap().to_der().unwrap()
}

fn picture() -> Vec<u8> {
    let side = 42_u32.to_der().unwrap();
    sequence(&[&ia5("PNG"), &octet_string(PICTURE).unwrap(), &side, &side]).unwrap()
}

fn explicit(inner: &[u8]) -> Vec<u8> {
    let tag = Tag::ContextSpecific { constructed: true, number: der::TagNumber(0) };
    tlv(tag, &[inner]).unwrap()
}

fn one_extension(critical: Option<u8>) -> Vec<u8> {
    let oid = [0x06, 0x03, 0x2a, 0x03, 0x04];
    let flag = critical.map_or(vec![], |v| vec![0x01, 0x01, v]);
    sequence(&[&sequence(&[&oid, &flag, &octet_string(b"x").unwrap()]).unwrap()]).unwrap()
}

#[test]
fn versions_four_and_five_and_both_forms_of_extensions_are_read() {
    let scene = Scene::good();
    let good = [
        Parts::good(),
        Parts {
            version: 5,
            after_signature: explicit(&bit_string(b"token").unwrap()),
            ..Parts::good()
        },
        Parts { extensions: explicit(&one_extension(None)), ..Parts::good() },
        Parts { extensions: one_extension(None), ..Parts::good() },
    ];
    for parts in good {
        let seal = parts.seal(&scene);
        assert_eq!(read_seal(&seal).unwrap().version, parts.version);
        let stamp = scene.stamp_with(&seal);
        let report = verify(&stamp, &DATA_HASH, PROPERTY, &scene.trust(), None);
        assert_eq!(report.verdict(), Outcome::Passed, "{:#?}", report.checks);
    }
}

#[test]
fn seals_that_deviate_from_the_structure_are_rejected() {
    let scene = Scene::good();
    let utc_time = tlv(Tag::GeneralizedTime, &[b"20260502000000.5Z"]).unwrap();
    let local_time = tlv(Tag::GeneralizedTime, &[b"20260502000000+0800"]).unwrap();
    let many = one_extension(None)[2..].repeat(MAX_EXTENSIONS + 1);
    let bad = [
        ("Version", Parts { version: 3, ..Parts::good() }),
        ("Version", Parts { version: 6, ..Parts::good() }),
        ("SignerList", Parts { list_type: 3, ..Parts::good() }),
        ("Der", Parts { list_type: 2, ..Parts::good() }),
        ("Der", Parts { time: utc_time, ..Parts::good() }),
        ("Der", Parts { time: local_time, ..Parts::good() }),
        ("CriticalExtension", Parts { extensions: one_extension(Some(0xff)), ..Parts::good() }),
        ("Der", Parts { extensions: one_extension(Some(0)), ..Parts::good() }),
        ("Der", Parts { extensions: one_extension(Some(1)), ..Parts::good() }),
        ("TooMany", Parts { extensions: sequence(&[&many]).unwrap(), ..Parts::good() }),
        ("Der", Parts { extensions: ia5("x"), ..Parts::good() }),
        ("Der", Parts { after_signature: ia5("x"), ..Parts::good() }),
    ];
    for (want, parts) in bad {
        let error = read_seal(&parts.seal(&scene)).err();
        let text = format!("{error:?}");
        assert!(text.starts_with(&format!("Some({want}")), "{want}: {text}");
    }
    assert!(matches!(read(&vec![0x30; MAX_SIGNED_VALUE + 1]), Err(SealError::TooLong(_))));
}

#[test]
fn a_raw_signature_of_64_bytes_is_read() {
    let scene = Scene::good();
    let seal = scene.seal();
    let tbs = scene.tbs(&seal);
    let raw = scene.sign(&tbs).to_raw();
    let stamp = |token: &[u8]| {
        let stamp = sequence(&[
            tbs.as_der(),
            &octet_string(scene.unit.as_der()).unwrap(),
            &SM2_WITH_SM3.to_der().unwrap(),
            &bit_string(&raw).unwrap(),
            token,
        ]);
        verify(stamp.unwrap().leak(), &DATA_HASH, PROPERTY, &scene.trust(), None)
    };
    assert_eq!(stamp(b"").verdict(), Outcome::Passed, "{:#?}", stamp(b"").checks);
    assert_eq!(stamp(b"").outcome("time_stamp"), None);
    let junk = stamp(&explicit(&bit_string(b"token").unwrap()));
    assert_eq!(junk.failed().map(|check| check.name).collect::<Vec<_>>(), ["time_stamp"]);
}

/// A stamp in the structure of GM/T 0031-2014. With `complete` the maker signs SES_SealInfo, its X.509
/// certificate and the algorithm, as that standard demands; otherwise only SES_SealInfo.
fn legacy_stamp(scene: &Scene, complete: bool) -> Vec<u8> {
    let utc = |text: &[u8]| tlv(Tag::UtcTime, &[text]).unwrap();
    let oid = SM2_WITH_SM3.to_der().unwrap();
    let property = sequence(&[
        &1_u32.to_der().unwrap(),
        &Utf8StringRef::new("演示").unwrap().to_der().unwrap(),
        &sequence(&[&octet_string(scene.unit.as_der()).unwrap()]).unwrap(),
        &utc(b"260501000000Z"),
        &utc(b"260501000000Z"),
        &utc(b"270501000000Z"),
    ]);
    let header = sequence(&[&ia5("ES"), &1_u32.to_der().unwrap(), &ia5("V")]).unwrap();
    let info = sequence(&[&header, &ia5("1"), &property.unwrap(), &picture()]).unwrap();
    let maker = octet_string(scene.maker.as_der()).unwrap();
    let signed = if complete { sequence(&[&info, &maker, &oid]).unwrap() } else { info.clone() };
    let made = sign_message(&scene.signer, &key("maker"), &signed).unwrap().to_der();
    let sign_info = sequence(&[&maker, &oid, &bit_string(&made).unwrap()]).unwrap();
    let tbs = sequence(&[
        &1_u32.to_der().unwrap(),
        &sequence(&[&info, &sign_info]).unwrap(),
        &bit_string(b"260601000000Z").unwrap(),
        &bit_string(&DATA_HASH).unwrap(),
        &ia5(PROPERTY),
        &octet_string(scene.unit.as_der()).unwrap(),
        &oid,
    ]);
    let tbs = tbs.unwrap();
    let signature = sign_message(&scene.signer, &key("unit"), &tbs).unwrap().to_der();
    sequence(&[&tbs, &bit_string(&signature).unwrap()]).unwrap()
}

#[test]
fn the_structure_of_gm_t_0031_2014_is_verified() {
    let scene = Scene::good();
    let good = legacy_stamp(&scene, true);
    let read = read(&good).unwrap();
    assert_eq!((read.seal.version, read.time), (1, NOW));
    assert_eq!(read_seal(read.seal.der).unwrap().id, "1");
    let check = |stamp: Vec<u8>| verify(stamp.leak(), &DATA_HASH, PROPERTY, &scene.trust(), None);
    let report = check(good);
    assert_eq!(report.verdict(), Outcome::Passed, "{:#?}", report.checks);
    let report = check(legacy_stamp(&scene, false));
    assert_eq!(report.failed().map(|c| c.name).collect::<Vec<_>>(), ["seal.signature"]);
}

#[test]
fn many_stamps_are_signed_as_one_batch() {
    use crate::signer::Signer;
    let scene = Scene::good();
    let seal = scene.seal();
    let name = key("unit");
    let public = scene.signer.public_key(&name).unwrap();
    let stamps: Vec<_> =
        (0..8_u8).map(|i| to_be_signed(&seal, NOW, &[i; 32], PROPERTY).unwrap()).collect();
    let digests: Vec<_> = stamps.iter().map(|t| t.digest(&public)).collect();
    assert_eq!(digests[3], digest(DEFAULT_USER_ID, &public, stamps[3].as_der()));
    let signatures = scene.signer.sign(&name, &digests).unwrap();
    for (i, (tbs, signature)) in stamps.iter().zip(&signatures).enumerate() {
        let value = assemble(tbs, scene.unit.as_der(), signature, None).unwrap();
        let hash = [u8::try_from(i).unwrap(); 32];
        let report = verify(&value, &hash, PROPERTY, &scene.trust(), None);
        assert_eq!(report.verdict(), Outcome::Passed);
    }
}

/// `Stamper` produces the same bytes and digests as the functions for single documents.
#[test]
fn a_stamper_writes_the_same_stamps_as_the_single_functions() {
    let scene = Scene::good();
    let seal = scene.seal();
    let stamper = Stamper::new(&seal, PROPERTY, &scene.unit).unwrap();
    for (time, hash) in [(NOW, [1; 32]), (NOW + YEAR, [0xff; 32]), (0, [0; 32])] {
        let (tbs, digest) = stamper.to_be_signed(time, &hash).unwrap();
        let plain = to_be_signed(&seal, time, &hash, PROPERTY).unwrap();
        assert_eq!(tbs, plain);
        assert_eq!(digest, plain.digest(scene.unit.public_key()));
    }
    let (tbs, _) = stamper.to_be_signed(NOW, &DATA_HASH).unwrap();
    let stamp = stamper.assemble(&tbs, &scene.sign(&tbs), None).unwrap();
    assert_eq!(read(&stamp).unwrap().data_hash, DATA_HASH);
    assert!(stamper.to_be_signed(-1, &DATA_HASH).is_err());
    assert!(Stamper::new(&seal, "/路径", &scene.unit).is_err());
}
