//! The cases: good variants of a document, and bad ones with one defect each.

use base64::Engine as _;
use ofd::again::sign_again;
use ofd::examine::SignatureKind;
use ofd::package::{Member, zip};
use seal::sm2::{Signature, sm3};
use seal::time_stamp::{Authority, Request, imprint_of};
use seal::x509::{Profile, Reason, Revoked, Validity};

use super::bytes;
use super::scene::{
    Bend, DAY, Files, NOW, SIGNATURE, SIGNATURES, Scene, Sealing, VALUE, YEAR, life,
};

const PAGE: &str = "Doc_0/Pages/Page_0/Content.xml";
const SEAL_FILE: &str = "Doc_0/Signs/Sign_0/Seal.esl";
const SEAL: &str = "<ofd:Seal><ofd:BaseLoc>/Doc_0/Signs/Sign_0/Seal.esl</ofd:BaseLoc></ofd:Seal>";
const ATTACHED: &str = "Doc_0/Attachs/file_0.json";

/// One case.
pub struct Case {
    pub name: &'static str,
    /// Describes the case, in Chinese.
    pub what: &'static str,
    /// The names of the checks that fail; empty for a good file.
    pub expected: &'static [&'static str],
    pub file: Vec<u8>,
    /// The bundle of trusted authorities, in PEM.
    pub trust: String,
}

struct Table<'s> {
    scene: &'s Scene,
    cases: Vec<Case>,
}

impl Table<'_> {
    fn file(
        &mut self,
        name: &'static str,
        what: &'static str,
        expected: &'static [&'static str],
        file: Vec<u8>,
    ) {
        let trust = self.scene.trust();
        self.cases.push(Case { name, what, expected, file, trust });
    }

    fn files(
        &mut self,
        name: &'static str,
        what: &'static str,
        expected: &'static [&'static str],
        files: &Files,
    ) {
        self.file(name, what, expected, files.pack());
    }

    /// Adds a case whose document is sealed with a changed [`Sealing`].
    fn sealing(
        &mut self,
        name: &'static str,
        what: &'static str,
        expected: &'static [&'static str],
        change: impl FnOnce(&Scene, &mut Sealing),
    ) {
        let mut sealing = self.scene.sealing();
        change(self.scene, &mut sealing);
        let files = self.scene.sealed(&sealing);
        self.files(name, what, expected, &files);
    }
}

fn token_over(scene: &Scene, imprint: [u8; 32], time: i64, ca: &str) -> Vec<u8> {
    let authority = Authority {
        signer: &scene.signer,
        key: scene.key("time"),
        x509: scene.issue(ca, Profile::TimeStamper, "time", life()),
    };
    let request = Request { imprint, nonce: vec![7], with_x509: true };
    authority.token(&request, &[9], time).unwrap()
}

fn token(scene: &Scene, signature: &Signature) -> Vec<u8> {
    token_over(scene, imprint_of(&signature.to_der()), NOW + 5, "root")
}

/// The good files: variants that the standards permit.
pub fn good(scene: &Scene) -> Vec<Case> {
    let mut table = Table { scene, cases: Vec::new() };
    let plain = scene.sealed(&scene.sealing());
    table.files("good", "原件,全部成员不压缩", &[], &plain);
    table.file("good-deflated", "全部成员压缩", &[], plain.deflated());
    table.sealing("good-digest-list", "印章以证书摘要列出签章人", &[], |_, sealing| {
        sealing.by_digest = true;
    });
    table.sealing("good-time-stamp", "签章带时间戳", &[], |_, sealing| {
        sealing.token = Some(token);
    });
    let mut beside = scene.sealing();
    let seal = scene.seal(&beside);
    beside.bend_xml = with_seal(&seal);
    let files = scene.sealed(&beside).add(SEAL_FILE, &seal);
    table.files("good-seal-file", "包内另存印章文件", &[], &files);
    for (name, what, lock) in [
        ("good-second-signature", "有第二个签章", false),
        ("good-locked", "第二个签章锁定文件", true),
    ] {
        let continued =
            sign_again(&plain.pack(), &scene.signing(), SignatureKind::Seal, lock).unwrap();
        let mut sealing = scene.sealing();
        sealing.property = "/Doc_0/Signs/Sign_1/Signature.xml";
        let stamp = scene.stamp(&sealing, continued.data_hash());
        table.file(name, what, &[], continued.finish(&stamp));
    }
    table.cases
}

/// The bad files, with one defect each.
pub fn bad(scene: &Scene) -> Vec<Case> {
    let mut table = Table { scene, cases: Vec::new() };
    changed(&mut table);
    references(&mut table);
    stamps(&mut table);
    people(&mut table);
    revoked(&mut table);
    time_stamps(&mut table);
    packages(&mut table);
    table.cases
}

