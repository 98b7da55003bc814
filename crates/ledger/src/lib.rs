//! The tamper-evident audit log: records as plain text, a Merkle tree of the form of RFC 9162 with SM3 as
//! its hash function, inclusion and consistency proofs, and checkpoints
//! (docs/decisions/0003-log-with-sequencer.md).
//!
//! The crate performs no I/O (invariant I3 in ARCHITECTURE.md): the crate `store` keeps records and hashes,
//! and the crate `app` signs checkpoints. Evidence consists only of the Merkle tree; there is no additional
//! structure, such as a chain of the newest records, that a verifier would have to check separately.
#![deny(clippy::wildcard_enum_match_arm)]

pub mod checkpoint;
pub mod proof;
pub mod record;
pub mod tree;

/// An SM3 digest.
pub type Hash = [u8; 32];

/// Returns the SM3 digest of `bytes`.
pub fn sm3(bytes: &[u8]) -> Hash {
    use sm3::{Digest, Sm3};
    Sm3::digest(bytes).into()
}
