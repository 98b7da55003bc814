//! Checkpoints outside the database (Art. 21). They are signed, written durably, and compared with
//! the log when the server starts, so that nobody can replace the database by an older copy
//! unnoticed.

use std::path::Path;

use ed25519_dalek::Signer as _;
use keys::log_key;
use ledger::checkpoint::{Checkpoint, Note, NoteSignature, Scheme, key_id};
use seal::signer::{KeyRef, Signer, sign_message};

use crate::kernel::{App, Error};
use crate::records::checkpoint::{line_name, read_newest};

impl App {
    /// A checkpoint of the log as it is now, signed with the keys of the city: SM2, and Ed25519 for
    /// verifiers without SM2.
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

    /// Errors: the log does not extend the newest checkpoint in `folder`, or the checkpoint cannot
    /// be read or is not signed by the key of the log. An empty folder is no error.
    pub async fn continue_from_folder(&self, folder: &Path, origin: &str) -> Result<(), Error> {
        let public = self.keys().signer().public_key(&log_key());
        let public = public.map_err(|error| Error::Unavailable(error.to_string()))?;
        match read_newest(folder, origin, &public)? {
            Some(checkpoint) => self.continue_from(&checkpoint).await,
            None => Ok(()),
        }
    }

    /// Places the waiting records in the tree, and signs size and root of the tree for the log
    /// `origin`. Errors: [`Error::Conflict`] when another process placed records at this moment;
    /// the key cannot sign.
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

    /// Errors: the log is shorter than the checkpoint, or has another root at its size.
    pub async fn continue_from(&self, checkpoint: &Checkpoint) -> Result<(), Error> {
        let mut reader = self.read().await?;
        let (size, _) = reader.tree().await?;
        let differs = |why: &str| Error::Unavailable(format!("the log {why}"));
        if size < checkpoint.size {
            return Err(differs("is shorter than the newest outside checkpoint"));
        }
        if reader.root_at(checkpoint.size).await? != checkpoint.root {
            return Err(differs("does not extend the newest outside checkpoint"));
        }
        Ok(())
    }
}
