//! 用证 (Art. 13–16): other units find certificates for a stated purpose, by page or interface.
//!
//! The record of the use is durable before the answer leaves (I2, I7), found or not.

use domain::caller::{Caller, Channel};
use domain::date::{Date, rfc3339};
use domain::event::{Event, EventKind};
use domain::id::{Bucket, bucket_of};
use domain::policy::{Action, Scope, scope};
use domain::purpose::Purpose;
use domain::region::Region;
use domain::usage::Lack;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{CatalogRow, CertificateRow, Reader, Receipt, UsageRow};

use crate::kernel::page::{NEWEST, Page};
use crate::kernel::{App, Error};
use crate::records::certificate::effect_of;
use crate::records::certificate_view::{CertificateView, Masks};
use crate::records::matter::matter_of;
use crate::records::unit::unit_place;
use crate::records::usage::note_slot;

/// Certificates of one holder and type that are examined at most.
const MAX_CERTIFICATES: i64 = 50;

/// What a using unit asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseRequest {
    /// 事项编码 of a matter of the caller's unit.
    pub matter_code: String,
    /// 办件号.
    pub case_number: String,
    #[serde(default)]
    pub note: String,
    pub holder_code: String,
    /// One type; absent = every type that the matter needs.
    #[serde(default)]
    pub type_code: Option<String>,
}

/// What may be relied on today, and what the matter needs but the holder lacks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UseAnswer {
    pub uses: Vec<UsedCertificate>,
    pub missing: Vec<MissingCertificate>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UsedCertificate {
    /// 用证码: names this use in the log and fetches its archive copy.
    pub use_code: String,
    pub certificate: CertificateView,
    /// The rule under which it is shown (Art. 13).
    pub rule: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MissingCertificate {
    pub type_code: String,
    pub type_name: String,
    /// none, expired, suspended, revoked …, or the code of the refusal.
    pub why: Lack,
}

/// A use as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UseView {
    pub use_code: String,
    pub at: String,
    pub certificate_identifier: String,
    pub type_code: String,
    pub type_name: String,
    pub matter_code: String,
    pub matter_name: String,
    pub case_number: String,
    pub unit_code: String,
    /// person:… or client:…/…; never a name.
    pub actor: String,
    /// manual or api (Art. 15).
    pub channel: Channel,
}

impl App {
    /// Finds the holder's certificates for a purpose. Errors: no purpose, matter unknown or not
    /// this unit's, type not needed by it, sharing withheld for an explicitly named type.
    pub async fn use_certificates(
        &self,
        caller: &Caller,
        request: &UseRequest,
    ) -> Result<(UseAnswer, Receipt), Error> {
        let now = self.now();
        let purpose = Purpose::checked(&request.matter_code, &request.case_number, &request.note)?;
        let mut reader = self.read().await?;
        let place = unit_place(&mut reader, &caller.unit).await?;
        let permit = self.permit_read(caller, Action::UseCertificate, &place).await?;
        self.refuse_repeated_use(&mut reader, caller).await?;
        let matter = reader.matter(purpose.matter_code()).await?.map(matter_of);
        let matter = matter.ok_or_else(|| Refusal::new(Code::MatterUnknown))?;
        purpose.fits(&matter, &caller.unit, request.type_code.as_deref())?;
        let types = match &request.type_code {
            Some(code) => vec![code.clone()],
            None => matter.needs.clone(),
        };
        let index = self.holder_index(&request.holder_code);
        let mut answer = UseAnswer { uses: Vec::new(), missing: Vec::new() };
        let mut rows = Vec::new();
        for type_code in types {
            let Some(published) = reader.catalog_published(&type_code).await? else {
                answer.missing.push(missing(&type_code, "", Lack::CatalogNotPublished));
                continue;
            };
            let found = reader.certificates_of_holder(&index, &type_code, MAX_CERTIFICATES).await?;
            match self.usable(caller, &published, &found, Date::at(now)) {
                Ok((row, rule)) => {
                    let use_row = self.use_row(caller, now, &purpose, row, &place.region, &rule)?;
                    let certificate = self.view(&mut reader, row, Masks::On).await?;
                    let use_code = use_row.use_code.clone();
                    answer.uses.push(UsedCertificate { use_code, certificate, rule });
                    rows.push(use_row);
                }
                Err(Unusable::Refused(refusal)) if request.type_code.is_some() => {
                    return Err(refusal.into());
                }
                Err(Unusable::Refused(refusal)) => {
                    let why = refusal.code().as_str().parse()?;
                    answer.missing.push(missing(&type_code, &published.name, why));
                }
                Err(Unusable::Lacking(why)) => {
                    answer.missing.push(missing(&type_code, &published.name, why));
                }
            }
        }
        drop(reader);
        let event = event(&purpose, &index, &rows);
        self.record_use(caller, now, permit.done(answer, event), rows).await
    }

