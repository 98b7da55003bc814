//! A certificate of two pages for tests, and means to change its package.

use std::sync::Arc;

use face::display::{
    Color, DisplayList, Draw, Image, ImageFormat, Item, Line, Page, Path, Rect, SealPlace, Step,
    SubsetFont, Text,
};

use crate::compile::{DocumentTemplate, PageBase};
use crate::package::{Member, read, zip};
use crate::write::{Attachment, Document, Draft, Prepared, Provider, Signing, Stamp};

pub const BLACK: Color = Color(0, 0, 0);
/// Stands in for the DER of SES_Signature, which this crate does not parse.
pub const SIGNED_VALUE: &[u8] = b"a signed value";
pub const PAGE_0: &str = "Doc_0/Pages/Page_0/Content.xml";
pub const PAGE_1: &str = "Doc_0/Pages/Page_1/Content.xml";
pub const SIGNATURES: &str = "Doc_0/Signs/Signatures.xml";
pub const SIGNATURE: &str = "Doc_0/Signs/Sign_0/Signature.xml";
pub const VALUE: &str = "Doc_0/Signs/Sign_0/SignedValue.dat";
pub const ATTACHED: &str = "Doc_0/Attachs/file_0.json";

/// A font whose bytes are not a font: the writer does not parse them.
pub fn font(name: &str) -> SubsetFont {
    // Long enough to be compressed.
    let bytes: Vec<u8> = name.bytes().cycle().take(400).collect();
    SubsetFont { name: name.to_owned(), family: format!("{name} family"), bytes: bytes.into() }
}

pub fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect { x, y, width, height }
}

pub fn item(field: Option<&str>, boundary: Rect, draw: Draw) -> Item {
    Item { element: "e".to_owned(), field: field.map(str::to_owned), boundary, draw }
}

pub fn line(y: f64, text: &str) -> Line {
    let advances = vec![4.5; text.chars().count().saturating_sub(1)];
    Line { x: 0.0, y, text: text.to_owned(), advances }
}

pub fn text(field: Option<&str>, y: f64, lines: &[&str]) -> Item {
    let lines: Vec<Line> =
        lines.iter().enumerate().map(|(at, text)| line(4.0 + 6.0 * at as f64, text)).collect();
    let height = 6.0 * lines.len() as f64;
    let (size, opacity, angle) = (4.5, 1.0, 0.0);
    let draw = Draw::Text(Text { font: 0, size, color: BLACK, opacity, angle, lines });
    item(field, rect(30.0, y, 120.0, height), draw)
}

pub fn picture(bytes: &[u8], y: f64) -> Item {
    let boundary = rect(150.0, y, 25.5, 35.0);
    let image = Image::filling(ImageFormat::Png, Arc::from(bytes), boundary);
    item(Some("photo"), boundary, Draw::Image(image))
}

pub fn frame() -> Item {
    let steps = vec![
        Step::Move(0.0, 0.0),
        Step::Line(190.0, 0.0),
        Step::Cubic(190.0, 1.0, 189.5, 1.0, 189.0, 1.0),
        Step::Close,
    ];
    let path = Path {
        stroke: Some(Color(200, 0, 10)),
        stroke_width: 0.5,
        fill: Some(Color(255, 255, 240)),
        opacity: 1.0,
        even_odd: false,
        steps,
    };
    item(None, rect(10.0, 10.0, 190.0, 277.0), Draw::Path(path))
}

pub fn page(base: usize, items: Vec<Item>) -> Page {
    let place = rect(140.0, 230.0, 42.0, 42.0);
    let seal = SealPlace { element: "seal".to_owned(), signer: "unit".to_owned(), boundary: place };
    let side = "正本".to_owned();
    let (width, height) = (210.0, 297.0);
    let (watermark, overlay) = (Vec::new(), Vec::new());
    Page { base, side, width, height, items, seals: vec![seal], watermark, overlay }
}

pub fn template() -> DocumentTemplate {
    let first = [frame(), text(None, 20.0, &["食品经营许可证"]), picture(b"emblem", 12.0)];
    let second = [text(None, 20.0, &["附页"])];
    let base = |background| PageBase { width: 210.0, height: 297.0, background };
    DocumentTemplate::compile(&[font("Song")], &[base(&first), base(&second)])
}

