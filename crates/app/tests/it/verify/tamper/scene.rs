//! A document with the keys that seal it, and the parts of a seal that a case can change.

use std::sync::Arc;

use face::compile::CompiledFace;
use face::display::DisplayList;
use face::font::FontSet;
use face::layout::{Content, layout};
use face::template::{BUILT_IN_KEYS, FaceTemplate};
use ofd::compile::{DocumentTemplate, PageBase};
use ofd::package::{Member, read, zip};
use ofd::write::{Attachment, Document, Draft, PROPERTY, Provider, Signing, Stamp};
use seal::eseal::{self, Picture, SealKind, SealSpec};
use seal::signer::{KeyRef, Role, Signer, SoftSigner};
use seal::sm2::{Digest, PublicKey, SecretKey, Signature, sm3};
use seal::x509::{Ca, Profile, SubjectName, Trust, Validity, X509};

use testkit::face as small_face;

/// 2026-06-01 00:00:00 UTC.
pub const NOW: i64 = 1_780_272_000;
pub const IDENTIFIER: &str =
    "1.2.156.3005.2.11100000MB0143028R001.11440300MBXX000197.2026000001.001.Q";
pub const DAY: i64 = 86_400;
pub const YEAR: i64 = 365 * DAY;
pub const SIGNATURES: &str = "Doc_0/Signs/Signatures.xml";
pub const SIGNATURE: &str = "Doc_0/Signs/Sign_0/Signature.xml";
pub const VALUE: &str = "Doc_0/Signs/Sign_0/SignedValue.dat";

/// The keys and the drawing from which all files are made.
pub struct Scene {
    pub signer: SoftSigner,
    template: DocumentTemplate,
    list: DisplayList,
}

/// Changes a value before it is used.
pub type Bend<T> = Box<dyn Fn(T) -> T>;

/// How a document is sealed.
pub struct Sealing {
    pub maker_x509: X509,
    /// Name of the key that signs the seal; in an honest seal it is `maker`.
    pub forger: &'static str,
    pub unit: &'static str,
    pub unit_x509: X509,
    pub listed: Vec<X509>,
    pub by_digest: bool,
    pub seal_until: i64,
    pub time: i64,
    pub property: &'static str,
    pub user_id: &'static [u8],
    /// Changes the bytes of the seal before the stamp is made.
    pub bend_seal: Bend<Vec<u8>>,
    /// Changes Signature.xml before it is signed.
    pub bend_xml: Bend<String>,
    /// Makes the time stamp of a signature.
    pub token: Option<fn(&Scene, &Signature) -> Vec<u8>>,
}

/// The members of a package, in the order in which they are packed.
#[derive(Clone)]
pub struct Files(pub Vec<(String, Vec<u8>)>);

fn key(name: &str) -> KeyRef {
    let role = if name.ends_with("root") { Role::Ca } else { Role::Seal };
    KeyRef::new(role, name)
}

/// Pseudorandom bytes that are the same in every run.
fn pseudorandom(seed: &str) -> impl FnMut(&mut [u8]) + Send + use<> {
    let mut state = sm3(seed.as_bytes());
    move |out: &mut [u8]| {
        for chunk in out.chunks_mut(32) {
            state = sm3(&state);
            chunk.copy_from_slice(&state[..chunk.len()]);
        }
    }
}

pub fn life() -> Validity {
    Validity { from: NOW - YEAR, until: NOW + 5 * YEAR }
}

impl Scene {
    pub fn new() -> Self {
        let mut signer = SoftSigner::deterministic();
        for name in ["root", "rogue-root", "maker", "unit", "other", "time"] {
            let secret = SecretKey::generate(&mut pseudorandom(name)).unwrap();
            signer.insert(key(name), secret).unwrap();
        }
        let font: Arc<[u8]> =
            include_bytes!("../../../../../face/testdata/NotoSerifSC-test.ttf").as_slice().into();
        let fonts = FontSet::new(vec![("NotoSerifSC-Regular".to_owned(), font)]).unwrap();
        let keys: Vec<&str> = BUILT_IN_KEYS.iter().copied().chain(["JYXM"]).collect();
        let mut template = small_face();
        let mut second = template["pages"][0].clone();
        second["side"] = "副本".into();
        template["pages"].as_array_mut().unwrap().push(second);
        let parsed = FaceTemplate::parse(&template, &keys).unwrap();
        let face = CompiledFace::compile(parsed, &fonts).unwrap();
        let mut content = Content::default();
        for (key, value) in
            [("ZZBS", "1.2.156.3005.2.1"), ("ZZBH", "YS440304000001"), ("JYXM", "预包装食品销售")]
        {
            content.texts.insert(key.to_owned(), value.to_owned());
        }
        let list = layout(&face, &content).unwrap();
        let pages: Vec<PageBase<'_>> = face.pages().map(PageBase::from).collect();
        Self { signer, template: DocumentTemplate::compile(face.fonts(), &pages), list }
    }

