//! 极限样张: the longest value that each field of an entry allows, for trying a face before it is
//! handed on.

use domain::field::{FieldKind, FieldSpec, MAX_LENGTH, MAX_ROWS};
use face::save::{Longest, SampleField};

/// Digits before the point that a number may have (domain::field).
const DIGITS: usize = 15;

/// Key, for a group's members `GROUP.MEMBER`, and the longest value.
pub(crate) struct Extreme {
    key: String,
    most: Most,
}

enum Most {
    Characters(usize),
    Value(String),
    Date,
    Picture,
    Rows(usize),
}

impl Extreme {
    pub fn sample(&self) -> SampleField<'_> {
        let longest = match &self.most {
            Most::Characters(count) => Longest::Characters(*count),
            Most::Value(value) => Longest::Value(value),
            Most::Date => Longest::Date,
            Most::Picture => Longest::Picture,
            Most::Rows(count) => Longest::Rows(*count),
        };
        SampleField { key: &self.key, longest }
    }
}

/// Of all fields, groups before their members.
pub(crate) fn extremes(fields: &[FieldSpec]) -> Vec<Extreme> {
    let mut all = Vec::new();
    for field in fields {
        all.push(Extreme { key: field.key.clone(), most: most(field) });
        let member = |member: &FieldSpec| Extreme {
            key: format!("{}.{}", field.key, member.key),
            most: most(member),
        };
        all.extend(field.fields.iter().map(member));
    }
    all
}

fn most(field: &FieldSpec) -> Most {
    match field.kind {
        FieldKind::Text | FieldKind::PersonName => {
            Most::Characters(field.max_length.unwrap_or(MAX_LENGTH).min(MAX_LENGTH))
        }
        FieldKind::Number => Most::Value(number(field)),
        FieldKind::Date => Most::Date,
        FieldKind::CodeList => {
            let names = field.options.iter().map(|option| option.name.as_str());
            Most::Value(names.max_by_key(|name| name.chars().count()).unwrap_or("").to_owned())
        }
        FieldKind::IdNumber | FieldKind::Uscc => Most::Value("8".repeat(18)),
        FieldKind::Image => Most::Picture,
        FieldKind::Group => Most::Rows(field.max_rows.unwrap_or(MAX_ROWS).min(MAX_ROWS)),
    }
}

fn number(field: &FieldSpec) -> String {
    let decimals = field.decimals.unwrap_or(0) as usize;
    let unlimited = || {
        let point = if decimals > 0 { "." } else { "" };
        format!("-{}{point}{}", "8".repeat(DIGITS), "8".repeat(decimals))
    };
    let bounds = [field.min, field.max].into_iter();
    let longest = bounds
        .map(|bound| bound.map_or_else(unlimited, |bound| format!("{bound:.decimals$}")))
        .max_by_key(String::len);
    longest.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(field: serde_json::Value) -> Vec<(String, String)> {
        let field: FieldSpec = serde_json::from_value(field).unwrap();
        let shown = |extreme: Extreme| {
            let sample = extreme.sample();
            (sample.key.to_owned(), format!("{:?}", sample.longest))
        };
        extremes(&[field]).into_iter().map(shown).collect()
    }

    fn only(field: serde_json::Value) -> String {
        of(field).remove(0).1
    }

    #[test]
    fn each_type_has_its_longest_value() {
        let text = json!({"key": "A", "name": "a", "type": "text", "max_length": 30});
        assert_eq!(only(text), "Characters(30)");
        let text = json!({"key": "A", "name": "a", "type": "text"});
        assert_eq!(only(text), "Characters(2000)");
        let number = json!({"key": "A", "name": "a", "type": "number", "min": -5, "max": 999, "decimals": 2});
        assert_eq!(only(number), "Value(\"999.00\")");
        let number = json!({"key": "A", "name": "a", "type": "number", "max": 9});
        assert_eq!(only(number), "Value(\"-888888888888888\")");
        let list = json!({"key": "A", "name": "a", "type": "code_list",
            "options": [{"code": "1", "name": "合格"}, {"code": "2", "name": "不合格"}]});
        assert_eq!(only(list), "Value(\"不合格\")");
    }

    #[test]
    fn a_group_brings_its_rows_and_its_members() {
        let group = json!({"key": "G", "name": "g", "type": "group", "max_rows": 7,
            "fields": [{"key": "D", "name": "d", "type": "date"}]});
        let wanted = [("G", "Rows(7)"), ("G.D", "Date")];
        assert_eq!(of(group), wanted.map(|(key, most)| (key.to_owned(), most.to_owned())));
    }
}
