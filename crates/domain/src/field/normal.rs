//! 规范形式: the normal form of what people type into the fields of an entry. It is made once, when facts come
//! in, and is what is checked, stored, printed, indexed and searched (I17). Facts that were frozen before stay as
//! they are. The rules are written down in `docs/reference/facts.md`.

use serde_json::Value;

use super::{Facts, FieldKind, FieldSpec};
use crate::code::{IdNumber, half_width, is_invisible, normal};
use crate::date::Date;
use crate::holder::canonical;

/// Brings facts to their normal form. Values that cannot be read stay as they are, so that the check names them;
/// empty values and rows without any value are left out.
pub fn facts(specs: &[FieldSpec], facts: &Facts, today: Date) -> Facts {
    let mut kept = Facts::new();
    for (key, value) in facts {
        let spec = specs.iter().find(|spec| spec.key == *key);
        let value = match (spec, value) {
            (Some(spec), Value::Array(rows)) if spec.kind == FieldKind::Group => {
                Value::Array(rows.iter().filter_map(|row| group_row(spec, row, today)).collect())
            }
            (Some(spec), Value::String(text)) => {
                let document = document_of(spec, specs, facts);
                Value::String(value_of(spec, text, &document, today))
            }
            (Some(spec), Value::Number(given)) if spec.kind == FieldKind::Number => {
                Value::String(json_number(given))
            }
            (_, other) => other.clone(),
        };
        let empty = match &value {
            Value::Null => true,
            Value::String(text) => text.is_empty(),
            Value::Array(rows) => rows.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        };
        if !empty {
            kept.insert(key.clone(), value);
        }
    }
    kept
}

/// The normal form of one row of a group; `None` if it has no value.
fn group_row(spec: &FieldSpec, row: &Value, today: Date) -> Option<Value> {
    let Value::Object(row) = row else { return Some(row.clone()) };
    let row = facts(&spec.fields, row, today);
    (!row.is_empty()).then_some(Value::Object(row))
}

/// The code of the document that a number is of: the normal form of the value of the list beside it, so that the
/// number is read by the document also where the list was filled in with the name.
fn document_of(spec: &FieldSpec, specs: &[FieldSpec], beside: &Facts) -> String {
    let list = spec.type_field.as_ref();
    let list = list.and_then(|key| specs.iter().find(|other| other.key == *key));
    let value = list.and_then(|list| Some((list, beside.get(&list.key)?.as_str()?)));
    value.map_or_else(String::new, |(list, text)| option(list, text))
}

/// The normal form of one value. `document` is the code of the document whose number it is, if it is one.
fn value_of(spec: &FieldSpec, text: &str, document: &str, today: Date) -> String {
    match spec.kind {
        FieldKind::Text => lines(text),
        FieldKind::PersonName => person_name(text),
        FieldKind::Number => number(text),
        FieldKind::Date => date(text),
        FieldKind::CodeList => option(spec, text),
        FieldKind::IdNumber => id_number(text, today),
        FieldKind::Uscc => normal(text),
        FieldKind::DocumentNumber => canonical(document, text, today),
        FieldKind::Image => text.chars().filter(|c| !c.is_whitespace()).collect(),
        FieldKind::Group => text.to_owned(),
    }
}

/// Text of one or several lines: line ends are `\n`, invisible characters and blanks at the ends of lines go.
pub fn lines(text: &str) -> String {
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: Vec<String> = text
        .split('\n')
        .map(|line| {
            let line: String = line.chars().filter(|c| !is_invisible(*c)).collect();
            line.replace('\t', " ").trim_end().to_owned()
        })
        .collect();
    kept.join("\n").trim().to_owned()
}

