//! Checkpoints of the log as signed notes (C2SP `signed-note` and `tlog-checkpoint`): a body with origin,
//! size and root, and signature lines below it.
//!
//! A checkpoint is signed twice: with SM2, which has legal force, and with Ed25519, which existing tools can
//! verify. C2SP assigns no signature type to SM2, so its key id is computed with the type 0xff and a long
//! identifier, as `signed-note` provides for unassigned algorithms.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest;

use crate::Hash;

/// The identifier that follows the type 0xff in the key id of an SM2 key.
const SM2_ALGORITHM: &[u8] = b"sm2-sm3.v1";
/// The signature type of Ed25519.
const ED25519_TYPE: u8 = 0x01;
/// The signature type of algorithms without an assigned type.
const UNASSIGNED_TYPE: u8 = 0xff;
/// Maximum length of a note that is read, in bytes.
pub const MAX_NOTE: usize = 16 * 1024;

/// The statement of a checkpoint: the log `origin` had `size` records, and its tree had the root `root`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: String,
    /// The number of records.
    pub size: u64,
    /// The root of the Merkle tree over these records.
    pub root: Hash,
}

/// The signature scheme of a signature line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Sm2,
    Ed25519,
}

/// A signature line of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name of the key.
    pub name: String,
    /// See [`key_id`].
    pub key_id: [u8; 4],
    /// For SM2 the 64 bytes r ‖ s; for Ed25519 the 64 bytes of RFC 8032.
    pub signature: Vec<u8>,
}

/// A parsed note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The exact text that is signed.
    pub body: String,
    pub checkpoint: Checkpoint,
    pub signatures: Vec<NoteSignature>,
}

/// Why a note was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the note is too long")]
    Text,
    #[error("the body of the note does not consist of origin, size and root")]
    Body,
    #[error("a signature line is malformed")]
    Signature,
}

impl Checkpoint {
    /// Returns the text that is signed. It ends with a line feed.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }
}

/// Returns the key id of C2SP `signed-note`, the first four bytes of SHA-256(name ‖ LF ‖ type ‖ key). It
/// serves to find the right key and proves nothing. `public_key` is x ‖ y for SM2 and the 32 bytes of
/// RFC 8032 for Ed25519.
pub fn key_id(name: &str, scheme: Scheme, public_key: &[u8]) -> [u8; 4] {
    let mut hasher = sha2::Sha256::new();
    hasher.update(name.as_bytes());
    hasher.update(b"\n");
    match scheme {
        Scheme::Ed25519 => hasher.update([ED25519_TYPE]),
        Scheme::Sm2 => {
            hasher.update([UNASSIGNED_TYPE]);
            hasher.update(SM2_ALGORITHM);
        }
    }
    hasher.update(public_key);
    let digest = hasher.finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

impl Note {
    /// Returns the body and the signature lines as one text.
    pub fn text(&self) -> String {
        let lines: String = self
            .signatures
            .iter()
            .map(|line| {
                let mut bytes = line.key_id.to_vec();
                bytes.extend(&line.signature);
                format!("\u{2014} {} {}\n", line.name, STANDARD.encode(bytes))
            })
            .collect();
        format!("{}\n{lines}", self.body)
    }

    /// Parses a note of at most [`MAX_NOTE`] bytes. No signature is verified.
    ///
    /// # Errors
    /// Returns a [`NoteError`] that names the malformed part.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        if text.len() > MAX_NOTE {
            return Err(NoteError::Text);
        }
        let (body, lines) = text.split_once("\n\n").ok_or(NoteError::Body)?;
        let body = format!("{body}\n");
        let checkpoint = read_body(&body).ok_or(NoteError::Body)?;
        let signatures = lines.lines().map(read_signature).collect::<Option<Vec<_>>>();
        let signatures = signatures.ok_or(NoteError::Signature)?;
        Ok(Self { body, checkpoint, signatures })
    }

    /// Returns the signature value of the key with this name and key id, if the note contains one.
    pub fn signature(&self, name: &str, key_id: [u8; 4]) -> Option<&[u8]> {
        let of_key = |line: &&NoteSignature| line.name == name && line.key_id == key_id;
        self.signatures.iter().find(of_key).map(|line| line.signature.as_slice())
    }
}

/// Parses the three lines of a body.
fn read_body(body: &str) -> Option<Checkpoint> {
    let mut lines = body.lines();
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let digits = !size.is_empty() && size.bytes().all(|b| b.is_ascii_digit());
    // Leading zeros are rejected, so that every state has exactly one text.
    let minimal = size == "0" || !size.starts_with('0');
    let root = STANDARD.decode(root).ok()?.try_into().ok()?;
    (!origin.is_empty() && digits && minimal && lines.next().is_none()).then_some(())?;
    Some(Checkpoint { origin: origin.to_owned(), size: size.parse().ok()?, root })
}

/// Parses a line `— name base64(key id ‖ signature)`.
fn read_signature(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (key_id, signature) = bytes.split_at_checked(4)?;
    (!name.is_empty() && !signature.is_empty()).then(|| NoteSignature {
        name: name.to_owned(),
        key_id: [key_id[0], key_id[1], key_id[2], key_id[3]],
        signature: signature.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> Note {
        let checkpoint = Checkpoint { origin: "demo/log2026".into(), size: 12, root: [7; 32] };
        Note {
            body: checkpoint.body(),
            checkpoint,
            signatures: vec![NoteSignature {
                name: "demo/log2026/sm2".into(),
                key_id: key_id("demo/log2026/sm2", Scheme::Sm2, &[1; 64]),
                signature: vec![9; 64],
            }],
        }
    }

    #[test]
    fn a_written_note_is_read_back() {
        let text = note().text();
        assert_eq!(Note::parse(&text), Ok(note()));
        let id = key_id("demo/log2026/sm2", Scheme::Sm2, &[1; 64]);
        assert_eq!(note().signature("demo/log2026/sm2", id), Some(&[9; 64][..]));
        assert_ne!(id, key_id("demo/log2026/sm2", Scheme::Ed25519, &[1; 64]));
    }

    #[test]
    fn notes_that_deviate_from_the_format_are_rejected() {
        let text = note().text();
        for bad in [
            text.replace("\n12\n", "\n012\n"),
            text.replace("\n12\n", "\n+12\n"),
            text.replace("demo/log2026\n", "\n"),
            text.replace("\u{2014} ", "- "),
            text.replacen("\n\n", "\nextra\n\n", 1),
            String::new(),
            "x".repeat(MAX_NOTE + 1),
        ] {
            assert!(Note::parse(&bad).is_err(), "{bad:.60}");
        }
    }
}
