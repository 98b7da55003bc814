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

/// One audit record. Empty values are omitted from the text, and [`Record::text`] replaces control
/// characters in values with spaces.
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

    /// Returns the row evidence in the text of a record, for comparing rows with the log.
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

/// Appends a line.
fn line(text: &mut String, name: &str, value: &str) {
    text.push_str(name);
    text.push(' ');
    // A line feed inside a value would forge another line.
    text.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
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
    fn the_text_of_a_record_is_exactly_as_specified() {
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
    fn a_line_feed_in_a_value_cannot_forge_a_line() {
        let mut forged = record();
        forged.subject = "x\nrow unit u 1 00".into();
        assert_eq!(Record::rows_of(&forged.text()).count(), 1);
    }
}
