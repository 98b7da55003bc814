//! 存档副本 (archive copy, Art. 16): the annotated copy that a using unit files with its case.
//!
//! A copy has the face of the certificate, visible tiles that name receiver, case and copy, a
//! hidden mark, and metadata that name the original by its digest. It is made once for each use and
//! stored. Each download is recorded before the answer is returned (I2).

use domain::caller::Caller;
use domain::certificate::Effect;
use domain::date::{Date, rfc3339};
use domain::event::{Event, EventKind, Manner};
use domain::id::{Bucket, bucket_of};
use domain::policy::Action;
use ofd::write::{Attachment, Document};
use sha2::{Digest, Sha256};
use store::{ArchiveCopyRow, Receipt, UsageRow};

use crate::drawing::copy::{Copied, EFFECT_THEN, MADE_BY};
use crate::drawing::document::document_id;
use crate::kernel::{App, Error};
use crate::records::certificate::{by_id, effect_of};
use crate::records::usage::{load, place_of};

/// An archive copy as it is downloaded.
pub struct ArchiveCopy {
    pub copy_id: String,
    pub bytes: Vec<u8>,
}

impl App {
    /// Returns the archive copy of a use to the unit that made the use; the first call makes the
    /// copy. A copy of a certificate that can no longer be relied on says so on its face and in its metadata
    /// (P3). Errors: [`Error::NotFound`] if there is no such use; the platform has no active seal.
    pub async fn archive_copy(
        &self,
        caller: &Caller,
        use_code: &str,
    ) -> Result<(ArchiveCopy, Receipt), Error> {
        self.copy_shown(caller, use_code, Manner::File).await
    }

    /// The copy of a use, recorded with the form in which it leaves.
    pub(super) async fn copy_shown(
        &self,
        caller: &Caller,
        use_code: &str,
        manner: Manner,
    ) -> Result<(ArchiveCopy, Receipt), Error> {
        let action = Action::TakeArchiveCopy;
        let mut reader = self.read().await?;
        let loaded = load(&mut reader, use_code).await;
        let used = self.present(caller, action, loaded).await?;
        self.permit_read(caller, action, &place_of(&used)?).await?;
        let kept = reader.archive_copy_of_use(use_code).await?;
        drop(reader);
        let bucket = bucket_of(use_code).ok_or(Error::NotFound)?;
        let (mut row, bytes, fresh) = match kept {
            Some(row) => {
                let mut reader = self.read().await?;
                let bytes = self.store().file_content(&mut reader, &row.file_name).await?;
                (row, bytes, false)
            }
            None => {
                let (row, bytes) = self.make_copy(&used, bucket).await?;
                (row, bytes, true)
            }
        };
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::TakeArchiveCopy, &place_of(&used)?).await?;
        if fresh {
            work.rows().insert_archive_copy(&mut row).await?;
        }
        let event = Event::new(EventKind::ArchiveCopyTaken, format!("use {use_code}"))
            .shown(manner)
            .with_file(hex::encode(&row.file_sm3), hex::encode(&row.file_sha256));
        let (_, receipt) = work.commit(permit.done((), event)).await?;
        Ok((ArchiveCopy { copy_id: row.copy_id, bytes }, receipt))
    }

    /// What the certificate of a use counts for today. It is told with each copy, because a copy that was kept
    /// may be older than a revocation (P3).
    pub async fn effect_of_use(&self, use_code: &str) -> Result<Effect, Error> {
        let mut reader = self.read().await?;
        let used = load(&mut reader, use_code).await?;
        effect_of(&by_id(&mut reader, &used.certificate_id).await?, Date::at(self.now()))
    }

    async fn make_copy(
        &self,
        used: &UsageRow,
        bucket: Bucket,
    ) -> Result<(ArchiveCopyRow, Vec<u8>), Error> {
        let copied = self.copied_from(used).await?;
        let seal = self.platform_seal().await?;
        let copy_id = self.fresh_id(self.now(), bucket)?;
        let (app, id) = (self.clone(), copy_id.clone());
        let made = self.heavy(move || -> Result<_, Error> {
            let (compiled, list) = copied.drawn(&app, &id)?;
            let document = Document {
                document_id: document_id(&id),
                title: copied.title(),
                author: copied.receiver.clone(),
                created: copied.day(),
                metadata: metadata(&copied, &id),
                attachments: Vec::<Attachment>::new(),
            };
            let file = app.seal_document(&compiled, &list, &document, &seal)?;
            Ok((file, copied))
        });
        let (file, Copied { used, original, .. }) = made.await??;
        let kept = self.store().keep_file(&file, None, self.random()?).await?;
        let row = ArchiveCopyRow {
            bucket: bucket.number(),
            copy_id,
            use_code: used.use_code,
            identifier: original.identifier,
            unit_code: used.unit_code,
            region: used.region,
            file_name: kept.file_name.to_vec(),
            file_sm3: kept.sm3.to_vec(),
            file_sha256: Sha256::digest(&file).to_vec(),
            file_bytes: i64::try_from(file.len()).unwrap_or(i64::MAX),
            made_at: self.now(),
            ..ArchiveCopyRow::default()
        };
        Ok((row, file))
    }
}

/// Metadata of a copy: identifier and digest of the original, receiver and case.
fn metadata(copied: &Copied, copy_id: &str) -> Vec<(String, String)> {
    let Copied { used, original, receiver, .. } = copied;
    let digest = original.file_sm3.as_ref().map_or_else(String::new, hex::encode);
    let mut pairs = vec![
        ("证照标识", original.identifier.clone()),
        ("证照编号", original.number.clone()),
        ("证照类型代码", original.type_code.clone()),
        ("加注件标识", copy_id.to_owned()),
        ("加注件制作时间", rfc3339(used.used_at)),
        (MADE_BY, receiver.clone()),
        ("加注件用途", format!("{} {}", used.matter_code, used.case_number)),
        ("用证码", used.use_code.clone()),
        ("原件SM3摘要", digest),
    ];
    if let Some(effect) = copied.unusable() {
        pairs.push((EFFECT_THEN, effect.zh().to_owned()));
    }
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
