//! 动态口令 (one-time codes, GM/T 0021; Art. 20, decision 0024): the second factor of whoever logs in by password.
//!
//! A person begins codes in the own session, enters the secret into a token, and takes the codes into use by
//! giving the first one. The secret is shown once. Until the codes of a new secret are in use, those of the old
//! one count.

use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::login::{CodeState, LoginMeans};
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal};
use seal::one_time::{self, SECRET_BYTES};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{Change, LoginCodeRow, Receipt, SessionRow};

use super::sessions::Session;
use crate::kernel::{App, Error, Work};
use crate::records::person::permit_on_person;

/// The minutes around now whose codes are accepted, because clocks differ.
const AROUND: [i64; 3] = [0, -1, 1];

/// The secret of new one-time codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NewCodes {
    /// 16 bytes in hexadecimal, to be entered into the token. It is not shown again.
    pub secret: String,
}

/// A code that fits, with the row that says that it is used up.
pub(super) struct CodeGiven(LoginCodeRow);

impl CodeGiven {
    /// Saves that the code, and all before it, count no more. Errors: [`Error::Conflict`] if the same code was
    /// given twice at once.
    pub(super) async fn used_up(mut self, rows: &mut Change) -> Result<(), Error> {
        Ok(rows.update_login_code(&mut self.0).await?)
    }
}

impl App {
    /// The state of the one-time codes of a person; withdrawn if there never were any.
    pub async fn code_state(&self, person_id: &str) -> Result<CodeState, Error> {
        let row = self.read().await?.login_code(person_id).await?;
        row.map_or(Ok(CodeState::Withdrawn), |row| Ok(row.state.parse()?))
    }

    /// Judges a code of a person. `None` if the person has no codes in use. Errors: [`Code::CodeRequired`] if
    /// none is given; [`Code::CodeWrong`] if it does not fit, or was used.
    pub(super) async fn code_given(
        &self,
        person_id: &str,
        given: &str,
    ) -> Result<Option<CodeGiven>, Error> {
        let row = self.read().await?.login_code(person_id).await?;
        let row = row.filter(|row| row.state == CodeState::Active.as_str());
        let Some(row) = row else { return Ok(None) };
        if given.trim().is_empty() {
            return Err(Refusal::new(Code::CodeRequired).into());
        }
        let secret = self.secret(person_id, &row.secret_sealed)?;
        let step = self.step(&secret, given, row.last_step)?;
        Ok(Some(CodeGiven(LoginCodeRow { last_step: step, ..row })))
    }

    /// Begins one-time codes for whoever is logged in. Errors: [`Code::ProofRequired`].
    pub async fn begin_codes(&self, session: &Session) -> Result<(NewCodes, Receipt), Error> {
        session.proved()?;
        let secret = self.random::<SECRET_BYTES>()?;
        let person_id = &session.person_id;
        let next_sealed = self.seal(code_slot(person_id), &hex::encode(secret))?;
        let work = self.begin(&session.own_caller()).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        match work.rows().login_code(person_id).await? {
            Some(mut row) => {
                if row.state != CodeState::Active.as_str() {
                    CodeState::Proposed.as_str().clone_into(&mut row.state);
                }
                (row.next_sealed, row.changed_at) = (next_sealed, now);
                work.rows().update_login_code(&mut row).await?;
            }
            None => {
                let mut row = LoginCodeRow {
                    person_id: person_id.clone(),
                    next_sealed,
                    state: CodeState::Proposed.as_str().to_owned(),
                    changed_at: now,
                    ..LoginCodeRow::default()
                };
                work.rows().insert_login_code(&mut row).await?;
            }
        }
        let codes = NewCodes { secret: hex::encode(secret) };
        let event = Event::new(EventKind::CodeBegun, format!("person {person_id}"));
        work.commit(permit.done(codes, event)).await
    }

