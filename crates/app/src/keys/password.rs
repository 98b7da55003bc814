//! Key files under a password (PKCS#8, PBES2): what a stolen copy of the folder does not give away.
//! The password itself comes from a file that lies elsewhere, such as a mounted secret.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use seal::sm2::{ROUNDS, SecretKey, Sm2Error, is_encrypted};
use zeroize::Zeroizing;

use super::{Keys, failed};
use crate::clock::Chance;
use crate::error::Error;

/// Fewest characters.
const LEAST: usize = 12;

/// What opens the key files.
pub struct Password {
    word: Zeroizing<String>,
    rounds: u32,
}

impl Password {
    /// The first line of a file. Errors: unreadable, or shorter than twelve characters.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let text = Zeroizing::new(fs::read_to_string(path).map_err(|error| failed(path, error))?);
        let word = Zeroizing::new(text.lines().next().unwrap_or_default().to_owned());
        if word.chars().count() < LEAST {
            return Err(failed(path, format!("a password has at least {LEAST} characters")));
        }
        Ok(Self { word, rounds: ROUNDS })
    }

    /// The same with fewer rounds, for tests that have no time.
    #[must_use]
    pub fn with_rounds(mut self, rounds: u32) -> Self {
        self.rounds = rounds;
        self
    }

    pub(super) fn seal(
        &self,
        secret: &SecretKey,
        chance: &Arc<dyn Chance>,
    ) -> Result<Zeroizing<String>, Error> {
        let (mut salt, mut iv) = ([0; 16], [0; 16]);
        chance.fill(&mut salt)?;
        chance.fill(&mut iv)?;
        let text = secret.to_encrypted_pem(self.word.as_bytes(), &salt, iv, self.rounds);
        text.map(Zeroizing::new).map_err(|error| Error::Internal(error.to_string()))
    }
}

/// The key in a file's text. Errors: under a password that was not given or does not fit.
pub(super) fn secret(text: &str, password: Option<&Password>) -> Result<SecretKey, Sm2Error> {
    match password {
        _ if !is_encrypted(text) => SecretKey::from_pkcs8_pem(text),
        Some(password) => SecretKey::from_encrypted_pem(text, password.word.as_bytes()),
        None => Err(Sm2Error::Password),
    }
}

impl Keys {
    /// Puts every SM2 key of the folder that lies in the open under the password; a file is replaced
    /// whole or not at all, so the work may be stopped and done again. Returns how many.
    pub fn encrypt(
        folder: &Path,
        password: &Password,
        chance: &Arc<dyn Chance>,
    ) -> Result<usize, Error> {
        let mut files = Vec::new();
        for place in [folder.to_owned(), folder.join("seals")] {
            for entry in fs::read_dir(&place).map_err(|error| failed(&place, error))? {
                files.push(entry.map_err(|error| failed(&place, error))?.path());
            }
        }
        files.sort();
        let mut count = 0;
        for path in files {
            let Ok(text) = fs::read_to_string(&path).map(Zeroizing::new) else { continue };
            if text.starts_with("-----BEGIN PRIVATE KEY-----") {
                let key = SecretKey::from_pkcs8_pem(&text).map_err(|error| failed(&path, error))?;
                replace(&path, &password.seal(&key, chance)?)?;
                count += 1;
            }
        }
        Ok(count)
    }
}

fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let mut fresh = path.as_os_str().to_owned();
    fresh.push(".new");
    let fresh = PathBuf::from(fresh);
    let written = || -> std::io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    };
    written().map_err(|error| failed(path, error))
}

#[cfg(test)]
mod tests {
    use seal::sm2::Digest;

    use super::*;
    use crate::clock::SystemChance;
    use crate::keys::{log_key, seal_key};

    fn password(folder: &Path, word: &str) -> Password {
        let path = folder.join("password");
        fs::write(&path, word).unwrap();
        Password::from_file(&path).unwrap().with_rounds(1_000)
    }

    #[test]
    fn keys_under_a_password_open_with_it_only_and_new_ones_join_them() {
        let folder = tempfile::tempdir().unwrap();
        let (keys, chance) = (folder.path().join("keys"), Arc::new(SystemChance));
        let chance: Arc<dyn Chance> = chance;
        Keys::create(&keys, "演示市", 1_795_400_000, &chance).unwrap();
        let open = |word: Option<&str>| {
            let password = word.map(|word| password(folder.path(), word));
            Keys::unlock(&keys, password, Arc::clone(&chance))
        };
        let before = open(None).unwrap();
        before.new_seal_key("s-1", "单位", 1_795_400_000).unwrap();
        let public = |keys: &Keys, id| keys.signer().public_key(&seal_key(id)).unwrap();
        let kept = (public(&before, "s-1"), before.signer().public_key(&log_key()).unwrap());

        let word = "correct horse 电池";
        let done = Keys::encrypt(&keys, &password(folder.path(), word), &chance).unwrap();
        assert_eq!(done, 6, "root, maker, log, receipt, stamper and the seal");
        assert_eq!(Keys::encrypt(&keys, &password(folder.path(), word), &chance).unwrap(), 0);
        let why = |word| open(word).err().unwrap().to_string();
        assert!(why(None).contains("password"), "{}", why(None));
        assert!(why(Some("another password")).contains("password"));

        let after = open(Some(word)).unwrap();
        let now = (public(&after, "s-1"), after.signer().public_key(&log_key()).unwrap());
        assert_eq!(kept, now);
        after.new_seal_key("s-2", "单位", 1_795_400_000).unwrap();
        assert!(is_encrypted(&fs::read_to_string(keys.join("seals/s-2.pem")).unwrap()));
        let (key, digest) = (seal_key("s-2"), Digest([3; 32]));
        after.announce(&key, digest, "record", 1_795_400_000_000).unwrap();
        assert!(after.signer().sign(&key, &[digest]).is_ok());
    }

    #[test]
    fn a_short_password_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p");
        fs::write(&path, "elf letters\nsecond line that is long enough").unwrap();
        let refused = Password::from_file(&path).err().unwrap();
        assert!(refused.to_string().contains("12 characters"));
    }
}
