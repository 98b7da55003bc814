//! 制证 (Art. 10): the job between the two commits: render, seal, store, and then activate.
//!
//! Everything slow happens outside transactions. A crash at any point leaves the job waiting;
//! doing it again is safe, because only the second commit names a file and it happens once (I5).

use domain::application::{ApplicationFacts, ApplicationState, ApplicationStep};
use domain::caller::Caller;
use domain::certificate::{CertificateState, CertificateStep};
use domain::date::{Date, shanghai_compact};
use domain::event::{Event, EventKind};
use domain::policy::Action;
use domain::{application, catalog::CatalogEntry};
use face::display::DisplayList;
use face::identity::FaceIdentity;
use ofd::write::{Attachment, Document, Draft, Prepared, Provider, Signing, Stamp, prepare_all};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::files::Kept;
use store::{CertificateRow, JobRow};

use crate::crash::crash_point;
use crate::door::{App, Work};
use crate::error::Error;
use crate::notices::queue_notice;
use crate::render::{Issue, drawn, lay_out};
use crate::review::Frozen;
use crate::seals::{UnitSeal, seal_of};
use crate::status::{move_on, place_of, subject};
use crate::view::{by_id, load, state_of};
use crate::workshop::Compiled;

/// How long a worker may hold a job before another one may take it up.
const LEASE: i64 = 60_000;
/// Tries after which a job is parked for people to look at, unless something it needs is away.
const MOST_TRIES: i64 = 5;
/// Longer after each try, up to a minute.
const RETRY: i64 = 2_000;
const LONGEST_RETRY: i64 = 60_000;

/// What became of one look for work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worked {
    Done,
    /// Will be tried again.
    Postponed,
    /// Waits for people: content that cannot be laid out, or too many failures.
    Parked,
    NothingToDo,
}

/// The production of a certificate; its key lets no second one be ordered.
pub(crate) fn produce_job(certificate_id: &str, now: i64) -> JobRow {
    JobRow {
        job_id: certificate_id.to_owned(),
        kind: "produce".to_owned(),
        subject: certificate_id.to_owned(),
        state: "waiting".to_owned(),
        due_at: now,
        locked_until: 0,
        tries: 0,
        last_error: String::new(),
    }
}

/// Whether people should look: parked, or tried as often in vain while something it needs is away.
pub(crate) fn needs_people(job: &JobRow) -> bool {
    job.state == "parked" || (job.state == "waiting" && job.tries >= MOST_TRIES)
}

/// What a file depends on beside the frozen content; stands in the record of the issue, so that the
/// file can be drawn again (`redraw`).
#[derive(Serialize, Deserialize)]
pub(crate) struct DrawnWith {
    pub face: FaceIdentity,
    /// As it was then.
    pub unit_name: String,
}

impl App {
    /// Takes the job that has waited longest and does it.
    pub async fn work_once(&self) -> Result<Worked, Error> {
        let now = self.now();
        let mut operation = self.store().operation().await?;
        let Some(job) = operation.claim_job(now, now + LEASE).await? else {
            return Ok(Worked::NothingToDo);
        };
        operation.commit().await?;
        crash_point("claimed");
        let Err(error) = self.produce(&job).await else { return Ok(Worked::Done) };
        let hopeless = match error {
            // A cipher device, a time stamper, a seal yet to be registered: it comes back by itself.
            Error::Unavailable(_) => false,
            // A refusal does not; people must correct the content or the template.
            Error::Refused(_) => true,
            _ => job.tries >= MOST_TRIES,
        };
        let (state, worked) =
            if hopeless { ("parked", Worked::Parked) } else { ("waiting", Worked::Postponed) };
        let due = self.now() + (RETRY * job.tries).min(LONGEST_RETRY);
        if hopeless {
            self.park(&job, &error.to_string()).await?;
        } else {
            let mut operation = self.store().operation().await?;
            operation.settle_job(&job.job_id, state, due, &error.to_string()).await?;
            operation.commit().await?;
        }
        Ok(worked)
    }

    async fn park(&self, job: &JobRow, why: &str) -> Result<(), Error> {
        let mut work = self.begin(&Caller::program("produce")).await?;
        let row = by_id(work.rows(), &job.subject).await?;
        let (mut work, permit) = work.permit(Action::ProduceCertificate, &place_of(&row)?).await?;
        work.rows().settle_job(&job.job_id, "parked", self.now(), why).await?;
        let event = Event::new(EventKind::JobParked, subject(&row))
            .with_details(serde_json::json!({ "reason": why }));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }

