//! The signer with the SM2 keys of the folder.

use std::fs;
use std::sync::{Arc, PoisonError, RwLock};

use seal::signer::{KeyRef, Role, Signer, SignerError, SoftSigner};
use seal::sm2::{Digest, PublicKey, Signature};

use crate::device::{DeviceKeys, standing};
use crate::secrets::Secrets;
use crate::{Error, failed, maker_key, read};

/// Signs with the keys of the device and of the files. The key of a seal is read from its file when
/// it is first used, because another process may have made it since this one started (I8).
pub(super) struct FolderSigner {
    pub secrets: Arc<Secrets>,
    soft: RwLock<SoftSigner>,
    pub device: Option<DeviceKeys>,
}

impl FolderSigner {
    pub fn open(secrets: &Arc<Secrets>, device: Option<DeviceKeys>) -> Result<Self, Error> {
        let (secrets, randomness) = (Arc::clone(secrets), Arc::clone(&secrets.randomness));
        // If there is no randomness, the nonces are the deterministic ones of RFC 6979, which are
        // safe.
        let mut soft = SoftSigner::hedged(Box::new(move |bytes| drop(randomness.fill(bytes))));
        let in_device = |key: &KeyRef| device.as_ref().is_some_and(|device| device.holds(key));
        for (name, key) in standing().into_iter().filter(|(_, key)| !in_device(key)) {
            let text = read(&secrets.folder, &format!("{name}.pem"))?;
            let secret = secrets.key(&text);
            let secret = secret.map_err(|error| failed(&secrets.folder.join(name), error))?;
            soft.insert(key, secret).map_err(|error| failed(&secrets.folder, error))?;
        }
        Ok(Self { secrets, soft: RwLock::new(soft), device })
    }

    /// The place of the key in words for the operator.
    pub fn place(&self, key: &KeyRef) -> String {
        let in_device = self.device.as_ref().and_then(|device| device.place(key).ok().flatten());
        match (in_device, key.role) {
            (Some(place), _) => format!("device {place}"),
            (None, Role::Seal) if *key != maker_key() => format!("seals/{}.pem", key.id),
            (None, _) => format!("{}.pem", key.id),
        }
    }

    /// Reads the key of a seal from its file, unless it is known already.
    fn load(&self, key: &KeyRef) -> Result<(), SignerError> {
        let known = |soft: &SoftSigner| soft.public_key(key).is_ok();
        let plain = key.id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if known(&self.soft.read().unwrap_or_else(PoisonError::into_inner))
            || key.role != Role::Seal
            || !plain
        {
            return Ok(());
        }
        let Ok(text) =
            fs::read_to_string(self.secrets.folder.join(format!("seals/{}.pem", key.id)))
        else {
            return Err(SignerError::UnknownKey(key.clone()));
        };
        let secret = self.secrets.key(&text)?;
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
