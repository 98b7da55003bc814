//! 溯源 (Art. 22): a scan, photograph or screenshot of a leaked copy in, the copy named or "no mark
//! found". The question itself is recorded before it is answered.

use std::collections::BTreeSet;

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal};
use face::trace::{Picture, Reference, TraceError};
use serde::{Deserialize, Serialize};
use store::{CertificateRow, Receipt};

use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error};
use crate::records::certificate::load;
use crate::records::person::name_slot;
use crate::records::unit::unit_name;

/// Uses of one certificate that are asked for copies at a time.
const PAGE: i64 = 500;

/// What the picture says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Traced {
    pub identifier: String,
    /// The strongest first; two if two copies were merged. Empty: no mark found.
    pub named: Vec<TracedCopy>,
    /// Copies that it was compared with.
    pub candidates: u64,
    /// Page of the certificate, from 1.
    pub page: usize,
    /// Marked glyphs seen, of so many.
    pub seen: usize,
    pub marked: usize,
    /// Resolution of the page in the picture.
    pub dpi: f64,
    /// The strongest copy's standard deviations, named or not.
    pub z: f64,
    /// The copy that a QR code in the picture names: visible, so it can be pasted or cut away.
    pub code: Option<CodedCopy>,
}

/// Whose copy it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CopiedFor {
    pub copy_id: String,
    pub use_code: String,
    pub identifier: String,
    /// Matter and case.
    pub purpose: String,
    /// The person's name; for a calling system its number and its operator, as recorded.
    pub user_name: String,
    pub unit_name: String,
    /// RFC 3339.
    pub made_at: String,
}

/// What a QR code in the picture leads to; without `copy_id` only to a certificate.
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
    /// Standard deviations over what other copies reach; a copy is named from 6.5 on.
    pub z: f64,
    /// Share of the seen glyphs that stand on this copy's side.
    pub agreeing: f64,
}

/// The answer, and a PNG with the marked glyphs ticked if a copy was named.
pub type Evidence = (Traced, Option<Vec<u8>>);

struct Candidate {
    copy_id: String,
    use_code: String,
    unit_code: String,
}

impl App {
    /// Compares a PNG or JPEG picture with the archive copies of a certificate: of the one named, or
    /// the one that a QR code in the picture leads to. Errors: no such certificate, no picture, the
    /// page is not in the picture, neither identifier nor a code that can be read.
    pub async fn trace(
        &self,
        caller: &Caller,
        identifier: Option<&str>,
        picture: Vec<u8>,
    ) -> Result<(Evidence, Receipt), Error> {
        self.permit_read(caller, Action::TraceCopy, &Citywide).await?;
        let read = tokio::task::spawn_blocking(move || {
            let picture = Picture::from_file(&picture).map_err(refused)?;
            let codes = picture.codes();
            Ok::<_, Error>((picture, codes))
        });
        let read = read.await.map_err(|error| Error::Internal(error.to_string()))?;
        let (picture, codes) = read?;
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
        let issuer = unit_name(&mut reader, &original.unit_code).await?;
        drop(reader);
        let app = self.clone();
        let looked = tokio::task::spawn_blocking(move || {
            let compiled =
                app.templates().face(&original.type_code, original.catalog_number, &entry)?;
            let list = app.clean_list(&compiled, &original, &entry, &issuer)?;
            let mut found = Err(refused(TraceError::NotFound));
            for page in 0..list.pages.len() {
                let nothing = BTreeSet::new();
                let reference = Reference::new(&list, &compiled.face, page, &[], &nothing);
                let reference = reference.map_err(refused)?;
                match app.look(&reference, page, &picture, &candidates, &original.identifier) {
                    Ok(evidence) if !evidence.0.named.is_empty() => return Ok(evidence),
                    Ok(evidence) if found.is_err() => found = Ok(evidence),
                    Ok(_) => {}
                    Err(error) if found.is_err() => found = Err(error),
                    Err(_) => {}
                }
            }
            found
        });
        let looked = looked.await.map_err(|error| Error::Internal(error.to_string()))?;
        let mut evidence = match (looked, &coded) {
            (Ok(evidence), _) => evidence,
            // The code alone names the copy, though its page cannot be compared.
            (Err(Error::Refused(_)), Some(code)) if !code.copy_id.is_empty() => {
                (Traced { identifier: identifier.clone(), ..Traced::default() }, None)
            }
            (Err(error), _) => return Err(error),
        };
        evidence.0.code = coded.filter(|code| !code.copy_id.is_empty());
        let work = self.begin(caller).await?;
        let (work, permit) = work.permit(Action::TraceCopy, &Citywide).await?;
        let event = Event::new(EventKind::CopyTraced, format!("certificate {identifier}"))
            .with_details(serde_json::to_value(&evidence.0)?);
        let (_, receipt) = work.commit(permit.done((), event)).await?;
        Ok((evidence, receipt))
    }

    /// What the picture's QR codes lead to: a copy by its own code, or a certificate by the one on
    /// its face. Codes that lead nowhere are none.
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

    /// Who took the copy of a use, for what and when, for the page. Errors: no such use.
    pub async fn copied(&self, caller: &Caller, use_code: &str) -> Result<CopiedFor, Error> {
        self.permit_read(caller, Action::TraceCopy, &Citywide).await?;
        let bucket = domain::id::bucket_of(use_code).ok_or(Error::NotFound)?;
        let mut reader = self.read().await?;
        let used = reader.usage(bucket.number(), use_code).await?.ok_or(Error::NotFound)?;
        let copy = reader.archive_copy_of_use(use_code).await?.ok_or(Error::NotFound)?;
        let person = used.actor.strip_prefix("person:").unwrap_or_default();
        let user_name = match reader.person(person).await? {
            Some(row) => self.open(name_slot(&row.person_id), &row.name_sealed)?,
            None => used.actor,
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

    fn look(
        &self,
        reference: &Reference,
        page: usize,
        picture: &Picture,
        candidates: &[Candidate],
        identifier: &str,
    ) -> Result<Evidence, Error> {
        let marker = self.keys().marker();
        let sight = reference.sight(picture).map_err(refused)?;
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

    /// Every archive copy of the certificate.
    async fn candidates(&self, original: &CertificateRow) -> Result<Vec<Candidate>, Error> {
        let mut reader = self.read().await?;
        let (mut found, mut before) = (Vec::new(), NEWEST.to_owned());
        loop {
            let uses =
                reader.usages_of_certificate(&original.certificate_id, &before, PAGE).await?;
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
    Refusal::new(Code::PictureUnusable).with("picture", error.zh()).into()
}
