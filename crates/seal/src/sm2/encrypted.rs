//! Private keys and other secrets encrypted under a password: PKCS#8 EncryptedPrivateKeyInfo with PBES2
//! (RFC 8018), PBKDF2 with HMAC-SHA-256 and AES-256-CBC. OpenSSL 3 reads and writes the same form.

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

/// Number of PBKDF2 iterations for new files, as OWASP recommended in 2023. It takes some tenths of a
/// second.
pub const ROUNDS: u32 = 600_000;
/// Maximum number of PBKDF2 iterations that a file may demand, so that a hostile file cannot occupy
/// the reader for hours.
const MAX_ROUNDS: u32 = 10_000_000;
/// The PEM label of an encrypted private key.
const KEY_LABEL: &str = "ENCRYPTED PRIVATE KEY";
/// The PEM label of the same structure around any other secret.
const SECRET_LABEL: &str = "ENCRYPTED SECRET";

/// A password and the parameters of one encryption. Salt and IV must be fresh random bytes for every
/// file.
#[derive(Clone, Copy)]
pub struct Lock<'a> {
    pub password: &'a [u8],
    pub salt: &'a [u8; 16],
    pub iv: [u8; 16],
    /// Number of PBKDF2 iterations: [`ROUNDS`], except in tests, where fewer save time.
    pub rounds: u32,
}

/// Returns whether the text is an encrypted key or another encrypted secret in PEM.
#[must_use]
pub fn is_encrypted(pem: &str) -> bool {
    let begins = |label| pem.trim_start().starts_with(&format!("-----BEGIN {label}-----"));
    begins(KEY_LABEL) || begins(SECRET_LABEL)
}

/// Encrypts any bytes and returns them as PEM.
///
/// # Errors
/// [`Sm2Error::SecretKey`] if encoding fails, which happens only for input that is too long for DER.
pub fn lock(plain: &[u8], with: Lock<'_>) -> Result<String, Sm2Error> {
    encrypt_to_pem(SECRET_LABEL, plain, with)
}

/// Decrypts what [`lock`] encrypted.
///
/// A wrong password is detected only by the padding. In about one of 256 cases it therefore yields
/// wrong bytes instead of an error.
///
/// # Errors
/// The same as for [`SecretKey::from_encrypted_pem`].
pub fn unlock(pem: &str, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Sm2Error> {
    decrypt_pem(SECRET_LABEL, pem, password)
}

fn encrypt_to_pem(label: &'static str, plain: &[u8], with: Lock<'_>) -> Result<String, Sm2Error> {
    let Lock { password, salt, iv, rounds } = with;
    let scheme = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(rounds, salt, iv);
    let scheme = EncryptionScheme::from(scheme.map_err(|_| Sm2Error::SecretKey)?);
    let encrypted = scheme.encrypt(password, plain).map_err(|_| Sm2Error::SecretKey)?;
    let data = OctetString::new(encrypted).map_err(|_| Sm2Error::SecretKey)?;
    let info = EncryptedPrivateKeyInfoOwned { encryption_algorithm: scheme, encrypted_data: data };
    let document = info.to_der().ok().and_then(|der| SecretDocument::try_from(der).ok());
    let pem = document.and_then(|document| document.to_pem(label, LineEnding::LF).ok());
    pem.map(|pem| pem.to_string()).ok_or(Sm2Error::SecretKey)
}

fn decrypt_pem(label: &str, pem: &str, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Sm2Error> {
    let (found, document) = SecretDocument::from_pem(pem).map_err(|_| Sm2Error::SecretKey)?;
    if found != label {
        return Err(Sm2Error::SecretKey);
    }
    let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes());
    let info = info.map_err(|_| Sm2Error::SecretKey)?;
    match info.encryption_algorithm.pbes2().map(|scheme| &scheme.kdf) {
        Some(Kdf::Pbkdf2(params)) if params.iteration_count <= MAX_ROUNDS => {}
        _ => return Err(Sm2Error::SecretKey),
    }
    let scheme = &info.encryption_algorithm;
    let plain = scheme.decrypt(password, info.encrypted_data.as_bytes());
    plain.map(Zeroizing::new).map_err(|_| Sm2Error::Password)
}

impl SecretKey {
    /// Encrypts the key (`BEGIN ENCRYPTED PRIVATE KEY`).
    ///
    /// # Errors
    /// [`Sm2Error::SecretKey`] if encoding fails, which does not happen for a key of this type.
    pub fn to_encrypted_pem(&self, with: Lock<'_>) -> Result<String, Sm2Error> {
        let key = self.standard()?.to_pkcs8_der().map_err(|_| Sm2Error::SecretKey)?;
        encrypt_to_pem(KEY_LABEL, key.as_bytes(), with)
    }

    /// Decrypts a key in PEM.
    ///
    /// # Errors
    /// [`Sm2Error::Password`] if the password is wrong; [`Sm2Error::SecretKey`] if the text is not an
    /// encrypted private key, uses another key derivation, or demands more than ten million PBKDF2
    /// iterations.
    pub fn from_encrypted_pem(pem: &str, password: &[u8]) -> Result<Self, Sm2Error> {
        let plain = decrypt_pem(KEY_LABEL, pem, password)?;
        let key = ::sm2::SecretKey::from_pkcs8_der(&plain);
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
    fn other_secrets_are_encrypted_but_are_not_read_as_keys() {
        let pem = lock(b"no key", with(b"x")).unwrap();
        assert!(is_encrypted(&pem));
        assert_eq!(*unlock(&pem, b"x").unwrap(), b"no key");
        assert_ne!(unlock(&pem, b"y").map(|secret| secret.to_vec()), Ok(b"no key".to_vec()));
        assert!(SecretKey::from_encrypted_pem(&pem, b"x").is_err());
        assert!(unlock(&key().to_encrypted_pem(with(b"x")).unwrap(), b"x").is_err());
    }

    #[test]
    fn a_key_is_decrypted_only_with_its_password() {
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
    fn excessive_iteration_counts_are_rejected_before_any_computation() {
        let pem = key().to_encrypted_pem(with(b"x")).unwrap();
        let (_, document) = SecretDocument::from_pem(&pem).unwrap();
        // Replace the iteration count, an INTEGER of two bytes, with one of four bytes.
        let der = document.as_bytes();
        let at = der.windows(4).position(|w| w == [2, 2, 0x03, 0xe8]).unwrap();
        let mut longer = [&der[..at], &[2, 4, 0x7f, 0xff, 0xff, 0xff], &der[at + 4..]].concat();
        // Each of the five enclosing SEQUENCEs grows by two bytes.
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
        assert_eq!(refused, Sm2Error::SecretKey, "Password would mean that decryption was tried");
    }

    fn pem_of(der: &[u8]) -> String {
        let document = SecretDocument::try_from(der.to_vec()).unwrap();
        document.to_pem(KEY_LABEL, LineEnding::LF).unwrap().to_string()
    }
}