pub fn list() -> DisplayList {
    let first = page(
        0,
        vec![
            text(Some("name"), 60.0, &["某某食品 <店> & Co"]),
            text(Some("address"), 80.0, &["示范市东城区一号", "二楼"]),
            picture(b"photo", 60.0),
            picture(b"emblem", 200.0),
        ],
    );
    let second =
        page(1, vec![text(Some("scope"), 60.0, &["预包装食品销售"]), picture(b"photo", 60.0)]);
    DisplayList { pages: vec![first, second], extra_fonts: vec![font("Rare")] }
}

pub fn document() -> Document {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Document {
        document_id: [0xab; 16],
        title: "食品经营许可证".to_owned(),
        author: "示范市市场监督管理局".to_owned(),
        created: "2026-01-02".to_owned(),
        metadata: vec![pair("证照标识", "1.2.156.3005.2"), pair("持证主体", "某某 \"食品\" <店>")],
        attachments: vec![Attachment {
            name: "certificate.json".to_owned(),
            format: "json".to_owned(),
            bytes: b"{\"name\":\"x\"}".to_vec(),
        }],
    }
}

pub fn signing() -> Signing {
    Signing {
        provider: Provider {
            name: "Yinxin".to_owned(),
            version: "0.1".to_owned(),
            company: "示范市".to_owned(),
        },
        time: "20260102030405Z".to_owned(),
        stamps: vec![Stamp { page: 0, boundary: rect(140.0, 230.0, 42.0, 42.0) }],
    }
}

pub fn prepared(template: &DocumentTemplate) -> Prepared<'_> {
    Draft::new(template, &list(), &document()).prepare(&signing())
}

/// The complete certificate.
pub fn sealed() -> Vec<u8> {
    prepared(&template()).finish(SIGNED_VALUE)
}

/// The files of a package, to be changed and written again.
#[derive(Clone)]
pub struct Files(pub Vec<(String, Vec<u8>)>);

impl Files {
    pub fn of(bytes: &[u8]) -> Self {
        let members = read(bytes).unwrap().members.into_iter();
        Self(members.map(|(name, content)| (name, content.to_vec())).collect())
    }

    pub fn content(&mut self, name: &str) -> &mut Vec<u8> {
        &mut self.0.iter_mut().find(|(known, _)| known == name).unwrap().1
    }

    /// Replaces the first occurrence of `from` in a file; panics if there is none.
    pub fn replace(mut self, name: &str, from: &str, to: &str) -> Self {
        let content = self.content(name);
        let text = String::from_utf8(content.clone()).unwrap();
        assert!(text.contains(from), "{name} has no {from}");
        *content = text.replacen(from, to, 1).into_bytes();
        self
    }

    pub fn add(mut self, name: &str, content: &[u8]) -> Self {
        self.0.push((name.to_owned(), content.to_vec()));
        self
    }

    pub fn remove(mut self, name: &str) -> Self {
        let before = self.0.len();
        self.0.retain(|(known, _)| known != name);
        assert!(self.0.len() < before, "{name}");
        self
    }

    pub fn text(&self, name: &str) -> String {
        let (_, content) = self.0.iter().find(|(known, _)| known == name).unwrap();
        String::from_utf8(content.clone()).unwrap()
    }

    pub fn pack(&self) -> Vec<u8> {
        let members: Vec<Member> =
            self.0.iter().map(|(name, content)| Member::deflated(name, content)).collect();
        zip(members.iter())
    }

    /// Updates the digests in Signature.xml, as a signer of the changed files would write them.
    pub fn signed_anew(mut self) -> Self {
        use base64::Engine as _;
        use sm3::Digest as _;
        let mut text = self.text(SIGNATURE);
        for (name, content) in self.0.clone() {
            let head = format!("<ofd:Reference FileRef=\"/{name}\"><ofd:CheckValue>");
            let Some(at) = text.find(&head).map(|at| at + head.len()) else { continue };
            let digest = sm3::Sm3::digest(&content);
            let digest = base64::engine::general_purpose::STANDARD.encode(digest);
            text.replace_range(at..at + digest.len(), &digest);
        }
        *self.content(SIGNATURE) = text.into_bytes();
        self
    }
}