    pub fn issue(&self, ca: &str, profile: Profile, name: &str, life: Validity) -> X509 {
        let subject = SubjectName::new("演示市政务服务局", name);
        let public = self.signer.public_key(&key(name)).unwrap();
        self.ca(ca).issue(profile, &subject, &public, life, &mut pseudorandom(name)).unwrap()
    }

    pub fn ca(&self, name: &str) -> Ca<'_> {
        let subject = SubjectName::new("演示市", format!("演示 {name}"));
        let long = Validity { from: NOW - 2 * YEAR, until: NOW + 20 * YEAR };
        Ca::new_root(&self.signer, key(name), &subject, long, &mut pseudorandom(name)).unwrap()
    }

    pub fn key(&self, name: &str) -> KeyRef {
        key(name)
    }

    /// The bundle that trusts the root, with an empty revocation list.
    pub fn trust(&self) -> String {
        self.trust_with(&[])
    }

    pub fn trust_with(&self, revoked: &[seal::x509::Revoked]) -> String {
        let ca = self.ca("root");
        let mut trust = Trust::new();
        trust.add_root(ca.x509().clone()).unwrap();
        trust.add_list(ca.revocation_list(1, life(), revoked).unwrap());
        trust.to_pem().unwrap()
    }

    /// How an honest city seals.
    pub fn sealing(&self) -> Sealing {
        let unit = self.issue("root", Profile::UnitSigner, "unit", life());
        Sealing {
            maker_x509: self.issue("root", Profile::SealMaker, "maker", life()),
            forger: "maker",
            unit: "unit",
            listed: vec![unit.clone()],
            unit_x509: unit,
            by_digest: false,
            seal_until: NOW + YEAR,
            time: NOW,
            property: PROPERTY,
            user_id: b"1234567812345678",
            bend_seal: Box::new(|seal| seal),
            bend_xml: Box::new(|xml| xml),
            token: None,
        }
    }

    pub fn signing(&self) -> Signing {
        let place = |(page, drawn): (usize, &face::display::Page)| {
            drawn.seals.first().map(|seal| Stamp { page, boundary: seal.boundary })
        };
        let stamps = self.list.pages.iter().enumerate().filter_map(place).collect();
        let text = |text: &str| text.to_owned();
        let provider =
            Provider { name: text("Yinxin"), version: text("1"), company: text("Yinxin") };
        Signing { provider, time: text("20260601000000Z"), stamps }
    }

    fn document(title: &str) -> Document {
        let pairs = [("证照编号", "YS440304000001"), ("证照标识", IDENTIFIER)];
        Document {
            document_id: [7; 16],
            title: title.to_owned(),
            author: "演示市政务服务局".to_owned(),
            created: "2026-06-01".to_owned(),
            metadata: pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec(),
            attachments: vec![Attachment {
                name: "certificate.json".to_owned(),
                format: "json".to_owned(),
                bytes: b"{\"number\":\"YS440304000001\"}".to_vec(),
            }],
        }
    }

    /// The seal that the stamp contains.
    pub fn seal(&self, sealing: &Sealing) -> Vec<u8> {
        let spec = SealSpec {
            id: "YX-0001",
            vendor: "Yinxin",
            kind: SealKind::Unit,
            name: "演示市政务服务局",
            signers: &sealing.listed,
            by_digest: sealing.by_digest,
            created: NOW - 30 * DAY,
            valid_from: NOW - 30 * DAY,
            valid_until: sealing.seal_until,
            picture: Picture { format: "PNG", bytes: &seal_picture(), width: 42, height: 42 },
        };
        let maker = key(sealing.forger);
        let seal = eseal::make_seal(&spec, &sealing.maker_x509, &self.signer, &maker).unwrap();
        (sealing.bend_seal)(seal)
    }

    /// The stamp over a Signature.xml whose SM3 is `hash`.
    pub fn stamp(&self, sealing: &Sealing, hash: &[u8; 32]) -> Vec<u8> {
        let seal = self.seal(sealing);
        let tbs = eseal::to_be_signed(&seal, sealing.time, hash, sealing.property).unwrap();
        let unit = key(sealing.unit);
        let public = self.signer.public_key(&unit).unwrap();
        let e = digest_as(sealing.user_id, &public, tbs.as_der());
        let signature = self.signer.sign(&unit, &[e]).unwrap()[0];
        let token = sealing.token.map(|token| token(self, &signature));
        eseal::assemble(&tbs, sealing.unit_x509.as_der(), &signature, token.as_deref()).unwrap()
    }

    pub fn sealed(&self, sealing: &Sealing) -> Files {
        self.titled(sealing, "演示经营许可证")
    }

    pub fn titled(&self, sealing: &Sealing, title: &str) -> Files {
        let draft = Draft::new(&self.template, &self.list, &Self::document(title));
        let prepared = draft.prepare(&self.signing());
        let xml = (sealing.bend_xml)(prepared.signature_xml().to_owned());
        let stamp = self.stamp(sealing, &sm3(xml.as_bytes()));
        let package = read(&prepared.finish(&stamp)).unwrap();
        let members = package.members.iter();
        let mut files: Vec<(String, Vec<u8>)> =
            members.map(|(name, content)| (name.clone(), content.to_vec())).collect();
        files.sort_by_key(|(name, _)| name != "OFD.xml");
        let files = Files(files);
        files.with(SIGNATURE, |content| *content = xml.into_bytes())
    }
}

