//! The language of what the commands say, which the locale of the environment decides.
//!
//! Messages stand in both languages side by side at the place where they arise; see [`either!`]. What
//! programs read does not depend on it: JSON, codes, names of checks and states, and the server's log.

use std::sync::OnceLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

impl Language {
    /// The language of the locale for messages. The first variable that is set and not empty counts, in
    /// the order of POSIX. `lookup` gives the value of an environment variable.
    pub fn of(lookup: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name| lookup(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(value);
        match locale {
            Some(locale) if locale.starts_with("zh") => Self::Chinese,
            // Also the locales C and POSIX, and an environment without any.
            Some(_) | None => Self::English,
        }
    }

    /// The one of two words that is in this language, for words that are declared elsewhere.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }
}

static CHOSEN: OnceLock<Language> = OnceLock::new();

/// Chooses the language of the process. Later calls change nothing.
pub fn choose(language: Language) {
    CHOSEN.get_or_init(|| language);
}

/// The language of the process: English until one is chosen, and so in unit tests.
pub fn current() -> Language {
    CHOSEN.get().copied().unwrap_or(Language::English)
}

/// Formats the first text if the language of the process is Chinese, or else the second one, which is
/// English. Arguments after the texts are for both.
macro_rules! either {
    ($zh:literal, $en:literal $(, $given:ident = $value:expr)* $(,)?) => {
        match $crate::language::current() {
            $crate::language::Language::Chinese => format!($zh $(, $given = $value)*),
            $crate::language::Language::English => format!($en $(, $given = $value)*),
        }
    };
}

pub(crate) use either;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_says_something_decides() {
        use Language::{Chinese, English};
        let cases: [(&[(&str, &str)], Language); 14] = [
            (&[], English),
            (&[("LANG", "zh_CN.UTF-8")], Chinese),
            (&[("LANG", "zh")], Chinese),
            (&[("LANG", "zh_TW.Big5")], Chinese),
            (&[("LANG", "en_US.UTF-8")], English),
            (&[("LANG", "C")], English),
            (&[("LANG", "C.UTF-8")], English),
            (&[("LANG", "POSIX")], English),
            (&[("LANG", "de_DE.UTF-8")], English),
            (&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "zh_CN.UTF-8")], Chinese),
            (&[("LC_ALL", "C"), ("LC_MESSAGES", "zh_CN.UTF-8"), ("LANG", "zh_CN.UTF-8")], English),
            (&[("LC_ALL", ""), ("LC_MESSAGES", ""), ("LANG", "zh_CN.UTF-8")], Chinese),
            (&[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "en_US.UTF-8")], Chinese),
            // Other categories of the locale say nothing about messages.
            (&[("LC_CTYPE", "zh_CN.UTF-8"), ("LANG", "en_US.UTF-8")], English),
        ];
        for (environment, expected) in cases {
            let found = |name: &str| environment.iter().find(|(known, _)| *known == name);
            let language = Language::of(|name| found(name).map(|(_, value)| (*value).to_owned()));
            assert_eq!(language, expected, "{environment:?}");
        }
    }

    #[test]
    fn both_texts_take_the_same_values() {
        let count = 3;
        assert_eq!(either!("{count} 行：{what}", "{count} rows: {what}", what = 'x'), "3 rows: x");
    }
}