fn changed(table: &mut Table<'_>) {
    let plain = table.scene.sealed(&table.scene.sealing());
    let digest = &["file.digest"];
    let page = plain.clone().replace(PAGE, "预包装食品", "热食类食品");
    table.files("page-text", "照面文字被改", digest, &page);
    let page = plain.clone().replace(PAGE, "</ofd:Page>", " </ofd:Page>");
    table.files("page-blank", "照面多一个空格", digest, &page);
    let artwork = plain.clone().replace("Doc_0/Tpls/Tpl_0/Content.xml", "演示证", "演示照");
    table.files("artwork", "底图被改", digest, &artwork);
    let attached = plain.clone().replace(ATTACHED, "000001", "000002");
    table.files("attachment", "附件数据被改", digest, &attached);
    let entry = plain.clone().replace("OFD.xml", "000001", "000002");
    table.files("metadata", "元数据被改", digest, &entry);
    let font = plain.clone().with("Doc_0/Res/font_0.ttf", |bytes| *bytes.last_mut().unwrap() ^= 1);
    table.files("font", "内嵌字库被改", digest, &font);
    let picture = plain.clone().with("Doc_0/Res/image_0.png", |bytes| bytes[60] ^= 1);
    table.files("picture", "图片被改", digest, &picture);
    let gone = &["document.references", "file.digest"];
    table.files("attachment-gone", "附件被删", gone, &plain.clone().remove(ATTACHED));
    table.files("page-gone", "副本页被删", gone, &plain.remove("Doc_0/Pages/Page_1/Content.xml"));
}

/// Adds to Signature.xml the name of a stored seal file, and its digest like that of any other
/// file.
fn with_seal(seal: &[u8]) -> Bend<String> {
    let digest = base64::engine::general_purpose::STANDARD.encode(sm3(seal));
    let listed = format!(
        "<ofd:Reference FileRef=\"/{SEAL_FILE}\"><ofd:CheckValue>{digest}</ofd:CheckValue>\
         </ofd:Reference></ofd:References>"
    );
    Box::new(move |xml| {
        let xml = xml.replace("</ofd:References>", &listed);
        xml.replace("</ofd:SignedInfo>", &format!("{SEAL}</ofd:SignedInfo>"))
    })
}

/// Removes the reference to `name` from a Signature.xml.
fn without(xml: &str, name: &str) -> String {
    let (before, rest) = xml.split_once(&format!("<ofd:Reference FileRef=\"/{name}\"")).unwrap();
    let (_, after) = rest.split_once("</ofd:Reference>").unwrap();
    [before, after].concat()
}

fn references(table: &mut Table<'_>) {
    let plain = table.scene.sealed(&table.scene.sealing());
    let extra = plain.clone().add("Doc_0/extra.xml", b"<x/>");
    table.files("extra-file", "包中多出未签名的文件", &["coverage.entries"], &extra);
    let left_out = &["coverage.reachable", "coverage.entries"];
    table.sealing("page-left-out", "签名时漏掉一页", left_out, |_, sealing| {
        sealing.bend_xml = Box::new(|xml| without(&xml, PAGE));
    });
    table.sealing("attachment-left-out", "签名时漏掉附件", left_out, |_, sealing| {
        sealing.bend_xml = Box::new(|xml| without(&xml, ATTACHED));
    });
    table.sealing("entry-left-out", "签名时漏掉 OFD.xml", left_out, |_, sealing| {
        sealing.bend_xml = Box::new(|xml| without(&xml, "OFD.xml"));
    });
    let moved = plain.clone().replace(SIGNATURE, "Boundary=\"140 80", "Boundary=\"20 80");
    table.files("stamp-moved", "印章位置被挪动", &["data.hash"], &moved);
    table.sealing("stamp-page", "印章盖在不存在的页上", &["stamp.page"], |_, sealing| {
        sealing.bend_xml = Box::new(|xml| xml.replace("PageRef=\"2002\"", "PageRef=\"2999\""));
    });
    table.sealing("stamp-off-page", "印章盖在页面之外", &["stamp.place"], |_, sealing| {
        sealing.bend_xml =
            Box::new(|xml| xml.replacen("Boundary=\"140 80", "Boundary=\"900 80", 1));
    });
    table.sealing("method", "签名算法写成 RSA", &["signature.method"], |_, sealing| {
        sealing.bend_xml =
            Box::new(|xml| xml.replace("1.2.156.10197.1.501", "1.2.840.113549.1.1.11"));
    });
    table.sealing(
        "digest-method",
        "摘要算法写成 MD5",
        &["signature.method"],
        |_, sealing| {
            sealing.bend_xml =
                Box::new(|xml| xml.replace("1.2.156.10197.1.401", "1.2.840.113549.2.5"));
        },
    );
    let unsigned = plain.clone().remove(SIGNATURES);
    table.files("unsigned", "签名列表被删", &["signature.present"], &unsigned);
    table.files("value-gone", "签名值被删", &["signature.value", "format"], &plain.remove(VALUE));
}

