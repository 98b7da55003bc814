//! The log nobody can bend: text records, an SM3 Merkle tree (RFC 9162 shape), proofs, checkpoints.
//!
//! Pure: hashes, bytes and texts in, values out (I3). Where records lie is the store's business,
//! who signs is the app's. No home-made tail beside the tree: its verifier is the whole check.

pub mod checkpoint;
pub mod proof;
pub mod record;
pub mod tree;

/// 32 bytes of SM3.
pub type Hash = [u8; 32];

/// SM3 of `bytes`.
pub fn sm3(bytes: &[u8]) -> Hash {
    use sm3::{Digest, Sm3};
    Sm3::digest(bytes).into()
}
