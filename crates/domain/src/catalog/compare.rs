//! 版本比较: what differs between two versions of a catalog entry, in words for those who compile, comment
//! and publish. Fields are named by their names, never by their keys.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{CatalogEntry, Validity, ValidityUnit};
use crate::field::{FieldKind, FieldSpec};

vocabulary! {
    /// How a part of an entry differs.
    pub enum ChangeKind as "CatalogChangeKind" {
        Added = "added", "新增", "Added";
        Removed = "removed", "删除", "Removed";
        Changed = "changed", "修改", "Changed";
    }
}

vocabulary! {
    /// The parts of an entry.
    pub enum EntryPart as "CatalogPart" {
        BasicCode = "basic_code", "目录基本码", "Basic code";
        Name = "name", "证照名称", "Name";
        Kind = "kind", "种类", "Kind";
        HolderKind = "holder_kind", "持证主体类别", "Kind of holder";
        DefiningUnit = "defining_unit", "证照定义机构", "Defining unit";
        IssuingUnits = "issuing_units", "签发单位", "Issuing units";
        Validity = "validity", "有效期限", "Validity";
        Sharing = "sharing", "共享", "Sharing";
        LegalBasis = "legal_basis", "法律依据", "Legal basis";
        ScopeOfUse = "scope_of_use", "应用范围", "Scope of use";
        IssueStep = "issue_step", "签发方式", "Issue";
        NumberPattern = "number_pattern", "编号规则", "Number pattern";
        Spec = "spec", "技术规格", "Specification";
        ArchiveCopy = "archive_copy", "存档副本", "Archive copy";
        Field = "field", "证照属性", "Field";
        FieldOrder = "field_order", "属性顺序", "Order of the fields";
        Second = "second", "重复领证", "Second certificate";
        Rules = "rules", "字段间规则", "Rules between fields";
        Face = "face", "照面模板", "Face template";
    }
}

