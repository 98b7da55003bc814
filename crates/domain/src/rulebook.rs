//! 规章参数: numbers that come from law, dated, with their article (`rules/rulebook.toml`, I11).

use serde::Deserialize;

use crate::date::Date;

const TEXT: &str = include_str!("../../../rules/rulebook.toml");

/// One number of law during one period.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub key: String,
    pub value: toml::Value,
    #[serde(default)]
    pub unit: String,
    pub article: String,
    pub instrument: String,
    pub from: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub provisional: bool,
    #[serde(default)]
    pub note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Rule>,
}

/// All rules, valid or not, in file order.
#[derive(Debug)]
pub struct RuleBook {
    rules: Vec<Rule>,
}

impl RuleBook {
    /// Reads the embedded book. Errors: the text is not the format (a build that passed its tests
    /// cannot meet this).
    pub fn embedded() -> Result<Self, toml::de::Error> {
        toml::from_str::<File>(TEXT).map(|file| Self { rules: file.rule })
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule in force for `key` on `day`.
    pub fn on(&self, key: &str, day: Date) -> Option<&Rule> {
        self.rules.iter().find(|rule| {
            rule.key == key
                && Date::parse(&rule.from).is_some_and(|from| from <= day)
                && (rule.until.is_empty() || Date::parse(&rule.until).is_some_and(|end| day <= end))
        })
    }

    /// The number in force for `key` on `day`.
    pub fn number(&self, key: &str, day: Date) -> Option<i64> {
        self.on(key, day)?.value.as_integer()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_dated_and_never_contradicts_itself() {
        let book = RuleBook::embedded().unwrap();
        for rule in book.rules() {
            assert!(Date::parse(&rule.from).is_some(), "{rule:?}");
            assert!(rule.until.is_empty() || Date::parse(&rule.until).is_some(), "{rule:?}");
            assert!(!rule.article.is_empty() && !rule.instrument.is_empty(), "{rule:?}");
        }
        let mut day = Date::parse("2018-04-19").unwrap();
        let end = Date::parse("2027-01-01").unwrap();
        while day < end {
            assert_eq!(book.number("objection.check", day), Some(5), "{day}");
            assert_eq!(book.number("log.retention", day), Some(20), "{day}");
            day = day.plus_days(30);
        }
        assert_eq!(book.number("objection.check", Date::parse("2018-04-18").unwrap()), None);
    }
}