    /// Takes the codes that were begun into use, by their first one; the session counts as opened with it.
    /// Errors: [`Code::CodeState`] if none were begun; [`Code::CodeWrong`].
    pub async fn confirm_codes(&self, session: &Session, given: &str) -> Result<Receipt, Error> {
        session.proved()?;
        let person_id = &session.person_id;
        let work = self.begin(&session.own_caller()).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        let row = work.rows().login_code(person_id).await?;
        let row = row.filter(|row| !row.next_sealed.is_empty());
        let mut row = row.ok_or_else(|| Refusal::new(Code::CodeState))?;
        let secret = self.secret(person_id, &row.next_sealed)?;
        row.last_step = self.step(&secret, given, 0)?;
        row.secret_sealed = std::mem::take(&mut row.next_sealed);
        row.changed_at = now;
        CodeState::Active.as_str().clone_into(&mut row.state);
        work.rows().update_login_code(&mut row).await?;
        let means = LoginMeans::PasswordAndCode.as_str().to_owned();
        let proved = SessionRow { means, seen_at: now, proved_at: now, ..session.row.clone() };
        work.rows().prove_session(&proved).await?;
        let event = Event::new(EventKind::CodeConfirmed, format!("person {person_id}"));
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Withdraws the codes of a person who has lost the token. Errors: the person has none in use.
    pub async fn withdraw_codes(&self, caller: &Caller, person_id: &str) -> Result<Receipt, Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit, _) = permit_on_person(work, Action::ChangePerson, person_id).await?;
        let event = withdrawn(&mut work, person_id).await?;
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Withdraws the codes of an account on the machine, for an administrator who has lost the token and whom
    /// nobody else can let in. Errors: there is no such account; it has no codes in use.
    pub async fn withdraw_codes_of_account(&self, account: &str) -> Result<Receipt, Error> {
        let work = self.begin(&Caller::program("people")).await?;
        let (mut work, permit) = work.permit(Action::RecoverAccount, &Citywide).await?;
        let person = work.rows().person_by_account(account).await?;
        let person = person.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
        let event = withdrawn(&mut work, &person.person_id).await?;
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    fn secret(&self, person_id: &str, sealed: &[u8]) -> Result<[u8; SECRET_BYTES], Error> {
        let text: String = self.open(code_slot(person_id), sealed)?;
        let mut secret = [0; SECRET_BYTES];
        hex::decode_to_slice(text, &mut secret)
            .map_err(|error| Error::Internal(error.to_string()))?;
        Ok(secret)
    }

    /// The minute whose code was given. Errors: [`Code::CodeWrong`] if there is none about now, or it is not
    /// after `last`.
    fn step(&self, secret: &[u8; SECRET_BYTES], given: &str, last: i64) -> Result<i64, Refusal> {
        let now = one_time::step_of(self.now());
        let mut steps = AROUND.iter().map(|around| now + around);
        let found = steps.find(|step| *step > last && one_time::fits(secret, *step, given.trim()));
        found.ok_or_else(|| Refusal::new(Code::CodeWrong))
    }
}

/// The code of a secret at an instant (milliseconds since 1970 UTC), as a token shows it. `None` if the secret
/// is not 16 bytes in hexadecimal; spaces do not count.
pub fn code_at(secret: &str, at: i64) -> Option<String> {
    let digits: String = secret.split_whitespace().collect();
    let mut bytes = [0; SECRET_BYTES];
    hex::decode_to_slice(digits, &mut bytes).ok()?;
    Some(one_time::code(&bytes, one_time::step_of(at)))
}

/// Withdraws codes, with their secrets, as part of a change. Errors: there are none in use.
async fn withdrawn(work: &mut Work, person_id: &str) -> Result<Event, Error> {
    let now = work.now();
    let row = work.rows().login_code(person_id).await?;
    let row = row.filter(|row| row.state != CodeState::Withdrawn.as_str());
    let mut row = row.ok_or_else(|| Refusal::new(Code::CodeState))?;
    CodeState::Withdrawn.as_str().clone_into(&mut row.state);
    (row.secret_sealed, row.next_sealed) = (Vec::new(), Vec::new());
    row.changed_at = now;
    work.rows().update_login_code(&mut row).await?;
    Ok(Event::new(EventKind::CodeWithdrawn, format!("person {person_id}")))
}

/// Column and row for which the secret of a person's codes is encrypted. Both columns have the same, because a
/// secret moves from one to the other.
fn code_slot(person_id: &str) -> Slot<'_> {
    Slot { table: "login_code", column: "secret", row: person_id }
}
