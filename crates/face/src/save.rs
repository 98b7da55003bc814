//! Checks a template when it is saved: format and keys, fonts and fixed text, and the extreme
//! samples (极限样张), one with the longest permitted value of every field and one without values.
//! What fails here would otherwise fail when a certificate is produced.

use std::collections::BTreeMap;
use std::sync::Arc;

use budget::Budget;
use serde_json::Value;

use crate::compile::CompiledFace;
use crate::font::FontSet;
use crate::layout::{Content, LayoutBuilder, planned};
use crate::template::{BUILT_IN_KEYS, FaceTemplate, TemplateFinding};

/// A character of maximum width: a Han character fills its em box.
const WIDE: &str = "中";
/// Size of the sample picture in pixels.
const PICTURE: (u32, u32) = (35, 45);

/// The longest values of the built-in keys: those that the identifier rule permits, and realistic
/// lengths of names. A field of the caller with the same key takes precedence.
const BUILT_IN: [(&str, Longest<'static>); 10] = [
    (
        "ZZBS",
        Longest::Value(
            "1.2.156.3005.2.11440300MBXX00123B003.11440300MBXX000197.2026000001234567.001.Q",
        ),
    ),
    ("ZZMC", Longest::Characters(20)),
    ("ZZBH", Longest::Value("JY14403040000012")),
    ("ZZBFJG", Longest::Characters(20)),
    ("ZZBFRQ", Longest::Date),
    ("CZZT", Longest::Characters(50)),
    ("CZZTDM", Longest::Value("91440300MA5XXXX00X")),
    ("CZZTDMLX", Longest::Value("中国人民武装警察部队文职人员证编号")),
    ("ZZYXQQSRQ", Longest::Date),
    ("ZZYXQJZRQ", Longest::Date),
];

/// A field of the catalog entry and its longest permitted value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleField<'a> {
    pub key: &'a str,
    pub longest: Longest<'a>,
}

/// The longest value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Longest<'a> {
    /// This number of Han characters.
    Characters(usize),
    /// This text: numbers, codes, the longest name in a code list.
    Value(&'a str),
    /// A date that is long in every format: 28 December.
    Date,
    Picture,
    /// This number of rows in a group. Its members are fields of their own, `GROUP.MEMBER`.
    Rows(usize),
}

/// The two extreme contents.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    pub longest: Content,
    pub empty: Content,
}

/// Returns the samples for the built-in keys and `fields`.
pub fn samples(fields: &[SampleField<'_>]) -> Samples {
    let mut longest = Content::default();
    let built_in = BUILT_IN.into_iter().map(|(key, longest)| SampleField { key, longest });
    let mut members: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for SampleField { key, longest: value } in built_in.chain(fields.iter().copied()) {
        let text = match value {
            Longest::Characters(count) => WIDE.repeat(count),
            Longest::Value(value) => value.to_owned(),
            Longest::Date => "2026-12-28".to_owned(),
            Longest::Picture => {
                longest.images.extend(picture().map(|bytes| (key.to_owned(), bytes)));
                continue;
            }
            Longest::Rows(count) => {
                longest.rows.insert(key.to_owned(), vec![BTreeMap::new(); count]);
                continue;
            }
        };
        match key.split_once('.') {
            Some((group, member)) => {
                members.entry(group).or_default().insert(member.to_owned(), text);
            }
            None => {
                longest.texts.insert(key.to_owned(), text);
            }
        }
    }
    for (group, row) in members {
        longest.rows.entry(group.to_owned()).or_default().fill(row);
    }
    Samples { longest, empty: Content::default() }
}

/// Parses and compiles a template and lays out the samples. Only `fields`, which are those of the
/// catalog entry, and the built-in keys may be bound. Elements with a condition are always laid
/// out.
///
/// # Errors
///
/// All findings of the first stage that fails.
pub fn check_on_save(
    json: &Value,
    fonts: &FontSet,
    fields: &[SampleField<'_>],
) -> Result<CompiledFace, Vec<TemplateFinding>> {
    let own = fields.iter().map(|field| field.key);
    let keys: Vec<&str> = BUILT_IN_KEYS.iter().copied().chain(own).collect();
    let budget = Budget::default();
    let template = FaceTemplate::parse_within(json, &keys, &budget)?;
    let face = CompiledFace::compile_within(template, fonts, &budget)?;
    let Samples { longest, empty } = samples(fields);
    let mut findings = Vec::new();
    for (zh, en, content) in
        [("最长样张", "longest values", longest), ("空白样张", "empty values", empty)]
    {
        // Checks that the rows of every group fit; the cells are checked below.
        for found in planned(&face, &content).err().into_iter().flatten() {
            let place = face.place_of(&found.element);
            findings.push(TemplateFinding {
                place,
                code: found.code,
                zh: format!("{zh}：{}", found.zh),
                en: format!("{en}: {}", found.en),
            });
        }
        let mut builder = LayoutBuilder::new(&face, &budget);
        for (page, compiled) in face.pages.iter().enumerate() {
            for (at, prepared) in compiled.elements.iter().enumerate() {
                let Err(found) = builder.shown(prepared, &content) else { continue };
                findings.push(TemplateFinding {
                    place: format!("pages[{page}].elements[{at}]"),
                    code: found.code,
                    zh: format!("{zh}：{}", found.zh),
                    en: format!("{en}: {}", found.en),
                });
            }
        }
    }
    if findings.is_empty() { Ok(face) } else { Err(findings) }
}

/// A white picture.
fn picture() -> Option<Arc<[u8]>> {
    let mut pixmap = tiny_skia::Pixmap::new(PICTURE.0, PICTURE.1)?;
    pixmap.fill(tiny_skia::Color::WHITE);
    pixmap.encode_png().ok().map(Arc::from)
}

#[cfg(test)]
mod tests;
