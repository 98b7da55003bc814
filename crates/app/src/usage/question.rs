//! A question about a holder for a purpose (Art. 14): what there is, or the use itself. It is entered to be counted
//! before the database is read, and its refusal is recorded like an answer (decision 0022).

use domain::caller::Caller;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Permit, Place};
use domain::purpose::Purpose;
use domain::{Code, Refusal};
use store::Reader;

use super::query::UseRequest;
use crate::kernel::asking::Asked;
use crate::kernel::{App, Error};
use crate::records::certificate::SearchedHolder;
use crate::records::matter::{MatterOnDay, matter_on};
use crate::records::unit::unit_place;

/// A question that the caller's posts permit.
pub(super) struct Question<'a> {
    pub request: &'a UseRequest,
    pub holder: SearchedHolder,
    /// The purpose, with the question as it is counted; or why the purpose is refused.
    pub stated: Result<(Purpose, Asked), Refusal>,
    pub reader: Reader,
    pub place: Place,
    pub permit: Permit,
}

impl App {
    /// Enters a question. Errors: the caller may not ask.
    pub(super) async fn question<'a>(
        &self,
        caller: &Caller,
        request: &'a UseRequest,
    ) -> Result<Question<'a>, Error> {
        let now = self.now();
        let purpose = Purpose::checked(&request.matter_code, &request.case_number, &request.note);
        let holder = self.searched_holder(&request.holder_code);
        // Entered before the database is read, so that questions of the same instant count each other.
        let stated = purpose.map(|purpose| {
            let asked = self.ask(caller, &purpose, holder.present(), now);
            (purpose, asked)
        });
        let mut reader = self.read().await?;
        let place = unit_place(&mut reader, &caller.unit).await?;
        let permit = self.permit_read(caller, Action::UseCertificate, &place).await?;
        Ok(Question { request, holder, stated, reader, place, permit })
    }

    /// Records the refusal of a question before it is told.
    pub(super) async fn refusal_recorded<T>(
        &self,
        caller: &Caller,
        request: &UseRequest,
        done: Result<T, Error>,
    ) -> Result<T, Error> {
        match done {
            Err(Error::Refused(refusal)) => {
                let event = self.refused_use(request, &refusal);
                self.record_refusal(caller, event).await?;
                Err(Error::Refused(refusal))
            }
            other => other,
        }
    }

    /// The event of a refused use. What was asked is in the details; texts that do not follow their grammar
    /// are left out.
    fn refused_use(&self, request: &UseRequest, refusal: &Refusal) -> Event {
        let mut details = serde_json::json!({
            "refusal": refusal.code().as_str(),
            "holder": hex::encode(self.searched_holder(&request.holder_code).present()),
        });
        if let Ok(purpose) = Purpose::checked(&request.matter_code, &request.case_number, "") {
            details["matter"] = purpose.matter_code().chars().take(64).collect::<String>().into();
            details["case"] = purpose.case_number().into();
        }
        let subject = format!("action {}", Action::UseCertificate.as_str());
        Event::new(EventKind::UseRefused, subject).with_details(details)
    }
}

/// The matter of a purpose, in the version that is in force on the day. Errors: it is unknown, belongs to another
/// unit, is handled no more, or does not need the type.
pub(super) async fn matter_asked(
    reader: &mut Reader,
    caller: &Caller,
    purpose: &Purpose,
    type_code: Option<&str>,
    day: Date,
) -> Result<MatterOnDay, Error> {
    let matter = matter_on(reader, purpose.matter_code(), day).await?;
    let matter = matter.ok_or_else(|| Refusal::new(Code::MatterUnknown))?;
    purpose.fits(&matter.matter, &caller.unit, type_code)?;
    if matter.is_ended {
        return Err(Refusal::new(Code::MatterEnded).with("matter", purpose.matter_code()).into());
    }
    Ok(matter)
}
