//! The record: plain text, one `name value` per line in a fixed order, so that in twenty years any
//! SM3 tool and the printed rule below are enough to check it.
//!
//! No personal data stand in it (I10): details are there as a salted digest only.

use std::fmt::Write;

use crate::Hash;

/// First line of every record; a new layout gets a new number.
pub const HEADER: &str = "yinxin record 1";

/// A row that the recorded deed wrote: table, key, row version, digest of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowEvidence {
    pub table: String,
    pub key: String,
    pub version: i64,
    pub digest: Hash,
}

/// One deed. Text values hold no line breaks; [`Record::text`] replaces control characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    /// RFC 3339, UTC.
    pub time: String,
    pub event: String,
    /// `done` or `denied`.
    pub outcome: String,
    pub actor: String,
    pub role: String,
    pub unit: String,
    pub subject: String,
    /// Salted SM3 of the erasable details, hex; empty if there are none.
    pub details: String,
    /// (SM3, SHA-256) of files, hex: two families, so that one may break.
    pub files: Vec<(String, String)>,
    pub rows: Vec<RowEvidence>,
}

impl Record {
    /// The text whose leaf hash stands in the tree.
    pub fn text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        let fields = [
            ("id", &self.id),
            ("time", &self.time),
            ("event", &self.event),
            ("outcome", &self.outcome),
            ("actor", &self.actor),
            ("role", &self.role),
            ("unit", &self.unit),
            ("subject", &self.subject),
            ("details", &self.details),
        ];
        for (name, value) in fields {
            if !value.is_empty() {
                line(&mut text, name, value);
            }
        }
        for (sm3, sha256) in &self.files {
            line(&mut text, "file", &format!("sm3:{sm3} sha256:{sha256}"));
        }
        for row in &self.rows {
            let digest = hex(&row.digest);
            line(&mut text, "row", &format!("{} {} {} {digest}", row.table, row.key, row.version));
        }
        text
    }

    /// The row lines of a record's text, for the check of rows against the log.
    pub fn rows_of(text: &str) -> impl Iterator<Item = RowEvidence> {
        text.lines().filter_map(|line| {
            let mut words = line.strip_prefix("row ")?.split(' ');
            let (table, key) = (words.next()?, words.next()?);
            let (version, digest) = (words.next()?.parse().ok()?, unhex(words.next()?)?);
            words.next().is_none().then(|| RowEvidence {
                table: table.to_owned(),
                key: key.to_owned(),
                version,
                digest,
            })
        })
    }

    /// The value of a single-valued line, such as `time`.
    pub fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
    }
}

/// Salted digest of details: SM3(salt ‖ details); without the salt it tells nothing.
pub fn details_digest(salt: &[u8], details: &[u8]) -> Hash {
    use sm3::{Digest, Sm3};
    Sm3::new().chain_update(salt).chain_update(details).finalize().into()
}

fn line(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push(' ');
    // A line break inside a value would forge a line.
    text.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
    text.push('\n');
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// 64 hex digits to a hash.
pub fn unhex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        Record {
            id: "r1".into(),
            time: "2026-11-23T01:02:03.004Z".into(),
            event: "certificate.issued".into(),
            outcome: "done".into(),
            actor: "person:p1".into(),
            role: "issuer".into(),
            unit: "11440300MBXX000197".into(),
            subject: "certificate 1.2.3".into(),
            details: String::new(),
            files: vec![("aa".into(), "bb".into())],
            rows: vec![RowEvidence {
                table: "certificate".into(),
                key: "c1".into(),
                version: 2,
                digest: crate::sm3(b"abc"),
            }],
        }
    }

    #[test]
    fn the_text_is_as_printed_in_the_manual() {
        assert_eq!(
            record().text(),
            "yinxin record 1\nid r1\ntime 2026-11-23T01:02:03.004Z\nevent certificate.issued\n\
             outcome done\nactor person:p1\nrole issuer\nunit 11440300MBXX000197\n\
             subject certificate 1.2.3\nfile sm3:aa sha256:bb\nrow certificate c1 2 \
             66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0\n"
        );
    }

    #[test]
    fn rows_and_values_are_read_back() {
        let text = record().text();
        assert_eq!(Record::rows_of(&text).collect::<Vec<_>>(), record().rows);
        assert_eq!(Record::value(&text, "time"), Some("2026-11-23T01:02:03.004Z"));
        assert_eq!(Record::value(&text, "details"), None);
    }

    #[test]
    fn a_value_cannot_forge_a_line() {
        let mut forged = record();
        forged.subject = "x\nrow unit u 1 00".into();
        assert_eq!(Record::rows_of(&forged.text()).count(), 1);
    }
}
