//! The Merkle tree of RFC 9162 §2.1 with SM3: leaf and node hashes, the frontier to which leaves are
//! appended, and the decomposition of ranges into complete subtrees.

use sm3::{Digest, Sm3};

use crate::Hash;

/// The position of a complete subtree with 2^level leaves; `index` counts the subtrees of its level from the
/// left, beginning with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinate {
    pub level: u32,
    pub index: u64,
}

/// Returns the leaf hash SM3(0x00 ‖ record).
pub fn leaf_hash(record: &[u8]) -> Hash {
    Sm3::new().chain_update([0x00]).chain_update(record).finalize().into()
}

/// Returns the hash of an inner node, SM3(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sm3::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// Returns the root of the tree without leaves, SM3 of the empty string.
pub fn empty_root() -> Hash {
    crate::sm3(b"")
}

/// The roots of the complete subtrees that make up a tree. They suffice to append leaves and to compute the
/// root, and take at most 64 hashes. [`Frontier::to_bytes`] is the form in which they are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The roots of the complete subtrees, the largest first.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// Returns the number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf hash. Returns the complete subtrees that end with this leaf, the smallest first; the
    /// leaf itself is the first of them.
    pub fn append(&mut self, leaf: Hash) -> Vec<(Coordinate, Hash)> {
        let mut closed = vec![(Coordinate { level: 0, index: self.size }, leaf)];
        let (mut hash, mut level, mut index) = (leaf, 0, self.size);
        while index & 1 == 1 {
            // If the index is odd, the last peak is the left sibling.
            let Some(left) = self.peaks.pop() else { break };
            hash = node_hash(&left, &hash);
            level += 1;
            index >>= 1;
            closed.push((Coordinate { level, index }, hash));
        }
        self.peaks.push(hash);
        self.size += 1;
        closed
    }

    /// Returns the root of the tree.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => empty_root(),
            Some(last) => peaks.fold(*last, |right, left| node_hash(left, &right)),
        }
    }

    /// Encodes the size (8 bytes, big-endian) followed by the peaks.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.peaks.iter().flatten());
        bytes
    }

    /// Decodes [`Frontier::to_bytes`]; `None` unless the number of peaks matches the size.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (size, rest) = bytes.split_at_checked(8)?;
        let size = u64::from_be_bytes(size.try_into().ok()?);
        let (peaks, tail) = rest.as_chunks::<32>();
        (tail.is_empty() && peaks.len() == size.count_ones() as usize)
            .then(|| Self { size, peaks: peaks.to_vec() })
    }
}

/// Returns the complete subtrees that make up the leaves `from..to`, from left to right. The range must be
/// that of a node of the tree, as the ranges of proofs are.
pub fn cover(from: u64, to: u64) -> Vec<Coordinate> {
    let mut parts = Vec::new();
    let mut at = from;
    while at < to {
        let aligned = if at == 0 { 63 } else { at.trailing_zeros() };
        let level = aligned.min(63 - (to - at).leading_zeros());
        parts.push(Coordinate { level, index: at >> level });
        at += 1 << level;
    }
    parts
}

/// Returns the root over consecutive complete subtrees in the order of [`cover`]; `None` if there are none.
pub fn join(parts: &[Hash]) -> Option<Hash> {
    let (last, rest) = parts.split_last()?;
    Some(rest.iter().rev().fold(*last, |right, left| node_hash(left, &right)))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The recursive definition of RFC 9162 §2.1.1, against which the fast algorithms are tested.
    pub(crate) fn naive_root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let split = (leaves.len().next_power_of_two() / 2).max(1);
                node_hash(&naive_root(&leaves[..split]), &naive_root(&leaves[split..]))
            }
        }
    }

    pub(crate) fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
    }

    #[test]
    fn sm3_digests_equal_the_published_values() {
        let hex = |h: Hash| h.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(
            hex(empty_root()),
            "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"
        );
        assert_eq!(
            hex(crate::sm3(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }

    proptest! {
        #[test]
        fn the_root_of_a_frontier_equals_the_definition(count in 0_u64..300) {
            let leaves = leaves(count);
            let mut frontier = Frontier::default();
            for leaf in &leaves {
                frontier.append(*leaf);
            }
            prop_assert_eq!(frontier.root(), naive_root(&leaves));
            prop_assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Some(frontier));
        }

        #[test]
        fn append_returns_the_roots_of_complete_subtrees(count in 1_u64..200) {
            let leaves = leaves(count);
            let mut frontier = Frontier::default();
            for leaf in &leaves {
                for (at, hash) in frontier.append(*leaf) {
                    let (from, to) = (at.index << at.level, (at.index + 1) << at.level);
                    prop_assert_eq!(hash, naive_root(&leaves[from as usize..to as usize]));
                }
            }
        }

        #[test]
        fn the_subtrees_of_a_cover_join_to_the_root_of_the_range(count in 1_u64..300) {
            let leaves = leaves(count);
            let hashes: Vec<Hash> = cover(0, count)
                .iter()
                .map(|at| {
                    let (from, to) = (at.index << at.level, (at.index + 1) << at.level);
                    naive_root(&leaves[from as usize..to as usize])
                })
                .collect();
            prop_assert_eq!(join(&hashes), Some(naive_root(&leaves)));
        }
    }

    #[test]
    fn malformed_frontiers_are_rejected() {
        assert_eq!(Frontier::from_bytes(&[]), None);
        assert_eq!(Frontier::from_bytes(&3_u64.to_be_bytes()), None, "two peaks are missing");
        assert_eq!(Frontier::from_bytes(&[0; 9]), None);
    }
}
