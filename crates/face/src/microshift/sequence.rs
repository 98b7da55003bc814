//! Computes the signs of a copy, and the number among them that is read without a list.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sm3::Sm3;

use super::MIN_CODED_BLIND;

/// Length of the number in bits: 32 bits of the copy's short id and its CRC-16.
pub const PAYLOAD_BITS: usize = 48;

/// Computes the signs of copies under one key. It is cheap to clone.
#[derive(Clone)]
pub struct Marker {
    mac: Hmac<Sm3>,
}

impl std::fmt::Debug for Marker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Marker")
    }
}

/// What determines the sign of a coded glyph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// This bit of the copy's own sequence.
    Own(usize),
    /// This bit of the number, inverted if `flip`, so that it cannot be read without the key.
    Payload { bit: usize, flip: bool },
}

/// The roles of the coded glyphs on a page under a key. They are the same for all copies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    page: usize,
    roles: Vec<Role>,
    /// Number of roles `Own`.
    own: usize,
}

impl Marker {
    /// Prepares the computation for one key.
    pub fn new(key: &[u8; 32]) -> Self {
        // RFC 2104: a key that is shorter than the block is padded with zeros.
        let mut block = [0; 64];
        block[..32].copy_from_slice(key);
        Self { mac: Hmac::<Sm3>::new((&block).into()) }
    }

    /// The number that a page carries. Two copies share it with probability 2⁻³², so whoever looks
    /// one up must compare the whole mark as well.
    pub fn short_id(&self, copy_id: &str) -> u32 {
        let [a, b, c, d, ..] = self.block("number", 0, 0, copy_id);
        u32::from_be_bytes([a, b, c, d])
    }

    /// Assigns roles to the `coded` glyphs on a page (index from 0).
    ///
    /// Of every two neighbours the key chooses one for the number. All bits of the number are used
    /// before one is repeated, so that half a page still contains all of them.
    pub fn plan(&self, page: usize, coded: usize) -> Plan {
        let mut stream = Stream::new(self, page);
        let mut roles = Vec::with_capacity(coded);
        let (mut own, mut order) = (0, Vec::new());
        let mut coin = false;
        for glyph in 0..coded {
            coin = if glyph % 2 == 0 { stream.next() & 1 == 1 } else { !coin };
            let alone = glyph % 2 == 0 && glyph + 1 == coded;
            if coded < MIN_CODED_BLIND || coin || alone {
                roles.push(Role::Own(own));
                own += 1;
                continue;
            }
            if order.is_empty() {
                order = stream.shuffled();
            }
            let flip = stream.next() & 1 == 1;
            let bit = order.pop().unwrap_or_default();
            roles.push(Role::Payload { bit, flip });
        }
        Plan { page, roles, own }
    }

    /// A block of the key stream for one purpose, page and counter.
    fn block(&self, purpose: &str, page: usize, counter: u64, text: &str) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(b"yinxin microshift 1 ");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(&(page as u64).to_be_bytes());
        mac.update(&counter.to_be_bytes());
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().into()
    }
}

impl Plan {
    /// The role of every coded glyph, in order.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// Returns +1 (right) or -1 (left) for every coded glyph of the page, in order.
    pub fn signs(&self, marker: &Marker, copy_id: &str) -> Vec<i8> {
        let blocks = (0..self.own.div_ceil(256) as u64)
            .map(|counter| marker.block("signs", self.page, counter, copy_id));
        let own: Vec<u8> = blocks.flatten().collect();
        let blind = self.own < self.roles.len();
        let payload = if blind { payload(marker.short_id(copy_id)) } else { 0 };
        let sign = |role: &Role| match *role {
            Role::Own(at) => own[at / 8] >> (at % 8) & 1 == 1,
            Role::Payload { bit, flip } => (payload >> bit & 1 == 1) != flip,
        };
        self.roles.iter().map(|role| if sign(role) { 1 } else { -1 }).collect()
    }
}

/// Appends the CRC-16 to the number.
fn payload(number: u32) -> u64 {
    u64::from(number) | u64::from(crc16(&number.to_be_bytes())) << 32
}

/// Returns the number if its CRC-16 is correct.
pub fn opened(bits: u64) -> Option<u32> {
    let number = u32::try_from(bits & u64::from(u32::MAX)).ok()?;
    (payload(number) == bits).then_some(number)
}

