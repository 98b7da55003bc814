//! Shared by the tests of this crate: the test font, and templates around single elements.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::compile::CompiledFace;
use crate::font::FontSet;
use crate::layout::Content;
use crate::template::{BUILT_IN_KEYS, FaceTemplate};

const FONT: &[u8] = include_bytes!("../testdata/NotoSerifSC-test.ttf");

pub(crate) fn test_font() -> Arc<[u8]> {
    Arc::from(FONT)
}

/// The test font under the two names that the templates refer to, and a font with the words that are drawn
/// across and below pages.
pub(crate) fn fonts() -> FontSet {
    let words = include_bytes!("../testdata/NotoSerifSC-words.ttf").as_slice();
    let files = ["NotoSerifSC-Regular", "NotoSerifSC-Bold"];
    let mut files = files.map(|name| (name.to_owned(), test_font())).to_vec();
    files.push(("NotoSerifSC-words".to_owned(), Arc::from(words)));
    FontSet::new(files).unwrap()
}

/// A template with one landscape A4 page.
pub(crate) fn template(background: Value, elements: Value) -> Value {
    json!({
        "format": "yinxin-face/1",
        "name": "测试",
        "fonts": { "song": ["NotoSerifSC-Regular"], "bold": ["NotoSerifSC-Bold"] },
        "pages": [{
            "side": "正本", "width": 297, "height": 210,
            "background": background, "elements": elements
        }]
    })
}

/// Keys that the templates may bind; RY is a group.
pub(crate) fn keys() -> Vec<&'static str> {
    let own = ["JYXM", "ZP", "RY", "RY.XM", "RY.GW", "RY.RQ"];
    BUILT_IN_KEYS.iter().copied().chain(own).collect()
}

pub(crate) fn compiled(background: Value, elements: Value) -> CompiledFace {
    compiled_template(&template(background, elements))
}

pub(crate) fn compiled_template(template: &Value) -> CompiledFace {
    let parsed = FaceTemplate::parse(template, &keys()).unwrap();
    CompiledFace::compile(parsed, &fonts()).unwrap()
}

pub(crate) fn texts(pairs: &[(&str, &str)]) -> Content {
    let texts = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Content { texts, ..Content::default() }
}

/// A PNG file of one colour.
pub(crate) fn png(width: u32, height: u32) -> Arc<[u8]> {
    let mut pixmap = tiny_skia::Pixmap::new(width, height).unwrap();
    pixmap.fill(tiny_skia::Color::from_rgba8(40, 90, 160, 255));
    Arc::from(pixmap.encode_png().unwrap())
}
