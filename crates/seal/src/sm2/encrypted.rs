//! Private keys under a password: PKCS#8 EncryptedPrivateKeyInfo with PBES2 (RFC 8018), PBKDF2 with
//! HMAC-SHA-256 and AES-256-CBC, as OpenSSL 3 reads and writes it.

use pkcs8::der::Encode;
use pkcs8::der::asn1::OctetString;
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::{self, Kdf};
use pkcs8::{
    DecodePrivateKey, EncodePrivateKey, EncryptedPrivateKeyInfoOwned, EncryptedPrivateKeyInfoRef,
    LineEnding, SecretDocument,
};
use zeroize::Zeroizing;

use super::{SecretKey, Sm2Error};

/// Rounds of PBKDF2 for new files: some tenths of a second (OWASP 2023).
pub const ROUNDS: u32 = 600_000;
/// A file that asks for more would only keep the reader busy.
const MOST_ROUNDS: u32 = 10_000_000;
const LABEL: &str = "ENCRYPTED PRIVATE KEY";
/// The same form around what is no private key.
const SECRET: &str = "ENCRYPTED SECRET";

/// A password with what makes each file under it another: salt and IV are fresh and random for every
/// file; [`ROUNDS`] unless a test has no time.
#[derive(Clone, Copy)]
pub struct Lock<'a> {
    pub password: &'a [u8],
    pub salt: &'a [u8; 16],
    pub iv: [u8; 16],
    pub rounds: u32,
}

/// Whether the text is a key or another secret under a password.
#[must_use]
pub fn is_encrypted(pem: &str) -> bool {
    let begins = |label| pem.trim_start().starts_with(&format!("-----BEGIN {label}-----"));
    begins(LABEL) || begins(SECRET)
}

/// Any bytes under a password, as PEM.
///
/// # Errors
/// [`Sm2Error::SecretKey`] if encoding fails, which it does not for what fits in memory.
pub fn lock(plain: &[u8], with: Lock<'_>) -> Result<String, Sm2Error> {
    locked(SECRET, plain, with)
}

