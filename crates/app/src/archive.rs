//! 存档副本 (Art. 16): the annotated copy that a using unit files with its case.
//!
//! The same face with visible tiles that name receiver, case and copy, and metadata that lead to
//! the original by its digests. Made once per use, kept, and recorded before it leaves (I2).

use std::sync::Arc;

use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::date::{Date, rfc3339};
use domain::event::{Event, EventKind};
use domain::id::{Bucket, bucket_of};
use domain::policy::{Action, Place};
use domain::region::Region;
use face::display::DisplayList;
use face::microshift::{MarkError, Marking};
use ofd::write::{Attachment, Document};
use sha2::{Digest, Sha256};
use store::{ArchiveCopyRow, CertificateRow, Receipt, UsageRow};

use crate::catalog_view::unit_name;
use crate::door::App;
use crate::error::Error;
use crate::produce::document_id;
use crate::render::{Issue, drawn, lay_out, refuse_face};
use crate::view::by_id;
use crate::workshop::Compiled;

/// A copy on its way out.
pub struct ArchiveCopy {
    pub copy_id: String,
    pub bytes: Vec<u8>,
}

impl App {
    /// The archive copy of a use, for the unit that made the use. Errors: no such use, or the
    /// certificate has no file.
    pub async fn archive_copy(
        &self,
        caller: &Caller,
        use_code: &str,
    ) -> Result<(ArchiveCopy, Receipt), Error> {
        let bucket = bucket_of(use_code).ok_or(Error::NotFound)?;
        let mut reader = self.read().await?;
        let used = reader.usage(bucket.number(), use_code).await?.ok_or(Error::NotFound)?;
        let kept = reader.archive_copy_of_use(use_code).await?;
        drop(reader);
        self.permit_read(caller, Action::TakeArchiveCopy, &place_of(&used)?).await?;
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
            .with_file(hex::encode(&row.file_sm3), hex::encode(&row.file_sha256));
        let (_, receipt) = work.commit(permit.done((), event)).await?;
        Ok((ArchiveCopy { copy_id: row.copy_id, bytes }, receipt))
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
        let made = tokio::task::spawn_blocking(move || -> Result<_, Error> {
            let (compiled, list) = copied.drawn(&app, &id)?;
            let document = Document {
                document_id: document_id(&id),
                title: copied.title(),
                author: copied.receiver.clone(),
                created: copied.day(),
                metadata: metadata(&copied.original, &copied.used, &id, &copied.receiver),
                attachments: Vec::<Attachment>::new(),
            };
            let file = app.seal_document(&compiled, &list, &document, &seal)?;
            Ok((file, copied))
        });
        let made = made.await.map_err(|error| Error::Internal(error.to_string()))?;
        let (file, Copied { used, original, .. }) = made?;
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

/// What the copy of a use is made from.
pub(crate) struct Copied {
    pub used: UsageRow,
    pub original: CertificateRow,
    entry: Arc<CatalogEntry>,
    /// Names of units: the original's and the use's.
    issuer: String,
    pub receiver: String,
}

impl Copied {
    pub fn title(&self) -> String {
        format!("{}（存档副本）", self.entry.name)
    }

    /// Of the use, yyyy-mm-dd.
    pub fn day(&self) -> String {
        Date::at(self.used.used_at).to_string()
    }

    /// The copy's drawing with everything that makes it one.
    pub fn drawn(&self, app: &App, copy_id: &str) -> Result<(Arc<Compiled>, DisplayList), Error> {
        let Self { used, original, entry, issuer, receiver } = self;
        let compiled = app.workshop().face(&original.type_code, original.catalog_number, entry)?;
        let clean = app.clean_list(&compiled, original, entry, issuer)?;
        let list = app.marked_list(&compiled, clean, used, copy_id, receiver)?;
        Ok((compiled, list))
    }
}

impl App {
    /// Looks up what a use's copy is made from.
    pub(crate) async fn copied_from(&self, used: &UsageRow) -> Result<Copied, Error> {
        let mut reader = self.read().await?;
        let original = by_id(&mut reader, &used.certificate_id).await?;
        let entry =
            self.entry_of(&mut reader, &original.type_code, original.catalog_number).await?;
        let issuer = unit_name(&mut reader, &original.unit_code).await?;
        let receiver = unit_name(&mut reader, &used.unit_code).await?;
        Ok(Copied { used: used.clone(), original, entry, issuer, receiver })
    }

    /// The certificate's drawing as it was issued: what copies are marked from, and compared with.
    pub(crate) fn clean_list(
        &self,
        compiled: &Compiled,
        original: &CertificateRow,
        entry: &CatalogEntry,
        issuer: &str,
    ) -> Result<DisplayList, Error> {
        let issue = Issue { unit_name: issuer, day: Some(Date::at(original.issued_at)) };
        Ok(lay_out(compiled, &drawn(entry, &self.frozen(original)?, &issue))?)
    }

    /// A copy's drawing: the hidden mark, tiles that name receiver and case, the copy's code. A
    /// page with too little text stays without the mark; tiles and code remain.
    fn marked_list(
        &self,
        compiled: &Compiled,
        mut list: DisplayList,
        used: &UsageRow,
        copy_id: &str,
        receiver: &str,
    ) -> Result<DisplayList, Error> {
        let shop = self.workshop();
        shop.keys().marker().mark(&mut list, copy_id, &Marking::default()).map_err(wrong)?;
        let short = copy_id.get(..8).unwrap_or(copy_id);
        let tiles = format!("存档副本 仅用于{receiver} 办件 {} {short}", used.case_number);
        face::watermark::add_watermark(&mut list, &compiled.face, shop.fonts(), &tiles)
            .map_err(|found| refuse_face(&found))?;
        face::watermark::add_code(&mut list, copy_id).map_err(|found| refuse_face(&[found]))?;
        Ok(list)
    }
}

fn wrong(error: MarkError) -> Error {
    Error::Internal(error.to_string())
}

/// What a copy says of itself: the identifier of the original, its digest, receiver and case.
fn metadata(
    original: &CertificateRow,
    used: &UsageRow,
    copy_id: &str,
    receiver: &str,
) -> Vec<(String, String)> {
    let digest = original.file_sm3.as_ref().map_or_else(String::new, hex::encode);
    let pairs = [
        ("证照标识", original.identifier.clone()),
        ("证照编号", original.number.clone()),
        ("证照类型代码", original.type_code.clone()),
        ("加注件标识", copy_id.to_owned()),
        ("加注件制作时间", rfc3339(used.used_at)),
        ("加注件制作者", receiver.to_owned()),
        ("加注件用途", format!("{} {}", used.matter_code, used.case_number)),
        ("用证码", used.use_code.clone()),
        ("原件SM3摘要", digest),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn place_of(used: &UsageRow) -> Result<Place, Error> {
    Ok(Place { unit: used.unit_code.clone(), region: Region::parse(&used.region)? })
}