vocabulary! {
    /// What can differ in a field.
    pub enum FieldAspect as "CatalogFieldAspect" {
        Name = "name", "名称", "Name";
        Kind = "type", "类型", "Type";
        Required = "required", "必填", "Required";
        Limits = "limits", "限制", "Limits";
        Options = "options", "取值", "Options";
        Sensitivity = "sensitivity", "用证时显示", "Masking";
        Example = "example", "示例", "Example";
        Note = "note", "填写说明", "Note";
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogChange {
    pub kind: ChangeKind,
    pub part: EntryPart,
    /// Name of the field, with the name of its group before it; empty for other parts.
    pub field: String,
    /// What differs in a field that both versions have.
    pub aspect: Option<FieldAspect>,
    /// In words; empty for what was added.
    pub before: String,
    /// In words; empty for what was removed.
    pub after: String,
}

/// All differences, in the order in which the page shows an entry. `unit_name` gives the name of a unit.
pub fn compare(
    before: &CatalogEntry,
    after: &CatalogEntry,
    unit_name: &dyn Fn(&str) -> String,
) -> Vec<CatalogChange> {
    let (was, is) = (parts(before, unit_name), parts(after, unit_name));
    let mut changes: Vec<_> = was
        .into_iter()
        .zip(is)
        .filter(|((_, was), (_, is))| was != is)
        .map(|((part, was), (_, is))| CatalogChange {
            kind: change_of(&was, &is),
            part,
            field: String::new(),
            aspect: None,
            before: was,
            after: is,
        })
        .collect();
    compare_fields(&before.fields, &after.fields, "", &mut changes);
    if !is_same(&before.face, &after.face) {
        let differs = element_changes(&before.face, &after.face);
        changes.push(CatalogChange {
            kind: ChangeKind::Changed,
            part: EntryPart::Face,
            field: String::new(),
            aspect: None,
            before: face_words(&before.face),
            after: format!("{}{differs}", face_words(&after.face)),
        });
    }
    changes
}

fn change_of(before: &str, after: &str) -> ChangeKind {
    match (before.is_empty(), after.is_empty()) {
        (true, false) => ChangeKind::Added,
        (false, true) => ChangeKind::Removed,
        (true, true) | (false, false) => ChangeKind::Changed,
    }
}

/// The parts of an entry in words, except fields and face. The entry is taken apart as a whole, so that a
/// member that is added later is not forgotten here.
fn parts(entry: &CatalogEntry, unit_name: &dyn Fn(&str) -> String) -> Vec<(EntryPart, String)> {
    let CatalogEntry {
        code: _,
        basic_code,
        name,
        kind,
        holder_kind,
        defining_unit,
        issuing_units,
        validity,
        sharing,
        legal_basis,
        scope_of_use,
        issue_step,
        number_pattern,
        spec,
        archive_copy,
        second,
        fields,
        rules,
        face: _,
    } = entry;
    let rules: Vec<String> = rules.iter().map(|rule| rule.words(fields)).collect();
    let issuers: Vec<String> = issuing_units.iter().map(|unit| unit_name(unit)).collect();
    vec![
        (EntryPart::BasicCode, basic_code.clone()),
        (EntryPart::Name, name.clone()),
        (EntryPart::Kind, kind.zh().to_owned()),
        (EntryPart::HolderKind, holder_kind.zh().to_owned()),
        (EntryPart::DefiningUnit, unit_name(defining_unit)),
        (EntryPart::IssuingUnits, issuers.join("、")),
        (EntryPart::Validity, validity_words(*validity)),
        (EntryPart::Sharing, sharing.zh().to_owned()),
        (EntryPart::LegalBasis, legal_basis.clone()),
        (EntryPart::ScopeOfUse, scope_of_use.clone()),
        (EntryPart::IssueStep, issue_step.zh().to_owned()),
        (EntryPart::NumberPattern, pattern_words(number_pattern)),
        (EntryPart::Spec, spec.clone()),
        (EntryPart::ArchiveCopy, archive_copy.zh().to_owned()),
        (EntryPart::Second, second.zh().to_owned()),
        (EntryPart::Rules, rules.join("；")),
    ]
}

fn validity_words(validity: Validity) -> String {
    if validity.unit == ValidityUnit::LongTerm {
        validity.unit.zh().to_owned()
    } else {
        format!("{} {}", validity.amount, validity.unit.zh())
    }
}

fn compare_fields(
    before: &[FieldSpec],
    after: &[FieldSpec],
    group: &str,
    changes: &mut Vec<CatalogChange>,
) {
    let named = |field: &FieldSpec| format!("{group}{}", field.name);
    let whole = |kind, field: &FieldSpec, before: String, after: String| CatalogChange {
        kind,
        part: EntryPart::Field,
        field: named(field),
        aspect: None,
        before,
        after,
    };
    for was in before {
        let Some(is) = after.iter().find(|is| is.key == was.key) else {
            changes.push(whole(ChangeKind::Removed, was, summary(was), String::new()));
            continue;
        };
        for ((aspect, was), (_, now)) in aspects(was).into_iter().zip(aspects(is)) {
            if was != now {
                let kind = change_of(&was, &now);
                let change = whole(kind, is, was, now);
                changes.push(CatalogChange { aspect: Some(aspect), ..change });
            }
        }
        compare_fields(&was.fields, &is.fields, &format!("{group}{} / ", is.name), changes);
    }
    let is_new = |is: &&FieldSpec| before.iter().all(|was| was.key != is.key);
    for new in after.iter().filter(is_new) {
        changes.push(whole(ChangeKind::Added, new, String::new(), summary(new)));
    }
    let kept = |fields: &[FieldSpec], others: &[FieldSpec]| -> Vec<String> {
        let both = |field: &&FieldSpec| others.iter().any(|other| other.key == field.key);
        fields.iter().filter(both).map(|field| field.key.clone()).collect()
    };
    if kept(before, after) != kept(after, before) {
        let names = |fields: &[FieldSpec]| -> String {
            fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>().join("、")
        };
        changes.push(CatalogChange {
            kind: ChangeKind::Changed,
            part: EntryPart::FieldOrder,
            field: group.trim_end_matches(" / ").to_owned(),
            aspect: None,
            before: names(before),
            after: names(after),
        });
    }
}

/// A field in a few words: its type, and whether it is required.
fn summary(field: &FieldSpec) -> String {
    let required = if field.required { "，必填" } else { "" };
    format!("{}{required}", field.kind.zh())
}

fn yes_or_no(value: bool) -> String {
    if value { "是" } else { "否" }.to_owned()
}

/// What a field says, in words. Its members, if it is a group, are compared on their own.
fn aspects(field: &FieldSpec) -> Vec<(FieldAspect, String)> {
    let options = field.options.iter().map(|option| option.name.as_str()).collect::<Vec<_>>();
    let masking = if field.kind == FieldKind::Group { "" } else { field.sensitivity.zh() };
    vec![
        (FieldAspect::Name, field.name.clone()),
        (FieldAspect::Kind, field.kind.zh().to_owned()),
        (FieldAspect::Required, yes_or_no(field.required)),
        (FieldAspect::Limits, limits(field)),
        (FieldAspect::Options, options.join("、")),
        (FieldAspect::Sensitivity, masking.to_owned()),
        (FieldAspect::Example, field.example.clone()),
        (FieldAspect::Note, field.note.clone()),
    ]
}

fn limits(field: &FieldSpec) -> String {
    let limits = [
        field.max_length.map(|most| format!("最多 {most} 字")),
        field.min.map(|least| format!("不小于 {least}")),
        field.max.map(|most| format!("不大于 {most}")),
        field.decimals.map(|places| format!("{places} 位小数")),
        field.max_rows.map(|most| format!("最多 {most} 行")),
        field.least_pixels.map(|[width, height]| format!("至少 {width}×{height} 像素")),
        field.type_field.as_ref().map(|_| "按证件类型校验".to_owned()),
    ];
    limits.into_iter().flatten().collect::<Vec<_>>().join("，")
}

/// A number pattern in words: `YS{region}{serial:6}` is `YS＋区划代码＋6 位顺序号`.
fn pattern_words(pattern: &str) -> String {
    let mut words = Vec::new();
    for part in pattern.split_inclusive('}') {
        let (fixed, place) = part.split_once('{').unwrap_or((part, ""));
        if !fixed.is_empty() {
            words.push(fixed.to_owned());
        }
        match place.trim_end_matches('}') {
            "" => {}
            "region" => words.push("区划代码".to_owned()),
            "year" => words.push("年份".to_owned()),
            other => match other.strip_prefix("serial:") {
                Some(width) => words.push(format!("{width} 位顺序号")),
                None => words.push(other.to_owned()),
            },
        }
    }
    words.join("＋")
}

/// Whether two templates say the same. A browser writes 10.0 as 10, which is no difference.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len()
                && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|it| is_same(one, it)))
        }
        (one, other) => one == other,
    }
}

