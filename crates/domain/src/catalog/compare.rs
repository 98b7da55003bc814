//! 版本比较: what differs between two versions of a catalog entry, in words for those who compile, comment
//! and publish. Fields are named by their names, never by their keys.

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
    if before.face != after.face {
        changes.push(CatalogChange {
            kind: ChangeKind::Changed,
            part: EntryPart::Face,
            field: String::new(),
            aspect: None,
            before: face_words(&before.face),
            after: face_words(&after.face),
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
        fields: _,
        face: _,
    } = entry;
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

/// A face in a few words: how many pages and elements it has.
fn face_words(face: &Value) -> String {
    let pages = face["pages"].as_array().map_or(&[][..], Vec::as_slice);
    let count = |page: &Value, layer: &str| page[layer].as_array().map_or(0, Vec::len);
    let elements: usize =
        pages.iter().map(|page| count(page, "background") + count(page, "elements")).sum();
    format!("{} 页，{elements} 个元素", pages.len())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry() -> CatalogEntry {
        serde_json::from_value(json!({
            "code": "11440300MBXX000197001", "basic_code": "100002101", "name": "演示许可证",
            "kind": "licence", "holder_kind": "legal", "defining_unit": "11440300MBXX000197",
            "issuing_units": ["11440300MBXX000197"], "validity": { "unit": "year", "amount": 5 },
            "sharing": "unconditional", "scope_of_use": "全市", "issue_step": "automatic",
            "number_pattern": "YS{region}{serial:6}",
            "fields": [
                { "key": "JYXM", "name": "经营项目", "type": "text", "required": true },
                { "key": "MJ", "name": "面积", "type": "number" },
                { "key": "CY", "name": "成员", "type": "group",
                  "fields": [{ "key": "XM", "name": "姓名", "type": "person_name" }] }],
            "face": { "pages": [{ "elements": [{}] }] }
        }))
        .unwrap()
    }

    fn told(before: &CatalogEntry, after: &CatalogEntry) -> Vec<String> {
        let name = |unit: &str| format!("单位{}", unit.len());
        let words = |change: CatalogChange| {
            let aspect = change.aspect.map_or("", FieldAspect::zh);
            let part = change.part.zh();
            let CatalogChange { kind, field, before, after, .. } = change;
            format!("{} {part} {field} {aspect}: {before} → {after}", kind.zh())
        };
        compare(before, after, &name).into_iter().map(words).collect()
    }

    #[test]
    fn equal_entries_have_no_differences() {
        assert_eq!(told(&entry(), &entry()), [""; 0]);
    }

    #[test]
    fn differences_are_told_by_names_and_words_and_never_by_keys_or_codes() {
        let mut after = entry();
        after.name = "演示经营许可证".into();
        after.validity = Validity { unit: ValidityUnit::LongTerm, amount: 0 };
        after.issuing_units.clear();
        after.fields[0].max_length = Some(40);
        after.fields[2].fields[0].required = true;
        let photo = json!({ "key": "ZP", "name": "照片", "type": "image", "required": true });
        after.fields[1] = serde_json::from_value(photo).unwrap();
        after.face = json!({ "pages": [{ "elements": [{}, {}], "background": [{}] }] });
        assert_eq!(
            told(&entry(), &after),
            [
                "修改 证照名称  : 演示许可证 → 演示经营许可证",
                "删除 签发单位  : 单位18 → ",
                "修改 有效期限  : 5 年 → 长期",
                "新增 证照属性 经营项目 限制:  → 最多 40 字",
                "删除 证照属性 面积 : 数字 → ",
                "修改 证照属性 成员 / 姓名 必填: 否 → 是",
                "新增 证照属性 照片 :  → 图片，必填",
                "修改 照面模板  : 1 页，1 个元素 → 1 页，3 个元素",
            ]
        );
    }

    #[test]
    fn a_number_pattern_is_told_in_words() {
        assert_eq!(pattern_words("YS{region}{serial:6}"), "YS＋区划代码＋6 位顺序号");
        assert_eq!(pattern_words("深演〔{year}〕{serial:4}号"), "深演〔＋年份＋〕＋4 位顺序号＋号");
        assert_eq!(pattern_words("{serial"), "serial");
    }

    #[test]
    fn another_order_of_the_fields_is_one_difference() {
        let mut after = entry();
        after.fields.swap(0, 1);
        assert_eq!(
            told(&entry(), &after),
            ["修改 属性顺序  : 经营项目、面积、成员 → 面积、经营项目、成员"]
        );
    }
}