/// SM3(Z ‖ message) for any user id (GB/T 32918.2 §6.1, with the curve of GB/T 32918.5). The
/// product cannot compute it for an empty user id.
fn digest_as(user_id: &[u8], public: &PublicKey, message: &[u8]) -> Digest {
    const CURVE: [&str; 4] = [
        "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc",
        "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93",
        "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7",
        "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0",
    ];
    let bits = u16::try_from(user_id.len() * 8).unwrap();
    let mut z = [&bits.to_be_bytes(), user_id].concat();
    CURVE.iter().for_each(|part| z.extend(hex::decode(part).unwrap()));
    z.extend(public.to_xy());
    Digest(sm3(&[&sm3(&z)[..], message].concat()))
}

/// A small red square as PNG.
fn seal_picture() -> Vec<u8> {
    let rgb = [200, 20, 30].repeat(32 * 32);
    face::raster::Raster { width: 32, height: 32, dpi: 96.0, rgb }.png().unwrap()
}

impl Files {
    pub fn with(mut self, name: &str, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let file = self.0.iter_mut().find(|(known, _)| known == name);
        assert!(file.is_some(), "no {name}");
        change(&mut file.unwrap().1);
        self
    }

    pub fn replace(self, name: &str, from: &str, to: &str) -> Self {
        self.with(name, |content| {
            let text = String::from_utf8(content.clone()).unwrap();
            assert!(text.contains(from), "{name} lacks {from}");
            *content = text.replacen(from, to, 1).into_bytes();
        })
    }

    pub fn remove(mut self, name: &str) -> Self {
        let before = self.0.len();
        self.0.retain(|(known, _)| known != name);
        assert_eq!(self.0.len() + 1, before, "{name}");
        self
    }

    pub fn add(mut self, name: &str, content: &[u8]) -> Self {
        self.0.push((name.to_owned(), content.to_vec()));
        self
    }

    pub fn content(&self, name: &str) -> Vec<u8> {
        self.0.iter().find(|(known, _)| known == name).unwrap().1.clone()
    }

    pub fn pack(&self) -> Vec<u8> {
        let members: Vec<Member> =
            self.0.iter().map(|(name, content)| Member::stored(name, &**content)).collect();
        zip(members.iter())
    }

    pub fn deflated(&self) -> Vec<u8> {
        let members: Vec<Member> =
            self.0.iter().map(|(name, content)| Member::deflated(name, content)).collect();
        zip(members.iter())
    }
}
