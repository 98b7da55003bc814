//! 所需证照有无 (Art. 4(5), 8, 13): which of the certificates that a matter needs are there for a holder, and of the
//! others the cause. It is asked like a use: for a matter and a case, within the same limits, and recorded before
//! it is answered (I2). It shows no fact of a certificate.

use domain::caller::Caller;
use domain::certificate::Effect;
use domain::date::{Date, rfc3339};
use domain::event::EventKind;
use domain::miss::{MissCause, NO_PAPER, Outage, refused_by};
use domain::policy::Place;
use domain::usage::Lack;
use serde::{Deserialize, Serialize};
use store::{Reader, Receipt};

use super::missing::Stated;
use super::query::{Found, UseAnswer, UseRequest, event};
use super::question::{Question, matter_asked};
use super::repeat::KeptUse;
use crate::kernel::group_commit::Uses;
use crate::kernel::{App, Error};
use crate::records::certificate::{SearchedHolder, effect_of};

/// The question of a using unit: what there is for a matter and a holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AvailabilityRequest {
    /// 事项编码: code of a matter of the caller's unit.
    pub matter_code: String,
    /// 办件号: number of the case at the caller's unit.
    pub case_number: String,
    pub holder_code: String,
}

/// The certificates that the matter needs, in its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Availability {
    pub matter_code: String,
    pub matter_name: String,
    /// 事项版本: the version of the matter by which it is judged.
    pub matter_version: i64,
    pub needs: Vec<NeededCertificate>,
}

/// A certificate that the matter needs: either it is there, and then `effect` says what it counts for, or `cause`
/// says why it is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NeededCertificate {
    pub type_code: String,
    pub type_name: String,
    /// The unit that issued it; of a missing one, the unit that answers for it. Empty if the type is unknown.
    pub issuer: String,
    pub issuer_name: String,
    /// valid or expiring: the certificate can be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// Instant since which it is in this state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// 不得要求提供纸质件 with its article, where the certificate is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_paper: Option<String>,
    /// The sharing rule that allows the use or refuses it (Art. 13), in Chinese.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<MissCause>,
    /// The cause more exactly, as a use says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Lack>,
    /// In what way the issuing unit does not serve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outage: Option<Outage>,
}

/// Who asks about whom.
#[derive(Clone, Copy)]
struct Asking<'a> {
    caller: &'a Caller,
    place: &'a Place,
    holder: &'a SearchedHolder,
    today: Date,
}

impl App {
    /// Tells which of the certificates that a matter needs are there for a holder, and records the question. Errors:
    /// the purpose is incomplete; the matter is unknown or belongs to another unit; too many holders were asked
    /// about.
    pub async fn availability(
        &self,
        caller: &Caller,
        asked: &AvailabilityRequest,
    ) -> Result<(Availability, Receipt), Error> {
        let AvailabilityRequest { matter_code, case_number, holder_code } = asked.clone();
        let note = String::new();
        let request = UseRequest { matter_code, case_number, note, holder_code, type_code: None };
        let question = self.question(caller, &request).await?;
        let done = self.permitted_availability(caller, question).await;
        self.refusal_recorded(caller, &request, done).await
    }

    async fn permitted_availability(
        &self,
        caller: &Caller,
        question: Question<'_>,
    ) -> Result<(Availability, Receipt), Error> {
        let Question { holder, stated, mut reader, place, permit, .. } = question;
        let (purpose, asked) = stated?;
        let now = asked.at;
        let today = Date::at(now);
        let of = matter_asked(&mut reader, caller, &purpose, None, today).await?;
        let (matter, matter_version) = (of.matter, of.number);
        let kept = self.kept_use(&mut reader, caller).await?;
        if kept.is_none() {
            self.refuse_too_many(&mut reader, caller, &asked).await?;
        }
        let asking = Asking { caller, place: &place, holder: &holder, today };
        let mut needs = Vec::with_capacity(matter.needs.len());
        for type_code in &matter.needs {
            needs.push(self.needed(&mut reader, &asking, type_code).await?);
        }
        let answer = Availability {
            matter_code: matter.code,
            matter_name: matter.name,
            matter_version,
            needs,
        };
        if let Some((kept, receipt)) = kept {
            drop(reader);
            self.record_repeat(caller, &place, &purpose, &kept, &asked.holder).await?;
            return Ok((answer, receipt));
        }
        let mut misses = Vec::new();
        let stated =
            Stated { caller, purpose: &purpose, place: &place, asked: &asked, matter_version };
        for needed in &answer.needs {
            if let Some(why) = needed.why {
                let (type_code, issuer) = (&needed.type_code, &needed.issuer);
                misses.push(self.miss(&mut reader, stated, type_code, issuer, why).await?);
            }
        }
        drop(reader);
        let mut event = event(EventKind::AvailabilityTold, &purpose, &asked.holder, &[]);
        if let Some(details) = &mut event.details {
            details["told"] = answer.needs.iter().map(told).collect();
        }
        let kept = serde_json::to_value(KeptUse::of(&UseAnswer::default()))?;
        let uses = Uses { rows: Vec::new(), misses, asked, kept };
        self.record_use(caller, now, permit.done(answer, event), uses).await
    }

    /// What there is for one type. It is found as a use finds it, so that both say the same.
    async fn needed(
        &self,
        reader: &mut Reader,
        asking: &Asking<'_>,
        type_code: &str,
    ) -> Result<NeededCertificate, Error> {
        let Asking { caller, place, holder, today } = *asking;
        let (type_name, found) = self.found(reader, caller, type_code, holder, today).await?;
        let issuer = self.answers_for(reader, &found, type_code, place).await?;
        let issuer_name = match reader.unit_shown(&issuer).await? {
            Some(unit) => unit.name,
            None => String::new(),
        };
        let type_code = type_code.to_owned();
        let mut needed =
            NeededCertificate { type_code, type_name, issuer, issuer_name, ..Default::default() };
        let why = match found {
            Found::Usable(row, rule) => {
                needed.effect = Some(effect_of(&row, today)?);
                needed.since = Some(rfc3339(row.changed_at));
                needed.no_paper = Some(NO_PAPER.to_owned());
                needed.rule = Some(rule);
                return Ok(needed);
            }
            Found::Refused(refusal) => {
                needed.rule = Some(refused_by(&refusal));
                refusal.code().as_str().parse()?
            }
            Found::Lacking(why, _) => why,
        };
        let (cause, outage) = MissCause::of(why);
        (needed.cause, needed.why, needed.outage) = (Some(cause), Some(why), outage);
        Ok(needed)
    }
}

/// What the details of the record say of a type: the effect or the cause.
fn told(needed: &NeededCertificate) -> serde_json::Value {
    let word = match (needed.effect, needed.cause) {
        (Some(effect), _) => effect.as_str(),
        (None, Some(cause)) => cause.as_str(),
        (None, None) => "",
    };
    serde_json::json!([needed.type_code, word])
}