/// The elements of a face by their page, layer and id.
fn elements(face: &Value) -> BTreeMap<(usize, &str, &str), &Value> {
    let mut found = BTreeMap::new();
    let pages = face["pages"].as_array().map_or(&[][..], Vec::as_slice);
    for (at, page) in pages.iter().enumerate() {
        for layer in ["background", "elements"] {
            for element in page[layer].as_array().map_or(&[][..], Vec::as_slice) {
                found.insert((at, layer, element["id"].as_str().unwrap_or_default()), element);
            }
        }
    }
    found
}

/// How many elements were added, changed and removed, in words; empty if none was.
fn element_changes(before: &Value, after: &Value) -> String {
    let (was, is) = (elements(before), elements(after));
    let added = is.keys().filter(|key| !was.contains_key(*key)).count();
    let removed = was.keys().filter(|key| !is.contains_key(*key)).count();
    let changed = is
        .iter()
        .filter(|(key, element)| was.get(*key).is_some_and(|before| !is_same(before, element)))
        .count();
    let parts = [("新增", added), ("修改", changed), ("删除", removed)];
    let told: Vec<String> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(word, count)| format!("{word} {count} 个"))
        .collect();
    if told.is_empty() { String::new() } else { format!("（{}）", told.join("，")) }
}

/// A face in a few words: how many pages and elements it has.
fn face_words(face: &Value) -> String {
    let pages = face["pages"].as_array().map_or(&[][..], Vec::as_slice);
    let count = |page: &Value, layer: &str| page[layer].as_array().map_or(0, Vec::len);
    let elements: usize =
        pages.iter().map(|page| count(page, "background") + count(page, "elements")).sum();
    format!("{} 页，{elements} 个元素", pages.len())
}

#[cfg(test)]
mod tests;
