//! Checks that every key exists and signs. Operators need this after they have set up or moved a
//! device.

use std::collections::BTreeSet;
use std::fs;

use seal::signer::{KeyRef, Signer, sign_message};
use seal::sm2::sm3;
use serde::Serialize;

use crate::device::standing;
use crate::{Error, KeyFolder, failed, seal_key};

/// The message that every key signs. It cannot be mistaken for a document, a seal or a request,
/// because none of them begins like this.
const PROBE: &[u8] = b"yinxin: does this key sign?";

/// The result of checking one key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyReport {
    /// `root`, `maker`, `log`, `receipt`, `stamper`, or the identity of a seal.
    pub name: String,
    /// The file of the key, or its place in the device.
    pub place: String,
    /// SM3 over x ‖ y of the public key, in hexadecimal; absent if the public key cannot be read.
    pub fingerprint: Option<String>,
    /// Why the key does not sign; absent if it signs.
    pub fault: Option<String>,
}

impl KeyFolder {
    /// Has every key sign a probe and verifies the signatures. Errors: the folder cannot be read. A
    /// key that does not sign is no error; its report has a fault.
    pub fn check(&self) -> Result<Vec<KeyReport>, Error> {
        let standing = standing().into_iter().map(|(name, key)| (name.to_owned(), key));
        let seals = self.seals()?.into_iter().map(|id| (id.clone(), seal_key(&id)));
        Ok(standing.chain(seals).map(|(name, key)| self.probe(name, &key)).collect())
    }

    fn probe(&self, name: String, key: &KeyRef) -> KeyReport {
        // The inner signer bypasses the sealing policy, which would refuse the probe because it is
        // no content with a record. It still verifies each signature.
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

    /// The identities of the seals that have a key, as a file or in a slot of the device.
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