/// CRC-16 with the polynomial of ITU-T V.41 and initial value 0xffff, so that a page of zeros is
/// invalid.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(u16::MAX, |crc, byte| {
        (0..8).fold(crc ^ u16::from(*byte) << 8, |crc, _| {
            crc << 1 ^ if crc & 0x8000 == 0 { 0 } else { 0x1021 }
        })
    })
}

/// A stream of 64-bit words from the key.
struct Stream<'a> {
    marker: &'a Marker,
    page: usize,
    counter: u64,
    words: Vec<u64>,
}

impl<'a> Stream<'a> {
    fn new(marker: &'a Marker, page: usize) -> Self {
        Self { marker, page, counter: 0, words: Vec::new() }
    }

    /// A permutation of the bits of the number (Fisher–Yates shuffle).
    fn shuffled(&mut self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..PAYLOAD_BITS).collect();
        for last in (1..PAYLOAD_BITS).rev() {
            // The bias of the remainder of a 64-bit word is negligible.
            let chosen = usize::try_from(self.next() % (last as u64 + 1)).unwrap_or(last);
            order.swap(last, chosen);
        }
        order
    }

    fn next(&mut self) -> u64 {
        if self.words.is_empty() {
            let block = self.marker.block("order", self.page, self.counter, "");
            self.counter += 1;
            self.words
                .extend(block.as_chunks::<8>().0.iter().map(|eight| u64::from_be_bytes(*eight)));
        }
        self.words.pop().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crc_has_its_published_check_value() {
        // Check value of CRC-16/IBM-3740 (polynomial 0x1021, initial value 0xffff).
        assert_eq!(crc16(b"123456789"), 0x29b1);
    }

    #[test]
    fn a_number_is_read_back_and_every_wrong_bit_is_detected() {
        let good = payload(0xdead_beef);
        assert_eq!(opened(good), Some(0xdead_beef));
        assert_eq!(opened(0), None);
        for bit in 0..PAYLOAD_BITS {
            assert_eq!(opened(good ^ 1 << bit), None, "bit {bit}");
        }
    }

    #[test]
    fn hmac_sm3_equals_the_result_of_openssl() {
        // openssl dgst -sm3 -mac HMAC -macopt hexkey:000102..1f over prefix, purpose, 17 zeros,
        // copy id.
        let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let block = Marker::new(&key).block("number", 0, 0, "copy-1");
        assert_eq!(hex(&block[..4]), "d93b13db");
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn half_of_a_large_page_repeats_the_number_and_a_small_page_does_not() {
        let marker = Marker::new(&[7; 32]);
        let numbers = |coded| {
            let plan = marker.plan(0, coded);
            let is = |role: &&Role| matches!(role, Role::Payload { .. });
            plan.roles().iter().filter(is).count()
        };
        assert_eq!(numbers(MIN_CODED_BLIND - 1), 0);
        assert_eq!(numbers(MIN_CODED_BLIND), MIN_CODED_BLIND / 2);
        assert_eq!(numbers(301), 150);
        let plan = marker.plan(0, 300);
        let mut own: Vec<usize> = plan
            .roles()
            .iter()
            .filter_map(|role| match role {
                Role::Own(at) => Some(*at),
                Role::Payload { .. } => None,
            })
            .collect();
        own.sort_unstable();
        assert_eq!(own, (0..150).collect::<Vec<_>>(), "each bit of the sequence once");
    }

    #[test]
    fn signs_depend_only_on_key_copy_and_page() {
        let marker = Marker::new(&[7; 32]);
        let signs = |marker: &Marker, page, id| marker.plan(page, 200).signs(marker, id);
        let one = signs(&marker, 0, "copy-1");
        assert_eq!(one, signs(&Marker::new(&[7; 32]), 0, "copy-1"));
        let others = [
            signs(&marker, 0, "copy-2"),
            signs(&marker, 1, "copy-1"),
            signs(&Marker::new(&[8; 32]), 0, "copy-1"),
        ];
        for other in others {
            let same = one.iter().zip(&other).filter(|(a, b)| a == b).count();
            assert!((65..135).contains(&same), "{same} of 200");
        }
    }
}
