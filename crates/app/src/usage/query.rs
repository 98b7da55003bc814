//! 用证 (Art. 13–16): using units find certificates for a stated purpose, through a page or the
//! interface.
//!
//! The request is recorded whether or not a certificate was found, and the record is durable before
//! the answer is returned (I2, I7). A refusal is recorded too. Whether a type is shared is decided before
//! the holder is looked up, so that neither the answer nor the work depends on a certificate that the
//! caller may not learn of.

use domain::Refusal;
use domain::caller::{Actor, Caller};
use domain::catalog::CatalogEntry;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::id::{Bucket, bucket_of};
use domain::purpose::Purpose;
use domain::usage::Lack;
use serde::{Deserialize, Serialize};
use store::{CatalogRow, CertificateRow, Queries, Reader, Receipt, UsageRow};

use super::missing::Stated;
use super::question::{Question, matter_asked};
use super::repeat::KeptUse;
use crate::kernel::asking::HolderIndex;
use crate::kernel::group_commit::Uses;
use crate::kernel::{App, Error};
use crate::records::catalog::{is_issued, issues};
use crate::records::certificate::{SearchedHolder, effect_of};
use crate::records::certificate_view::{CertificateView, Masks};
use crate::records::usage::{note_slot, operator_slot};

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
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
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
    /// 用证码 of a use that is told again, whose certificate can no longer be relied on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_code: Option<String>,
}

/// What there is for a holder and a type.
pub(super) enum Found {
    /// A certificate that may be relied on today, with the rule under which it is shown.
    Usable(Box<CertificateRow>, String),
    /// The sharing rule refuses (Art. 13).
    Refused(Refusal),
    /// With the unit whose certificate it is, if there is one that the caller may learn of.
    Lacking(Lack, Option<String>),
}

impl App {
    /// Finds the certificates of a holder for a purpose, and records the use. A repeated request tells what
    /// the certificates count for today, under the receipt and the codes of the first one. Errors: the
    /// purpose is incomplete; the matter is unknown, belongs to another unit, or does not need the type;
    /// too many holders were asked about; sharing of an explicitly named type is refused.
    pub async fn use_certificates(
        &self,
        caller: &Caller,
        request: &UseRequest,
    ) -> Result<(UseAnswer, Receipt), Error> {
        let question = self.question(caller, request).await?;
        let done = self.permitted_use(caller, question).await;
        self.refusal_recorded(caller, request, done).await
    }

    async fn permitted_use(
        &self,
        caller: &Caller,
        question: Question<'_>,
    ) -> Result<(UseAnswer, Receipt), Error> {
        let Question { request, holder, stated, mut reader, place, permit } = question;
        let (purpose, asked) = stated?;
        let (now, index) = (asked.at, asked.holder);
        let type_code = request.type_code.as_deref();
        let today = Date::at(now);
        let matter = matter_asked(&mut reader, caller, &purpose, type_code, today).await?;
        if let Some((kept, receipt)) = self.kept_use(&mut reader, caller).await? {
            let answer = self.today(&mut reader, caller, &kept, &holder, now).await?;
            drop(reader);
            self.record_repeat(caller, &place, &purpose, &kept, &index).await?;
            return Ok((answer, receipt));
        }
        self.refuse_too_many(&mut reader, caller, &asked).await?;
        let types = match &request.type_code {
            Some(code) => vec![code.clone()],
            None => matter.matter.needs,
        };
        let matter_version = matter.number;
        let stated =
            Stated { caller, purpose: &purpose, place: &place, asked: &asked, matter_version };
        let mut answer = UseAnswer { uses: Vec::new(), missing: Vec::new() };
        let (mut rows, mut misses) = (Vec::new(), Vec::new());
        for type_code in types {
            let (name, found) = self.found(&mut reader, caller, &type_code, &holder, today).await?;
            let issuer = self.answers_for(&mut reader, &found, &type_code, &place).await?;
            let why = match found {
                Found::Usable(row, rule) => {
                    let use_row = self.use_row(stated, &row, &rule)?;
                    let certificate = self.view(&mut reader, &row, Masks::On).await?;
                    let use_code = use_row.use_code.clone();
                    answer.uses.push(UsedCertificate { use_code, certificate, rule });
                    rows.push(use_row);
                    continue;
                }
                Found::Refused(refusal) if request.type_code.is_some() => {
                    return Err(refusal.into());
                }
                Found::Refused(refusal) => refusal.code().as_str().parse()?,
                Found::Lacking(why, _) => why,
            };
            answer.missing.push(missing(&type_code, &name, why));
            misses.push(self.miss(&mut reader, stated, &type_code, &issuer, why).await?);
        }
        drop(reader);
        let codes: Vec<_> =
            rows.iter().map(|row| [row.use_code.as_str(), row.identifier.as_str()]).collect();
        let event = event(EventKind::CertificateUsed, &purpose, &index, &codes);
        let kept = serde_json::to_value(KeptUse::of(&answer))?;
        let uses = Uses { rows, misses, asked, kept };
        self.record_use(caller, now, permit.done(answer, event), uses).await
    }

