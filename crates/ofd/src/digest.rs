//! Computes SM3 digests (GB/T 32905-2016) of many messages at once.
//!
//! SM3 cannot hash one message in parallel, but eight messages fit side by side into the lanes of a
//! vector. A package holds a dozen files, and a batch of packages hundreds. The code is plain
//! arithmetic on arrays; `fearless_simd` compiles it for the widest instruction set of the
//! processor.

use fearless_simd::{Level, Simd, dispatch};
use sm3::{Digest, Sm3};

const LANES: usize = 8;
/// Block length of SM3 in bytes.
const BLOCK: usize = 64;
/// Cost of one compression in eight lanes, in units of one compression of a single message
/// (measured: 2.6 with AVX2).
const VECTOR_COST: usize = 3;

type Words = [u32; LANES];
type State = [Words; 8];

/// Initial value of the state (GB/T 32905-2016, clause 4.1).
const INITIAL: [u32; 8] = [
    0x7380_166f,
    0x4914_b2b9,
    0x1724_42d7,
    0xda8a_0600,
    0xa96f_30bc,
    0x1631_38aa,
    0xe38d_ee4d,
    0xb0fb_0e4e,
];

/// Returns the SM3 digest of each message, in the order of `messages`.
pub fn sm3_all(messages: &[&[u8]]) -> Vec<[u8; 32]> {
    let mut digests = vec![[0; 32]; messages.len()];
    let mut waiting: Vec<usize> = (0..messages.len()).collect();
    // The longest message comes last and is taken first.
    waiting.sort_by_key(|at| messages[*at].len());
    let mut total: usize = messages.iter().map(|message| blocks(message)).sum();
    // A message that is much longer than the others would leave most lanes idle: hash it alone.
    while let Some(longest) = waiting.last().copied() {
        let alone = blocks(messages[longest]);
        if total > VECTOR_COST * alone.max(total / LANES) {
            break;
        }
        digests[longest] = Sm3::digest(messages[longest]).into();
        total -= alone;
        waiting.pop();
    }
    if !waiting.is_empty() {
        dispatch!(Level::new(), simd => hash_in_lanes(simd, messages, &mut waiting, &mut digests));
    }
    digests
}

/// Number of blocks of a message including its padding.
fn blocks(message: &[u8]) -> usize {
    (message.len() + 8) / BLOCK + 1
}

/// A message that occupies a lane.
#[derive(Clone, Copy)]
struct Lane {
    /// Index of the message.
    message: usize,
    /// Index of the next block.
    next: usize,
    /// The last one or two blocks: the remainder of the message and the padding.
    tail: [u8; 2 * BLOCK],
}

impl Lane {
    fn new(at: usize, message: &[u8]) -> Self {
        let rest = &message[message.len() / BLOCK * BLOCK..];
        let mut tail = [0; 2 * BLOCK];
        tail[..rest.len()].copy_from_slice(rest);
        tail[rest.len()] = 0x80;
        let end = (blocks(message) - message.len() / BLOCK) * BLOCK;
        tail[end - 8..end].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
        Self { message: at, next: 0, tail }
    }

    fn block<'a>(&'a self, message: &'a [u8]) -> &'a [u8] {
        let (whole, at) = (message.len() / BLOCK, self.next);
        let (from, at) = if at < whole { (message, at) } else { (&self.tail[..], at - whole) };
        &from[at * BLOCK..(at + 1) * BLOCK]
    }
}

/// Hashes the messages whose indices are in `waiting`; each free lane takes the last of them.
#[expect(clippy::inline_always, reason = "must be inlined into the context with SIMD enabled")]
#[inline(always)]
fn hash_in_lanes<S: Simd>(
    _: S,
    messages: &[&[u8]],
    waiting: &mut Vec<usize>,
    digests: &mut [[u8; 32]],
) {
    let mut lanes: [Option<Lane>; LANES] = [None; LANES];
    let mut state: State = [[0; LANES]; 8];
    let mut busy = 0;
    loop {
        for (at, lane) in lanes.iter_mut().enumerate() {
            if lane.is_none()
                && let Some(message) = waiting.pop()
            {
                *lane = Some(Lane::new(message, messages[message]));
                state.iter_mut().zip(INITIAL).for_each(|(words, start)| words[at] = start);
                busy += 1;
            }
        }
        if busy == 0 {
            return;
        }
        let mut block = [[0; LANES]; 16];
        for (at, lane) in lanes.iter().enumerate() {
            let Some(lane) = lane else { continue };
            let bytes = lane.block(messages[lane.message]);
            for (word, bytes) in block.iter_mut().zip(bytes.chunks_exact(4)) {
                word[at] = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            }
        }
        compress(&mut state, &block);
        for (at, place) in lanes.iter_mut().enumerate() {
            let Some(lane) = place else { continue };
            lane.next += 1;
            if lane.next == blocks(messages[lane.message]) {
                let words = state.iter().flat_map(|words| words[at].to_be_bytes());
                digests[lane.message].iter_mut().zip(words).for_each(|(to, from)| *to = from);
                *place = None;
                busy -= 1;
            }
        }
    }
}

