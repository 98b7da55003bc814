//! Whether every key is there and signs: the operator's question after a device was set up or moved.

use std::collections::BTreeSet;
use std::fs;

use seal::signer::{KeyRef, Signer, sign_message};
use seal::sm2::sm3;
use serde::Serialize;

use crate::device::standing;
use crate::{Error, KeyFolder, failed, seal_key};

/// What is signed; no document, seal or request begins like this.
const PROBE: &[u8] = b"yinxin: does this key sign?";

/// One key of the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyReport {
    /// `root`, `maker`, `log`, `receipt`, `stamper`, or the identity of a seal.
    pub name: String,
    /// A file of the folder, or a key of the device.
    pub place: String,
    /// SM3 of the public key's x ‖ y, in hex; none if it cannot be had.
    pub fingerprint: Option<String>,
    /// Why it does not sign.
    pub fault: Option<String>,
}

impl KeyFolder {
    /// Has every key sign a probe; each signature is verified. Errors: the folder cannot be read; a
    /// key that does not sign is no error but a fault in its report.
    pub fn check(&self) -> Result<Vec<KeyReport>, Error> {
        let standing = standing().into_iter().map(|(name, key)| (name.to_owned(), key));
        let seals = self.seals()?.into_iter().map(|id| (id.clone(), seal_key(&id)));
        Ok(standing.chain(seals).map(|(name, key)| self.probe(name, &key)).collect())
    }

    fn probe(&self, name: String, key: &KeyRef) -> KeyReport {
        // Past the sealing policy, which is about content, but not past the check of signatures.
        let signer = self.signer.inner();
        KeyReport {
            place: signer.0.place(key),
            fingerprint: signer
                .public_key(key)
                .ok()
                .map(|public| hex::encode(sm3(&public.to_xy()))),
            fault: sign_message(signer, key, PROBE).err().map(|error| error.to_string()),
            name,
        }
    }

    /// Identities of the seals that have a key: a file, or a slot of the device.
    fn seals(&self) -> Result<BTreeSet<String>, Error> {
        let folder = self.folder.join("seals");
        let wrong = |error| failed(&folder, error);
        let mut seals = BTreeSet::new();
        for entry in fs::read_dir(&folder).map_err(wrong)? {
            let path = entry.map_err(wrong)?.path();
            let ending = path.extension().and_then(|ending| ending.to_str());
            match (ending, path.file_stem().and_then(|stem| stem.to_str())) {
                (Some("pem"), Some(seal_id)) => drop(seals.insert(seal_id.to_owned())),
                (Some("slot"), _) => drop(seals.insert(fs::read_to_string(&path).map_err(wrong)?)),
                _ => {}
            }
        }
        Ok(seals)
    }
}
