//! Hostile input: the verifier never panics, and no altered stamp passes.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::fixture::{DATA_HASH, PROPERTY, Scene};

static GOOD: LazyLock<(Vec<u8>, Trust)> = LazyLock::new(|| {
    let scene = Scene::good();
    (scene.stamp(), scene.trust())
});

fn verdict(bytes: &[u8]) -> Outcome {
    verify(bytes, &DATA_HASH, PROPERTY, &GOOD.1, None).verdict()
}

#[test]
fn negative_control_the_unchanged_stamp_passes() {
    assert_eq!(verdict(&GOOD.0), Outcome::Passed);
}

#[test]
fn no_truncated_stamp_passes() {
    for end in 0..GOOD.0.len() {
        assert_eq!(verdict(&GOOD.0[..end]), Outcome::Failed, "cut at {end}");
    }
}

/// Every byte of a stamp is covered by a signature or fixed by the strict format.
#[test]
fn no_stamp_with_a_flipped_bit_passes() {
    let mut bytes = GOOD.0.clone();
    for at in 0..bytes.len() {
        let bit = 1 << (at % 8);
        bytes[at] ^= bit;
        assert_eq!(verdict(&bytes), Outcome::Failed, "byte {at}");
        bytes[at] ^= bit;
    }
    assert_eq!(verdict(&bytes), Outcome::Passed);
}

#[test]
fn deep_nesting_and_huge_lengths_are_refused() {
    for open in [&[0x30, 0x80][..], &[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff], &[0xa0, 0x84]] {
        let bytes = open.repeat(100_000);
        assert_eq!(verdict(&bytes), Outcome::Failed);
    }
    assert_eq!(verdict(&vec![0x30; crate::eseal::MAX_SIGNED_VALUE + 1]), Outcome::Failed);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_fail(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert_eq!(verdict(&bytes), Outcome::Failed);
    }

    #[test]
    fn spliced_bytes_fail(
        at in any::<prop::sample::Index>(),
        cut in 0_usize..40,
        new in proptest::collection::vec(any::<u8>(), 1..40),
    ) {
        let mut bytes = GOOD.0.clone();
        let at = at.index(bytes.len());
        let end = bytes.len().min(at + cut);
        if bytes[at..end] != new {
            bytes.splice(at..end, new);
            prop_assert_eq!(verdict(&bytes), Outcome::Failed);
        }
    }
}
