//! 证照属性 (field): the typed fields of a catalog entry, and the check of facts against them (Art. 11).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::code::{IdNumber, UnifiedSocialCreditCode};
use crate::date::Date;
use crate::refusal::{Code, FieldFinding};

/// Largest `max_length` of a text field, in characters.
pub const MAX_LENGTH: usize = 2_000;
/// Largest size of an image in bytes, after base64 decoding.
pub const MAX_IMAGE_BYTES: usize = 200_000;
/// Largest number of rows in a repeated group.
pub const MAX_ROWS: usize = 200;

/// The description of one field in a catalog entry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// Key of the field in the facts, unique in the entry. DB44/T 2167 uses upper-case pinyin initials.
    pub key: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FieldOption>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub fields: Vec<FieldSpec>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_rows: Option<usize>,
    #[serde(default)]
    pub sensitivity: Sensitivity,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

vocabulary! {
    /// 字段类型: what values a field takes.
    pub enum FieldKind as "FieldType" {
        Text = "text", "文本", "Text";
        Number = "number", "数字", "Number";
        Date = "date", "日期", "Date";
        CodeList = "code_list", "代码表", "Code list";
        PersonName = "person_name", "姓名", "Personal name";
        IdNumber = "id_number", "公民身份号码", "Resident identity number";
        Uscc = "uscc", "统一社会信用代码", "Unified social credit code";
        Image = "image", "图片", "Image";
        Group = "group", "重复组", "Repeated group";
    }
}

vocabulary! {
    /// 敏感程度: how sensitive a field is, and so how it is masked ([`crate::mask`]).
    #[derive(Default)]
    pub enum Sensitivity {
        #[default]
        None = "none", "不敏感", "Not sensitive";
        Name = "name", "姓名", "Name";
        IdNumber = "id_number", "证件号码", "Document number";
        Phone = "phone", "电话", "Phone number";
        Address = "address", "地址", "Address";
        Secret = "secret", "保密", "Secret";
    }
}

/// One value of a code list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldOption {
    pub code: String,
    pub name: String,
}

/// The facts of an application by field key. A value is a string; the value of a group is an array of
/// objects whose values are strings.
pub type Facts = Map<String, Value>;

/// Checks `facts` against `specs` and returns one finding for each problem. Nothing is corrected, so
/// that what was checked is what is stored. `today` bounds birth dates.
pub fn check(specs: &[FieldSpec], facts: &Facts, today: Date) -> Vec<FieldFinding> {
    let mut findings = Vec::new();
    check_at(specs, facts, today, "facts", &mut findings);
    findings
}

fn check_at(
    specs: &[FieldSpec],
    facts: &Facts,
    today: Date,
    path: &str,
    findings: &mut Vec<FieldFinding>,
) {
    for key in facts.keys() {
        if !specs.iter().any(|spec| spec.key == *key) {
            findings.push(FieldFinding::new(
                format!("{path}.{key}"),
                Code::FieldUnknown,
                Code::FieldUnknown.zh(),
            ));
        }
    }
    for spec in specs {
        let at = format!("{path}.{}", spec.key);
        match facts.get(&spec.key) {
            None | Some(Value::Null) => missing(spec, at, findings),
            Some(Value::String(text)) if text.trim().is_empty() => missing(spec, at, findings),
            Some(value) if spec.kind == FieldKind::Group => {
                check_group(spec, value, today, &at, findings);
            }
            Some(Value::String(text)) => {
                if let Err((code, message)) = check_text(spec, text, today) {
                    findings.push(FieldFinding::new(at, code, message));
                }
            }
            Some(_) => findings.push(FieldFinding::new(
                at,
                Code::FieldType,
                format!("“{}”应为文本", spec.name),
            )),
        }
    }
}

fn missing(spec: &FieldSpec, at: String, findings: &mut Vec<FieldFinding>) {
    if spec.required {
        let message = format!("“{}”必填", spec.name);
        findings.push(FieldFinding::new(at, Code::FieldMissing, message));
    }
}

