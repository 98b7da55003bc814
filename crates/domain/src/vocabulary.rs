//! Vocabularies: enums whose variants have a stable code and words in Chinese and English. The macro
//! [`vocabulary!`] derives everything else from one declaration (decision 0013).
//!
//! The code is what rows, the log, the interface and its OpenAPI document contain, so it never changes.
//! The words are shown to people and may change.
//!
//! The crate `strum` was not used, because a variant has three texts (a refusal also an HTTP status),
//! and serde and the OpenAPI document must use the same code. With `strum` each variant would need four
//! attributes for four derives, and these could disagree.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error as _};
use utoipa::openapi::RefOr;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// What every vocabulary provides, for code that works with any of them, such as the reading of rows.
pub trait Word: Copy + Eq + Sized + 'static {
    /// The name of the vocabulary in errors and in the OpenAPI document.
    const NAME: &'static str;
    /// All words in the order of declaration.
    const WORDS: &'static [Self];
    /// The codes of all words in the same order.
    const CODES: &'static [&'static str];

    fn code(self) -> &'static str;

    /// The words for people: Chinese and English.
    fn spoken(self) -> (&'static str, &'static str);

    /// The word with this code.
    fn of_code(code: &str) -> Option<Self> {
        Self::WORDS.iter().copied().find(|word| word.code() == code)
    }
}

/// The error for a code that the vocabulary does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownWord {
    pub vocabulary: &'static str,
    pub code: String,
}

impl std::fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} has no code {:?}", self.vocabulary, self.code)
    }
}

impl std::error::Error for UnknownWord {}

/// The word with this code, or an error that names the vocabulary and the code.
pub fn parse<W: Word>(code: &str) -> Result<W, UnknownWord> {
    W::of_code(code).ok_or_else(|| UnknownWord { vocabulary: W::NAME, code: code.to_owned() })
}

/// Deserializes a word from its code. The error lists the codes of the vocabulary.
pub fn deserialize<'de, W: Word, D: Deserializer<'de>>(deserializer: D) -> Result<W, D::Error> {
    let code = Cow::<'de, str>::deserialize(deserializer)?;
    W::of_code(&code).ok_or_else(|| D::Error::unknown_variant(&code, W::CODES))
}

/// The schema of a vocabulary in the OpenAPI document: a named string enum. Its extension `x-words`
/// holds the words for people, so that programs generated from the document need no list of their own.
pub fn schema<W: Word>() -> RefOr<Schema> {
    let words: serde_json::Map<String, serde_json::Value> = W::WORDS
        .iter()
        .map(|word| {
            let (zh, en) = word.spoken();
            (word.code().to_owned(), serde_json::json!({ "zh": zh, "en": en }))
        })
        .collect();
    let words = ExtensionsBuilder::new().add("x-words", words).build();
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(W::CODES.iter().copied()))
        .extensions(Some(words))
        .into()
}

/// Checked when a vocabulary is compiled: every code consists of small letters, `_` and `.`, no code occurs
/// twice, and every word has Chinese and English. A vocabulary that breaks this does not compile.
pub const fn assert_words(words: &[(&str, &str, &str)]) {
    let mut at = 0;
    while at < words.len() {
        let (code, zh, en) = words[at];
        assert!(is_code(code.as_bytes()), "a code has small letters, `_` and `.` only");
        assert!(!zh.is_ascii(), "a word has no Chinese");
        assert!(!en.is_empty() && en.is_ascii(), "a word has no English");
        let mut before = 0;
        while before < at {
            assert!(!same(code.as_bytes(), words[before].0.as_bytes()), "a code occurs twice");
            before += 1;
        }
        at += 1;
    }
}

const fn is_code(code: &[u8]) -> bool {
    let mut at = 0;
    while at < code.len() {
        if !(code[at].is_ascii_lowercase() || matches!(code[at], b'_' | b'.')) {
            return false;
        }
        at += 1;
    }
    !code.is_empty()
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    a.len() == b.len()
}

/// Declares a vocabulary with one line `Variant = "code", "中文", "English";` for each word. If the name in
/// the OpenAPI document differs from that of the type, it is written `enum Kind as "CertificateKind"`.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        pub enum $type:ident $(as $schema:literal)? {
            $($(#[$note:meta])* $name:ident = $code:literal, $zh:literal, $en:literal;)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($(#[$note])* $name),+ }

        impl $type {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The code, which never changes.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            pub fn zh(self) -> &'static str {
                match self { $(Self::$name => $zh),+ }
            }

            pub fn en(self) -> &'static str {
                match self { $(Self::$name => $en),+ }
            }

            pub fn parse(code: &str) -> Option<Self> {
                <Self as $crate::vocabulary::Word>::of_code(code)
            }
        }

        const _: () = $crate::vocabulary::assert_words(&[$(($code, $zh, $en)),+]);

        impl $crate::vocabulary::Word for $type {
            const NAME: &'static str = $crate::vocabulary::name!($type $(, $schema)?);
            const WORDS: &'static [Self] = Self::ALL;
            const CODES: &'static [&'static str] = &[$($code),+];

            fn code(self) -> &'static str {
                self.as_str()
            }

            fn spoken(self) -> (&'static str, &'static str) {
                (self.zh(), self.en())
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::vocabulary::UnknownWord;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                $crate::vocabulary::parse(code)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::vocabulary::deserialize(deserializer)
            }
        }

        impl utoipa::PartialSchema for $type {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::vocabulary::schema::<Self>()
            }
        }

        impl utoipa::ToSchema for $type {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(<Self as $crate::vocabulary::Word>::NAME)
            }
        }
    };
}

/// Expands to the name of the type, or to the other name if one is given.
macro_rules! name {
    ($type:ident) => {
        stringify!($type)
    };
    ($type:ident, $schema:literal) => {
        $schema
    };
}
pub(crate) use name;

#[cfg(test)]
pub(crate) mod tests;
