//! Draws a face, given as JSON, in every output format.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine as _;
use face::compile::CompiledFace;
use face::display::DisplayList;
use face::font::FontSet;
use face::layout::{Content, layout};
use face::pdf::{About, PdfTemplate, Seals};
use face::raster::raster;
use face::svg::page_svg;
use face::template::{BUILT_IN_KEYS, FaceTemplate};
use ofd::compile::{DocumentTemplate, PageBase};
use ofd::write::{Document, Draft, Provider, Signing};
use serde_json::Value;

/// The test font of the crate `face`, used under the two names that the templates refer to.
const FONT: &[u8] = include_bytes!("../../../face/testdata/NotoSerifSC-test.ttf");
const KEYS: [&str; 6] = ["JYXM", "ZP", "RY", "RY.XM", "RY.GW", "RY.RQ"];
pub const DPI: f64 = 96.0;

/// The outputs. `png` and `svg` show the first page.
pub struct Drawing {
    pub svg: String,
    /// Content.xml of all template pages and pages.
    pub xml: String,
    pub png: Vec<u8>,
    pub pages: Vec<Vec<u8>>,
    pub pdf: Vec<u8>,
    pub ofd: Vec<u8>,
}

pub fn draw(case: &Value) -> Drawing {
    let files = ["NotoSerifSC-Regular", "NotoSerifSC-Bold"];
    let fonts = FontSet::new(files.map(|name| (name.to_owned(), Arc::from(FONT))).to_vec());
    let keys: Vec<&str> = BUILT_IN_KEYS.iter().copied().chain(KEYS).collect();
    let template = FaceTemplate::parse(&case["face"], &keys).unwrap();
    let face = CompiledFace::compile(template, &fonts.unwrap()).unwrap();
    let list = layout(&face, &content(case)).unwrap();
    let picture = |page| raster(&list, &face, page, DPI, &[]).unwrap().png().unwrap();
    let pages: Vec<Vec<u8>> = (0..list.pages.len()).map(picture).collect();
    let about = About { title: "样张", author: "测试", created: "2026-03-02" };
    let pdf = PdfTemplate::compile(&face).unwrap().write(&list, Seals::Stamps(&[]), &about);
    let ofd = file(&face, &list);
    // The positions of seals are removed, because the PNG does not show them.
    let mut bare = list.clone();
    bare.pages.iter_mut().for_each(|page| page.seals.clear());
    Drawing {
        svg: page_svg(&face, &bare, 0),
        xml: xml(&ofd),
        png: pages[0].clone(),
        pages,
        pdf: pdf.unwrap(),
        ofd,
    }
}

fn content(case: &Value) -> Content {
    let texts = |value: &Value| -> BTreeMap<String, String> {
        let pairs = value.as_object().into_iter().flatten();
        pairs.map(|(key, value)| (key.clone(), value.as_str().unwrap().to_owned())).collect()
    };
    let rows = case["rows"].as_object().into_iter().flatten();
    let rows = rows.map(|(key, rows)| {
        (key.clone(), rows.as_array().unwrap().iter().map(texts).collect::<Vec<_>>())
    });
    let images = texts(&case["images"]).into_iter().map(|(key, coded)| {
        let bytes = base64::engine::general_purpose::STANDARD.decode(coded).unwrap();
        (key, Arc::from(bytes))
    });
    Content { texts: texts(&case["texts"]), images: images.collect(), rows: rows.collect() }
}

/// Writes an OFD file with a placeholder instead of a signature value.
fn file(face: &CompiledFace, list: &DisplayList) -> Vec<u8> {
    let pages: Vec<PageBase<'_>> = face.pages().map(PageBase::from).collect();
    let template = DocumentTemplate::compile(face.fonts(), &pages);
    let document = Document {
        document_id: [7; 16],
        title: "样张".to_owned(),
        author: "测试".to_owned(),
        created: "2026-03-02".to_owned(),
        metadata: Vec::new(),
        attachments: Vec::new(),
    };
    let text = |text: &str| text.to_owned();
    let provider = Provider { name: text("Yinxin"), version: text("1"), company: text("Yinxin") };
    let signing = Signing { provider, time: text("20260302000000Z"), stamps: Vec::new() };
    Draft::new(&template, list, &document).prepare(&signing).finish(b"no seal")
}

/// Concatenates Content.xml of all template pages and pages, with one element per line.
fn xml(ofd: &[u8]) -> String {
    let package = ofd::package::read(ofd).unwrap();
    let mut out = String::new();
    for (at, kind) in [("Doc_0/Tpls/Tpl_", "artwork"), ("Doc_0/Pages/Page_", "page")] {
        for number in 0.. {
            let Some((_, content)) = package.find(&format!("{at}{number}/Content.xml")) else {
                break;
            };
            let text = std::str::from_utf8(content).unwrap().replace("><", ">\n<");
            writeln!(out, "<!-- {kind} {number} -->\n{text}").unwrap();
        }
    }
    out
}
