//! 字段间规则: rules between the fields of an entry (Art. 11). They are data of the entry, so that a new type needs
//! no code: a small closed set of kinds, explained in `docs/reference/facts.md`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Facts, FieldKind, FieldSpec, normal};
use crate::code::{IdNumber, Sex};
use crate::date::Date;
use crate::holder::Holder;
use crate::refusal::{Code, FieldFinding, Severity};
use crate::text::is_blank;

/// Largest number of rules in an entry.
pub const MAX_RULES: usize = 50;

vocabulary! {
    /// What a rule between fields demands.
    pub enum RuleKind {
        /// The day `field` is the birth date in the identity number `other`.
        BirthOfId = "birth_of_id", "与证件号码中的出生日期一致", "Is the birth date of the identity number";
        /// The code list `field` names the sex in the identity number `other`.
        SexOfId = "sex_of_id", "与证件号码中的性别一致", "Is the sex of the identity number";
        /// The day or number `field` is not greater than `other`.
        NotAfter = "not_after", "不晚于（不大于）", "Is not after, or not greater than";
        /// `field` has the same text as `other`.
        Same = "same", "相同", "Is the same as";
        /// `field` has another text than `other`.
        Differs = "differs", "不同", "Differs from";
        /// `field` has a value if `other` has one of `values`.
        RequiredIf = "required_if", "条件必填", "Is required if";
    }
}

/// One rule. `field` and `other` are keys of fields, `GROUP.FIELD` for each row of a group, or for `other` also
/// `holder.name`, `holder.code`, `valid_from`, `valid_to` and `today`. A rule is not applied where a value that it
/// compares is absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = FieldRule)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub kind: RuleKind,
    pub field: String,
    pub other: String,
    /// For `required_if`: values of `other`; empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Whether who breaks it is refused, or the reviewer decides with a reason.
    #[serde(default)]
    pub severity: Severity,
}

impl Rule {
    /// The rule in words, with the names of the fields.
    pub fn words(&self, specs: &[FieldSpec]) -> String {
        let (field, other) = (label(specs, &self.field), label(specs, &self.other));
        let values = match self.values.as_slice() {
            [] => String::new(),
            values => format!("（{}）", values.join("、")),
        };
        let (kind, severity) = (self.kind.zh(), self.severity.zh());
        format!("“{field}”对“{other}”{values}：{kind}（{severity}）")
    }
}

/// The values that rules may name beside the fields.
const BESIDE: [(&str, &str); 5] = [
    ("holder.name", "持证主体名称"),
    ("holder.code", "持证主体代码"),
    ("valid_from", "有效期起"),
    ("valid_to", "有效期止"),
    ("today", "今天"),
];

/// Whether rules name something else than a field by this key.
pub fn is_beside(key: &str) -> bool {
    BESIDE.iter().any(|(known, _)| *known == key)
}

/// What the rules compare.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'a> {
    pub facts: &'a Facts,
    pub holder: &'a Holder,
    pub valid_from: Option<Date>,
    pub valid_to: Option<Date>,
    pub today: Date,
}

/// One finding for each place where a rule is broken.
pub fn findings(specs: &[FieldSpec], rules: &[Rule], compared: Compared<'_>) -> Vec<FieldFinding> {
    let mut findings = Vec::new();
    for rule in rules {
        let Some((group, _)) = rule.field.split_once('.') else {
            findings.extend(broken(specs, rule, &rule.field, compared, None));
            continue;
        };
        let rows = compared.facts.get(group).and_then(Value::as_array);
        for (index, row) in rows.into_iter().flatten().enumerate() {
            if let Value::Object(row) = row {
                let at = rule.field.replacen('.', &format!("[{index}]."), 1);
                findings.extend(broken(specs, rule, &at, compared, Some((group, row))));
            }
        }
    }
    findings
}

/// A row of a group, with the key of the group.
type Row<'a> = Option<(&'a str, &'a Facts)>;

