//! Encryption of the secrets with a password, so that a stolen copy of the folder does not reveal
//! them. SM2 keys are encrypted PKCS#8 (PBES2), and the other secrets have the same form. The
//! password is read from a file outside the folder, such as a mounted secret.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use seal::sm2::{Lock, ROUNDS, SecretKey, Sm2Error, is_encrypted, lock};
use zeroize::Zeroizing;

use crate::{ED25519, Error, KeyFolder, MARK, Place, Randomness, STORE, failed, read, write};

/// Smallest number of characters of a password.
const MIN_LENGTH: usize = 12;
/// The secrets of the folder that are not SM2 keys.
const SECRETS: [&str; 3] = [STORE, ED25519, MARK];

/// The password that encrypts the secrets.
pub struct Password {
    word: Zeroizing<String>,
    rounds: u32,
}

impl Password {
    /// Reads the password from the first line of a file. Errors: the file cannot be read, or the
    /// password has fewer than twelve characters.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let word = first_line(path)?;
        if word.chars().count() < MIN_LENGTH {
            return Err(failed(path, format!("a password has at least {MIN_LENGTH} characters")));
        }
        Ok(Self { word, rounds: ROUNDS })
    }

    /// Sets another number of rounds, so that tests are fast.
    #[must_use]
    pub fn with_rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds;
        self
    }

    /// Calls `work` with the password and a fresh salt and IV.
    pub(super) fn with<T>(
        &self,
        randomness: &Arc<dyn Randomness>,
        work: impl FnOnce(Lock<'_>) -> Result<T, Sm2Error>,
    ) -> Result<T, Error> {
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        randomness.fill(&mut salt)?;
        randomness.fill(&mut iv)?;
        let (password, rounds) = (self.word.as_bytes(), self.rounds);
        let made = work(Lock { password, salt: &salt, iv, rounds });
        made.map_err(|error| Error::Internal(error.to_string()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.word.as_bytes()
    }

    /// The key as encrypted PEM.
    pub(super) fn seal(
        &self,
        key: &SecretKey,
        randomness: &Arc<dyn Randomness>,
    ) -> Result<String, Error> {
        self.with(randomness, |lock| key.to_encrypted_pem(lock))
    }
}

pub(super) fn first_line(path: &Path) -> Result<Zeroizing<String>, Error> {
    let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| failed(path, error))?);
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

/// The SM2 key in the text of a file. Errors: it is malformed, or encrypted with another password
/// or while none was given.
pub(super) fn secret(text: &str, password: Option<&Password>) -> Result<SecretKey, Sm2Error> {
    match password {
        _ if !is_encrypted(text) => SecretKey::from_pkcs8_pem(text),
        Some(password) => SecretKey::from_encrypted_pem(text, password.word.as_bytes()),
        None => Err(Sm2Error::Password),
    }
}

impl KeyFolder {
    /// Encrypts all secrets of the folder that are not encrypted yet, and returns their number.
    /// Each file is replaced whole, so an interrupted run can be repeated. Errors: a file cannot be
    /// read or written, or claims to be a key but cannot be parsed.
    pub fn encrypt(
        folder: &Path,
        password: &Password,
        randomness: &Arc<dyn Randomness>,
    ) -> Result<usize, Error> {
        let mut count = 0;
        for folder in [folder.to_owned(), folder.join("seals")] {
            for entry in fs::read_dir(&folder).map_err(|error| failed(&folder, error))? {
                let name = entry.map_err(|error| failed(&folder, error))?.file_name();
                let Some(name) = name.to_str().filter(|name| name.ends_with(".pem")) else {
                    continue;
                };
                let text = Zeroizing::new(read(&folder, name)?);
                if text.contains("-----BEGIN PRIVATE KEY-----") {
                    let key = SecretKey::from_pkcs8_pem(text.trim());
                    let key = key.map_err(|error| failed(&folder.join(name), error))?;
                    let sealed = password.seal(&key, randomness)?;
                    write(&folder, name, sealed.as_bytes(), Place::Taken)?;
                    count += 1;
                }
            }
        }
        for name in SECRETS.into_iter().filter(|name| folder.join(name).exists()) {
            let text = Zeroizing::new(read(folder, name)?);
            if !is_encrypted(&text) {
                let locked = password.with(randomness, |with| lock(text.as_bytes(), with))?;
                write(folder, name, locked.as_bytes(), Place::Taken)?;
                count += 1;
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use seal::signer::SignerError;
    use seal::sm2::{Digest, PublicKey};

    use super::*;
    use crate::tests::SystemRandomness;
    use crate::{log_key, seal_key};

    fn password(folder: &Path, word: &str) -> Password {
        let path = folder.join("password");
        fs::write(&path, word).unwrap();
        Password::from_file(&path).unwrap().with_rounds(1_000)
    }

    #[test]
    fn encrypted_keys_open_only_with_the_password_and_new_keys_are_encrypted_too() {
        let folder = tempfile::tempdir().unwrap();
        let (keys, randomness) = (folder.path().join("keys"), Arc::new(SystemRandomness));
        let randomness: Arc<dyn Randomness> = randomness;
        KeyFolder::create(&keys, "演示市", 1_795_400_000, &randomness).unwrap();
        let open = |word: Option<&str>| {
            let password = word.map(|word| password(folder.path(), word));
            KeyFolder::unlock(&keys, password, Arc::clone(&randomness))
        };
        let before = open(None).unwrap();
        before.new_seal_key("s-1", "单位", 1_795_400_000).unwrap();
        let public = |keys: &KeyFolder, id| keys.signer().public_key(&seal_key(id)).unwrap();
        let kept = (public(&before, "s-1"), before.signer().public_key(&log_key()).unwrap());

        let word = "correct horse 电池";
        let done = KeyFolder::encrypt(&keys, &password(folder.path(), word), &randomness).unwrap();
        assert_eq!(done, 9, "root, maker, log, receipt, stamper, the seal, and three others");
        for name in SECRETS {
            assert!(is_encrypted(&fs::read_to_string(keys.join(name)).unwrap()), "{name}");
        }
        assert_eq!(
            KeyFolder::encrypt(&keys, &password(folder.path(), word), &randomness).unwrap(),
            0
        );
        let why = |word| open(word).err().unwrap().to_string();
        assert!(why(None).contains("password"), "{}", why(None));
        assert!(why(Some("another password")).contains("password"));

        let after = open(Some(word)).unwrap();
        let now = (public(&after, "s-1"), after.signer().public_key(&log_key()).unwrap());
        assert_eq!(kept, now);
        after.new_seal_key("s-2", "单位", 1_795_400_000).unwrap();
        assert!(is_encrypted(&fs::read_to_string(keys.join("seals/s-2.pem")).unwrap()));
        let content = [(Digest([3; 32]), "record")];
        let seal = |id, public: PublicKey| after.seal(id, &public, &content, 1_795_400_000_000);
        assert!(seal("s-2", public(&after, "s-2")).is_ok());
        // The key of another seal is refused.
        let other = SignerError::OtherKey(seal_key("s-2"));
        assert_eq!(seal("s-2", kept.0).unwrap_err(), other);
    }

    #[test]
    fn a_file_that_cannot_be_read_or_parsed_as_a_key_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let randomness: Arc<dyn Randomness> = Arc::new(SystemRandomness);
        let keys = folder.path().join("keys");
        KeyFolder::create(&keys, "演示市", 1_795_400_000, &randomness).unwrap();
        let word = password(folder.path(), "a long password");
        // Blank lines before a key must not hide it.
        let root = fs::read_to_string(keys.join("root.pem")).unwrap();
        fs::write(keys.join("root.pem"), format!("\n\n{root}")).unwrap();
        fs::write(keys.join("seals/strange.pem"), [0xff, 0xfe]).unwrap();
        let told = KeyFolder::encrypt(&keys, &word, &randomness).unwrap_err();
        assert!(told.to_string().contains("strange.pem"), "{told}");
        fs::write(keys.join("seals/strange.pem"), "-----BEGIN PRIVATE KEY-----\n").unwrap();
        let told = KeyFolder::encrypt(&keys, &word, &randomness).unwrap_err();
        assert!(told.to_string().contains("strange.pem"), "{told}");
        fs::remove_file(keys.join("seals/strange.pem")).unwrap();
        KeyFolder::encrypt(&keys, &word, &randomness).unwrap();
        for name in ["root", "maker", "log", "receipt", "stamper"] {
            let text = fs::read_to_string(keys.join(format!("{name}.pem"))).unwrap();
            assert!(is_encrypted(&text), "{name}");
        }
    }

    #[test]
    fn a_temporary_file_that_a_power_cut_left_does_not_pass_on_its_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pem");
        for name in ["a.pem", "a.pem.new"] {
            fs::write(folder.path().join(name), "old").unwrap();
            let open = fs::Permissions::from_mode(0o644);
            fs::set_permissions(folder.path().join(name), open).unwrap();
        }
        write(folder.path(), "a.pem", b"new", Place::Taken).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(
            write(folder.path(), "a.pem", b"other", Place::Free).is_err(),
            "an existing file is not replaced"
        );
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }

    #[test]
    fn a_password_of_fewer_than_twelve_characters_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        fs::write(&path, "elf letters\nsecond line that is long enough").unwrap();
        let refused = Password::from_file(&path).err().unwrap();
        assert!(refused.to_string().contains("12 characters"));
    }
}