    /// The name of a type, and the certificate of a holder that may be relied on today or why there is
    /// none. Errors: not if there is none.
    pub(super) async fn found(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        type_code: &str,
        holder: &SearchedHolder,
        today: Date,
    ) -> Result<(String, Found), Error> {
        let Some(published) = reader.catalog_published(type_code).await? else {
            return Ok((String::new(), Found::Lacking(Lack::CatalogNotPublished, None)));
        };
        let name = published.name.clone();
        let Ok(entry) = self.templates().entry(&published) else {
            return Ok((name, Found::Lacking(Lack::Unreadable, None)));
        };
        let shared = self.shared(reader, caller, &published, &entry).await?;
        let mut found = Found::Lacking(Lack::None, None);
        for (index, of_person) in holder.forms() {
            let of_form = held(reader, &caller.unit, type_code, index, today, &shared).await?;
            if let Found::Usable(row, _) = &of_form
                && of_person
                && self.frozen(row)?.holder.is_organisation()
            {
                continue;
            }
            let decided = matches!(of_form, Found::Usable(..) | Found::Refused(_));
            if !matches!(of_form, Found::Lacking(Lack::None, _)) {
                found = of_form;
            }
            if decided {
                break;
            }
        }
        if matches!(found, Found::Lacking(Lack::None, _))
            && !is_issued(reader, &entry, type_code).await?
        {
            found = Found::Lacking(Lack::IssuerSuspended, None);
        }
        Ok((name, found))
    }

    /// Whether certificates of a published type are shared with the caller. No holder is looked up for it.
    pub(super) async fn shared(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        published: &CatalogRow,
        entry: &CatalogEntry,
    ) -> Result<Shared, Error> {
        match entry.sharing.rule(&entry.legal_basis, false) {
            Ok(rule) => Ok(Shared::WithAll(rule)),
            Err(refusal) => {
                Ok(match issues(rows, entry, &published.type_code, &caller.unit).await? {
                    true => Shared::Own(refusal),
                    false => Shared::Not(refusal),
                })
            }
        }
    }

    /// The row of a use. Its identity carries the bucket of the certificate (decision 0018).
    fn use_row(
        &self,
        stated: Stated<'_>,
        row: &CertificateRow,
        rule: &str,
    ) -> Result<UsageRow, Error> {
        let Stated { caller, purpose, place, asked, matter_version } = stated;
        let now = asked.at;
        let bucket = bucket_of(&row.certificate_id).unwrap_or(Bucket::NONE);
        let use_code = self.fresh_id(now, bucket)?;
        let operator_sealed = match &caller.actor {
            Actor::Client { operator, .. } => self.seal(operator_slot(&use_code), operator)?,
            Actor::Person(_) | Actor::Program(_) | Actor::Public => Vec::new(),
        };
        Ok(UsageRow {
            bucket: bucket.number(),
            certificate_id: row.certificate_id.clone(),
            identifier: row.identifier.clone(),
            type_code: row.type_code.clone(),
            unit_code: caller.unit.clone(),
            region: place.region.as_str().to_owned(),
            actor: self.actor_text(caller),
            channel: caller.channel.as_str().to_owned(),
            matter_code: purpose.matter_code().to_owned(),
            case_number: purpose.case_number().to_owned(),
            note_sealed: self.seal(note_slot(&use_code), &purpose.note())?,
            rule: rule.to_owned(),
            used_at: now,
            operator_sealed,
            matter_version,
            use_code,
            ..UsageRow::default()
        })
    }
}

