//! The tree: leaf and node hashes, the frontier that grows it, and ranges of complete subtrees.

use sm3::{Digest, Sm3};

use crate::Hash;

/// A complete subtree of 2^level leaves, the `index`-th of its level from the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coordinate {
    pub level: u32,
    pub index: u64,
}

/// Leaf hash: H(0x00 ‖ record).
pub fn leaf_hash(record: &[u8]) -> Hash {
    Sm3::new().chain_update([0x00]).chain_update(record).finalize().into()
}

/// Inner node: H(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sm3::new().chain_update([0x01]).chain_update(left).chain_update(right).finalize().into()
}

/// Root of the tree without leaves: H("").
pub fn empty_root() -> Hash {
    crate::sm3(b"")
}

/// The right edge of a tree: enough to append and to tell the root. Survives as bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees that make up the tree, largest first.
    peaks: Vec<Hash>,
}

impl Frontier {
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf hash. Returns every complete subtree that it closed, lowest first; the leaf
    /// itself is the first of them.
    pub fn append(&mut self, leaf: Hash) -> Vec<(Coordinate, Hash)> {
        let mut closed = vec![(Coordinate { level: 0, index: self.size }, leaf)];
        let (mut hash, mut level, mut index) = (leaf, 0, self.size);
        while index & 1 == 1 {
            // An odd index means that the left sibling stands at the end of the peaks.
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

    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        match peaks.next() {
            None => empty_root(),
            Some(last) => peaks.fold(*last, |right, left| node_hash(left, &right)),
        }
    }

    /// Size (8 bytes, big endian) and peaks, one after the other.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.size.to_be_bytes().to_vec();
        bytes.extend(self.peaks.iter().flatten());
        bytes
    }

    /// `None` unless the number of peaks fits the size.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (size, rest) = bytes.split_at_checked(8)?;
        let size = u64::from_be_bytes(size.try_into().ok()?);
        let (peaks, tail) = rest.as_chunks::<32>();
        (tail.is_empty() && peaks.len() == size.count_ones() as usize)
            .then(|| Self { size, peaks: peaks.to_vec() })
    }
}

/// The complete subtrees that cover leaves `from..to`, left to right. `from` must be a place where
/// a subtree of the RFC 9162 split begins, as all ranges of proofs are.
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

/// Root of consecutive complete subtrees as [`cover`] lists them; `None` for none.
pub fn join(parts: &[Hash]) -> Option<Hash> {
    let (last, rest) = parts.split_last()?;
    Some(rest.iter().rev().fold(*last, |right, left| node_hash(left, &right)))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The definition of RFC 9162 §2.1.1, word for word, as the judge of the fast forms.
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
    fn known_answers() {
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
        fn the_frontier_agrees_with_the_definition(count in 0_u64..300) {
            let leaves = leaves(count);
            let mut frontier = Frontier::default();
            for leaf in &leaves {
                frontier.append(*leaf);
            }
            prop_assert_eq!(frontier.root(), naive_root(&leaves));
            prop_assert_eq!(Frontier::from_bytes(&frontier.to_bytes()), Some(frontier));
        }

        #[test]
        fn closed_subtrees_are_roots_of_their_leaves(count in 1_u64..200) {
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
        fn a_cover_is_the_whole_range_and_joins_to_its_root(count in 1_u64..300) {
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
    fn broken_frontiers_are_refused() {
        assert_eq!(Frontier::from_bytes(&[]), None);
        assert_eq!(Frontier::from_bytes(&3_u64.to_be_bytes()), None, "two peaks are missing");
        assert_eq!(Frontier::from_bytes(&[0; 9]), None);
    }
}
