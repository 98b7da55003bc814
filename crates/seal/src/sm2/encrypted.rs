//! Private keys under a password: PKCS#8 EncryptedPrivateKeyInfo with PBES2 (RFC 8018), PBKDF2 with
//! HMAC-SHA-256 and AES-256-CBC, as OpenSSL 3 reads and writes it.

use pkcs8::pkcs5::pbes2::{self, Kdf};
use pkcs8::{
    DecodePrivateKey, EncodePrivateKey, EncryptedPrivateKeyInfoRef, LineEnding, PrivateKeyInfoRef,
    SecretDocument,
};
use zeroize::Zeroizing;

use super::{SecretKey, Sm2Error};

/// Rounds of PBKDF2 for new files: some tenths of a second (OWASP 2023).
pub const ROUNDS: u32 = 600_000;
/// A file that asks for more would only keep the reader busy.
const MOST_ROUNDS: u32 = 10_000_000;
const LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// Whether the text is a key under a password.
#[must_use]
pub fn is_encrypted(pem: &str) -> bool {
    pem.trim_start().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----")
}

impl SecretKey {
    /// `salt` and `iv` fresh and random for every file; [`ROUNDS`] unless a test has no time.
    ///
    /// # Errors
    /// [`Sm2Error::SecretKey`] if encoding fails, which it does not for a key made here.
    pub fn to_encrypted_pem(
        &self,
        password: &[u8],
        salt: &[u8; 16],
        iv: [u8; 16],
        rounds: u32,
    ) -> Result<String, Sm2Error> {
        let wrong = |_| Sm2Error::SecretKey;
        let scheme = pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(rounds, salt, iv);
        let scheme = scheme.map_err(|_| Sm2Error::SecretKey)?;
        let key = self.standard()?.to_pkcs8_der().map_err(wrong)?;
        let info = PrivateKeyInfoRef::try_from(key.as_bytes()).map_err(|_| Sm2Error::SecretKey)?;
        let sealed = info.encrypt_with_params(scheme, password).map_err(wrong)?;
        let pem = sealed.to_pem(LABEL, LineEnding::LF).map_err(|_| Sm2Error::SecretKey)?;
        Ok(pem.to_string())
    }

    /// # Errors
    /// [`Sm2Error::Password`] if it opens nothing; [`Sm2Error::SecretKey`] if the text is no such
    /// file, is protected in another way, or asks for more than ten million rounds.
    pub fn from_encrypted_pem(pem: &str, password: &[u8]) -> Result<Self, Sm2Error> {
        let (label, document) = SecretDocument::from_pem(pem).map_err(|_| Sm2Error::SecretKey)?;
        if label != LABEL {
            return Err(Sm2Error::SecretKey);
        }
        let info = EncryptedPrivateKeyInfoRef::try_from(document.as_bytes());
        let info = info.map_err(|_| Sm2Error::SecretKey)?;
        let kdf = info.encryption_algorithm.pbes2().map(|scheme| &scheme.kdf);
        match kdf {
            Some(Kdf::Pbkdf2(params)) if params.iteration_count <= MOST_ROUNDS => {}
            _ => return Err(Sm2Error::SecretKey),
        }
        let opened = info.decrypt(password).map_err(|_| Sm2Error::Password)?;
        let key = ::sm2::SecretKey::from_pkcs8_der(opened.as_bytes());
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

    #[test]
    fn a_key_comes_back_under_its_password_only() {
        let pem = key().to_encrypted_pem("口令".as_bytes(), &[1; 16], [2; 16], 1_000).unwrap();
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
        let pem = key().to_encrypted_pem(b"x", &[1; 16], [2; 16], 1_000).unwrap();
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