/// What there is for one keyed hash of a holder, within what is shared with the unit.
async fn held(
    reader: &mut Reader,
    unit: &str,
    type_code: &str,
    holder: &HolderIndex,
    today: Date,
    shared: &Shared,
) -> Result<Found, Error> {
    let day = today.to_string();
    Ok(match shared {
        Shared::WithAll(rule) => {
            match reader.certificate_in_force(holder, type_code, &day).await? {
                Some(row) if row.unit_code == unit => usable(row, OWN.to_owned(), today),
                Some(row) => usable(row, rule.clone(), today),
                None => {
                    let newest = reader.newest_certificate(holder, type_code).await?;
                    newest.map_or(Found::Lacking(Lack::None, None), |row| lacking(&row, today))
                }
            }
        }
        Shared::Own(refusal) => {
            match reader.own_certificate_in_force(holder, type_code, unit, &day).await? {
                Some(row) => usable(row, OWN.to_owned(), today),
                // Whether other units have one, nobody is told.
                None => match reader.newest_own_certificate(holder, type_code, unit).await? {
                    Some(row) => lacking(&row, today),
                    None => Found::Refused(refusal.clone()),
                },
            }
        }
        Shared::Not(refusal) => Found::Refused(refusal.clone()),
    })
}

/// The rule under which a unit sees its own certificates.
pub(super) const OWN: &str = "本单位签发";

/// With whom the certificates of a type are shared.
pub(super) enum Shared {
    WithAll(String),
    /// Only with the unit that issued them, of which the caller's may be one; the refusal is for all others.
    Own(Refusal),
    Not(Refusal),
}

fn usable(row: CertificateRow, rule: String, today: Date) -> Found {
    match lack(&row, today) {
        None => Found::Usable(Box::new(row), rule),
        Some(why) => Found::Lacking(why, Some(row.unit_code)),
    }
}

/// Why a certificate cannot be relied on; `None` if it can.
pub(super) fn lack(row: &CertificateRow, today: Date) -> Option<Lack> {
    effect_of(row, today).map_or(Some(Lack::Unreadable), Lack::of)
}

/// What there is if no certificate is in force: why the newest one is not.
fn lacking(newest: &CertificateRow, today: Date) -> Found {
    let why = lack(newest, today).unwrap_or(Lack::Unreadable);
    Found::Lacking(why, Some(newest.unit_code.clone()))
}

/// The event of a use. The request is in the details, of which the record has only a digest and
/// which can be erased (I10). `used` holds the codes of the uses with the identifiers.
pub(super) fn event(
    kind: EventKind,
    purpose: &Purpose,
    holder: &HolderIndex,
    used: &[[&str; 2]],
) -> Event {
    let subject = match used.first() {
        Some([use_code, _]) => format!("use {use_code}"),
        None => format!("matter {}", purpose.matter_code()),
    };
    Event::new(kind, subject).with_details(serde_json::json!({
        "matter": purpose.matter_code(),
        "case": purpose.case_number(),
        "holder": hex::encode(holder),
        "used": used,
    }))
}

pub(super) fn missing(type_code: &str, type_name: &str, why: Lack) -> MissingCertificate {
    MissingCertificate {
        type_code: type_code.to_owned(),
        type_name: type_name.to_owned(),
        why,
        use_code: None,
    }
}