/// Text of one line, such as the name of an organisation: blanks are single, and none stands at the ends.
pub fn line(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name of a person. The separator between the parts of a name from another language is the middle dot
/// U+00B7, as GB/T 18030 and the ministries' notice on such names have it; the many characters that are typed
/// for it become that one, without blanks around it. Blanks between Chinese characters go (`张 三`), blanks
/// between other letters stay single. Full-width Latin letters become half-width.
pub fn person_name(text: &str) -> String {
    let half = line(&half_width(text));
    let letters: Vec<char> = half.chars().collect();
    let mut name = String::new();
    for (at, c) in letters.iter().enumerate() {
        let before = name.chars().last();
        let after = letters.get(at + 1).copied();
        let between_han = before.is_some_and(is_han) && after.is_some_and(is_han);
        if is_middle_dot(*c) || (*c == '.' && between_han) {
            while name.ends_with(' ') || name.ends_with('·') {
                name.pop();
            }
            name.push('·');
        } else if *c == ' ' {
            let dotted = before == Some('·') || after.is_some_and(is_middle_dot);
            if !between_han && !dotted {
                name.push(' ');
            }
        } else {
            name.push(*c);
        }
    }
    name
}

/// The characters that are typed for the middle dot of a name.
fn is_middle_dot(c: char) -> bool {
    matches!(
        c,
        '\u{b7}'
            | '\u{387}'
            | '\u{2022}'
            | '\u{2024}'
            | '\u{2027}'
            | '\u{2219}'
            | '\u{22c5}'
            | '\u{25cf}'
            | '\u{2e31}'
            | '\u{2e33}'
            | '\u{30fb}'
            | '\u{ff65}'
    )
}

/// Whether a character is a Chinese one, or the selector of a variant that follows one.
fn is_han(c: char) -> bool {
    matches!(
        c,
        '\u{3007}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// A number: half-width, without grouping commas, leading zeros, a plus sign, or the sign of zero. The digits
/// after the point stay, because they say how exactly something was measured.
pub fn number(text: &str) -> String {
    let half = normal(text).replace(['−', '–'], "-");
    let bare = half.strip_prefix('+').unwrap_or(&half);
    let (sign, digits) = match bare.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", bare),
    };
    let digits = ungrouped(digits);
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (digits.as_str(), None),
    };
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole)
        || !fraction.is_none_or(plain)
        || (whole.is_empty() && fraction.is_none_or(str::is_empty))
    {
        return half;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        other => other,
    };
    let zero = whole == "0" && fraction.is_none_or(|part| part.bytes().all(|b| b == b'0'));
    let sign = if zero { "" } else { sign };
    match fraction {
        None | Some("") => format!("{sign}{whole}"),
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
    }
}

/// A number of JSON as a person would type it: without exponent, and without zeros at the end of the decimals, which
/// have no meaning in JSON (`12.0` → `12`, `1e2` → `100`, `-0` → `0`).
fn json_number(given: &serde_json::Number) -> String {
    let text = given.to_string();
    let fraction = given.as_f64().filter(|_| given.is_f64());
    // Unlike that of JSON, the text that Rust writes for such a number has never an exponent.
    number(&fraction.map_or(text, |value| value.to_string()))
}

/// Removes the commas of `1,234,567`. A comma that does not group three digits stays, and is found by the check.
fn ungrouped(digits: &str) -> String {
    let whole = digits.split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    if whole.contains(',') && grouped { digits.replace(',', "") } else { digits.to_owned() }
}

/// A day as `yyyy-mm-dd`. Offices also write `2026/1/5`, `2026.1.5`, `2026年1月5日` and `20260105`.
pub fn date(text: &str) -> String {
    let half = normal(text);
    if let Some(day) = Date::parse_compact(&half) {
        return day.to_string();
    }
    let bare = half.strip_suffix('日').unwrap_or(&half);
    let parts: Vec<&str> = bare.split(['-', '/', '.', '年', '月']).collect();
    let short = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    match parts[..] {
        [year, month, day]
            if year.len() == 4 && short(year, 4) && short(month, 2) && short(day, 2) =>
        {
            Date::parse_compact(&format!("{year}{month:0>2}{day:0>2}"))
                .map_or(half.clone(), |day| day.to_string())
        }
        _ => half,
    }
}

/// A value of a code list. Who writes the name of a value instead of its code means the code.
fn option(spec: &FieldSpec, text: &str) -> String {
    let typed = line(text);
    let half = half_width(&typed);
    if let Some(option) =
        spec.options.iter().find(|option| option.code == typed || option.code == half)
    {
        return option.code.clone();
    }
    let mut named = spec.options.iter().filter(|option| option.name == typed);
    match (named.next(), named.next()) {
        (Some(option), None) => option.code.clone(),
        _ => typed,
    }
}

/// The number of a resident with 18 characters; what is no such number is only brought to half width.
pub fn id_number(text: &str, today: Date) -> String {
    IdNumber::parse(text, today).map_or_else(|_| normal(text), |number| number.as_str().to_owned())
}