fn broken(
    specs: &[FieldSpec],
    rule: &Rule,
    at: &str,
    compared: Compared<'_>,
    row: Row<'_>,
) -> Option<FieldFinding> {
    let value = value_of(&rule.field, compared, row);
    let other = value_of(&rule.other, compared, row)?;
    let breaks = match (rule.kind, value.as_deref()) {
        (RuleKind::RequiredIf, None) => rule.values.is_empty() || rule.values.contains(&other),
        (RuleKind::RequiredIf, Some(_)) | (_, None) => false,
        (RuleKind::Same, Some(value)) => value != other,
        (RuleKind::Differs, Some(value)) => value == other,
        (RuleKind::NotAfter, Some(value)) => is_greater(value, &other),
        (RuleKind::BirthOfId, Some(value)) => {
            let born = IdNumber::despite_check_digit(&other, compared.today)
                .and_then(|id| id.birth_date());
            born.zip(Date::parse(value)).is_some_and(|(born, stated)| born != stated)
        }
        (RuleKind::SexOfId, Some(value)) => {
            let sex = IdNumber::despite_check_digit(&other, compared.today).and_then(|id| id.sex());
            let spec = spec_of(specs, &rule.field);
            sex.zip(spec.and_then(|spec| stated_sex(spec, value)))
                .is_some_and(|(sex, stated)| sex != stated)
        }
    };
    breaks.then(|| {
        let (field, other) = (label(specs, &rule.field), label(specs, &rule.other));
        let message = match rule.kind {
            RuleKind::BirthOfId => format!("“{field}”与“{other}”中的出生日期不一致"),
            RuleKind::SexOfId => format!("“{field}”与“{other}”中的性别不一致"),
            RuleKind::NotAfter => format!("“{field}”不得晚于（大于）“{other}”"),
            RuleKind::Same => format!("“{field}”应与“{other}”相同"),
            RuleKind::Differs => format!("“{field}”不应与“{other}”相同"),
            RuleKind::RequiredIf => format!("按“{other}”的取值，“{field}”必填"),
        };
        FieldFinding::new(format!("facts.{at}"), Code::FieldsDisagree, message)
            .of_severity(rule.severity)
    })
}

/// Compares days with days and numbers with numbers; other values are not comparable.
fn is_greater(value: &str, other: &str) -> bool {
    if let (Some(day), Some(other)) = (Date::parse(value), Date::parse(other)) {
        return day > other;
    }
    match (value.parse::<f64>(), other.parse::<f64>()) {
        (Ok(number), Ok(other)) => number > other,
        (Ok(_), Err(_)) | (Err(_), Ok(_) | Err(_)) => false,
    }
}

/// The sex that a value of a code list names by its words. Codes are not looked at, because lists differ in them.
fn stated_sex(spec: &FieldSpec, code: &str) -> Option<Sex> {
    let option = spec.options.iter().find(|option| option.code == code)?;
    match option.name.as_str() {
        "男" | "男性" => Some(Sex::Male),
        "女" | "女性" => Some(Sex::Female),
        _ => None,
    }
}

fn value_of(reference: &str, compared: Compared<'_>, row: Row<'_>) -> Option<String> {
    let day = |day: Option<Date>| day.map(|day| day.to_string());
    let found = match reference {
        "holder.name" => Some(compared.holder.name.clone()),
        "holder.code" => Some(compared.holder.code.clone()),
        "valid_from" => day(compared.valid_from),
        "valid_to" => day(compared.valid_to),
        "today" => Some(compared.today.to_string()),
        key => {
            let facts = match (key.split_once('.'), row) {
                (Some((group, _)), Some((of, row))) if group == of => row,
                (Some(_), _) => return None,
                (None, _) => compared.facts,
            };
            let key = key.rsplit('.').next().unwrap_or(key);
            match facts.get(key)? {
                Value::String(text) => Some(text.clone()),
                // A group has a value if it has a row; only `required_if` compares groups.
                Value::Array(rows) if !rows.is_empty() => Some(rows.len().to_string()),
                Value::Array(_)
                | Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Object(_) => None,
            }
        }
    };
    found.filter(|text| !is_blank(text))
}

fn spec_of<'a>(specs: &'a [FieldSpec], reference: &str) -> Option<&'a FieldSpec> {
    match reference.split_once('.') {
        None => specs.iter().find(|spec| spec.key == reference),
        Some((group, key)) => {
            let group = specs.iter().find(|spec| spec.key == group)?;
            group.fields.iter().find(|spec| spec.key == key)
        }
    }
}

