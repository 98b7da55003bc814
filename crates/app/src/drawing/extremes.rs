//! 极限样张 (extreme samples): the longest value that each field of a catalog entry allows. A face
//! is drawn with them before the entry can be submitted.

use domain::field::{FieldKind, FieldSpec, MAX_LENGTH, MAX_ROWS};
use domain::holder::MAX_CODE_CHARS;
use face::save::{Longest, SampleField};

/// Largest number of digits before the decimal point of a number (see `domain::field`).
const MAX_INTEGER_DIGITS: usize = 15;

/// A field and its longest value.
pub(crate) struct Extreme {
    /// Key of the field; for a member of a group `GROUP.MEMBER`.
    key: String,
    longest: LongestValue,
}

/// [`Longest`], but owning its text.
enum LongestValue {
    Characters(usize),
    Value(String),
    Date,
    Picture,
    Rows(usize),
}

impl Extreme {
    pub fn sample(&self) -> SampleField<'_> {
        let longest = match &self.longest {
            LongestValue::Characters(count) => Longest::Characters(*count),
            LongestValue::Value(value) => Longest::Value(value),
            LongestValue::Date => Longest::Date,
            LongestValue::Picture => Longest::Picture,
            LongestValue::Rows(count) => Longest::Rows(*count),
        };
        SampleField { key: &self.key, longest }
    }
}

/// The longest values of all fields. A group comes before its members.
pub(crate) fn extremes(fields: &[FieldSpec]) -> Vec<Extreme> {
    let mut all = Vec::new();
    for field in fields {
        all.push(Extreme { key: field.key.clone(), longest: longest(field) });
        let member = |member: &FieldSpec| Extreme {
            key: format!("{}.{}", field.key, member.key),
            longest: longest(member),
        };
        all.extend(field.fields.iter().map(member));
    }
    all
}

fn longest(field: &FieldSpec) -> LongestValue {
    match field.kind {
        FieldKind::Text | FieldKind::PersonName => {
            LongestValue::Characters(field.max_length.unwrap_or(MAX_LENGTH).min(MAX_LENGTH))
        }
        FieldKind::Number => LongestValue::Value(longest_number(field)),
        FieldKind::Date => LongestValue::Date,
        FieldKind::CodeList => {
            let names = field.options.iter().map(|option| option.name.as_str());
            let longest = names.max_by_key(|name| name.chars().count()).unwrap_or("");
            LongestValue::Value(longest.to_owned())
        }
        FieldKind::IdNumber | FieldKind::Uscc => LongestValue::Value("8".repeat(18)),
        FieldKind::DocumentNumber => LongestValue::Value("8".repeat(MAX_CODE_CHARS)),
        FieldKind::Image => LongestValue::Picture,
        FieldKind::Group => LongestValue::Rows(field.max_rows.unwrap_or(MAX_ROWS).min(MAX_ROWS)),
    }
}

/// The longest number within the bounds of the field. Without a largest value it has the most digits.
fn longest_number(field: &FieldSpec) -> String {
    let decimals = field.decimals.unwrap_or(0) as usize;
    let unlimited = || {
        let point = if decimals > 0 { "." } else { "" };
        format!("{}{point}{}", "8".repeat(MAX_INTEGER_DIGITS), "8".repeat(decimals))
    };
    // A number without a smallest value is not negative.
    let bounds = [Some(field.min.unwrap_or(0.0)), field.max].into_iter();
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
    fn each_kind_of_field_has_a_longest_value() {
        let text = json!({"key": "A", "name": "a", "type": "text", "max_length": 30});
        assert_eq!(only(text), "Characters(30)");
        let text = json!({"key": "A", "name": "a", "type": "text"});
        assert_eq!(only(text), "Characters(2000)");
        let number = json!({"key": "A", "name": "a", "type": "number", "min": -5, "max": 999, "decimals": 2});
        assert_eq!(only(number), "Value(\"999.00\")");
        let number = json!({"key": "A", "name": "a", "type": "number", "max": 9});
        assert_eq!(only(number), "Value(\"9\")", "not negative");
        let list = json!({"key": "A", "name": "a", "type": "code_list",
            "options": [{"code": "1", "name": "合格"}, {"code": "2", "name": "不合格"}]});
        assert_eq!(only(list), "Value(\"不合格\")");
    }

    #[test]
    fn a_group_yields_its_rows_and_then_its_members() {
        let group = json!({"key": "G", "name": "g", "type": "group", "max_rows": 7,
            "fields": [{"key": "D", "name": "d", "type": "date"}]});
        let wanted = [("G", "Rows(7)"), ("G.D", "Date")];
        assert_eq!(of(group), wanted.map(|(key, most)| (key.to_owned(), most.to_owned())));
    }
}
