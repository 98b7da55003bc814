//! The check of facts against the fields of an entry.

use serde_json::Value;

use super::{Facts, FieldKind, FieldSpec, MAX_IMAGE_BYTES, MAX_LENGTH, MAX_ROWS};
use crate::code::{EARLIEST_BIRTH, IdNumber, UnifiedSocialCreditCode};
use crate::date::Date;
use crate::holder::{AsIssued, code_fits, stated};
use crate::refusal::{Code, FieldFinding, Severity};
use crate::text::{is_blank, is_forbidden};

/// What the check of one set of facts needs beside them.
#[derive(Clone, Copy, Debug)]
pub struct Checking<'a> {
    /// Bounds birth dates.
    pub today: Date,
    /// The codes that the clerk states to be printed on the document as they are.
    pub as_issued: &'a [AsIssued],
}

/// Checks `facts` against `specs` and returns one finding for each problem. Nothing is corrected here:
/// [`super::normal`] was applied before, so that what is checked is what is kept.
pub fn check(specs: &[FieldSpec], facts: &Facts, checking: Checking<'_>) -> Vec<FieldFinding> {
    let mut findings = Vec::new();
    check_at(specs, facts, checking, "facts", &mut findings);
    findings
}

fn check_at(
    specs: &[FieldSpec],
    facts: &Facts,
    checking: Checking<'_>,
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
            Some(Value::String(text)) if is_blank(text) => missing(spec, at, findings),
            Some(value) if spec.kind == FieldKind::Group => {
                check_group(spec, value, checking, &at, findings);
            }
            Some(Value::String(text)) => {
                findings.extend(check_text(spec, text, facts, checking, at));
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
    checking: Checking<'_>,
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
            Value::Object(row) => check_at(&spec.fields, row, checking, &at, findings),
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

/// The finding about one text. `facts` are those beside it, of which one says what document a number is of.
fn check_text(
    spec: &FieldSpec,
    text: &str,
    facts: &Facts,
    checking: Checking<'_>,
    at: String,
) -> Option<FieldFinding> {
    let of_code = |code: Code| (code, format!("“{}”：{}", spec.name, code.zh()));
    let checked = match spec.kind {
        FieldKind::Text | FieldKind::PersonName => check_characters(spec, text),
        FieldKind::Number => check_number(spec, text),
        FieldKind::Date => match Date::parse(text) {
            Some(day) if day < EARLIEST_DAY => return Some(long_ago(spec, at)),
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
        FieldKind::IdNumber => {
            IdNumber::parse(text, checking.today).map(drop).map_err(|why| of_code(why.code()))
        }
        FieldKind::Uscc => {
            UnifiedSocialCreditCode::parse(text).map(drop).map_err(|why| of_code(why.code()))
        }
        FieldKind::DocumentNumber => {
            let of = spec.type_field.as_ref().and_then(|key| facts.get(key));
            let document = of.and_then(Value::as_str).unwrap_or_default();
            code_fits(document, text, checking.today).map_err(of_code)
        }
        FieldKind::Image => check_image(spec, text),
        FieldKind::Group => Err((Code::FieldType, format!("“{}”应为多行", spec.name))),
    };
    let (code, message) = checked.err()?;
    Some(stated(FieldFinding::new(at, code, message), text, checking.as_issued, checking.today))
}

/// Days before this one are hardly ever meant: `1026-05-01` is a mistyped year.
const EARLIEST_DAY: Date = EARLIEST_BIRTH;

/// The warning about a day so long ago that the year is probably mistyped. The reviewer decides, because some
/// certificates are about old things.
fn long_ago(spec: &FieldSpec, at: String) -> FieldFinding {
    let message = format!("“{}”早于 {} 年，请核对年份", spec.name, EARLIEST_DAY.year);
    FieldFinding::new(at, Code::FieldDate, message).of_severity(Severity::Warning)
}

fn check_characters(spec: &FieldSpec, text: &str) -> Result<(), Wrong> {
    let most = spec.max_length.unwrap_or(MAX_LENGTH).min(MAX_LENGTH);
    if text.chars().count() > most {
        return Err((Code::FieldTooLong, format!("“{}”最多 {most} 字", spec.name)));
    }
    // A person's name is one line.
    let lines = spec.kind == FieldKind::Text;
    match text.chars().find(|c| is_forbidden(*c) && !(lines && *c == '\n')) {
        None => Ok(()),
        Some(c) => Err((
            Code::FieldCharacter,
            format!("“{}”含有不允许的字符 U+{:04X}", spec.name, c as u32),
        )),
    }
}

fn check_number(spec: &FieldSpec, text: &str) -> Result<(), Wrong> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || !plain(whole) || !plain(fraction) {
        return Err((Code::FieldType, format!("“{}”应为数字", spec.name)));
    }
    let most = spec.decimals.unwrap_or(0);
    if digits.ends_with('.') || fraction.len() > most as usize {
        return Err((Code::FieldRange, format!("“{}”最多 {most} 位小数", spec.name)));
    }
    let least = spec.min.unwrap_or(0.0);
    let value: f64 = text.parse().unwrap_or(f64::NAN);
    if value >= least && spec.max.is_none_or(|max| value <= max) {
        return Ok(());
    }
    let range = match spec.max {
        Some(max) => format!("{least} 至 {max}"),
        None => format!("不小于 {least}"),
    };
    Err((Code::FieldRange, format!("“{}”超出范围（{range}）", spec.name)))
}

/// Checks an image, which is base64 text. The first bytes of PNG and JPEG are recognised by their
/// base64 form.
fn check_image(spec: &FieldSpec, text: &str) -> Result<(), Wrong> {
    let known = text.starts_with("iVBORw0KGgo") || text.starts_with("/9j/");
    // At most two `=` stand at the end (RFC 4648, 4).
    let body = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    let alphabet = body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'));
    if known && alphabet && text.len().is_multiple_of(4) && text.len() / 4 * 3 <= MAX_IMAGE_BYTES {
        return Ok(());
    }
    let limit = MAX_IMAGE_BYTES / 1000;
    Err((Code::FieldImage, format!("“{}”须为不超过 {limit} kB 的 PNG 或 JPEG", spec.name)))
}
