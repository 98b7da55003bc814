//! 规章参数: numbers that come from law, dated, with their article (I11).
//!
//! The rule book is dated data (decision 0017): the release brings `rules/rulebook.toml`, and a city puts
//! newer versions in force.

use serde::Deserialize;

use crate::date::Date;
use crate::dated::DataFault;

/// The rule book that the release brings.
pub const TEXT: &str = include_str!("../../../rules/rulebook.toml");

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
#[derive(Clone, Debug)]
pub struct RuleBook {
    rules: Vec<Rule>,
}

impl RuleBook {
    /// The rule book that the release brings. Errors: as for [`RuleBook::parse`]; a build that passed its
    /// tests cannot meet them.
    pub fn embedded() -> Result<Self, DataFault> {
        Self::parse(TEXT)
    }

    /// Reads a rule book. Errors: not TOML, a member missing or unknown, a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, DataFault> {
        let line_of =
            |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1);
        let file: File = toml::from_str(text).map_err(|error| DataFault {
            line: error.span().map_or(1, |span| line_of(span.start)),
            why: error.message().to_owned(),
        })?;
        for (number, rule) in file.rule.iter().enumerate() {
            let dated = Date::parse(&rule.from).is_some()
                && (rule.until.is_empty() || Date::parse(&rule.until).is_some());
            if !dated || rule.article.is_empty() || rule.instrument.is_empty() {
                let why =
                    format!("rule {} ({}) needs days, article, instrument", number + 1, rule.key);
                return Err(DataFault { line: 1, why });
            }
        }
        Ok(Self { rules: file.rule })
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

    #[test]
    fn a_rule_without_its_article_or_day_is_refused() {
        let rule = |article: &str, from: &str| {
            format!(
                "[[rule]]\nkey = \"a\"\nvalue = 1\narticle = \"{article}\"\ninstrument = \"b\"\n\
                 from = \"{from}\"\n"
            )
        };
        assert!(RuleBook::parse(&rule("第一条", "2026-01-01")).is_ok());
        assert!(RuleBook::parse(&rule("", "2026-01-01")).is_err());
        assert!(RuleBook::parse(&rule("第一条", "2026-02-30")).is_err());
        let broken = format!("{}\nvalue 2", rule("第一条", "2026-01-01"));
        assert!(RuleBook::parse(&broken).unwrap_err().line > 5);
    }
}
