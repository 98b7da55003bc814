//! The secrets of a key folder as files. They are decrypted and encrypted with the password of the
//! folder, if it has one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use seal::sm2::{SecretKey, Sm2Error, is_encrypted, lock, unlock};
use zeroize::Zeroizing;

use crate::password::{Password, secret};
use crate::{Error, Randomness, draw, failed, read, write_new};

/// A key folder with its password.
pub(crate) struct Secrets {
    pub folder: PathBuf,
    pub randomness: Arc<dyn Randomness>,
    password: Option<Password>,
}

impl Secrets {
    pub fn new(
        folder: &Path,
        password: Option<Password>,
        randomness: &Arc<dyn Randomness>,
    ) -> Self {
        Self { folder: folder.to_owned(), randomness: Arc::clone(randomness), password }
    }

    /// The text of a secret that is not an SM2 key. Errors: the file cannot be read, or is
    /// encrypted with another password or while none was given.
    pub fn read(&self, name: &str) -> Result<Zeroizing<String>, Error> {
        let text = Zeroizing::new(read(&self.folder, name)?);
        if !is_encrypted(&text) {
            return Ok(text);
        }
        let password = self.password.as_ref().map(Password::bytes);
        let opened = password.ok_or(Sm2Error::Password).and_then(|word| unlock(&text, word));
        // A wrong password may decrypt to arbitrary bytes; a secret is always text.
        let text = opened.and_then(|plain| {
            String::from_utf8(plain.to_vec()).map(Zeroizing::new).map_err(|_| Sm2Error::Password)
        });
        text.map_err(|error| failed(&self.folder.join(name), error))
    }

    /// The SM2 key in the text of a key file. Errors: as for [`Self::read`], or the text is no key.
    pub fn key(&self, text: &str) -> Result<SecretKey, Sm2Error> {
        secret(text, self.password.as_ref())
    }

    /// Makes an SM2 key in a new file. Errors: there is no randomness, or the file exists already.
    pub fn make_key(&self, name: &str) -> Result<(), Error> {
        // `draw` cannot report an error, so the source is tested first: a key made without
        // randomness would be known to everybody.
        let mut probe = [0; 32];
        self.randomness.fill(&mut probe)?;
        let key = SecretKey::generate(&mut draw(&self.randomness));
        let key = key.map_err(|error| failed(&self.folder, error))?;
        let text = match &self.password {
            Some(password) => password.seal(&key, &self.randomness)?.into(),
            None => key.to_pkcs8_pem().map_err(|error| failed(&self.folder, error))?,
        };
        write_new(&self.folder, name, text.as_bytes())
    }

    /// Makes a secret of 32 random bytes, in hexadecimal, in a new file. Errors: as for
    /// [`Self::make_key`].
    pub fn make_random(&self, name: &str) -> Result<(), Error> {
        let mut bytes = Zeroizing::new([0; 32]);
        self.randomness.fill(&mut *bytes)?;
        let text = Zeroizing::new(hex::encode(*bytes));
        match &self.password {
            Some(password) => {
                let locked = password.with(&self.randomness, |with| lock(text.as_bytes(), with))?;
                write_new(&self.folder, name, locked.as_bytes())
            }
            None => write_new(&self.folder, name, text.as_bytes()),
        }
    }
}
