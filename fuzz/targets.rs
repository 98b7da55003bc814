// The fuzz targets: one function for each kind of untrusted input. No input may cause a panic, an endless loop
// or more memory than the limits allow. `fuzz_targets` runs them under libFuzzer; the test `replay` of the crate
// `app` runs them on the seeds and on mutated copies of the seeds.

use std::sync::{Arc, OnceLock};

use face::compile::CompiledFace;
use face::font::FontSet;
use face::template::{BUILT_IN_KEYS, FaceTemplate};
use ofd::package::{Member, read, zip};
use seal::time_stamp::{Request, Token, token_of};
use seal::verify::{Register, Verifier};
use seal::x509::{Crl, Trust, X509};

pub type Target = fn(&[u8]);

/// Name and function of every target. Its seeds and its dictionary have the same name.
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

/// A valid file, except that its root certificate is not trusted.
const GOOD: &[u8] = include_bytes!("seeds/ofd/good.ofd");

/// Reads a ZIP package.
pub fn package(data: &[u8]) {
    if let Ok(package) = read(data) {
        let _ = package.find("OFD.xml");
    }
}

/// Verifies a complete file, as `yinxin verify` does.
pub fn file(data: &[u8]) {
    let _ = app::verify::verify_alone(data, "");
}

/// Examines a valid package in which one XML file is replaced; each kind of file in turn.
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

/// Verifies SignedValue.dat: an electronic seal (GB/T 38540), or a signature without a seal (GB/T 35275).
pub fn stamp(data: &[u8]) {
    static VERIFIER: OnceLock<Verifier> = OnceLock::new();
    let verifier = VERIFIER.get_or_init(|| Verifier::new(Trust::new()));
    let _ =
        verifier.verify(data, &[1; 32], "/Doc_0/Signs/Sign_0/Signature.xml", Register::default());
    let _ = verifier.verify_plain(data, &[1; 32], 1_780_272_000);
}

/// Parses an X.509 certificate, a revocation list, or trusted roots in PEM.
pub fn x509(data: &[u8]) {
    if let Ok(read) = X509::from_der(data) {
        let _ = (read.subject(), read.issuer(), read.validity());
    }
    let _ = Crl::from_der(data);
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Trust::from_pem(text);
    }
}

/// Parses a time stamp request or token.
pub fn time_stamp(data: &[u8]) {
    let _ = Request::read(data);
    let _ = token_of(data);
    if let Ok(token) = Token::read(data) {
        let _ = token.stamper().map(|stamper| token.is_signed_by(&stamper));
    }
}

/// Parses, compiles and lays out a face template.
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

/// Converts an SVG drawing of a face template.
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

/// Decodes a picture of a field, or one whose hidden mark is read; at most a megapixel, to be fast.
pub fn image(data: &[u8]) {
    let _ = face::raster::decode(data, 1_000_000);
}
