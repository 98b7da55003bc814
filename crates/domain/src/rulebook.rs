//! 规章参数 (rule book): numbers that come from law, each with its dates and its article
//! (`rules/rulebook.toml`, I11, Art. 28, 29).

use serde::Deserialize;

use crate::date::Date;

const TEXT: &str = include_str!("../../../rules/rulebook.toml");

/// The value of one rule during one period.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub key: String,
    pub value: toml::Value,
    #[serde(default)]
    pub unit: String,
    pub article: String,
    pub instrument: String,
    /// First day, `yyyy-MM-dd`.
    pub from: String,
    /// Last day, `yyyy-MM-dd`; empty while the rule has no end.
    #[serde(default)]
    pub until: String,
    /// The number was not yet compared with the text of the instrument.
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

/// All rules, whether in force or not, in the order of the file.
#[derive(Debug)]
pub struct RuleBook {
    rules: Vec<Rule>,
}

impl RuleBook {
    /// Reads the rule book that is compiled into the program.
    ///
    /// # Errors
    /// The text is not in the format. A test of this crate reads it, so no tested build fails here.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        toml::from_str::<File>(TEXT).map(|file| Self { rules: file.rule })
    }

    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule for `key` that is in force on `day`.
    pub fn on(&self, key: &str, day: Date) -> Option<&Rule> {
        self.rules.iter().find(|rule| {
            rule.key == key
                && Date::parse(&rule.from).is_some_and(|from| from <= day)
                && (rule.until.is_empty() || Date::parse(&rule.until).is_some_and(|end| day <= end))
        })
    }

    /// The value for `key` that is in force on `day`, if it is an integer.
    pub fn number(&self, key: &str, day: Date) -> Option<i64> {
        self.on(key, day)?.value.as_integer()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_dated_and_the_terms_of_law_have_no_gap() {
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
