//! 动态口令 (one-time codes) after GM/T 0021 with SM3: six digits that change every minute.
//!
//! The code is computed from a secret K of 16 bytes and the time factor T, the number of the minute since 1970
//! as 8 bytes, big endian, padded with zeros to 128 bits: S = SM3(K ‖ T). The eight 32-bit words of S are added
//! modulo 2³², and the last six decimal digits of the sum are the code. Event factor and challenge of the
//! standard are not used.

use sm3::{Digest, Sm3};

/// Length of a secret, in bytes; the standard asks for at least 128 bits.
pub const SECRET_BYTES: usize = 16;

/// Seconds for which a code counts; the standard allows at most 60.
pub const PERIOD: i64 = 60;

/// Number of decimal digits of a code.
const DIGITS: usize = 6;

/// The number of the minute that an instant (milliseconds since 1970 UTC) lies in.
pub fn step_of(at: i64) -> i64 {
    at.div_euclid(PERIOD * 1000)
}

/// The code of a minute.
pub fn code(secret: &[u8; SECRET_BYTES], step: i64) -> String {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&step.to_be_bytes());
    format!("{:0DIGITS$}", truncated(secret, &id))
}

/// Whether a text is the code of a minute. The time that this takes does not depend on the code.
pub fn fits(secret: &[u8; SECRET_BYTES], step: i64, given: &str) -> bool {
    let expected = code(secret, step);
    let differing = expected.bytes().zip(given.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    given.len() == DIGITS && differing == 0
}

/// The truncation of the standard: the last digits of the sum of the words of SM3(K ‖ ID).
fn truncated(secret: &[u8], id: &[u8]) -> u32 {
    let digest = Sm3::new().chain_update(secret).chain_update(id).finalize();
    let (words, _) = digest.as_chunks::<4>();
    let sum = words.iter().fold(0_u32, |sum, word| sum.wrapping_add(u32::from_be_bytes(*word)));
    sum % 10_u32.pow(DIGITS as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of the annex of GM/T 0021 for SM3: secret, time factor, event factor, challenge, code. Their ID is
    /// the time factor of 8 bytes, the event factor of 4 bytes and the challenge in ASCII.
    const VECTORS: [(&str, u64, u32, &str, u32); 3] = [
        ("1234567890abcdef1234567890abcdef", 1_313_998_979, 1234, "5678", 814_095),
        ("1234567890abcdefabcdef1234567890", 1_313_998_995, 5621, "3698", 959_691),
        ("1234567890abcdef0987654321abcdef", 1_313_999_014, 5621, "3698", 63_014),
    ];

    #[test]
    fn the_truncation_is_that_of_the_standard() {
        for (secret, time, event, challenge, expected) in VECTORS {
            let secret = hex::decode(secret).unwrap();
            let mut id = time.to_be_bytes().to_vec();
            id.extend(event.to_be_bytes());
            id.extend(challenge.as_bytes());
            assert_eq!(truncated(&secret, &id), expected);
        }
    }

    #[test]
    fn a_code_fits_in_its_own_minute_only() {
        let secret = [7; SECRET_BYTES];
        let step = step_of(1_795_958_400_000);
        let given = code(&secret, step);
        assert_eq!(given.len(), 6);
        assert!(fits(&secret, step, &given));
        for (other, step) in [(secret, step + 1), (secret, step - 1), ([8; SECRET_BYTES], step)] {
            assert!(!fits(&other, step, &given));
        }
        for wrong in ["", "12345", &format!("{given}0"), "１２３４５６"] {
            assert!(!fits(&secret, step, wrong), "{wrong}");
        }
    }
}
