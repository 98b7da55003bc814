// One function for each kind of bytes that comes from outside. Whatever comes, none may panic, loop or take
// more memory than its limits say. `fuzz_targets` hands them to libFuzzer; the test `replay` of the crate app
// runs the seeds and changed copies of them in every run of the tests.

use std::sync::{Arc, OnceLock};

use face::compile::CompiledFace;
use face::font::FontSet;
use face::template::{BUILT_IN_KEYS, FaceTemplate};
use ofd::package::{Member, read, zip};
use seal::time_stamp::{Request, Token, token_of};
use seal::verify::{Register, Verifier};
use seal::x509::{Crl, Trust, X509};

pub type Target = fn(&[u8]);

/// Name and function of all targets; seeds and dictionaries bear the same names.
pub const TARGETS: [(&str, Target); 9] = [
    ("zip", package),
    ("ofd", file),
    ("ofd_xml", xml),
    ("ses", stamp),
    ("x509", x509),
    ("time_stamp", time_stamp),
    ("template", template),
    ("svg", svg),
    ("image", image),
];

/// A file that is good but for its trust.
const GOOD: &[u8] = include_bytes!("seeds/ofd/good.ofd");

pub fn package(data: &[u8]) {
    if let Ok(package) = read(data) {
        let _ = package.find("OFD.xml");
    }
}

/// As `yinxin verify` looks at a file.
pub fn file(data: &[u8]) {
    let _ = app::verify::verify_alone(data, "");
}

/// The same bytes as each kind of XML file of an otherwise good package.
pub fn xml(data: &[u8]) {
    static MEMBERS: OnceLock<Vec<(String, Vec<u8>)>> = OnceLock::new();
    let members = MEMBERS.get_or_init(|| {
        let package = read(GOOD).map(|package| package.members).unwrap_or_default();
        package.iter().map(|(name, content)| (name.clone(), content.to_vec())).collect()
    });
    for place in [
        "OFD.xml",
        "Doc_0/Document.xml",
        "Doc_0/Pages/Page_0/Content.xml",
        "Doc_0/Signs/Sign_0/Signature.xml",
        "Doc_0/Attachs/Attachments.xml",
    ] {
        let member = |(name, content): &(String, Vec<u8>)| {
            Member::stored(name, if name == place { data } else { content })
        };
        let members: Vec<Member> = members.iter().map(member).collect();
        let _ = ofd::examine::examine(&zip(members.iter()));
    }
}

/// SignedValue.dat: a stamp, or a plain signature.
pub fn stamp(data: &[u8]) {
    static VERIFIER: OnceLock<Verifier> = OnceLock::new();
    let verifier = VERIFIER.get_or_init(|| Verifier::new(Trust::new()));
    let _ =
        verifier.verify(data, &[1; 32], "/Doc_0/Signs/Sign_0/Signature.xml", Register::default());
    let _ = verifier.verify_plain(data, &[1; 32], 1_780_272_000);
}

pub fn x509(data: &[u8]) {
    if let Ok(read) = X509::from_der(data) {
        let _ = (read.subject(), read.issuer(), read.validity());
    }
    let _ = Crl::from_der(data);
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Trust::from_pem(text);
    }
}

pub fn time_stamp(data: &[u8]) {
    let _ = Request::read(data);
    let _ = token_of(data);
    if let Ok(token) = Token::read(data) {
        let _ = token.stamper().map(|stamper| token.is_signed_by(&stamper));
    }
}

pub fn template(data: &[u8]) {
    static FONTS: OnceLock<Option<FontSet>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let font: Arc<[u8]> =
            include_bytes!("../crates/face/testdata/NotoSerifSC-test.ttf").as_slice().into();
        FontSet::new(vec![("NotoSerifSC-Regular".to_owned(), font)]).ok()
    });
    let Ok(json) = serde_json::from_slice(data) else { return };
    let keys: Vec<&str> = BUILT_IN_KEYS.iter().copied().chain(["JYXM", "RY", "RY.XM"]).collect();
    if let (Ok(template), Some(fonts)) = (FaceTemplate::parse(&json, &keys), fonts)
        && let Ok(face) = CompiledFace::compile(template, fonts)
    {
        let _ = face::layout::layout(&face, &face::layout::Content::default());
    }
}

/// A drawing of a template.
pub fn svg(data: &[u8]) {
    use base64::Engine as _;
    let coded = base64::engine::general_purpose::STANDARD.encode(data);
    let json = serde_json::json!({
        "format": "yinxin-face/1", "name": "x", "fonts": { "song": ["NotoSerifSC-Regular"] },
        "assets": { "art": coded },
        "pages": [{ "side": "x", "width": 100, "height": 100, "background": [
            { "id": "a", "type": "path", "x": 0, "y": 0, "width": 50, "height": 50, "asset": "art" }
        ] }]
    });
    let _ = FaceTemplate::parse(&json, &[]);
}

/// A picture of a field, or one that is traced; at most a megapixel here, to stay quick.
pub fn image(data: &[u8]) {
    let _ = face::raster::decode(data, 1_000_000);
}