    async fn produce(&self, job: &JobRow) -> Result<(), Error> {
        let mut reader = self.read().await?;
        let row = by_id(&mut reader, &job.subject).await?;
        if state_of(&row)? != CertificateState::Registered {
            drop(reader);
            return self.nothing_left(job).await;
        }
        let entry = self.entry_of(&mut reader, &row.type_code, row.catalog_number).await?;
        let unit = reader.unit(&row.unit_code).await?.ok_or(Error::NotFound)?;
        let unit_seal = seal_of(&mut reader, &row.unit_code).await?;
        drop(reader);
        crash_point("loaded");
        let (app, original) = (self.clone(), row.clone());
        let file = tokio::task::spawn_blocking(move || {
            let made = app.sealed_file(&original, &entry, &unit.name, &unit_seal)?;
            Ok::<_, Error>((made, unit, unit_seal))
        });
        let file = file.await.map_err(|error| Error::Internal(error.to_string()))?;
        let ((file, face), unit, unit_seal) = file?;
        let drawn_with = DrawnWith { face, unit_name: unit.name };
        crash_point("sealed");
        let family = format!("{}/{}/{}", row.type_code, row.catalog_number, unit_seal.seal_id);
        let kept = self.store().keep_file(&file, Some(&family), self.random()?).await?;
        crash_point("kept");
        self.activate(job, row, (&file, &drawn_with), &kept).await?;
        crash_point("activated");
        Ok(())
    }

    /// Another worker was quicker, or it was revoked before it had force.
    async fn nothing_left(&self, job: &JobRow) -> Result<(), Error> {
        let mut operation = self.store().operation().await?;
        operation.settle_job(&job.job_id, "done", self.now(), "").await?;
        Ok(operation.commit().await?)
    }

    /// Renders and seals; also what the face was drawn with. Pure work: nothing is written.
    fn sealed_file(
        &self,
        row: &CertificateRow,
        entry: &CatalogEntry,
        unit_name: &str,
        unit_seal: &UnitSeal,
    ) -> Result<(Vec<u8>, FaceIdentity), Error> {
        let frozen = self.frozen(row)?;
        let compiled = self.workshop().face(&row.type_code, row.catalog_number, entry)?;
        // The day of issue is the day of the act that ordered the production, whenever it runs.
        let day = Date::at(row.changed_at);
        let (list, document) = written(&compiled, row, entry, &frozen, unit_name, day)?;
        let file = self.seal_document(&compiled, &list, &document, unit_seal)?;
        Ok((file, compiled.identity.clone()))
    }

    /// Writes and seals a document in one go.
    pub(crate) fn seal_document(
        &self,
        compiled: &Compiled,
        list: &DisplayList,
        document: &Document,
        unit_seal: &UnitSeal,
    ) -> Result<Vec<u8>, Error> {
        let files = self.seal_documents(compiled, &[(list, document)], unit_seal)?;
        files.into_iter().next().ok_or_else(|| Error::Internal("no file was sealed".to_owned()))
    }

    /// Writes and seals documents of one face and one seal: hashed side by side, signed at once.
    pub(crate) fn seal_documents(
        &self,
        compiled: &Compiled,
        documents: &[(&DisplayList, &Document)],
        unit_seal: &UnitSeal,
    ) -> Result<Vec<Vec<u8>>, Error> {
        let time = compact_utc(self.now());
        let drafts = documents.iter().map(|(list, document)| {
            let draft = Draft::new(&compiled.document, list, document);
            (draft, signing(list, time.clone()))
        });
        let prepared = prepare_all(drafts.collect());
        let records = documents.iter().map(|(_, document)| hex::encode(document.document_id));
        let hashes: Vec<_> = prepared.iter().map(Prepared::data_hash).zip(records).collect();
        let stamps = self.stamp(unit_seal, &hashes)?;
        Ok(prepared.into_iter().zip(&stamps).map(|(one, stamp)| one.finish(stamp)).collect())
    }

    /// The second commit: file, force, the old version's end, the notice, the application's end.
    async fn activate(
        &self,
        job: &JobRow,
        row: CertificateRow,
        (file, drawn_with): (&[u8], &DrawnWith),
        kept: &Kept,
    ) -> Result<(), Error> {
        let mut work = self.begin(&Caller::program("produce")).await?;
        let mut row = by_id(work.rows(), &row.certificate_id).await?;
        if state_of(&row)? != CertificateState::Registered {
            drop(work);
            return self.nothing_left(job).await;
        }
        let (mut work, permit) = work.permit(Action::ProduceCertificate, &place_of(&row)?).await?;
        // The face shows the day of the act that ordered the production; so does the row.
        row.issued_at = row.changed_at;
        move_on(&mut row, CertificateStep::Activate, work.now())?;
        row.file_name = Some(kept.file_name.to_vec());
        row.file_sm3 = Some(kept.sm3.to_vec());
        row.file_sha256 = Some(Sha256::digest(file).to_vec());
        row.file_bytes = i64::try_from(file.len()).unwrap_or(i64::MAX);
        let replaced = !row.replaces.is_empty();
        if replaced {
            supersede(&mut work, &row).await?;
        }
        complete_application(&mut work, &row).await?;
        queue_notice(self, &mut work, &row, if replaced { "updated" } else { "issued" }).await?;
        work.rows().update_certificate(&mut row).await?;
        work.rows().settle_job(&job.job_id, "done", self.now(), "").await?;
        let digest = |of: &Option<Vec<u8>>| of.as_ref().map_or_else(String::new, hex::encode);
        let event = Event::new(EventKind::CertificateIssued, subject(&row))
            .with_details(serde_json::json!({ "drawn_with": drawn_with }))
            .with_file(digest(&row.file_sm3), digest(&row.file_sha256));
        crash_point("activating");
        work.commit(permit.done((), event)).await?;
        Ok(())
    }
}

