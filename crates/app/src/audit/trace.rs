//! 溯源 (tracing, Art. 22): takes a scan, photograph or screenshot of a leaked copy and names the
//! copy, or says that no mark was found. The request is recorded before the answer is returned.

use std::collections::BTreeSet;
use std::sync::Arc;

use budget::Budget;
use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal};
use face::trace::{Picture, Reference, TraceError};
use serde::{Deserialize, Serialize};
use store::{CertificateRow, Receipt};

use crate::drawing::face::refusal_of;
use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error};
use crate::records::certificate::load;
use crate::records::certificate_view::Masks;
use crate::records::person::name_slot;
use crate::records::unit::unit_name;

/// Number of uses of a certificate that are loaded at a time.
const USES_PER_PAGE: i64 = 500;

/// The result of tracing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Traced {
    pub identifier: String,
    /// The copies whose hidden mark was found, strongest first: none, one, or two if two copies
    /// were merged into one picture.
    pub named: Vec<TracedCopy>,
    /// Number of copies that the picture was compared with.
    pub candidates: u64,
    /// Page of the certificate, counted from 1.
    pub page: usize,
    /// Number of marked glyphs that were recognised in the picture, out of `marked`.
    pub seen: usize,
    pub marked: usize,
    /// Resolution of the page in the picture, dots per inch.
    pub dpi: f64,
    /// Score of the strongest copy, whether it is named or not; see [`TracedCopy::z`].
    pub z: f64,
    /// The copy that a QR code in the picture names. It is weaker evidence than the hidden mark,
    /// because a visible code can be pasted in or cut away.
    pub code: Option<CodedCopy>,
}

/// Who took a copy, and what for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CopiedFor {
    pub copy_id: String,
    pub use_code: String,
    pub identifier: String,
    /// Matter code and case number, separated by a space.
    pub purpose: String,
    /// The name of the person. For a calling system, its identity and its operator as in the
    /// record.
    pub user_name: String,
    pub unit_name: String,
    /// RFC 3339.
    pub made_at: String,
}

/// What a QR code in the picture names: a copy, or only a certificate, with an empty `copy_id`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CodedCopy {
    pub copy_id: String,
    pub use_code: String,
    pub unit_code: String,
    pub identifier: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TracedCopy {
    pub copy_id: String,
    pub use_code: String,
    pub unit_code: String,
    /// Score of the copy: how many standard deviations it lies above the scores of other copies. A
    /// copy is named from 6.5 on.
    pub z: f64,
    /// Share of the recognised glyphs that are shifted as in this copy, from 0 to 1.
    pub agreeing: f64,
}

/// The result, and if a copy was named, a PNG of the picture in which the marked glyphs are ticked.
pub type Evidence = (Traced, Option<Vec<u8>>);

/// A copy that the picture may show.
struct Candidate {
    copy_id: String,
    use_code: String,
    unit_code: String,
}

impl App {
    /// Compares a picture (PNG or JPEG) with the archive copies of a certificate. Without
    /// `identifier`, a QR code in the picture names the certificate. Errors: there is no such
    /// certificate; the bytes are no picture; the picture does not show a page of the certificate;
    /// there is neither an identifier nor a readable code.
    pub async fn trace(
        &self,
        caller: &Caller,
        identifier: Option<&str>,
        picture: Vec<u8>,
    ) -> Result<(Evidence, Receipt), Error> {
        self.permit_read(caller, Action::TraceCopy, &Citywide).await?;
        let kept: Option<(Traced, Receipt)> = self.kept(caller).await?;
        let evidence = self.look(identifier, picture).await?;
        if let Some((traced, receipt)) = kept {
            // What was found first is kept; only its picture is drawn anew, because it is large.
            return Ok(((traced, evidence.1), receipt));
        }
        let work = self.begin(caller).await?;
        let (work, permit) = work.permit(Action::TraceCopy, &Citywide).await?;
        let traced = evidence.0;
        let subject = format!("certificate {}", traced.identifier);
        let event =
            Event::new(EventKind::CopyTraced, subject).with_details(serde_json::to_value(&traced)?);
        let (traced, receipt) = work.commit(permit.done(traced, event)).await?;
        Ok(((traced, evidence.1), receipt))
    }

