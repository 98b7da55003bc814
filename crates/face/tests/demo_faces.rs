//! All faces of the demo catalog with the whole fonts: each compiles, each is laid out with its
//! fields' examples and with its longest values. Needs `FACE_FONTS` (the folder share/fonts);
//! `FACE_OUT` takes the pages as SVG.

#![expect(clippy::unwrap_used, reason = "a test, outside a test function too")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use face::compile::CompiledFace;
use face::font::FontSet;
use face::layout::{Content, layout};
use face::svg::page_svg;
use face::template::{BUILT_IN_KEYS, FaceTemplate};
use face::watermark::add_watermark;
use serde_json::Value;

fn fonts(folder: &str) -> FontSet {
    let names = ["NotoSerifSC-Regular", "NotoSerifSC-Bold"];
    let read = |name: &str| Arc::from(fs::read(format!("{folder}/{name}.ttf")).unwrap());
    FontSet::new(names.map(|name| (name.to_owned(), read(name))).to_vec()).unwrap()
}

fn entries() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/demo/catalog");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    let stem = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let read = |path: &PathBuf| serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    paths.iter().map(|path| (stem(path), read(path))).collect()
}

fn built_in(entry: &Value, longest: bool) -> BTreeMap<String, String> {
    let unit = if longest {
        "演示市规划和自然资源局演示福田区管理分局"
    } else {
        "演示市市场监督管理局"
    };
    let natural = entry["holder_kind"] == "natural";
    let holder = match (longest, natural) {
        (true, true) => "国".repeat(50),
        (true, false) => "国".repeat(60),
        (false, true) => "欧阳演示".to_owned(),
        (false, false) => "演示（广东）食品有限公司".to_owned(),
    };
    let code = entry["code"].as_str().unwrap();
    [
        ("ZZBS", format!("1.2.156.3005.2.{code}.11440300MBXX000197.2026000001234567.001.Q")),
        ("ZZMC", entry["name"].as_str().unwrap().to_owned()),
        ("ZZBH", "JY14403040000012".to_owned()),
        ("ZZBFJG", unit.to_owned()),
        ("ZZBFRQ", "2026-12-28".to_owned()),
        ("CZZT", holder),
        ("CZZTDM", "91440300MA5XXXX00X".to_owned()),
        ("ZZYXQQSRQ", "2026-12-28".to_owned()),
        ("ZZYXQJZRQ", "2031-12-27".to_owned()),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into()
}

fn content(entry: &Value, longest: bool) -> Content {
    let mut content = Content { texts: built_in(entry, longest), ..Content::default() };
    let photo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/demo/photo.png");
    for field in entry["fields"].as_array().unwrap() {
        let key = field["key"].as_str().unwrap().to_owned();
        let example = field["example"].as_str().unwrap_or_default();
        let length = field["max_length"].as_u64().and_then(|most| usize::try_from(most).ok());
        let value = match (field["type"].as_str().unwrap(), length) {
            ("image", _) => {
                let given = base64::engine::general_purpose::STANDARD.decode(example);
                let bytes = given.ok().filter(|bytes| !bytes.is_empty());
                let bytes = bytes.unwrap_or_else(|| fs::read(&photo).unwrap());
                content.images.insert(key, Arc::from(bytes));
                continue;
            }
            ("group", _) => continue,
            ("code_list", _) => {
                let options = field["options"].as_array().unwrap();
                let name = |option: &Value| option["name"].as_str().unwrap().to_owned();
                let longest_name = options.iter().map(name).max_by_key(|name| name.chars().count());
                let chosen = options.iter().find(|option| option["code"] == example).map(name);
                if longest { longest_name.unwrap() } else { chosen.unwrap() }
            }
            ("text" | "person_name", Some(length)) if longest => "国".repeat(length),
            _ => example.to_owned(),
        };
        content.texts.insert(key, value);
    }
    content
}

#[test]
#[ignore = "needs the whole fonts (FACE_FONTS)"]
fn demo_faces_take_examples_and_longest_values() {
    let fonts = fonts(&std::env::var("FACE_FONTS").unwrap());
    let out = std::env::var("FACE_OUT").ok();
    let mut wrong = Vec::new();
    for (stem, entry) in entries() {
        let keys: Vec<&str> = BUILT_IN_KEYS
            .iter()
            .copied()
            .chain(entry["fields"].as_array().unwrap().iter().map(|f| f["key"].as_str().unwrap()))
            .collect();
        let template = match FaceTemplate::parse(&entry["face"], &keys) {
            Ok(template) => template,
            Err(findings) => {
                wrong.extend(findings.iter().map(|finding| format!("{stem}: {finding:?}")));
                continue;
            }
        };
        let face = match CompiledFace::compile(template, &fonts) {
            Ok(face) => face,
            Err(findings) => {
                wrong.extend(findings.iter().map(|finding| format!("{stem}: {finding:?}")));
                continue;
            }
        };
        let sizes: Vec<usize> = face.fonts().iter().map(|font| font.bytes.len()).collect();
        for longest in [false, true] {
            let content = content(&entry, longest);
            match layout(&face, &content) {
                Ok(mut list) => {
                    let svg = page_svg(&face, &list, 0);
                    let extra: Vec<usize> =
                        list.extra_fonts.iter().map(|font| font.bytes.len()).collect();
                    println!(
                        "{stem} {} base {sizes:?} extra {extra:?} items {} svg {}",
                        if longest { "longest" } else { "example" },
                        list.pages[0].items.len(),
                        svg.len()
                    );
                    if let Some(out) = &out {
                        let kind = if longest { "longest" } else { "example" };
                        fs::write(format!("{out}/{stem}-{kind}.svg"), svg).unwrap();
                        let text = "存档副本 仅用于演示市民政局 办件 演案2026-001 019c2b7a";
                        add_watermark(&mut list, &face, &fonts, text).unwrap();
                        let copy = page_svg(&face, &list, 0);
                        fs::write(format!("{out}/{stem}-{kind}-copy.svg"), copy).unwrap();
                    }
                }
                Err(findings) => wrong
                    .extend(findings.iter().map(|f| format!("{stem} longest={longest}: {f:?}"))),
            }
        }
    }
    assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
}