/// The certificate's drawing as issued on `day`, and what its file says of itself.
pub(crate) fn written(
    compiled: &Compiled,
    row: &CertificateRow,
    entry: &CatalogEntry,
    frozen: &Frozen,
    unit_name: &str,
    day: Date,
) -> Result<(DisplayList, Document), Error> {
    let list = lay_out(compiled, &drawn(entry, frozen, &Issue { unit_name, day: Some(day) }))?;
    let document = Document {
        document_id: document_id(&row.certificate_id),
        title: entry.name.clone(),
        author: unit_name.to_owned(),
        created: day.to_string(),
        metadata: metadata(row, entry, frozen, unit_name, day),
        attachments: vec![structured_data(frozen)?],
    };
    Ok((list, document))
}

async fn supersede(work: &mut Work, row: &CertificateRow) -> Result<(), Error> {
    let mut before = load(work.rows(), &row.replaces).await?;
    let now = work.now();
    move_on(&mut before, CertificateStep::Supersede, now)?;
    before.replaced_by.clone_from(&row.identifier);
    Ok(work.rows().update_certificate(&mut before).await?)
}

async fn complete_application(work: &mut Work, row: &CertificateRow) -> Result<(), Error> {
    let mut application = crate::collect::load(work.rows(), &row.application_id).await?;
    let state = crate::collect::state_of(&application)?;
    let next: ApplicationState =
        application::step(state, ApplicationStep::Complete, ApplicationFacts::default())?;
    next.as_str().clone_into(&mut application.state);
    application.updated_at = work.now();
    Ok(work.rows().update_application(&mut application).await?)
}

/// The document's identity is the certificate row's: 16 bytes of its UUID.
pub(crate) fn document_id(certificate_id: &str) -> [u8; 16] {
    let digits: String = certificate_id.chars().filter(|c| *c != '-').collect();
    // A row's identity always has 32 hex digits; zeros would do, no reader minds.
    hex::decode(digits).ok().and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
}

/// GB/T 36903 metadata in the order of the standard.
fn metadata(
    row: &CertificateRow,
    entry: &CatalogEntry,
    frozen: &Frozen,
    unit_name: &str,
    day: Date,
) -> Vec<(String, String)> {
    let valid_to = frozen.valid_to.map_or_else(|| "长期".to_owned(), |day| day.to_string());
    let pairs = [
        ("证照类型名称", entry.name.clone()),
        ("证照类型代码", row.type_code.clone()),
        ("证照编号", frozen.number.clone()),
        ("证照标识", frozen.identifier.clone()),
        ("证照颁发机构", unit_name.to_owned()),
        ("证照颁发机构代码", row.unit_code.clone()),
        ("证照颁发日期", day.to_string()),
        ("证照有效期起始日期", frozen.valid_from.to_string()),
        ("证照有效期截止日期", valid_to),
        ("持证主体", frozen.holder.name.clone()),
        ("持证主体代码", frozen.holder.code.clone()),
        ("持证主体代码类型", frozen.holder.code_type.clone()),
        ("电子证照编码", row.provincial_code.clone()),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The frozen content without pictures (they stand on the page), for programs to read.
fn structured_data(frozen: &Frozen) -> Result<Attachment, Error> {
    let mut data = serde_json::to_value(frozen)?;
    if let Some(facts) = data.get_mut("facts").and_then(serde_json::Value::as_object_mut) {
        facts.retain(|_, value| value.as_str().is_none_or(|text| text.len() < 4_000));
    }
    Ok(Attachment {
        name: "certificate.json".to_owned(),
        format: "json".to_owned(),
        bytes: serde_json::to_vec_pretty(&data)?,
    })
}

/// The seal at each of its places.
pub(crate) fn signing(list: &DisplayList, time: String) -> Signing {
    let stamps = list.pages.iter().enumerate().flat_map(|(page, drawn)| {
        let stamp =
            move |place: &face::display::SealPlace| Stamp { page, boundary: place.boundary };
        drawn.seals.iter().map(stamp)
    });
    let provider = Provider {
        name: "Yinxin".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        company: "Yinxin".to_owned(),
    };
    Signing { provider, time, stamps: stamps.collect() }
}

/// `yyyyMMddHHmmssZ`, as signatures in field files write their time.
fn compact_utc(millis: i64) -> String {
    // Shanghai is eight hours ahead all year.
    let local = shanghai_compact(millis - 8 * 3_600_000);
    format!("{}Z", local.get(..14).unwrap_or_default())
}
