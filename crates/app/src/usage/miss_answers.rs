//! 缺证答复 (Art. 8, 19): misses are the work of the issuing unit until it says what it does about them.

use domain::caller::Caller;
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::miss::{Answered, MissAnswer};
use domain::policy::Action;
use domain::usage::Lack;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{MissAnswerRow, Receipt};

use crate::kernel::{App, Error};
use crate::records::miss::{kind_name, note_slot};
use crate::records::person::person;
use crate::records::unit::unit_place;

/// What the caller's unit says about the misses of a kind for which it answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMissAnswer {
    pub type_code: String,
    pub why: Lack,
    pub answer: MissAnswer,
    /// The day up to which it is planned, as yyyy-mm-dd; for that answer only.
    #[serde(default)]
    pub planned_for: String,
    pub note: String,
    /// Version of the answer that the caller has seen; 0 if there was none.
    #[serde(default)]
    pub row_version: i64,
}

/// An answer as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MissAnswerView)]
pub struct AnswerView {
    pub answer: MissAnswer,
    pub planned_for: String,
    pub note: String,
    pub at: String,
    pub row_version: i64,
}

impl App {
    /// Answers the misses of a kind for the caller's unit. Errors: nobody missed the type of this unit for that
    /// reason; the day or the note is missing; somebody answered since.
    pub async fn answer_misses(
        &self,
        caller: &Caller,
        new: &NewMissAnswer,
    ) -> Result<(AnswerView, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &caller.unit).await?;
        let (mut work, permit) = work.permit(Action::AnswerMisses, &place).await?;
        let (today, now) = (work.today(), work.now());
        let note = Answered::checked(new.answer, &new.planned_for, &new.note, today)?;
        let (unit, type_code, why) = (&caller.unit, &new.type_code, new.why.as_str());
        if work.rows().count_missed(unit, type_code, why, "", 1).await? == 0 {
            return Err(Refusal::new(Code::MissUnknown).with("field", "type_code").into());
        }
        let known = work.rows().miss_answer(unit, type_code, why).await?;
        if known.as_ref().map_or(0, |row| row.version) != new.row_version {
            return Err(Error::Conflict);
        }
        let name = kind_name(unit, type_code, new.why);
        let is_new = known.is_none();
        let mut row = MissAnswerRow {
            issuer_code: unit.clone(),
            type_code: type_code.clone(),
            why: why.to_owned(),
            region: place.region.as_str().to_owned(),
            answer: new.answer.as_str().to_owned(),
            planned_for: new.planned_for.clone(),
            note_sealed: self.seal(note_slot(&name), &note)?,
            answered_by: person(caller),
            answered_at: now,
            ..known.unwrap_or_default()
        };
        if is_new {
            work.rows().insert_miss_answer(&mut row).await?;
        } else {
            work.rows().update_miss_answer(&mut row).await?;
        }
        let view = self.answer_view(&row)?;
        let event = Event::new(EventKind::MissesAnswered, format!("miss {name}"));
        let details = serde_json::json!({ "answer": row.answer, "planned_for": row.planned_for });
        work.commit(permit.done(view, event.with_details(details))).await
    }

    pub(super) fn answer_view(&self, row: &MissAnswerRow) -> Result<AnswerView, Error> {
        let why: Lack = row.why.parse()?;
        let name = kind_name(&row.issuer_code, &row.type_code, why);
        Ok(AnswerView {
            answer: row.answer.parse()?,
            planned_for: row.planned_for.clone(),
            note: self.open(note_slot(&name), &row.note_sealed)?,
            at: rfc3339(row.answered_at),
            row_version: row.version,
        })
    }
}
