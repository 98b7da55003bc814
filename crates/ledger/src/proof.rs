//! Inclusion and consistency proofs (RFC 9162 §2.1.3, §2.1.4): what to read, and how to judge.
//!
//! A proof is planned first (which complete subtrees are needed), read by the caller, then built;
//! so the store can fetch all of it at once and this crate does no I/O.

use crate::Hash;
use crate::tree::{Coordinate, cover, join, node_hash};

/// Longest proof that is accepted: a tree of 2^63 leaves has no longer one.
pub const MAX_PROOF: usize = 64;

/// Ranges whose roots make up a proof, in the proof's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    ranges: Vec<(u64, u64)>,
}

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("the index or the sizes are out of range")]
    Range,
    #[error("the proof has the wrong length")]
    Length,
    #[error("the proof leads to another root")]
    Root,
}

impl Plan {
    /// For leaf `index` in a tree of `size`. Errors: `index >= size`.
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

    /// That the tree of `old` leaves is a prefix of the tree of `new`. Errors: `old > new`.
    pub fn consistency(old: u64, new: u64) -> Result<Self, Flaw> {
        if old > new {
            return Err(Flaw::Range);
        }
        let mut ranges = Vec::new();
        if old > 0 && old < new {
            let (mut from, mut to) = (0, new);
            let mut whole = true;
            // Walk down to the place where the old tree ends.
            while to != old {
                let split = from + largest_power_below(to - from);
                if old <= split {
                    ranges.push((split, to));
                    to = split;
                } else {
                    ranges.push((from, split));
                    from = split;
                    whole = false;
                }
            }
            if !whole {
                ranges.push((from, to));
            }
        }
        ranges.reverse();
        Ok(Self { ranges })
    }

    /// The complete subtrees to read.
    pub fn needs(&self) -> Vec<Coordinate> {
        self.ranges.iter().flat_map(|(from, to)| cover(*from, *to)).collect()
    }

    /// The proof, from the hashes of [`Plan::needs`] looked up one by one; `None` if one is
    /// missing.
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

/// Checks that `leaf` is number `index` of the tree of `size` leaves under `root`.
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

/// Checks that the tree of `old` leaves under `old_root` is a prefix of the one of `new`.
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
    // A power of two is itself a complete subtree: its root starts both walks.
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
    fn every_leaf_of_every_small_tree_is_proved() {
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
    fn every_prefix_of_every_small_tree_is_proved() {
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
        fn a_lying_inclusion_proof_is_caught(
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
        fn a_rewritten_history_is_caught(
            old in 1_u64..120, more in 1_u64..80, pick in any::<u64>(),
        ) {
            let new = old + more;
            let honest = leaves(new);
            let mut bent = honest.clone();
            bent[(pick % old) as usize][0] ^= 1;
            let old_root = naive_root(&honest[..old as usize]);
            let proof = build(&Plan::consistency(old, new).unwrap(), &bent);
            let bent_root = naive_root(&bent);
            prop_assert!(verify_consistency(old, &old_root, new, &bent_root, &proof).is_err());
            let proof = build(&Plan::consistency(old, new).unwrap(), &honest);
            prop_assert_eq!(
                verify_consistency(old, &old_root, new, &naive_root(&honest), &proof), Ok(())
            );
        }
    }
}
