//! What can be wrong with a package: reasons not to read it, and deviations that are reported.

use budget::Exceeded;

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Stable code, such as `package.format`.
    pub code: &'static str,
    /// The reason in Chinese.
    pub zh: String,
    /// The reason in English.
    pub en: String,
}

impl Unreadable {
    pub(crate) fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { code, zh: zh.into(), en: en.into() }
    }
}

impl From<Exceeded> for Unreadable {
    fn from(exceeded: Exceeded) -> Self {
        Self::new(exceeded.code(), exceeded.zh(), exceeded.en())
    }
}

/// A deviation that no regular producer writes, although the content can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The deviation in Chinese.
    pub zh: String,
    /// The deviation in English.
    pub en: String,
}