fn check_group(
    spec: &FieldSpec,
    value: &Value,
    today: Date,
    at: &str,
    findings: &mut Vec<FieldFinding>,
) {
    let Value::Array(rows) = value else {
        let message = format!("“{}”应为多行", spec.name);
        findings.push(FieldFinding::new(at, Code::FieldType, message));
        return;
    };
    let most = spec.max_rows.unwrap_or(MAX_ROWS).min(MAX_ROWS);
    if rows.len() > most || (spec.required && rows.is_empty()) {
        let message = format!("“{}”行数应为 1 至 {most}", spec.name);
        findings.push(FieldFinding::new(at, Code::FieldRows, message));
        return;
    }
    for (index, row) in rows.iter().enumerate() {
        let at = format!("{at}[{index}]");
        match row {
            Value::Object(row) => check_at(&spec.fields, row, today, &at, findings),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {
                findings.push(FieldFinding::new(at, Code::FieldType, "每行应为一组字段"));
            }
        }
    }
}

type Wrong = (Code, String);

fn check_text(spec: &FieldSpec, text: &str, today: Date) -> Result<(), Wrong> {
    match spec.kind {
        FieldKind::Text | FieldKind::PersonName => check_characters(spec, text),
        FieldKind::Number => check_number(spec, text),
        FieldKind::Date => match Date::parse(text) {
            Some(_) => Ok(()),
            None => Err((Code::FieldDate, format!("“{}”应为 yyyy-mm-dd", spec.name))),
        },
        FieldKind::CodeList => {
            if spec.options.iter().any(|option| option.code == text) {
                Ok(())
            } else {
                Err((Code::FieldOption, format!("“{}”不在代码表中", spec.name)))
            }
        }
        FieldKind::IdNumber => IdNumber::parse(text, today)
            .map(|_| ())
            .map_err(|refusal| (refusal.code(), refusal.code().zh().to_owned())),
        FieldKind::Uscc => UnifiedSocialCreditCode::parse(text)
            .map(|_| ())
            .map_err(|refusal| (refusal.code(), refusal.code().zh().to_owned())),
        FieldKind::Image => check_image(spec, text),
        FieldKind::Group => Err((Code::FieldType, format!("“{}”应为多行", spec.name))),
    }
}

fn check_characters(spec: &FieldSpec, text: &str) -> Result<(), Wrong> {
    let most = spec.max_length.unwrap_or(MAX_LENGTH).min(MAX_LENGTH);
    if text.chars().count() > most {
        return Err((Code::FieldTooLong, format!("“{}”最多 {most} 字", spec.name)));
    }
    // A person's name is one line. Rare characters and the middle dot U+00B7 are allowed. Characters of
    // the private use area are refused, because only one computer's font knows what they mean.
    let forbidden = |c: char| {
        let line_break = c == '\n' && spec.kind == FieldKind::Text;
        (c.is_control() && !line_break) || ('\u{e000}'..='\u{f8ff}').contains(&c)
    };
    match text.chars().find(|c| forbidden(*c)) {
        None => Ok(()),
        Some(c) => Err((
            Code::FieldCharacter,
            format!("“{}”含有不允许的字符 U+{:04X}", spec.name, c as u32),
        )),
    }
}

fn check_number(spec: &FieldSpec, text: &str) -> Result<(), Wrong> {
    let wrong = || (Code::FieldRange, format!("“{}”数值超出范围或小数位过多", spec.name));
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || !plain(whole) || !plain(fraction) {
        return Err((Code::FieldType, format!("“{}”应为数字", spec.name)));
    }
    if digits.ends_with('.') || fraction.len() > spec.decimals.unwrap_or(0) as usize {
        return Err(wrong());
    }
    let value: f64 = text.parse().map_err(|_| wrong())?;
    let inside = spec.min.is_none_or(|min| value >= min) && spec.max.is_none_or(|max| value <= max);
    if inside { Ok(()) } else { Err(wrong()) }
}

/// Checks an image, which is base64 text. The first bytes of PNG and JPEG are recognised by their
/// base64 form.
fn check_image(spec: &FieldSpec, text: &str) -> Result<(), Wrong> {
    let known = text.starts_with("iVBORw0KGgo") || text.starts_with("/9j/");
    let alphabet =
        text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    if known && alphabet && text.len().is_multiple_of(4) && text.len() / 4 * 3 <= MAX_IMAGE_BYTES {
        return Ok(());
    }
    let limit = MAX_IMAGE_BYTES / 1000;
    Err((Code::FieldImage, format!("“{}”须为不超过 {limit} kB 的 PNG 或 JPEG", spec.name)))
}

#[cfg(test)]
mod tests;