fn label<'a>(specs: &'a [FieldSpec], reference: &'a str) -> &'a str {
    let beside = BESIDE.iter().find(|(key, _)| *key == reference).map(|(_, name)| *name);
    beside.or_else(|| spec_of(specs, reference).map(|spec| spec.name.as_str())).unwrap_or(reference)
}

/// What is wrong with the rules of an entry: one message for each, with the place of the rule.
pub fn rule_findings(specs: &[FieldSpec], rules: &[Rule]) -> Vec<FieldFinding> {
    let mut findings = Vec::new();
    if rules.len() > MAX_RULES {
        let message = format!("字段间规则最多 {MAX_RULES} 条");
        findings.push(FieldFinding::new("rules", Code::CatalogInvalid, message));
        return findings;
    }
    for (index, rule) in rules.iter().enumerate() {
        if let Some(message) = wrong_rule(specs, rule) {
            let message = format!("第 {} 条字段间规则：{message}", index + 1);
            findings.push(FieldFinding::new(
                format!("rules[{index}]"),
                Code::CatalogInvalid,
                message,
            ));
        }
    }
    findings
}

fn wrong_rule(specs: &[FieldSpec], rule: &Rule) -> Option<String> {
    let Some(field) = spec_of(specs, &rule.field) else {
        return Some(format!("没有字段“{}”", rule.field));
    };
    let beside = is_beside(&rule.other);
    let other = spec_of(specs, &rule.other);
    if other.is_none() && !beside {
        return Some(format!("没有字段“{}”", rule.other));
    }
    let groups = (rule.field.split_once('.'), rule.other.split_once('.'));
    if !beside && matches!(groups, (of, Some((group, _))) if of.is_none_or(|(own, _)| own != group))
    {
        return Some("重复组的字段只能在同一行内比较".to_owned());
    }
    let is_id = match other {
        None => rule.other == "holder.code",
        Some(other) => matches!(other.kind, FieldKind::IdNumber | FieldKind::DocumentNumber),
    };
    if let Some(message) = wrong_values(rule, other) {
        return Some(message);
    }
    let comparable = matches!(field.kind, FieldKind::Date | FieldKind::Number);
    // Beside the fields only days can be compared by size.
    let is_day = matches!(rule.other.as_str(), "valid_from" | "valid_to" | "today");
    let fits = match rule.kind {
        RuleKind::BirthOfId => field.kind == FieldKind::Date && is_id,
        RuleKind::SexOfId => field.kind == FieldKind::CodeList && is_id,
        RuleKind::NotAfter => match other {
            Some(other) => comparable && other.kind == field.kind,
            None => field.kind == FieldKind::Date && is_day,
        },
        RuleKind::Same | RuleKind::Differs => {
            let has_text =
                |spec: &FieldSpec| !matches!(spec.kind, FieldKind::Group | FieldKind::Image);
            rule.field != rule.other && has_text(field) && other.is_none_or(has_text)
        }
        RuleKind::RequiredIf => true,
    };
    (!fits).then(|| format!("“{}”的类型不适用于“{}”", field.name, rule.kind.zh()))
}

/// What is wrong with the values of a rule: only `required_if` has some, and they are values that `other` can have, in
/// their normal form. Otherwise the rule would never demand anything.
fn wrong_values(rule: &Rule, other: Option<&FieldSpec>) -> Option<String> {
    if rule.kind != RuleKind::RequiredIf && !rule.values.is_empty() {
        return Some(format!("“{}”不比较取值，不得填写取值", rule.kind.zh()));
    }
    let other = other?;
    let possible = |value: &String| match other.kind {
        FieldKind::CodeList => other.options.iter().any(|option| option.code == *value),
        FieldKind::Number => normal::number(value) == *value,
        FieldKind::Date => Date::parse(value).is_some(),
        FieldKind::Text
        | FieldKind::PersonName
        | FieldKind::IdNumber
        | FieldKind::DocumentNumber
        | FieldKind::Uscc
        | FieldKind::Image
        | FieldKind::Group => true,
    };
    let wrong = rule.values.iter().find(|value| !possible(value))?;
    let name = &other.name;
    Some(if other.kind == FieldKind::CodeList {
        format!("“{name}”的代码表中没有代码“{wrong}”")
    } else {
        format!("“{name}”不会有取值“{wrong}”，须按规范形式填写")
    })
}

#[cfg(test)]
mod tests;
