//! A stable 128-bit fingerprint (FNV-1a) for names and cache keys. It tells apart what we made
//! ourselves; it is no defence against forgery, that is what the signature is for.

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// 32 hexadecimal digits; each part is closed off, so `["ab", "c"]` differs from `["a", "bc"]`.
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
    fn parts_do_not_run_together() {
        let one = fingerprint([b"ab".as_slice(), b"c"]);
        assert_eq!(one, fingerprint([b"ab".as_slice(), b"c"]));
        assert_ne!(one, fingerprint([b"a".as_slice(), b"bc"]));
        assert_eq!(one.len(), 32);
    }
}