    /// Compares the picture, without a record.
    async fn look(&self, identifier: Option<&str>, picture: Vec<u8>) -> Result<Evidence, Error> {
        let budget = Arc::new(face::trace::budget());
        let paying = Arc::clone(&budget);
        let read = self.heavy(move || {
            let picture = Picture::from_file_within(&picture, &paying).map_err(refused)?;
            let codes = picture.codes_within(&paying).map_err(|over| refused(over.into()))?;
            Ok::<_, Error>((picture, codes))
        });
        let (picture, codes) = read.await??;
        let coded = self.coded(&codes).await?;
        let identifier = match (identifier, &coded) {
            (Some(identifier), _) => identifier.to_owned(),
            (None, Some(code)) => code.identifier.clone(),
            (None, None) => {
                let zh = "图中没有可读的二维码，请给出证照标识";
                return Err(Refusal::new(Code::PictureUnusable).with("picture", zh).into());
            }
        };
        let mut reader = self.read().await?;
        let original = load(&mut reader, &identifier).await?;
        let candidates = self.candidates(&original).await?;
        let entry =
            self.entry_of(&mut reader, &original.type_code, original.catalog_number).await?;
        let issuer = self.name_on_face(&mut reader, &original).await?;
        drop(reader);
        let app = self.clone();
        let compared = self.heavy_on(move || {
            let compiled =
                app.templates().face(&original.type_code, original.catalog_number, &entry)?;
            let drawn = |masks| app.clean_list(&compiled, &original, &entry, &issuer, masks);
            // Copies are masked unless their type says otherwise; those of earlier versions were whole.
            let mut lists = vec![drawn(Masks::On)?, drawn(Masks::Off)?];
            lists.dedup();
            let mut found = Err(refused(TraceError::NotFound));
            for list in lists {
                for page in 0..list.pages.len() {
                    let nothing = BTreeSet::new();
                    let reference = Reference::new(&list, &compiled.face, page, &[], &nothing);
                    let reference = reference.map_err(refused)?;
                    let shown = (&reference, page, &picture);
                    match app.compare(shown, &candidates, &original.identifier, &budget) {
                        Ok(evidence) if !evidence.0.named.is_empty() => return Ok(evidence),
                        Ok(evidence) if found.is_err() => found = Ok(evidence),
                        Ok(_) => {}
                        Err(error) if found.is_err() => found = Err(error),
                        Err(_) => {}
                    }
                }
            }
            found
        });
        let compared = compared.await?;
        let mut evidence = match (compared, &coded) {
            (Ok(evidence), _) => evidence,
            // The page cannot be compared, but the QR code names the copy.
            (Err(Error::Refused(_)), Some(code)) if !code.copy_id.is_empty() => {
                (Traced { identifier: identifier.clone(), ..Traced::default() }, None)
            }
            (Err(error), _) => return Err(error),
        };
        evidence.0.code = coded.filter(|code| !code.copy_id.is_empty());
        Ok(evidence)
    }

    /// What the QR codes of the picture name: a copy by the code that was added to it, or else a
    /// certificate by the code on its face. Other codes are ignored.
    async fn coded(&self, codes: &[String]) -> Result<Option<CodedCopy>, Error> {
        let mut reader = self.read().await?;
        let mut certificate = None;
        for code in codes {
            let bucket = domain::id::bucket_of(code);
            if let Some(bucket) = bucket
                && let Some(copy) = reader.archive_copy(bucket.number(), code).await?
            {
                return Ok(Some(CodedCopy {
                    copy_id: copy.copy_id,
                    use_code: copy.use_code,
                    unit_code: copy.unit_code,
                    identifier: copy.identifier,
                }));
            }
            if load(&mut reader, code).await.is_ok() {
                certificate = Some(CodedCopy { identifier: code.clone(), ..CodedCopy::default() });
            }
        }
        Ok(certificate)
    }

