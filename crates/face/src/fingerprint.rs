//! A stable 128-bit fingerprint (FNV-1a) for names and cache keys.
//!
//! It distinguishes data of our own and does not resist forgery; the signature does that.

/// Offset basis and prime of the 128-bit FNV-1a hash.
const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// Returns 32 hexadecimal digits. The length of each part is hashed as well, so that `["ab", "c"]`
/// and `["a", "bc"]` differ.
pub(crate) fn fingerprint<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut state = OFFSET;
    let mut take = |byte: u8| state = (state ^ u128::from(byte)).wrapping_mul(PRIME);
    for part in parts {
        part.iter().copied().for_each(&mut take);
        (part.len() as u64).to_be_bytes().into_iter().for_each(&mut take);
    }
    format!("{state:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_between_parts_change_the_fingerprint() {
        let one = fingerprint([b"ab".as_slice(), b"c"]);
        assert_eq!(one, fingerprint([b"ab".as_slice(), b"c"]));
        assert_ne!(one, fingerprint([b"a".as_slice(), b"bc"]));
        assert_eq!(one.len(), 32);
    }
}