/// What [`lock`] put away.
///
/// # Errors
/// As [`SecretKey::from_encrypted_pem`]. Without a key's structure to check, another password may, once
/// in 256 times, give other bytes instead of an error.
pub fn unlock(pem: &str, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Sm2Error> {
    opened(SECRET, pem, password)
}

fn locked(label: &'static str, plain: &[u8], with: Lock<'_>) -> Result<String, Sm2Error> {
    let Lock { password, salt, iv, rounds } = with;
    let scheme = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(rounds, salt, iv);
    let scheme = EncryptionScheme::from(scheme.map_err(|_| Sm2Error::SecretKey)?);
    let sealed = scheme.encrypt(password, plain).map_err(|_| Sm2Error::SecretKey)?;
    let data = OctetString::new(sealed).map_err(|_| Sm2Error::SecretKey)?;
    let info = EncryptedPrivateKeyInfoOwned { encryption_algorithm: scheme, encrypted_data: data };
    let document = info.to_der().ok().and_then(|der| SecretDocument::try_from(der).ok());
    let pem = document.and_then(|document| document.to_pem(label, LineEnding::LF).ok());
    pem.map(|pem| pem.to_string()).ok_or(Sm2Error::SecretKey)
}

fn opened(label: &str, pem: &str, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Sm2Error> {
    let (found, document) = SecretDocument::from_pem(pem).map_err(|_| Sm2Error::SecretKey)?;
    if found != label {
        return Err(Sm2Error::SecretKey);
    }
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes());
    let info = info.map_err(|_| Sm2Error::SecretKey)?;
    match info.encryption_algorithm.pbes2().map(|scheme| &scheme.kdf) {
        Some(Kdf::Pbkdf2(params)) if params.iteration_count <= MOST_ROUNDS => {}
        _ => return Err(Sm2Error::SecretKey),
    }
    let scheme = &info.encryption_algorithm;
    let opened = scheme.decrypt(password, info.encrypted_data.as_bytes());
    opened.map(Zeroizing::new).map_err(|_| Sm2Error::Password)
}

impl SecretKey {
    /// # Errors
    /// [`Sm2Error::SecretKey`] if encoding fails, which it does not for a key made here.
    pub fn to_encrypted_pem(&self, with: Lock<'_>) -> Result<String, Sm2Error> {
        let key = self.standard()?.to_pkcs8_der().map_err(|_| Sm2Error::SecretKey)?;
        locked(LABEL, key.as_bytes(), with)
    }

    /// # Errors
    /// [`Sm2Error::Password`] if it opens nothing; [`Sm2Error::SecretKey`] if the text is no such
    /// file, is protected in another way, or asks for more than ten million rounds.
    pub fn from_encrypted_pem(pem: &str, password: &[u8]) -> Result<Self, Sm2Error> {
        let opened = opened(LABEL, pem, password)?;
        let key = ::sm2::SecretKey::from_pkcs8_der(&opened);
        let mut scalar = Zeroizing::new([0; 32]);
        scalar.copy_from_slice(&Zeroizing::new(key.map_err(|_| Sm2Error::Password)?.to_bytes()));
        Self::from_scalar(&scalar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SecretKey {
        SecretKey::from_scalar(&[0x35; 32]).unwrap()
    }

    fn with(password: &[u8]) -> Lock<'_> {
        Lock { password, salt: &[1; 16], iv: [2; 16], rounds: 1_000 }
    }

    #[test]
    fn other_secrets_are_locked_the_same_way_and_not_taken_for_keys() {
        let pem = lock(b"no key", with(b"x")).unwrap();
        assert!(is_encrypted(&pem));
        assert_eq!(*unlock(&pem, b"x").unwrap(), b"no key");
        assert_ne!(unlock(&pem, b"y").map(|secret| secret.to_vec()), Ok(b"no key".to_vec()));
        assert!(SecretKey::from_encrypted_pem(&pem, b"x").is_err());
        assert!(unlock(&key().to_encrypted_pem(with(b"x")).unwrap(), b"x").is_err());
    }

    #[test]
    fn a_key_comes_back_under_its_password_only() {
        let pem = key().to_encrypted_pem(with("口令".as_bytes())).unwrap();
        assert!(is_encrypted(&pem) && !is_encrypted(&key().to_pkcs8_pem().unwrap()));
        let back = SecretKey::from_encrypted_pem(&pem, "口令".as_bytes()).unwrap();
        assert_eq!(back.public_key(), key().public_key());
        let wrong = SecretKey::from_encrypted_pem(&pem, b"other").unwrap_err();
        assert_eq!(wrong, Sm2Error::Password);
        let plain = key().to_pkcs8_pem().unwrap();
        let not_encrypted = SecretKey::from_encrypted_pem(&plain, b"x").unwrap_err();
        assert_eq!(not_encrypted, Sm2Error::SecretKey);
    }

    #[test]
    fn absurd_rounds_are_refused_before_they_are_worked_off() {
        let pem = key().to_encrypted_pem(with(b"x")).unwrap();
        let (_, document) = SecretDocument::from_pem(&pem).unwrap();
        // The rounds as a DER INTEGER of two bytes become one of four.
        let der = document.as_bytes();
        let at = der.windows(4).position(|w| w == [2, 2, 0x03, 0xe8]).unwrap();
        let mut longer = [&der[..at], &[2, 4, 0x7f, 0xff, 0xff, 0xff], &der[at + 4..]].concat();
        // Every sequence around it grows by two: outer, algorithm, PBES2, KDF, PBKDF2 parameters.
        let mut grown = 0;
        for place in 0..at {
            let holds = longer[place] == 0x30 && place + 2 <= at;
            let short = longer[place + 1] < 0x80;
            let end = place + 2 + usize::from(longer[place + 1]);
            if holds && short && end > at && end < longer.len() {
                longer[place + 1] += 2;
                grown += 1;
            } else if holds && longer[place + 1] == 0x81 {
                longer[place + 2] += 2;
                grown += 1;
            }
        }
        assert_eq!(grown, 5);
        let text = pem_of(&longer);
        let refused = SecretKey::from_encrypted_pem(&text, b"x").unwrap_err();
        assert_eq!(refused, Sm2Error::SecretKey, "not Password: nothing was tried");
    }

    fn pem_of(der: &[u8]) -> String {
        let document = SecretDocument::try_from(der.to_vec()).unwrap();
        document.to_pem(LABEL, LineEnding::LF).unwrap().to_string()
    }
}
