//! Audit records: plain text with one `name value` per line in a fixed order. Any program that computes SM3
//! can verify such a record, even many years from now.
//!
//! A record contains no personal data (invariant I10 in ARCHITECTURE.md). Details that may concern people
//! are stored elsewhere, where they can be erased, and appear here only as a salted digest.

use std::fmt::Write;

use crate::Hash;

/// The first line of every record. A change of the layout requires a new number.
pub const HEADER: &str = "yinxin record 1";

/// Evidence of a database row that the recorded change wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowEvidence {
    /// The name of the table.
    pub table: String,
    /// The primary key as text without spaces.
    pub key: String,
    /// The version of the row after the change.
    pub version: i64,
    /// The digest of the columns.
    pub digest: Hash,
}

/// A value of a record that does not follow the grammar, so that the record's text could be read differently
/// than it was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// The name of the line.
    pub line: &'static str,
}

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the value of `{}` is not made of plain words", self.line)
    }
}

impl std::error::Error for Malformed {}

/// One audit record. Empty values are omitted from the text.
///
/// A value is one word, and `subject` may be several words with one space between them. A word has no white
/// space, no control characters and no invisible ones ([`is_word`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The identifier of the record.
    pub id: String,
    /// The time in UTC by RFC 3339.
    pub time: String,
    /// What happened, such as `certificate.issued`.
    pub event: String,
    /// `done` or `denied`.
    pub outcome: String,
    /// Who acted, such as `person:` with an identifier.
    pub actor: String,
    /// The role (岗位) in which the actor acted.
    pub role: String,
    /// The unified social credit code of the actor's unit.
    pub unit: String,
    /// What the event concerns, such as `certificate` with its identifier.
    pub subject: String,
    /// The salted digest of the erasable details ([`details_digest`]) in hexadecimal; empty if there are none.
    pub details: String,
    /// The SM3 and SHA-256 digests of files in hexadecimal. There are two, so that the evidence survives if
    /// one of the hash functions is broken.
    pub files: Vec<(String, String)>,
    pub rows: Vec<RowEvidence>,
}

impl Record {
    /// Returns the text of the record, whose leaf hash enters the Merkle tree.
    ///
    /// # Errors
    /// A value does not follow the grammar.
    pub fn text(&self) -> Result<String, Malformed> {
        self.check()?;
        let mut text = format!("{HEADER}\n");
        for (name, value) in self.fields().into_iter().filter(|(_, value)| !value.is_empty()) {
            line(&mut text, name, value);
        }
        for (sm3, sha256) in &self.files {
            line(&mut text, "file", &format!("sm3:{sm3} sha256:{sha256}"));
        }
        for row in &self.rows {
            let digest = hex(&row.digest);
            line(&mut text, "row", &format!("{} {} {} {digest}", row.table, row.key, row.version));
        }
        Ok(text)
    }

    /// The lines that a record has once, in their order.
    fn fields(&self) -> [(&'static str, &String); 9] {
        [
            ("id", &self.id),
            ("time", &self.time),
            ("event", &self.event),
            ("outcome", &self.outcome),
            ("actor", &self.actor),
            ("role", &self.role),
            ("unit", &self.unit),
            ("subject", &self.subject),
            ("details", &self.details),
        ]
    }

    fn check(&self) -> Result<(), Malformed> {
        let once = self.fields().into_iter().filter(|(_, value)| !value.is_empty());
        let rows = self.rows.iter().flat_map(|row| [("row", &row.table), ("row", &row.key)]);
        let files = self.files.iter().flat_map(|(sm3, sha256)| [("file", sm3), ("file", sha256)]);
        for (line, value) in once.chain(rows).chain(files) {
            let plain = match line {
                "subject" => value.split(' ').all(is_word),
                _ => is_word(value),
            };
            plain.then_some(()).ok_or(Malformed { line })?;
        }
        Ok(())
    }

    /// Returns the row evidence in the text of a record, for comparing rows with the log.
    pub fn rows_of(text: &str) -> impl Iterator<Item = RowEvidence> {
        text.lines().filter_map(|line| {
            let (table, rest) = line.strip_prefix("row ")?.split_once(' ')?;
            let (rest, digest) = rest.rsplit_once(' ')?;
            // Earlier versions wrote keys with spaces inside.
            let (key, version) = rest.rsplit_once(' ')?;
            Some(RowEvidence {
                table: table.to_owned(),
                key: key.to_owned(),
                version: version.parse().ok()?,
                digest: unhex(digest)?,
            })
        })
    }

    /// Returns the value of the first line with the given name, such as `time`.
    pub fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))
    }
}

/// Returns SM3(salt ‖ details). Without the salt the digest does not permit guessing the details.
pub fn details_digest(salt: &[u8], details: &[u8]) -> Hash {
    use sm3::{Digest, Sm3};
    Sm3::new().chain_update(salt).chain_update(details).finalize().into()
}

/// Whether `text` may be a word of a record: 1 to 200 characters, none of them white space, a control
/// character or an invisible one.
pub fn is_word(text: &str) -> bool {
    (1..=200).contains(&text.chars().count()) && text.chars().all(is_visible)
}

/// Whether a character is printed and takes its place in the order of reading.
fn is_visible(c: char) -> bool {
    // Soft hyphen, zero width and direction marks, fillers, variation selectors, tags, and no character.
    let hidden = matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}');
    !c.is_control() && !c.is_whitespace() && !hidden
}

/// Appends a line.
fn line(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push(' ');
    text.push_str(value);
    text.push('\n');
}

/// Returns `bytes` as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Parses a hash of 64 hexadecimal digits.
pub fn unhex(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
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
    fn the_text_of_a_record_is_exactly_as_specified() {
        assert_eq!(
            record().text().unwrap(),
            "yinxin record 1\nid r1\ntime 2026-11-23T01:02:03.004Z\nevent certificate.issued\n\
             outcome done\nactor person:p1\nrole issuer\nunit 11440300MBXX000197\n\
             subject certificate 1.2.3\nfile sm3:aa sha256:bb\nrow certificate c1 2 \
             66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0\n"
        );
    }

    #[test]
    fn rows_and_values_are_read_back() {
        let text = record().text().unwrap();
        assert_eq!(Record::rows_of(&text).collect::<Vec<_>>(), record().rows);
        assert_eq!(Record::value(&text, "time"), Some("2026-11-23T01:02:03.004Z"));
        assert_eq!(Record::value(&text, "details"), None);
    }

    #[test]
    fn a_value_that_could_be_read_as_something_else_is_refused() {
        type Set = fn(&mut Record, String);
        let values: [(&str, Set); 5] = [
            ("actor", |record, value| record.actor = value),
            ("unit", |record, value| record.unit = value),
            ("subject", |record, value| record.subject = value),
            ("row", |record, value| record.rows[0].key = value),
            ("file", |record, value| record.files[0].0 = value),
        ];
        for (line, set) in values {
            let mut plain = record();
            set(&mut plain, "client:a/张三".into());
            assert!(plain.text().is_ok(), "{line}: the control");
            for value in
                ["a\tb", "a\nrow unit u 1 00", " a", "a ", "a  b", "a\u{200b}", "a\u{202e}b"]
            {
                let mut bad = record();
                set(&mut bad, value.into());
                assert_eq!(bad.text(), Err(Malformed { line }), "{line} {value:?}");
            }
        }
        let mut two = record();
        two.subject = "matter A B".into();
        assert!(two.text().is_ok(), "a subject may have several words");
        two.actor = "client:a b".into();
        assert!(two.text().is_err());
    }
}
