//! Making and verifying inclusion proofs (RFC 9162 §2.1.3) and consistency proofs (§2.1.4).
//!
//! A proof is made in three steps: a [`Plan`] lists the complete subtrees that are needed, the caller reads
//! their hashes in one query, and [`Plan::build`] combines them. This keeps the crate free of I/O.

use crate::Hash;
use crate::tree::{Coordinate, cover, join, node_hash};

/// Maximum number of hashes in a proof that is accepted. No tree with fewer than 2^63 leaves needs more.
pub const MAX_PROOF: usize = 64;

/// The parts of a proof that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The ranges of leaves (from, to) whose roots make up the proof, in its order.
    ranges: Vec<(u64, u64)>,
}

/// Why a proof is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("the index, a size or the length of the proof is out of range")]
    Range,
    #[error("the proof has the wrong length")]
    Length,
    #[error("the proof results in another root")]
    Root,
}

impl Plan {
    /// Plans the proof that leaf number `index` (from 0) belongs to the tree with `size` leaves.
    ///
    /// # Errors
    /// [`Flaw::Range`] unless `index < size`.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, Flaw> {
        if index >= size {
            return Err(Flaw::Range);
        }
        let mut ranges = Vec::new();
        let (mut from, mut to) = (0, size);
        while to - from > 1 {
            let split = from + largest_power_below(to - from);
            if index < split {
                ranges.push((split, to));
                to = split;
            } else {
                ranges.push((from, split));
                from = split;
            }
        }
        ranges.reverse();
        Ok(Self { ranges })
    }

    /// Plans the proof that the tree with `old` leaves is a prefix of the tree with `new` leaves.
    ///
    /// # Errors
    /// [`Flaw::Range`] unless `old <= new`.
    pub fn consistency(old: u64, new: u64) -> Result<Self, Flaw> {
        if old > new {
            return Err(Flaw::Range);
        }
        let mut ranges = Vec::new();
        if old > 0 && old < new {
            let (mut from, mut to) = (0, new);
            // Whether the old tree is a single complete subtree. Then the verifier knows its root, and
            // the proof omits it (the flag b of SUBPROOF in RFC 9162 §2.1.4.1).
            let mut is_old_root = true;
            // Descend to the node at which the old tree ends.
            while to != old {
                let split = from + largest_power_below(to - from);
                if old <= split {
                    ranges.push((split, to));
                    to = split;
                } else {
                    ranges.push((from, split));
                    from = split;
                    is_old_root = false;
                }
            }
            if !is_old_root {
                ranges.push((from, to));
            }
        }
        ranges.reverse();
        Ok(Self { ranges })
    }

    /// Returns the complete subtrees whose hashes the caller must read.
    pub fn needs(&self) -> Vec<Coordinate> {
        self.ranges.iter().flat_map(|(from, to)| cover(*from, *to)).collect()
    }

    /// Makes the proof. `hash_of` returns the hashes of the subtrees that [`Plan::needs`] lists; the result
    /// is `None` if one is missing.
    pub fn build(&self, mut hash_of: impl FnMut(Coordinate) -> Option<Hash>) -> Option<Vec<Hash>> {
        self.ranges
            .iter()
            .map(|(from, to)| {
                let parts: Option<Vec<Hash>> =
                    cover(*from, *to).into_iter().map(&mut hash_of).collect();
                join(&parts?)
            })
            .collect()
    }
}

/// Verifies that the leaf hash `leaf` is number `index` (from 0) in the tree with `size` leaves and the root
/// `root` (RFC 9162 §2.1.3.2).
///
/// # Errors
/// Returns the [`Flaw`] of the proof.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), Flaw> {
    if index >= size || proof.len() > MAX_PROOF {
        return Err(Flaw::Range);
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(Flaw::Length);
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(Flaw::Length);
    }
    if hash == *root { Ok(()) } else { Err(Flaw::Root) }
}

