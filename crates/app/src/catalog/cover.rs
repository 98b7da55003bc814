//! 照面与属性: a certificate without a required fact is not issued, so its face shows every required field.

use std::collections::{BTreeMap, BTreeSet};

use domain::catalog::CatalogEntry;
use domain::field::{FieldKind, FieldSpec};
use domain::{Code, FieldFinding, Refusal};
use face::template::{BUILT_IN_KEYS, ElementKind, FaceTemplate, Illegible, TemplateFinding};

use crate::drawing::templates::bindable_keys;

/// The required fields that no element of the face shows so that people can read it, by their names. A code in a
/// picture cannot be read by people and does not count. A face that cannot be read has other findings.
pub(super) fn uncovered(entry: &CatalogEntry) -> Vec<FieldFinding> {
    let keys = bindable_keys(&entry.fields);
    let keys: Vec<&str> =
        BUILT_IN_KEYS.iter().copied().chain(keys.iter().map(String::as_str)).collect();
    let Ok(template) = FaceTemplate::parse(&entry.face, &keys) else { return Vec::new() };
    let shown = Shown::on(&template);
    let mut findings = Vec::new();
    for (at, field) in entry.fields.iter().enumerate() {
        let place = format!("fields[{at}]");
        match field.kind {
            FieldKind::Group => group(field, &place, &shown, &mut findings),
            FieldKind::Text
            | FieldKind::Number
            | FieldKind::Date
            | FieldKind::CodeList
            | FieldKind::PersonName
            | FieldKind::IdNumber
            | FieldKind::DocumentNumber
            | FieldKind::Uscc
            | FieldKind::Image => {
                if field.required && !shown.legible.contains(&field.key) {
                    findings.push(shown.missing(&place, &field.name, &field.key));
                }
            }
        }
    }
    findings
}

/// The keys that a face shows.
struct Shown {
    legible: BTreeSet<String>,
    /// Why people cannot read what shows a key.
    illegible: BTreeMap<String, Illegible>,
}

impl Shown {
    fn on(template: &FaceTemplate) -> Self {
        let mut shown = Self { legible: BTreeSet::new(), illegible: BTreeMap::new() };
        for page in &template.pages {
            for (at, element) in page.elements.iter().enumerate() {
                if matches!(element.kind, ElementKind::Qrcode { .. }) {
                    continue;
                }
                let keys = element.keys().into_iter().map(str::to_owned);
                match page.illegible(at) {
                    None => shown.legible.extend(keys),
                    Some(why) => shown.illegible.extend(keys.map(|key| (key, why.clone()))),
                }
            }
        }
        shown
    }

    fn missing(&self, place: &str, name: &str, key: &str) -> FieldFinding {
        let message = match self.illegible.get(key) {
            None => format!("“{name}”为必填属性，但照面上没有"),
            Some(why) => format!("“{name}”为必填属性，但照面上看不见：{}", why.zh()),
        };
        FieldFinding::new(place, Code::FieldNotOnFace, message)
    }
}

/// A group that is drawn shows each of its required members; one that is required is drawn.
fn group(field: &FieldSpec, place: &str, shown: &Shown, findings: &mut Vec<FieldFinding>) {
    let key = |member: &FieldSpec| format!("{}.{}", field.key, member.key);
    let is_shown = |member: &FieldSpec| shown.legible.contains(&key(member));
    if !field.fields.iter().any(is_shown) {
        if field.required {
            let first = field.fields.first().map(key).unwrap_or_default();
            findings.push(shown.missing(place, &field.name, &first));
        }
        return;
    }
    for (at, member) in field.fields.iter().enumerate() {
        if member.required && !is_shown(member) {
            let place = format!("{place}.fields[{at}]");
            let name = format!("{} / {}", field.name, member.name);
            findings.push(shown.missing(&place, &name, &key(member)));
        }
    }
}

/// The fields of an entry whose keys are those of values that every face has: on the face the built-in value would
/// stand in their place.
pub(super) fn hidden(entry: &CatalogEntry) -> Vec<FieldFinding> {
    let built_in = |key: &str| BUILT_IN_NAMES.iter().find(|(known, _)| *known == key);
    let fields = entry.fields.iter().enumerate();
    let found = fields.filter_map(|(at, field)| {
        let (key, name) = built_in(&field.key)?;
        let message =
            format!("“{}”：标识 {key} 在照面上固定表示“{name}”，请改用其他标识", field.name);
        Some(FieldFinding::new(format!("fields[{at}]"), Code::CatalogInvalid, message))
    });
    found.collect()
}

/// What people call the values that every face has.
const BUILT_IN_NAMES: [(&str, &str); 12] = [
    ("ZZBS", "证照标识"),
    ("ZZMC", "证照名称"),
    ("ZZBH", "证照编号"),
    ("ZZBFJG", "签发单位"),
    ("ZZBFRQ", "签发日期"),
    ("CZZT", "持证主体"),
    ("CZZTDM", "证件号码"),
    ("CZZTDMLX", "证件类型"),
    ("ZZYXQQSRQ", "有效期起"),
    ("ZZYXQJZRQ", "有效期止"),
    ("page", "页码"),
    ("pages", "总页数"),
];

/// The refusal of a face, in which each finding names the fields that its element shows.
pub(super) fn refuse_named(entry: &CatalogEntry, findings: &[TemplateFinding]) -> Refusal {
    let of = |finding: &TemplateFinding| {
        let names = shown_by(entry, &finding.place);
        let message = match names.is_empty() {
            true => finding.zh.clone(),
            false => format!("“{}”：{}", names.join("、"), finding.zh),
        };
        FieldFinding::new(format!("face.{}", finding.place), Code::FaceInvalid, message)
    };
    Refusal::of_fields(Code::FaceInvalid, findings.iter().map(of).collect())
}

/// The names of the fields that an element shows. `place` is a path such as `pages[0].elements[3].bind`.
fn shown_by<'a>(entry: &'a CatalogEntry, place: &str) -> Vec<&'a str> {
    let mut numbers = place.split(['[', ']']).filter_map(|part| part.parse::<usize>().ok());
    let (Some(page), Some(at)) = (numbers.next(), numbers.next()) else { return Vec::new() };
    let element = &entry.face["pages"][page]["elements"][at];
    let bound = element["bind"].as_str().unwrap_or_default();
    let content = element["content"].as_str().unwrap_or_default();
    let shows = |key: &str| {
        let placeholder = format!("{{{{{key}");
        bound == key
            || content
                .split_once(&placeholder)
                .is_some_and(|(_, rest)| rest.starts_with(['}', '|']))
    };
    let own = entry.fields.iter().map(|field| (field.key.as_str(), field.name.as_str()));
    own.chain(BUILT_IN_NAMES).filter(|(key, _)| shows(key)).map(|(_, name)| name).collect()
}