fn stamps(table: &mut Table<'_>) {
    let scene = table.scene;
    let plain = scene.sealed(&scene.sealing());
    let flipped = plain.clone().with(VALUE, |bytes| *bytes.last_mut().unwrap() ^= 1);
    table.files("signature-bit", "签名值翻转一位", &["signature"], &flipped);
    table.sealing("empty-user-id", "以空的用户标识签名", &["signature"], |_, sealing| {
        sealing.user_id = b"";
    });
    table.sealing("seal-picture", "印章图像被换", &["seal.signature"], |_, sealing| {
        sealing.bend_seal = Box::new(|mut seal| {
            let at = seal.windows(4).position(|window| window == b"IDAT").unwrap();
            seal[at + 12] ^= 1;
            seal
        });
    });
    table.sealing("seal-forged", "印章由他人伪造", &["seal.signature"], |_, sealing| {
        sealing.forger = "other";
    });
    table.sealing(
        "property",
        "签章的保护范围是别的文件",
        &["data.property"],
        |_, sealing| {
            sealing.property = "/Doc_0/Signs/Sign_9/Signature.xml";
        },
    );
    let other = scene.titled(&scene.sealing(), "另一份文件").content(VALUE);
    let borrowed = plain.clone().with(VALUE, |bytes| *bytes = other);
    table.files("stamp-borrowed", "签章取自另一份文件", &["data.hash"], &borrowed);
    let mut beside = scene.sealing();
    let mut seal = scene.seal(&beside);
    *seal.last_mut().unwrap() ^= 1;
    beside.bend_xml = with_seal(&seal);
    let differing = scene.sealed(&beside).add(SEAL_FILE, &seal);
    table.files("seal-file", "包内印章文件与签章中的印章不同", &["seal.same"], &differing);
    let deep = [0x30, 0x80].repeat(4_000);
    let deep = plain.clone().with(VALUE, |bytes| *bytes = deep);
    table.files("deep-asn1", "签名值为层层嵌套的 ASN.1", &["format"], &deep);
    let long = plain.with(VALUE, |bytes| bytes.extend([0; 16]));
    table.files("value-tail", "签名值之后另有字节", &["format"], &long);
}

/// Gives the signer another X.509 certificate, which the seal lists.
fn signer(ca: &'static str, profile: Profile, life: Validity) -> impl FnOnce(&Scene, &mut Sealing) {
    move |scene, sealing| {
        sealing.unit_x509 = scene.issue(ca, profile, "unit", life);
        sealing.listed = vec![sealing.unit_x509.clone()];
    }
}

/// Gives the seal maker another X.509 certificate.
fn maker(ca: &'static str, life: Validity) -> impl FnOnce(&Scene, &mut Sealing) {
    move |scene, sealing| sealing.maker_x509 = scene.issue(ca, Profile::SealMaker, "maker", life)
}

fn people(table: &mut Table<'_>) {
    use Profile::{TimeStamper, UnitSigner};
    let stranger = |scene: &Scene, sealing: &mut Sealing| {
        sealing.listed = vec![scene.issue("root", UnitSigner, "other", life())];
    };
    table.sealing("signer-not-listed", "签章人不在印章名单", &["signer.listed"], stranger);
    table.sealing("seal-expired", "签章时印章已过期", &["seal.validity"], |_, sealing| {
        sealing.seal_until = NOW - DAY;
    });
    let late = Validity { from: NOW + DAY, until: NOW + YEAR };
    let early = Validity { from: NOW - YEAR, until: NOW - DAY };
    let before = Validity { from: NOW - YEAR, until: NOW - 60 * DAY };
    let time = &["signer.time"];
    let what = "签章早于签章人证书生效";
    table.sealing("signer-too-early", what, time, signer("root", UnitSigner, late));
    let what = "签章时签章人证书已过期";
    table.sealing("signer-expired", what, time, signer("root", UnitSigner, early));
    let what = "签章人证书来自不明机构";
    let outside = signer("rogue-root", UnitSigner, life());
    table.sealing("signer-unknown-ca", what, &["signer.chain"], outside);
    let what = "制章者证书来自不明机构";
    table.sealing("maker-unknown-ca", what, &["maker.chain"], maker("rogue-root", life()));
    let what = "制章时制章者证书已过期";
    table.sealing("maker-expired", what, &["maker.time"], maker("root", before));
    let what = "签章人用时间戳证书签章";
    table.sealing("signer-usage", what, &["signer.usage"], signer("root", TimeStamper, life()));
}

