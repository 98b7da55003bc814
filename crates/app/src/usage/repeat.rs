//! A use that is asked for again with the same idempotency key. What is repeated is the receipt and the codes
//! of the uses; what is told is what the certificates count for today, because a certificate may have been
//! suspended or revoked since (P3). The telling is recorded, because it shows the certificates again (I2).

use domain::caller::Caller;
use domain::date::Date;
use domain::event::EventKind;
use domain::policy::{Action, Place};
use domain::purpose::Purpose;
use domain::usage::Lack;
use serde::{Deserialize, Serialize};
use store::{Reader, Receipt};

use super::query::{
    Found, MissingCertificate, OWN, Shared, UseAnswer, UsedCertificate, event, lack, missing,
};
use crate::kernel::asking::HolderIndex;
use crate::kernel::{App, Error};
use crate::records::certificate::{SearchedHolder, by_id};
use crate::records::certificate_view::Masks;
use crate::records::usage::load;

/// What is kept of an answer: no state and no fact of a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptUse {
    uses: Vec<KeptCode>,
    #[serde(default)]
    missing: Vec<MissingCertificate>,
}

/// The code of a use. Answers that earlier versions kept have more members, which are not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KeptCode {
    use_code: String,
}

impl KeptUse {
    pub(super) fn of(answer: &UseAnswer) -> Self {
        let code = |used: &UsedCertificate| KeptCode { use_code: used.use_code.clone() };
        Self { uses: answer.uses.iter().map(code).collect(), missing: answer.missing.clone() }
    }
}

impl App {
    /// What was kept if this request was answered before, with the receipt of that answer.
    pub(super) async fn kept_use(
        &self,
        reader: &mut Reader,
        caller: &Caller,
    ) -> Result<Option<(KeptUse, Receipt)>, Error> {
        match self.refuse_repeated_use(reader, caller).await {
            Ok(()) => Ok(None),
            Err(Error::Repeated(again)) => {
                Ok(Some((serde_json::from_value(again.value)?, again.receipt)))
            }
            Err(error) => Err(error),
        }
    }

    /// The answer of today to a request that was answered before.
    pub(super) async fn today(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        kept: &KeptUse,
        holder: &SearchedHolder,
        now: i64,
    ) -> Result<UseAnswer, Error> {
        let mut answer = UseAnswer { uses: Vec::new(), missing: Vec::new() };
        for KeptCode { use_code } in &kept.uses {
            let (type_code, name, why) =
                match self.used_again(reader, caller, use_code, Date::at(now)).await? {
                    Again::Usable(used) => {
                        answer.uses.push(*used);
                        continue;
                    }
                    Again::Lacking(type_code, name, why) => (type_code, name, why),
                };
            let use_code = Some(use_code.clone());
            let lacking = missing(&type_code, &name, why);
            answer.missing.push(MissingCertificate { use_code, ..lacking });
        }
        for lacking in &kept.missing {
            let type_code = &lacking.type_code;
            let (_, found) = self.found(reader, caller, type_code, holder, Date::at(now)).await?;
            let why = match found {
                // It was not used, so a new request must ask for it.
                Found::Usable(..) => lacking.why,
                Found::Refused(refusal) => refusal.code().as_str().parse()?,
                Found::Lacking(why, _) => why,
            };
            answer.missing.push(MissingCertificate { why, ..lacking.clone() });
        }
        Ok(answer)
    }

    async fn used_again(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        use_code: &str,
        today: Date,
    ) -> Result<Again, Error> {
        let used = load(reader, use_code).await?;
        let Some(published) = reader.catalog_published(&used.type_code).await? else {
            return Ok(Again::Lacking(used.type_code, String::new(), Lack::CatalogNotPublished));
        };
        let name = published.name.clone();
        let entry = self.templates().entry(&published)?;
        let shared = self.shared(reader, caller, &published, &entry).await?;
        let row = by_id(reader, &used.certificate_id).await?;
        let own = row.unit_code == caller.unit;
        let rule = match shared {
            Shared::WithAll(_) | Shared::Own(_) if own => OWN.to_owned(),
            Shared::WithAll(rule) => rule,
            Shared::Own(refusal) | Shared::Not(refusal) => {
                return Ok(Again::Lacking(used.type_code, name, refusal.code().as_str().parse()?));
            }
        };
        match lack(&row, today) {
            None => {
                let certificate = self.view(reader, &row, Masks::On).await?;
                let use_code = use_code.to_owned();
                Ok(Again::Usable(Box::new(UsedCertificate { use_code, certificate, rule })))
            }
            Some(why) => Ok(Again::Lacking(used.type_code, name, why)),
        }
    }

    /// Records that the answer to a use is told again.
    pub(super) async fn record_repeat(
        &self,
        caller: &Caller,
        place: &Place,
        purpose: &Purpose,
        kept: &KeptUse,
        holder: &HolderIndex,
    ) -> Result<(), Error> {
        let work = self.without_request().begin(caller).await?;
        let (work, permit) = work.permit(Action::UseCertificate, place).await?;
        let codes: Vec<_> = kept.uses.iter().map(|kept| [kept.use_code.as_str(), ""]).collect();
        let event = event(EventKind::UseRepeated, purpose, holder, &codes);
        work.commit(permit.done((), event)).await?;
        Ok(())
    }
}

/// A use that is told again.
enum Again {
    Usable(Box<UsedCertificate>),
    /// Code and name of the type, and why its certificate cannot be relied on.
    Lacking(String, String, Lack),
}
