//! Checkpoints outside the database (Art. 21): signed, written durably, and compared at the start,
//! so that an old copy of the data cannot be continued in silence.

use std::path::Path;

use ed25519_dalek::Signer as _;
use keys::log_key;
use ledger::checkpoint::{Checkpoint, Note, NoteSignature, Scheme, key_id};
use seal::signer::{KeyRef, Signer, sign_message};

use crate::kernel::{App, Error};
use crate::records::checkpoint::{line_name, read_newest};

impl App {
    /// The newest checkpoint, signed by the city's own keys: SM2 and Ed25519, so that programs
    /// without SM2 can follow the log too.
    pub async fn own_checkpoint(&self, origin: &str) -> Result<Note, Error> {
        let keys = self.keys();
        let mut note = self.checkpoint(origin, keys.signer(), &log_key()).await?;
        let name = format!("{origin}/ed25519");
        let key = keys.log_ed25519();
        note.signatures.push(NoteSignature {
            key_id: key_id(&name, Scheme::Ed25519, key.verifying_key().as_bytes()),
            name,
            signature: key.sign(note.body.as_bytes()).to_bytes().to_vec(),
        });
        Ok(note)
    }

    /// Refuses a database whose log does not continue the newest checkpoint in `folder`.
    pub async fn continue_from_folder(&self, folder: &Path, origin: &str) -> Result<(), Error> {
        let public = self.keys().signer().public_key(&log_key());
        let public = public.map_err(|error| Error::Unavailable(error.to_string()))?;
        match read_newest(folder, origin, &public)? {
            Some(checkpoint) => self.continue_from(&checkpoint).await,
            None => Ok(()),
        }
    }

    /// Places what waits, and signs the tree's size and root for the log `origin`.
    pub async fn checkpoint(
        &self,
        origin: &str,
        signer: &dyn Signer,
        key: &KeyRef,
    ) -> Result<Note, Error> {
        let (size, root) = self.store().sequence().await?;
        let checkpoint = Checkpoint { origin: origin.to_owned(), size, root };
        let body = checkpoint.body();
        let failed = |error: seal::signer::SignerError| Error::Unavailable(error.to_string());
        let public_key = signer.public_key(key).map_err(failed)?;
        let keys = self.keys();
        let signature = keys.aside(key, || sign_message(signer, key, body.as_bytes()));
        let signature = signature.map_err(failed)?;
        let name = line_name(origin);
        let line = NoteSignature {
            key_id: key_id(&name, Scheme::Sm2, &public_key.to_xy()),
            name,
            signature: signature.to_raw().to_vec(),
        };
        Ok(Note { body, checkpoint, signatures: vec![line] })
    }

    /// Refuses a database whose log does not continue the newest outside checkpoint.
    pub async fn continue_from(&self, checkpoint: &Checkpoint) -> Result<(), Error> {
        let mut reader = self.read().await?;
        let (size, _) = reader.tree().await?;
        let cut = |why: &str| Error::Unavailable(format!("the log {why}"));
        if size < checkpoint.size {
            return Err(cut("is shorter than the newest outside checkpoint"));
        }
        if reader.root_at(checkpoint.size).await? != checkpoint.root {
            return Err(cut("is not the one of the newest outside checkpoint"));
        }
        Ok(())
    }
}
