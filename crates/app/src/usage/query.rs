//! 用证 (Art. 13–16): using units find certificates for a stated purpose, through a page or the
//! interface.
//!
//! The request is recorded whether or not a certificate was found, and the record is durable before
//! the answer is returned (I2, I7).

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

/// Largest number of certificates of one holder and type that are examined.
const MAX_CERTIFICATES: i64 = 50;

/// The request of a using unit: the certificates of a holder, for a purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UseRequest {
    /// 事项编码: code of a matter of the caller's unit.
    pub matter_code: String,
    /// 办件号: number of the case at the caller's unit.
    pub case_number: String,
    #[serde(default)]
    pub note: String,
    pub holder_code: String,
    /// Code of one type; absent means every type that the matter needs.
    #[serde(default)]
    pub type_code: Option<String>,
}

/// The certificates that are valid today, and the types that were asked for but are missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UseAnswer {
    pub uses: Vec<UsedCertificate>,
    pub missing: Vec<MissingCertificate>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UsedCertificate {
    /// 用证码: names this use in the log, and requests its archive copy.
    pub use_code: String,
    pub certificate: CertificateView,
    /// The sharing rule under which the certificate is shown (Art. 13), in Chinese.
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
    /// `person:<id>` or `client:<id>/<operator>`, as in the record; never a name.
    pub actor: String,
    /// manual or api (Art. 15).
    pub channel: Channel,
}

impl App {
    /// Finds the certificates of a holder for a purpose, and records the use. Errors: the purpose
    /// is incomplete; the matter is unknown, belongs to another unit, or does not need the type;
    /// sharing of an explicitly named type is refused.
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

    /// Lists the uses by the caller's unit, newest first.
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

    /// Selects the newest certificate that is valid today, with the sharing rule under which it may
    /// be shown. Errors: no certificate is valid, with the state of the newest one; sharing is
    /// refused.
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

    /// The row of a use. Its identity carries the bucket of the certificate (decision 0018).
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

/// Why no certificate can be shown.
enum Unusable {
    /// The sharing rule refuses (Art. 13).
    Refused(Refusal),
    /// The holder has no certificate that is valid today.
    Lacking(Lack),
}

/// The event of a use. The request is in the details, of which the record has only a digest and
/// which can be erased (I10).
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