/// Verifies that the tree with `old` leaves and the root `old_root` is a prefix of the tree with `new` leaves
/// and the root `new_root` (RFC 9162 §2.1.4.2).
///
/// # Errors
/// Returns the [`Flaw`] of the proof.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), Flaw> {
    if old > new || proof.len() > MAX_PROOF {
        return Err(Flaw::Range);
    }
    if old == new || old == 0 {
        let same = old == 0 || old_root == new_root;
        return match (proof.is_empty(), same) {
            (false, _) => Err(Flaw::Length),
            (true, false) => Err(Flaw::Root),
            (true, true) => Ok(()),
        };
    }
    let mut hashes = proof.iter();
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    // If `old` is a power of two, the old tree is a complete subtree, and its root replaces the first hash
    // of the proof.
    let start = if at == 0 { old_root } else { hashes.next().ok_or(Flaw::Length)? };
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in hashes {
        if last == 0 {
            return Err(Flaw::Length);
        }
        if at & 1 == 1 || at == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(Flaw::Length);
    }
    if old_hash == *old_root && new_hash == *new_root { Ok(()) } else { Err(Flaw::Root) }
}

/// Returns the largest power of two below `count`, which must be at least 2.
fn largest_power_below(count: u64) -> u64 {
    1 << (63 - (count - 1).leading_zeros())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tree::tests::{leaves, naive_root};

    fn build(plan: &Plan, leaves: &[Hash]) -> Vec<Hash> {
        plan.build(|at| {
            let (from, to) = (at.index << at.level, (at.index + 1) << at.level);
            leaves.get(from as usize..to as usize).map(naive_root)
        })
        .unwrap()
    }

    #[test]
    fn inclusion_of_every_leaf_in_every_small_tree_is_proved() {
        for size in 1..70 {
            let leaves = leaves(size);
            let root = naive_root(&leaves);
            for index in 0..size {
                let proof = build(&Plan::inclusion(index, size).unwrap(), &leaves);
                let leaf = &leaves[index as usize];
                assert_eq!(verify_inclusion(leaf, index, size, &root, &proof), Ok(()));
            }
        }
    }

    #[test]
    fn consistency_with_every_prefix_of_every_small_tree_is_proved() {
        for new in 0..70 {
            let leaves = leaves(new);
            let root = naive_root(&leaves);
            for old in 0..=new {
                let old_root = naive_root(&leaves[..old as usize]);
                let proof = build(&Plan::consistency(old, new).unwrap(), &leaves);
                assert_eq!(
                    verify_consistency(old, &old_root, new, &root, &proof),
                    Ok(()),
                    "{old} of {new}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn an_altered_inclusion_proof_is_rejected(
            size in 2_u64..200, pick in any::<u64>(), at in any::<usize>(), bit in 0_usize..256,
            cut in any::<bool>(),
        ) {
            let leaves = leaves(size);
            let (index, root) = (pick % size, naive_root(&leaves));
            let mut proof = build(&Plan::inclusion(index, size).unwrap(), &leaves);
            let leaf = &leaves[index as usize];
            let other = &leaves[((index + 1) % size) as usize];
            prop_assert!(verify_inclusion(other, index, size, &root, &proof).is_err());
            prop_assert!(verify_inclusion(leaf, (index + 1) % size, size, &root, &proof).is_err());
            if cut {
                proof.pop();
            } else {
                let at = at % proof.len();
                proof[at][bit / 8] ^= 1 << (bit % 8);
            }
            prop_assert!(verify_inclusion(leaf, index, size, &root, &proof).is_err());
        }

        #[test]
        fn a_rewritten_history_is_detected(
            old in 1_u64..120, more in 1_u64..80, pick in any::<u64>(),
        ) {
            let new = old + more;
            let honest = leaves(new);
            let mut altered = honest.clone();
            altered[(pick % old) as usize][0] ^= 1;
            let old_root = naive_root(&honest[..old as usize]);
            let proof = build(&Plan::consistency(old, new).unwrap(), &altered);
            let altered_root = naive_root(&altered);
            prop_assert!(verify_consistency(old, &old_root, new, &altered_root, &proof).is_err());
            let proof = build(&Plan::consistency(old, new).unwrap(), &honest);
            prop_assert_eq!(
                verify_consistency(old, &old_root, new, &naive_root(&honest), &proof), Ok(())
            );
        }
    }
}
