//! Checkpoints outside the database (Art. 21). They are signed, written durably, and compared with
//! the log when the server starts, so that nobody can replace the database by an older copy
//! unnoticed.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use ed25519_dalek::Signer as _;
use keys::log_key;
use ledger::Hash;
use ledger::checkpoint::{Checkpoint, Note, NoteSignature, Scheme, key_id};
use seal::signer::{KeyRef, Signer, sign_message};
use store::Cause;

use crate::kernel::{App, Error};
use crate::records::checkpoint::{
    Checkpoints, forget_stop, line_name, lock_folder, note_stop, outside, read_newest, read_stop,
    write_newest,
};

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

    /// Compares the log with the newest checkpoint outside the database. Errors: [`Error::Stopped`], and all
    /// writing is stopped, if the log does not extend it, if the checkpoint is missing or cannot be
    /// read, or if an earlier process stopped because of the log (I15). A log without places needs no checkpoint yet.
    pub async fn guard_log(&self, checkpoints: &Checkpoints) -> Result<(), Error> {
        let folder = checkpoints.folder.clone();
        let earlier = blocking(move || read_stop(&folder)).await;
        if let Some(why) = self.or_stop(earlier)? {
            self.store().stop_writing(Cause::Log, &why);
            return Err(Error::Stopped(why));
        }
        match self.compare_log(checkpoints).await {
            Ok(()) => Ok(()),
            Err(Error::Stopped(why)) => self.or_stop(Err(why)),
            Err(error) => Err(error),
        }
    }

    /// Writes a signed checkpoint of the log outside the database, if the log extends the newest one.
    /// Does nothing if another process places records at this moment. Errors: [`Error::Stopped`], and
    /// all writing is stopped, if the log does not extend the newest checkpoint, that is missing, or
    /// the folder cannot be written; the key cannot sign.
    pub async fn write_checkpoint(&self, checkpoints: &Checkpoints) -> Result<(), Error> {
        let folder = checkpoints.folder.clone();
        let locked = blocking(move || lock_folder(&folder)).await;
        let _lock = self.or_stop(locked)?;
        if let Some(why) = self.store().stopped_for(Cause::Log) {
            let (folder, why) = (checkpoints.folder.clone(), why.clone());
            let noted = blocking(move || note_stop(&folder, &why)).await;
            self.or_stop(noted)?;
        }
        self.guard_log(checkpoints).await?;
        self.sign_and_write(checkpoints).await
    }

    /// Writes a checkpoint of the log as it is, whatever was written before: the first one of a city,
    /// or one that takes the place of a lost one. The caller has checked the log. Errors: the folder
    /// cannot be written; the key cannot sign.
    pub async fn renew_checkpoint(&self, checkpoints: &Checkpoints) -> Result<(), Error> {
        let folder = checkpoints.folder.clone();
        let locked = blocking(move || lock_folder(&folder)).await;
        let _lock = self.or_stop(locked)?;
        self.sign_and_write(checkpoints).await?;
        let folder = checkpoints.folder.clone();
        let forgotten = blocking(move || forget_stop(&folder)).await;
        self.or_stop(forgotten)
    }

    /// Accepts the clock as it is after it was wrong, or after a long time without records, and records
    /// it. Records are in order from here on. Errors: the database cannot be written.
    pub async fn accept_clock(&self) -> Result<(), Error> {
        let (now, newest) = (self.now(), self.store().newest_record());
        self.store().believe_clock(now);
        let work = self.begin(&Caller::program("shell")).await?;
        let (work, permit) = work.permit(Action::GuardLog, &Citywide).await?;
        let event = Event::new(EventKind::ClockAccepted, "log")
            .with_details(serde_json::json!({ "newest": newest.map(rfc3339) }));
        work.commit(permit.done((), event)).await?;
        self.store().sequence().await?;
        Ok(())
    }

    /// Renews the checkpoint of a log that was checked and had so many findings, and records it.
    /// Returns the size of the log. Errors: as for [`Self::renew_checkpoint`].
    pub async fn begin_again(
        &self,
        checkpoints: &Checkpoints,
        findings: usize,
    ) -> Result<u64, Error> {
        let work = self.begin(&Caller::program("shell")).await?;
        let (work, permit) = work.permit(Action::GuardLog, &Citywide).await?;
        let event = Event::new(EventKind::CheckpointRenewed, format!("findings {findings}"));
        work.commit(permit.done((), event)).await?;
        self.renew_checkpoint(checkpoints).await?;
        Ok(self.read().await?.tree().await?.0)
    }

    async fn sign_and_write(&self, checkpoints: &Checkpoints) -> Result<(), Error> {
        if let Some(why) = self.store().stopped_for(Cause::Log) {
            return Err(Error::Stopped(why));
        }
        let note = match self.own_checkpoint(&checkpoints.origin).await {
            Err(Error::Conflict) => return Ok(()),
            other => other?,
        };
        let (size, folder) = (note.checkpoint.size, checkpoints.folder.clone());
        let written = blocking(move || write_newest(&folder, &note)).await;
        self.or_stop(written)?;
        self.store().log_reaches(size);
        self.store().go_on_writing(Cause::Checkpoint);
        Ok(())
    }

    /// Errors: [`Error::Stopped`], and all writing is stopped, if `done` is an error.
    fn or_stop<T>(&self, done: Result<T, String>) -> Result<T, Error> {
        done.map_err(|why| {
            self.store().stop_writing(Cause::Checkpoint, &why);
            Error::Stopped(why)
        })
    }

    /// Size and root of the newest checkpoint outside; `None` if there is none. Errors: it cannot be read.
    pub async fn outside_checkpoint(
        &self,
        checkpoints: &Checkpoints,
    ) -> Result<Option<(u64, Hash)>, Error> {
        Ok(self.newest_outside(checkpoints).await?.as_ref().map(outside))
    }

    /// Errors: [`Error::Stopped`] if the checkpoint cannot be read or is not signed by the city.
    async fn newest_outside(&self, checkpoints: &Checkpoints) -> Result<Option<Checkpoint>, Error> {
        let public = self.keys().signer().public_key(&log_key());
        let public = public.map_err(|error| Error::Unavailable(error.to_string()))?;
        let (folder, origin) = (checkpoints.folder.clone(), checkpoints.origin.clone());
        let newest = blocking(move || {
            let newest = read_newest(&folder, &origin, &public);
            newest.map_err(|error| std::io::Error::other(error.to_string()))
        });
        newest.await.map_err(Error::Stopped)
    }

    /// Compares the log with the newest checkpoint outside. Errors: [`Error::Stopped`] if
    /// the log does not extend it, or it is missing or cannot be read.
    async fn compare_log(&self, checkpoints: &Checkpoints) -> Result<(), Error> {
        let size = self.read().await?.tree().await?.0;
        match self.newest_outside(checkpoints).await? {
            Some(checkpoint) => {
                self.continue_from(&checkpoint).await?;
                self.store().log_reaches(checkpoint.size);
                Ok(())
            }
            None if size == 0 => Ok(()),
            None => {
                let folder = checkpoints.folder.display();
                Err(Error::Stopped(format!(
                    "the outside checkpoint in {folder} is missing: put it back, or, if it is lost for \
                     good, run `yinxin audit renew-checkpoint`"
                )))
            }
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
        let (size, root) = match self.store().stopped() {
            None => self.store().sequence().await?,
            // The tree is signed as it is, to find out whether a checkpoint can be kept again.
            Some(_) => self.read().await?.tree().await?,
        };
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
        let differs = |why: &str| Error::Stopped(format!("the log {why}"));
        if size < checkpoint.size {
            return Err(differs("is shorter than the newest outside checkpoint"));
        }
        if reader.root_at(checkpoint.size).await? != checkpoint.root {
            return Err(differs("does not extend the newest outside checkpoint"));
        }
        Ok(())
    }
}

/// Does blocking work with files off the threads that serve requests. Errors: as text.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    }
}