fn revoked(table: &mut Table<'_>) {
    let scene = table.scene;
    let sealing = scene.sealing();
    let under = |x509: &seal::x509::X509| {
        let serial = x509.serial().to_vec();
        scene.trust_with(&[Revoked { serial, at: NOW - DAY, reason: Reason::Compromised }])
    };
    let file = scene.sealed(&sealing).pack();
    let cases: [(_, _, &'static [&'static str], _); 2] = [
        ("signer-revoked", "签章人证书已吊销", &["signer.revocation"], &sealing.unit_x509),
        ("maker-revoked", "制章者证书已吊销", &["maker.revocation"], &sealing.maker_x509),
    ];
    for (name, what, expected, x509) in cases {
        let (file, trust) = (file.clone(), under(x509));
        table.cases.push(Case { name, what, expected, file, trust });
    }
}

fn time_stamps(table: &mut Table<'_>) {
    let wrong = &["time_stamp"];
    table.sealing("token-borrowed", "时间戳属于另一签名", wrong, |_, sealing| {
        sealing.token = Some(|scene, _| token_over(scene, [3; 32], NOW + 5, "root"));
    });
    table.sealing("token-earlier", "时间戳早于所称的签章时间", wrong, |_, sealing| {
        sealing.token = Some(|scene, signature| {
            token_over(scene, imprint_of(&signature.to_der()), NOW - 30 * DAY, "root")
        });
    });
    table.sealing("token-forged", "时间戳内容被改", wrong, |_, sealing| {
        sealing.token = Some(|scene, signature| {
            let mut token = token(scene, signature);
            *token.last_mut().unwrap() ^= 1;
            token
        });
    });
    table.sealing("token-unknown-ca", "时间戳来自不明机构", wrong, |_, sealing| {
        sealing.token = Some(|scene, signature| {
            token_over(scene, imprint_of(&signature.to_der()), NOW + 5, "rogue-root")
        });
    });
}

fn packages(table: &mut Table<'_>) {
    let plain = table.scene.sealed(&table.scene.sealing());
    let packed = plain.pack();
    let broken = &["package.structure"];
    let twice = plain.clone().add(PAGE, &plain.content(PAGE));
    table.files("member-twice", "同名成员出现两次", broken, &twice);
    let upper = plain.clone().add("Doc_0/pages/page_0/content.xml", b"<x/>");
    table.files("member-case", "成员名仅大小写不同", broken, &upper);
    let outside = plain.clone().add("../outside.xml", b"<x/>");
    table.files("member-outside", "成员路径指向包外", &["unreadable"], &outside);
    let named = bytes::other_local_name(packed.clone(), ATTACHED);
    table.file("local-name", "本地文件头的名称不同", broken, named);
    let longer = bytes::lying_length(packed.clone(), ATTACHED);
    table.file("lying-length", "目录所称长度不实", &["unreadable"], longer);
    let summed = bytes::lying_checksum(packed.clone(), ATTACHED);
    table.file("lying-checksum", "校验和不实", broken, summed);
    let over = bytes::overlapping(packed.clone(), ATTACHED, PAGE);
    table.file("overlap", "两个成员指向同一段字节", &["unreadable"], over);
    let secret = bytes::encrypted(packed.clone(), ATTACHED);
    table.file("encrypted", "成员标为加密", &["unreadable"], secret);
    table.file("prefixed", "包前另有字节", &["unreadable"], bytes::prefixed(&packed));
    table.file("trailing", "包后另有字节", &["unreadable"], bytes::trailing(packed.clone()));
    table.file("cut", "文件被截断", &["unreadable"], packed[..packed.len() - 100].to_vec());
    let bomb = Member::deflated("Doc_0/bomb.xml", &vec![b' '; 30_000_000]);
    let members: Vec<Member> = plain.0.iter().map(|(n, c)| Member::stored(n, &**c)).collect();
    let bomb = zip(members.iter().chain([&bomb]));
    table.file("bomb", "压缩炸弹", &["unreadable"], bomb);
    let dtd = plain.clone().replace(PAGE, "?>\n", "?>\n<!DOCTYPE x [<!ENTITY a \"b\">]>\n");
    table.files("dtd", "照面含 DTD", &["unreadable"], &dtd);
}
