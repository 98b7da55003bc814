//! 停用与启用 (standing): administrators stop a person, a calling system or a unit, from the next request on
//! (Art. 20, 25). What runs on the machine recovers the accounts of people who are locked out.

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::standing::{StandingState, StandingStep, step};
use domain::{Code, Refusal, text};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{PersonRow, Receipt};

use crate::kernel::{App, Error};
use crate::records::person::{permit_on_person, person};

/// A step, with the version of the row that the caller has seen and the reason for the record.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'s> {
    pub step: StandingStep,
    pub row_version: i64,
    pub reason: &'s str,
}

/// The version of a row after a change, for the next change of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowVersion {
    pub row_version: i64,
}

impl Standing<'_> {
    /// The column `active` after the step. Errors: no reason is given; the row has changed since the caller
    /// saw it; the state does not allow the step.
    pub(super) fn after(self, active: i64, version: i64) -> Result<i64, Error> {
        text::reason(self.reason)?;
        let next = step(StandingState::of(active), self.step)?;
        if version != self.row_version {
            return Err(Error::Conflict);
        }
        Ok(next.column())
    }

    /// The event of the step. The reason is a detail, because it may name people.
    pub(super) fn event(self, kind: EventKind, subject: &str) -> Event {
        let event = Event::new(kind, format!("{subject} {}", self.step));
        event.with_details(json!({ "reason": self.reason.trim() }))
    }
}

impl App {
    /// Suspends or resumes a person. Sessions of before end for good. Errors: the person is unknown or the
    /// caller; the state does not allow it.
    pub async fn change_person(
        &self,
        caller: &Caller,
        person_id: &str,
        standing: Standing<'_>,
    ) -> Result<(RowVersion, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit, mut row) =
            permit_on_person(work, Action::ChangePerson, person_id).await?;
        if person(caller) == person_id {
            return Err(Refusal::new(Code::OwnStanding).into());
        }
        row.active = standing.after(row.active, row.version)?;
        row.session_generation += 1;
        work.rows().update_person(&mut row).await?;
        let event = standing.event(EventKind::PersonChanged, &format!("person {person_id}"));
        work.commit(permit.done(RowVersion { row_version: row.version }, event)).await
    }

    /// Demands that a person change the password: until then they can do nothing else. Errors: the person
    /// is unknown, or has no password.
    pub async fn demand_password_change(
        &self,
        caller: &Caller,
        person_id: &str,
        row_version: i64,
    ) -> Result<(RowVersion, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit, mut row) =
            permit_on_person(work, Action::ChangePerson, person_id).await?;
        if row.password.is_empty() {
            return Err(Refusal::new(Code::StandingState).with("password", "none").into());
        }
        if row.version != row_version {
            return Err(Error::Conflict);
        }
        row.must_change_password = 1;
        work.rows().update_person(&mut row).await?;
        let event = Event::new(EventKind::PasswordDemanded, format!("person {person_id}"));
        work.commit(permit.done(RowVersion { row_version: row.version }, event)).await
    }

    /// Suspends or resumes a unit: its people and its calling systems can do nothing while it is suspended.
    /// Sessions of before end for good. Errors: the unit is unknown or the caller's own; the state does not
    /// allow it.
    pub async fn change_unit(
        &self,
        caller: &Caller,
        code: &str,
        standing: Standing<'_>,
    ) -> Result<(RowVersion, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::ChangeUnit, &Citywide).await?;
        if caller.unit == code {
            return Err(Refusal::new(Code::OwnStanding).into());
        }
        let row = work.rows().unit(code).await?;
        let mut row = row.ok_or_else(|| Refusal::new(Code::UnitUnknown).with("unit", code))?;
        row.active = standing.after(row.active, row.version)?;
        row.session_generation += 1;
        work.rows().update_unit(&mut row).await?;
        let event = standing.event(EventKind::UnitChanged, &format!("unit {code}"));
        work.commit(permit.done(RowVersion { row_version: row.version }, event)).await
    }

    /// Lets the owner of an account try again on the machine: forgets the failed logins at the account and,
    /// if one is given, from the address. Errors: there is no such account.
    pub async fn unlock_account(
        &self,
        account: &str,
        address: Option<&str>,
    ) -> Result<Receipt, Error> {
        let work = self.begin(&Caller::program("people")).await?;
        let (mut work, permit) = work.permit(Action::RecoverAccount, &Citywide).await?;
        let guards = self.guards(account, address.unwrap_or_default());
        let row = work.rows().person_by_account(account).await?;
        let row = row.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
        work.rows().forget_attempts_at(&guards.account).await?;
        if address.is_some() {
            work.rows().unlock_guard(&guards.address).await?;
        }
        let subject = format!("person {}", row.person_id);
        let event = Event::new(EventKind::AccountUnlocked, subject);
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Resumes a suspended person on the machine, for a city whose administrators have all been suspended.
    /// Errors: there is no such account; the person is not suspended.
    pub async fn resume_account(&self, account: &str) -> Result<Receipt, Error> {
        let work = self.begin(&Caller::program("people")).await?;
        let (mut work, permit) = work.permit(Action::RecoverAccount, &Citywide).await?;
        let row = work.rows().person_by_account(account).await?;
        let mut row = row.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
        row.active = step(StandingState::of(row.active), StandingStep::Resume)?.column();
        row.session_generation += 1;
        work.rows().update_person(&mut row).await?;
        let subject = format!("person {} {}", row.person_id, StandingStep::Resume);
        let event = Event::new(EventKind::PersonChanged, subject);
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Gives an account a new password on the machine, which its owner must change at the next login. All
    /// sessions end, and failed logins are forgotten. Errors: there is no such account; the password is too
    /// weak.
    pub async fn reset_password(&self, account: &str, password: &str) -> Result<Receipt, Error> {
        let password = self.hashed(password, account).await?;
        let work = self.begin(&Caller::program("people")).await?;
        let (mut work, permit) = work.permit(Action::RecoverAccount, &Citywide).await?;
        let row = work.rows().person_by_account(account).await?;
        let row = row.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
        let mut row = PersonRow { password, must_change_password: 1, ..row };
        row.session_generation += 1;
        work.rows().update_person(&mut row).await?;
        work.rows().forget_attempts_at(&self.guards(account, "").account).await?;
        let event = Event::new(EventKind::PasswordReset, format!("person {}", row.person_id));
        Ok(work.commit(permit.done((), event)).await?.1)
    }
}
