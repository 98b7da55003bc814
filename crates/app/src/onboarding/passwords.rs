//! Passwords of the fallback login. They are stored as PBKDF2-HMAC-SM3 in the PHC string format.

use hmac::Hmac;
use sm3::Sm3;

mod common;

use domain::{Code, FieldFinding, Refusal};

use crate::kernel::{App, Error};

/// Rounds of PBKDF2 for new passwords. The stored text of an old password names its own number.
const ROUNDS: u32 = 100_000;
/// Smallest number of characters of a password.
const MIN_LENGTH: usize = 10;
/// Largest number of characters of a password.
const MAX_LENGTH: usize = 128;

/// Checks that a password is strong enough (等保). Errors: it is too short or too long, has fewer
/// than three of the four kinds of characters, contains the account name, or is one that many choose.
pub fn check(password: &str, account: &str) -> Result<(), Refusal> {
    let kinds = [
        password.chars().any(char::is_lowercase),
        password.chars().any(char::is_uppercase),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_alphanumeric()),
    ];
    let length = password.chars().count();
    let why = if !(MIN_LENGTH..=MAX_LENGTH).contains(&length) {
        "口令须有 10 至 128 个字符"
    } else if kinds.iter().filter(|kind| **kind).count() < 3 {
        "口令须含小写字母、大写字母、数字、其他字符中的至少三类"
    } else if !account.is_empty() && password.to_lowercase().contains(&account.to_lowercase()) {
        "口令不得包含账号"
    } else if common::is_common(password) {
        "口令太常见，容易被猜到"
    } else {
        return Ok(());
    };
    let found = FieldFinding::new("password", Code::PasswordWeak, why);
    Err(Refusal::of_fields(Code::PasswordWeak, vec![found]))
}

/// Hashes a new password to its PHC text. Errors: as for [`check`].
pub(crate) fn hash(app: &App, password: &str, account: &str) -> Result<String, Error> {
    check(password, account)?;
    let salt: [u8; 16] = app.random()?;
    let derived = derive(password, &salt, ROUNDS)?;
    Ok(format!("$pbkdf2-sm3$i={ROUNDS}${}${}", hex::encode(salt), hex::encode(derived)))
}

/// Whether `password` is the one that was hashed to `phc`. An empty or malformed text never fits,
/// but the check takes the same time, so that the time does not reveal which accounts exist.
pub(crate) fn fits(password: &str, phc: &str) -> Result<bool, Error> {
    let parts: Vec<&str> = phc.split('$').collect();
    let known = match parts.as_slice() {
        ["", "pbkdf2-sm3", rounds, salt, derived] => {
            let rounds = rounds.strip_prefix("i=").and_then(|rounds| rounds.parse().ok());
            rounds.zip(hex::decode(salt).ok()).zip(hex::decode(derived).ok())
        }
        _ => None,
    };
    let ((rounds, salt), expected) = known.unwrap_or(((ROUNDS, vec![0; 16]), Vec::new()));
    let derived = derive(password, &salt, rounds)?;
    let differing = derived.iter().zip(&expected).fold(0, |sum, (a, b)| sum | (a ^ b));
    Ok(expected.len() == derived.len() && differing == 0)
}

fn derive(password: &str, salt: &[u8], rounds: u32) -> Result<[u8; 32], Error> {
    let mut derived = [0; 32];
    pbkdf2::pbkdf2::<Hmac<Sm3>>(password.as_bytes(), salt, rounds, &mut derived)
        .map_err(|error| Error::Internal(error.to_string()))?;
    Ok(derived)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derived_key_is_the_one_that_openssl_derives() {
        // openssl kdf -keylen 32 -kdfopt digest:SM3 -kdfopt pass:password -kdfopt
        // salt:saltsaltsaltsalt -kdfopt iter:4096 PBKDF2 (OpenSSL 3.0)
        let derived = hex::encode(derive("password", b"saltsaltsaltsalt", 4096).unwrap());
        assert_eq!(derived, "48c438faa96689ee9cee2267e734eab99522a2f0ced354b771405d0cb28ded14");
    }

    #[test]
    fn only_the_right_password_fits() {
        let derived = hex::encode(derive("Right-1-pass", &[7; 16], 10).unwrap());
        let phc = format!("$pbkdf2-sm3$i=10${}${derived}", hex::encode([7; 16]));
        assert!(fits("Right-1-pass", &phc).unwrap());
        assert!(!fits("right-1-pass", &phc).unwrap());
        assert!(!fits("", "").unwrap(), "an account without a password cannot log in");
        assert!(!fits("", "$pbkdf2-sm3$i=1$00$").unwrap());
    }
}
