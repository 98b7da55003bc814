//! Checkpoints in C2SP signed-note form: origin, size, root, and signature lines.
//!
//! SM2 has no type byte of its own in that text, so its key id is made with 0xff and a long name.
//! Legal weight rests on SM2; Ed25519 is there for ready-made tools.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::Digest;

use crate::Hash;

/// Identifier inside the key id of an SM2 signature line.
const SM2_ALGORITHM: &[u8] = b"sm2-sm3.v1";
const ED25519_TYPE: u8 = 0x01;
const UNASSIGNED_TYPE: u8 = 0xff;
/// Longest note that is read, in bytes.
pub const MAX_NOTE: usize = 16 * 1024;

/// What a checkpoint states: the log `origin` had `size` records under `root`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

/// Signature schemes of a note line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Sm2,
    Ed25519,
}

/// A line below the note's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteSignature {
    pub name: String,
    pub key_id: [u8; 4],
    pub signature: Vec<u8>,
}

/// A parsed note: body text (what is signed), its meaning, its signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub body: String,
    pub checkpoint: Checkpoint,
    pub signatures: Vec<NoteSignature>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("the note is too long or not text")]
    Text,
    #[error("the note's body is not origin, size and root")]
    Body,
    #[error("a signature line is malformed")]
    Signature,
}

impl Checkpoint {
    /// The signed text; ends in a line break.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, STANDARD.encode(self.root))
    }
}

/// First four bytes of SHA-256(name ‖ LF ‖ type … ‖ key): names a key, proves nothing.
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
    /// Body and signature lines as one text.
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

    /// The signature of the key with this name and id, if the note carries one.
    pub fn signature(&self, name: &str, key_id: [u8; 4]) -> Option<&[u8]> {
        let of_key = |line: &&NoteSignature| line.name == name && line.key_id == key_id;
        self.signatures.iter().find(of_key).map(|line| line.signature.as_slice())
    }
}

fn read_body(body: &str) -> Option<Checkpoint> {
    let mut lines = body.lines();
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let plain = !size.is_empty() && size.bytes().all(|b| b.is_ascii_digit());
    // No leading zeros: one state has one text.
    let minimal = size == "0" || !size.starts_with('0');
    let root = STANDARD.decode(root).ok()?.try_into().ok()?;
    (!origin.is_empty() && plain && minimal && lines.next().is_none()).then_some(())?;
    Some(Checkpoint { origin: origin.to_owned(), size: size.parse().ok()?, root })
}

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
    fn notes_survive_the_round_trip() {
        let text = note().text();
        assert_eq!(Note::parse(&text), Ok(note()));
        let id = key_id("demo/log2026/sm2", Scheme::Sm2, &[1; 64]);
        assert_eq!(note().signature("demo/log2026/sm2", id), Some(&[9; 64][..]));
        assert_ne!(id, key_id("demo/log2026/sm2", Scheme::Ed25519, &[1; 64]));
    }

    #[test]
    fn other_spellings_of_the_same_state_are_refused() {
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