    /// Returns who took the archive copy of a use, when and what for. Errors: [`Error::NotFound`]
    /// if there is no such use, or no copy was taken.
    pub async fn copied(&self, caller: &Caller, use_code: &str) -> Result<CopiedFor, Error> {
        self.permit_read(caller, Action::TraceCopy, &Citywide).await?;
        let bucket = domain::id::bucket_of(use_code).ok_or(Error::NotFound)?;
        let mut reader = self.read().await?;
        let used = reader.usage(bucket.number(), use_code).await?.ok_or(Error::NotFound)?;
        let copy = reader.archive_copy_of_use(use_code).await?.ok_or(Error::NotFound)?;
        let person = used.actor.strip_prefix("person:").unwrap_or_default();
        let user_name = match reader.person(person).await? {
            Some(row) => self.open(name_slot(&row.person_id), &row.name_sealed)?,
            None => self.used_by(&used)?,
        };
        Ok(CopiedFor {
            copy_id: copy.copy_id,
            use_code: used.use_code,
            identifier: used.identifier,
            purpose: format!("{} {}", used.matter_code, used.case_number),
            user_name,
            unit_name: unit_name(&mut reader, &used.unit_code).await?,
            made_at: rfc3339(copy.made_at),
        })
    }

    /// Compares the picture with one page (counted from 0) of all candidates.
    fn compare(
        &self,
        (reference, page, picture): (&Reference, usize, &Picture),
        candidates: &[Candidate],
        identifier: &str,
        budget: &Budget,
    ) -> Result<Evidence, Error> {
        let marker = self.keys().marker();
        let sight = reference.sight_within(picture, budget).map_err(refused)?;
        let ids = candidates.iter().map(|candidate| candidate.copy_id.as_str());
        let verdict = sight.identify(marker, ids);
        let named: Vec<TracedCopy> = verdict
            .named
            .iter()
            .filter_map(|named| {
                let of = candidates.iter().find(|one| one.copy_id == named.copy_id)?;
                Some(TracedCopy {
                    copy_id: named.copy_id.clone(),
                    use_code: of.use_code.clone(),
                    unit_code: of.unit_code.clone(),
                    z: named.z,
                    agreeing: named.agreeing,
                })
            })
            .collect();
        let below = verdict.below.as_ref().map_or(0.0, |named| named.z);
        let strongest = named.first().map_or(below, |copy| copy.z);
        let picture = match named.first() {
            Some(first) => {
                let drawn = sight.evidence(marker, &first.copy_id);
                Some(drawn.map_err(|error| Error::Internal(error.to_string()))?)
            }
            None => None,
        };
        let traced = Traced {
            identifier: identifier.to_owned(),
            named,
            candidates: verdict.candidates,
            page: page + 1,
            seen: verdict.seen,
            marked: verdict.coded,
            dpi: verdict.registration.dpi,
            z: strongest,
            code: None,
        };
        Ok((traced, picture))
    }

    /// All archive copies of the certificate.
    async fn candidates(&self, original: &CertificateRow) -> Result<Vec<Candidate>, Error> {
        let mut reader = self.read().await?;
        let (mut found, mut before) = (Vec::new(), NEWEST.to_owned());
        loop {
            let uses = reader
                .usages_of_certificate(&original.certificate_id, &before, USES_PER_PAGE)
                .await?;
            let Some(last) = uses.last() else { return Ok(found) };
            before.clone_from(&last.use_code);
            for used in uses {
                if let Some(copy) = reader.archive_copy_of_use(&used.use_code).await? {
                    let (copy_id, use_code) = (copy.copy_id, copy.use_code);
                    found.push(Candidate { copy_id, use_code, unit_code: copy.unit_code });
                }
            }
        }
    }
}

fn refused(error: TraceError) -> Error {
    if let TraceError::Exceeded(exceeded) = error {
        return refusal_of(exceeded).into();
    }
    Refusal::new(Code::PictureUnusable).with("picture", error.zh()).into()
}
