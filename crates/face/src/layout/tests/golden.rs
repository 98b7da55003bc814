//! Compares every position on the food licence of the demo city with a golden file. After an
//! intended change run with `FACE_BLESS=1` and read the difference.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::compile::CompiledFace;
use crate::display::{DisplayList, Draw, Item, Rect};
use crate::layout::layout;
use crate::template::{BUILT_IN_KEYS, FaceTemplate};
use crate::testing::{fonts, texts};

fn printed(list: &DisplayList, background: &[Item]) -> String {
    let mut out = String::new();
    let size = |of: &Rect| format!("{} {} {} {}", of.x, of.y, of.width, of.height);
    for item in background.iter().chain(&list.pages[0].items) {
        let field = item.field.as_deref().unwrap_or("-");
        write!(out, "{} [{field}] {}", item.element, size(&item.boundary)).unwrap();
        match &item.draw {
            Draw::Text(text) => {
                writeln!(out, " font {} size {}", text.font, text.size).unwrap();
                for line in &text.lines {
                    let end = line.advances.iter().fold(0.0, |sum, advance| sum + advance);
                    writeln!(out, "  {} {} {} +{end:.3}", line.x, line.y, line.text).unwrap();
                }
            }
            Draw::Path(path) => writeln!(out, " path of {} steps", path.steps.len()).unwrap(),
            Draw::Image(image) => writeln!(out, " {:?}", image.format).unwrap(),
        }
    }
    for seal in &list.pages[0].seals {
        writeln!(out, "{} seal of {} {}", seal.element, seal.signer, size(&seal.boundary)).unwrap();
    }
    writeln!(out, "{} extra fonts", list.extra_fonts.len()).unwrap();
    out
}

#[test]
fn the_layout_of_the_food_licence_equals_the_golden_file() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entry = std::fs::read(here.join("../demo/data/catalog/food_operation.json")).unwrap();
    let entry: Value = serde_json::from_slice(&entry).unwrap();
    let fields = entry["fields"].as_array().unwrap();
    let keys: Vec<&str> = BUILT_IN_KEYS
        .iter()
        .copied()
        .chain(fields.iter().map(|field| field["key"].as_str().unwrap()))
        .collect();
    let template = FaceTemplate::parse(&entry["face"], &keys).unwrap();
    let face = CompiledFace::compile(template, &fonts()).unwrap();
    let mut content = texts(&[
        ("ZZBS", "1.2.156.3005.2.11440300MBXX000197.2026.1"),
        ("ZZBH", "JY14403040000012"),
        ("ZZBFJG", "演示市市场监督管理局"),
        ("ZZBFRQ", "2026-03-02"),
        ("CZZT", "演示食品有限公司"),
        ("CZZTDM", "91440300MA5XXXX00X"),
        ("CZZTDMLX", "社会信用代码"),
        ("ZZYXQQSRQ", "2026-03-02"),
        ("ZZYXQJZRQ", ""),
    ]);
    for field in fields {
        if let (Some("text" | "person_name" | "date"), Some(example)) =
            (field["type"].as_str(), field["example"].as_str())
        {
            content.texts.insert(field["key"].as_str().unwrap().to_owned(), example.to_owned());
        }
    }
    let list = layout(&face, &content).unwrap();
    let found = printed(&list, face.pages().next().unwrap().background);
    let golden = here.join("testdata/food_operation.layout.txt");
    if std::env::var_os("FACE_BLESS").is_some() {
        std::fs::write(&golden, &found).unwrap();
    }
    assert_eq!(found, std::fs::read_to_string(&golden).unwrap());
}