    /// Uses by the caller's unit, newest first. Managers watch other units' uses later, by report.
    pub async fn uses(
        &self,
        caller: &Caller,
        before: &str,
        limit: i64,
    ) -> Result<Page<UseView>, Error> {
        if scope(caller, Action::ReadUsage) == Scope::Nothing {
            return Ok(Page { items: Vec::new(), next: None });
        }
        let before = if before.is_empty() { NEWEST } else { before };
        let mut reader = self.read().await?;
        let mut shown = Vec::new();
        for row in reader.usages_of_unit(&caller.unit, before, limit + 1).await? {
            shown.push(use_view(&mut reader, row).await?);
        }
        Page::of(shown, limit, |view| view.use_code.clone(), Ok)
    }

    /// The newest certificate that may be relied on, with the rule that opens it.
    fn usable<'r>(
        &self,
        caller: &Caller,
        published: &CatalogRow,
        found: &'r [CertificateRow],
        today: Date,
    ) -> Result<(&'r CertificateRow, String), Unusable> {
        let internal = |_| Unusable::Lacking(Lack::Unreadable);
        let mut why = Lack::None;
        for row in found {
            let effect = effect_of(row, today).map_err(internal)?;
            if let Some(lack) = Lack::of(effect) {
                if why == Lack::None {
                    why = lack;
                }
                continue;
            }
            if row.unit_code == caller.unit {
                return Ok((row, "本单位签发".to_owned()));
            }
            let entry = self
                .templates()
                .entry(published)
                .map_err(|_| Unusable::Lacking(Lack::Unreadable))?;
            let rule = entry.sharing.rule(&entry.legal_basis, false);
            return rule.map(|rule| (row, rule)).map_err(Unusable::Refused);
        }
        Err(Unusable::Lacking(why))
    }

    fn use_row(
        &self,
        caller: &Caller,
        now: i64,
        purpose: &Purpose,
        row: &CertificateRow,
        region: &Region,
        rule: &str,
    ) -> Result<UsageRow, Error> {
        let bucket = bucket_of(&row.certificate_id).unwrap_or(Bucket::NONE);
        let use_code = self.fresh_id(now, bucket)?;
        Ok(UsageRow {
            bucket: bucket.number(),
            certificate_id: row.certificate_id.clone(),
            identifier: row.identifier.clone(),
            type_code: row.type_code.clone(),
            unit_code: caller.unit.clone(),
            region: region.as_str().to_owned(),
            actor: caller.actor.record_text(),
            channel: caller.channel.as_str().to_owned(),
            matter_code: purpose.matter_code().to_owned(),
            case_number: purpose.case_number().to_owned(),
            note_sealed: self.seal(note_slot(&use_code), &purpose.note())?,
            rule: rule.to_owned(),
            used_at: now,
            use_code,
            ..UsageRow::default()
        })
    }
}

enum Unusable {
    Refused(Refusal),
    Lacking(Lack),
}

/// What was asked stands in the record as a digest, its erasable details beside it (I10).
fn event(purpose: &Purpose, holder_index: &[u8; 32], rows: &[UsageRow]) -> Event {
    let subject = match rows.first() {
        Some(row) => format!("use {}", row.use_code),
        None => format!("matter {}", purpose.matter_code()),
    };
    let used: Vec<_> = rows.iter().map(|row| [&row.use_code, &row.identifier]).collect();
    Event::new(EventKind::CertificateUsed, subject).with_details(serde_json::json!({
        "matter": purpose.matter_code(),
        "case": purpose.case_number(),
        "holder": hex::encode(holder_index),
        "used": used,
    }))
}

pub(crate) async fn use_view(reader: &mut Reader, row: UsageRow) -> Result<UseView, Error> {
    let matter = reader.matter(&row.matter_code).await?;
    let published = reader.catalog_published(&row.type_code).await?;
    Ok(UseView {
        at: rfc3339(row.used_at),
        type_name: published.map_or_else(String::new, |row| row.name),
        matter_name: matter.map_or_else(String::new, |row| row.name),
        use_code: row.use_code,
        certificate_identifier: row.identifier,
        type_code: row.type_code,
        matter_code: row.matter_code,
        case_number: row.case_number,
        unit_code: row.unit_code,
        actor: row.actor,
        channel: row.channel.parse()?,
    })
}

fn missing(type_code: &str, type_name: &str, why: Lack) -> MissingCertificate {
    MissingCertificate { type_code: type_code.to_owned(), type_name: type_name.to_owned(), why }
}
