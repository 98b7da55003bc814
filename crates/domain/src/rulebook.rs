//! 规章参数 (rule book): numbers that come from law, each with its dates and its article (I11, Art. 28, 29).
//!
//! The rule book is dated data (decision 0017): `rules/rulebook.toml` is part of the release, and a city
//! can put newer versions in force.

use serde::Deserialize;

use crate::date::Date;
use crate::dated::DataFault;

/// The rule book that is part of the release.
pub const TEXT: &str = include_str!("../../../rules/rulebook.toml");

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
#[derive(Clone, Debug)]
pub struct RuleBook {
    rules: Vec<Rule>,
}

impl RuleBook {
    /// The rule book that is part of the release.
    ///
    /// # Errors
    /// As for [`RuleBook::parse`]. A test of this crate reads it, so no tested build fails here.
    pub fn embedded() -> Result<Self, DataFault> {
        Self::parse(TEXT)
    }

    /// Reads a rule book.
    ///
    /// # Errors
    /// The text is not TOML, a member is missing or unknown, or a day does not exist.
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
                let why = format!(
                    "rule {} ({}) needs valid days, an article and an instrument",
                    number + 1,
                    rule.key
                );
                return Err(DataFault { line: 1, why });
            }
        }
        Ok(Self { rules: file.rule })
    }

    /// Adds the rules of `other` whose keys this book lacks, so that a city whose own book is older than a rule
    /// of the release still follows the rule.
    #[must_use]
    pub fn completed_by(mut self, other: &Self) -> Self {
        let lacking: Vec<Rule> = other
            .rules
            .iter()
            .filter(|rule| self.rules.iter().all(|own| own.key != rule.key))
            .cloned()
            .collect();
        self.rules.extend(lacking);
        self
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

    #[test]
    fn a_rule_without_an_article_or_a_valid_day_is_refused() {
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