/// Applies `f` to every lane.
macro_rules! each {
    ($f:expr, $($words:expr),+) => {{
        let f = $f;
        let mut out = [0; LANES];
        for lane in 0..LANES {
            out[lane] = f($($words[lane]),+);
        }
        out
    }};
}

/// The compression function CF (GB/T 32905-2016, clause 5.3) on eight blocks.
#[expect(clippy::inline_always, reason = "must be inlined into the context with SIMD enabled")]
#[inline(always)]
fn compress(state: &mut State, block: &[Words; 16]) {
    let mut w = [[0; LANES]; 68];
    w[..16].copy_from_slice(block);
    for j in 16..68 {
        let mixed = each!(
            |a: u32, b: u32, c: u32| {
                let x = a ^ b ^ c.rotate_left(15);
                x ^ x.rotate_left(15) ^ x.rotate_left(23)
            },
            w[j - 16],
            w[j - 9],
            w[j - 3]
        );
        w[j] = each!(|m: u32, a: u32, b: u32| m ^ a.rotate_left(7) ^ b, mixed, w[j - 13], w[j - 6]);
    }
    let mut v = *state;
    for j in 0..16 {
        round(&mut v, j, &w, |x, y, z| x ^ y ^ z, |x, y, z| x ^ y ^ z);
    }
    for j in 16..64 {
        round(&mut v, j, &w, |x, y, z| (x & y) | (z & (x | y)), |x, y, z| z ^ (x & (y ^ z)));
    }
    for (words, new) in state.iter_mut().zip(&v) {
        *words = each!(|a: u32, b: u32| a ^ b, words, new);
    }
}

/// One round of the compression function; `ff` and `gg` are the Boolean functions of this round.
#[expect(clippy::inline_always, reason = "must be inlined into the context with SIMD enabled")]
#[inline(always)]
fn round(
    v: &mut State,
    j: usize,
    w: &[Words; 68],
    ff: impl Fn(u32, u32, u32) -> u32,
    gg: impl Fn(u32, u32, u32) -> u32,
) {
    let constant: u32 = if j < 16 { 0x79cc_4519 } else { 0x7a87_9d8a };
    let constant = constant.rotate_left(j as u32 % 32);
    let [a, b, c, d, e, f, g, h] = *v;
    let ss1 = each!(
        |a: u32, e: u32| {
            a.rotate_left(12).wrapping_add(e).wrapping_add(constant).rotate_left(7)
        },
        a,
        e
    );
    let left = each!(
        |f: u32, d: u32, s: u32, a: u32| { f.wrapping_add(d).wrapping_add(s ^ a.rotate_left(12)) },
        each!(&ff, a, b, c),
        d,
        ss1,
        a
    );
    let left = each!(|t: u32, x: u32, y: u32| t.wrapping_add(x ^ y), left, w[j], w[j + 4]);
    let right = each!(
        |g: u32, h: u32, s: u32, x: u32| {
            let t = g.wrapping_add(h).wrapping_add(s).wrapping_add(x);
            t ^ t.rotate_left(9) ^ t.rotate_left(17)
        },
        each!(&gg, e, f, g),
        h,
        ss1,
        w[j]
    );
    let turned = |words: Words, by| each!(|x: u32| x.rotate_left(by), words);
    *v = [left, a, turned(b, 9), c, right, e, turned(f, 19), g];
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alone(messages: &[&[u8]]) -> Vec<[u8; 32]> {
        messages.iter().map(|message| Sm3::digest(message).into()).collect()
    }

    #[test]
    fn messages_of_every_length_around_a_block_are_padded_correctly() {
        let bytes: Vec<u8> = (0..300_u32).map(|n| (n * 31 % 251) as u8).collect();
        let messages: Vec<&[u8]> = (0..=300).map(|length| &bytes[..length]).collect();
        assert_eq!(sm3_all(&messages), alone(&messages));
        let same: [&[u8]; 8] = [b"abc"; 8];
        assert_eq!(sm3_all(&same), alone(&same));
        assert!(sm3_all(&[]).is_empty());
    }

    proptest! {
        #[test]
        fn hashing_in_lanes_equals_hashing_one_by_one(
            lengths in proptest::collection::vec(0_usize..2_000, 0..40),
            long in 0_usize..60_000,
            seed in any::<u8>(),
        ) {
            let messages: Vec<Vec<u8>> = lengths.iter().chain([&long]).enumerate()
                .map(|(at, length)| (0..*length).map(|n| (n * 7 + at) as u8 ^ seed).collect())
                .collect();
            let messages: Vec<&[u8]> = messages.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(sm3_all(&messages), alone(&messages));
        }
    }
}
