//! The SM2 keys of the folder behind the signer's trait.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use seal::signer::{KeyRef, Role, Signer, SignerError, SoftSigner};
use seal::sm2::{Digest, PublicKey, Signature};

use super::device::{DeviceKeys, standing};
use super::password::secret;
use super::{Password, failed, maker_key, read};
use crate::clock::Chance;
use crate::error::Error;

/// SM2 keys by file name, but for those in a device; those of seals are read when first asked for,
/// because another process may have made them (I8).
pub(super) struct FolderSigner {
    folder: PathBuf,
    soft: RwLock<SoftSigner>,
    pub password: Option<Password>,
    pub device: Option<DeviceKeys>,
}

impl FolderSigner {
    pub fn open(
        folder: &Path,
        password: Option<Password>,
        device: Option<DeviceKeys>,
        chance: &Arc<dyn Chance>,
    ) -> Result<Self, Error> {
        let chance = Arc::clone(chance);
        // Should chance fail, nonces stay those of RFC 6979: safe, only not hedged.
        let mut soft = SoftSigner::hedged(Box::new(move |bytes| drop(chance.fill(bytes))));
        let in_device = |key: &KeyRef| device.as_ref().is_some_and(|device| device.holds(key));
        for (name, key) in standing().into_iter().filter(|(_, key)| !in_device(key)) {
            let text = read(folder, &format!("{name}.pem"))?;
            let secret = secret(&text, password.as_ref());
            let secret = secret.map_err(|error| failed(&folder.join(name), error))?;
            soft.insert(key, secret).map_err(|error| failed(folder, error))?;
        }
        Ok(Self { folder: folder.join("seals"), soft: RwLock::new(soft), password, device })
    }

    /// Where the key lies, in the operator's words.
    pub fn place(&self, key: &KeyRef) -> String {
        let in_device = self.device.as_ref().and_then(|device| device.place(key).ok().flatten());
        match (in_device, key.role) {
            (Some(place), _) => format!("device {place}"),
            (None, Role::Seal) if *key != maker_key() => format!("seals/{}.pem", key.id),
            (None, _) => format!("{}.pem", key.id),
        }
    }

    fn load(&self, key: &KeyRef) -> Result<(), SignerError> {
        let known = |soft: &SoftSigner| soft.public_key(key).is_ok();
        let plain = key.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if known(&self.soft.read().unwrap_or_else(PoisonError::into_inner))
            || key.role != Role::Seal
            || !plain
        {
            return Ok(());
        }
        let Ok(text) = fs::read_to_string(self.folder.join(format!("{}.pem", key.id))) else {
            return Err(SignerError::UnknownKey(key.clone()));
        };
        let secret = secret(&text, self.password.as_ref())?;
        let mut soft = self.soft.write().unwrap_or_else(PoisonError::into_inner);
        if known(&soft) { Ok(()) } else { soft.insert(key.clone(), secret) }
    }
}

impl Signer for FolderSigner {
    fn public_key(&self, key: &KeyRef) -> Result<PublicKey, SignerError> {
        if let Some(device) = &self.device
            && let Some(public) = device.public_key(key)?
        {
            return Ok(public);
        }
        self.load(key)?;
        self.soft.read().unwrap_or_else(PoisonError::into_inner).public_key(key)
    }

    fn sign(&self, key: &KeyRef, digests: &[Digest]) -> Result<Vec<Signature>, SignerError> {
        if let Some(device) = &self.device
            && let Some(signatures) = device.sign(key, digests)?
        {
            return Ok(signatures);
        }
        self.load(key)?;
        self.soft.read().unwrap_or_else(PoisonError::into_inner).sign(key, digests)
    }
}
