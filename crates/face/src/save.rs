//! What is checked when a template is saved: format and keys, fonts and fixed text, then a
//! certificate with the longest value of every field and one with none (极限样张). Whatever fails
//! here would block a certificate later, when nobody sits before the template any more.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use crate::compile::CompiledFace;
use crate::font::FontSet;
use crate::layout::{Content, Setter, planned};
use crate::template::{BUILT_IN_KEYS, FaceTemplate, TemplateFinding};

/// As wide as any: a Han character fills its em box.
const WIDE: &str = "中";
/// Pixels; a portrait.
const PICTURE: (u32, u32) = (35, 45);

/// The longest built-in values: what the identifier rule allows, and lengths of names that a city
/// meets in practice. A field of the same key given by the caller stands instead.
const BUILT_IN: [(&str, Longest<'static>); 9] = [
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
    ("ZZYXQQSRQ", Longest::Date),
    ("ZZYXQJZRQ", Longest::Date),
];

/// A field of the entry and the longest value that it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleField<'a> {
    pub key: &'a str,
    pub longest: Longest<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Longest<'a> {
    /// So many Han characters.
    Characters(usize),
    /// Numbers, codes, the longest name of a code list.
    Value(&'a str),
    /// The longest in every spelling: 28 December.
    Date,
    Picture,
    /// Of a group: so many rows. Its members are fields of their own, `GROUP.MEMBER`.
    Rows(usize),
}

/// The two extremes of what a certificate may bring.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    pub longest: Content,
    pub empty: Content,
}

/// Samples for the built-in keys and `fields`.
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

/// Reads, compiles and tries a template. `fields` are those of the entry: only they and the
/// built-in keys may be bound. Errors: everything wrong that the first failing stage finds, with
/// its place; the longest sample is tried on every element, whatever its condition says.
pub fn check_on_save(
    json: &Value,
    fonts: &FontSet,
    fields: &[SampleField<'_>],
) -> Result<CompiledFace, Vec<TemplateFinding>> {
    let own = fields.iter().map(|field| field.key);
    let keys: Vec<&str> = BUILT_IN_KEYS.iter().copied().chain(own).collect();
    let face = CompiledFace::compile(FaceTemplate::parse(json, &keys)?, fonts)?;
    let Samples { longest, empty } = samples(fields);
    let mut findings = Vec::new();
    for (zh, en, content) in
        [("最长样张", "longest values", longest), ("空白样张", "no values", empty)]
    {
        // Whether the rows of every group have a place; the cells are tried below.
        for found in planned(&face, &content).err().into_iter().flatten() {
            let place = face.place_of(&found.element);
            findings.push(TemplateFinding {
                place,
                code: found.code,
                zh: format!("{zh}：{}", found.zh),
                en: format!("{en}: {}", found.en),
            });
        }
        let mut setter = Setter::new(&face);
        for (page, compiled) in face.pages.iter().enumerate() {
            for (at, prepared) in compiled.elements.iter().enumerate() {
                let Err(found) = setter.shown(prepared, &content) else { continue };
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

fn picture() -> Option<Arc<[u8]>> {
    let mut pixmap = tiny_skia::Pixmap::new(PICTURE.0, PICTURE.1)?;
    pixmap.fill(tiny_skia::Color::WHITE);
    pixmap.encode_png().ok().map(Arc::from)
}

#[cfg(test)]
mod tests;
