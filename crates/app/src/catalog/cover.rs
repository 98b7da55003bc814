//! 照面与属性: a certificate without a required fact is not issued, so its face shows every required field.

use std::collections::BTreeSet;

use domain::catalog::CatalogEntry;
use domain::field::{FieldKind, FieldSpec};
use domain::{Code, FieldFinding};
use face::template::{BUILT_IN_KEYS, ElementKind, FaceTemplate};

use crate::drawing::templates::bindable_keys;

/// The required fields that no element of the face shows, by their names. A code in a picture cannot be read
/// by people and does not count. A face that cannot be read has other findings.
pub(super) fn uncovered(entry: &CatalogEntry) -> Vec<FieldFinding> {
    let keys = bindable_keys(&entry.fields);
    let keys: Vec<&str> =
        BUILT_IN_KEYS.iter().copied().chain(keys.iter().map(String::as_str)).collect();
    let Ok(template) = FaceTemplate::parse(&entry.face, &keys) else { return Vec::new() };
    let elements = template.pages.iter().flat_map(|page| &page.elements);
    let read = elements.filter(|element| !matches!(element.kind, ElementKind::Qrcode { .. }));
    let shown: BTreeSet<String> =
        read.flat_map(|element| element.keys()).map(str::to_owned).collect();
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
            | FieldKind::Uscc
            | FieldKind::Image => {
                if field.required && !shown.contains(&field.key) {
                    findings.push(missing(&place, &field.name));
                }
            }
        }
    }
    findings
}

/// A group that is drawn shows each of its required members; one that is required is drawn.
fn group(
    field: &FieldSpec,
    place: &str,
    shown: &BTreeSet<String>,
    findings: &mut Vec<FieldFinding>,
) {
    let is_shown = |member: &FieldSpec| shown.contains(&format!("{}.{}", field.key, member.key));
    if !field.fields.iter().any(is_shown) {
        if field.required {
            findings.push(missing(place, &field.name));
        }
        return;
    }
    for (at, member) in field.fields.iter().enumerate() {
        if member.required && !is_shown(member) {
            let place = format!("{place}.fields[{at}]");
            findings.push(missing(&place, &format!("{} / {}", field.name, member.name)));
        }
    }
}

fn missing(place: &str, name: &str) -> FieldFinding {
    let message = format!("“{name}”为必填属性，但照面上没有");
    FieldFinding::new(place, Code::FieldNotOnFace, message)
}
