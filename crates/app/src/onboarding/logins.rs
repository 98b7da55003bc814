//! 登录 (logging in, Art. 20, decision 0024): by password, with a one-time code for whoever has taken such codes
//! into use; and proving again who one is, before acts that ask for it.
//!
//! Attempts are counted before they are judged (`attempts`), and failed ones are recorded. The answer does
//! not reveal whether the account exists. Whoever has the right password is told that a code is needed too.

use domain::caller::Caller;
use domain::event::{Event, EventKind, LoginFailure};
use domain::login::LoginMeans;
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal};
use store::{PersonRow, SessionRow};

use super::attempts::Attempt;
use super::codes::CodeGiven;
use super::passwords;
use super::sessions::{Opened, Session};
use crate::kernel::{App, Class, Error};

/// What somebody shows to log in.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'s> {
    pub password: &'s str,
    /// The present one-time code; empty if none was asked for.
    pub code: &'s str,
}

impl App {
    /// Opens a session for an account and its password, which came from the client address `address`.
    /// Errors: as for [`Self::log_in_with`].
    pub async fn log_in(
        &self,
        account: &str,
        password: &str,
        address: &str,
    ) -> Result<Opened, Error> {
        self.log_in_with(account, Shown { password, code: "" }, address).await
    }

    /// Opens a session for an account, whose owner shows a password and, where it is in use, a one-time code.
    /// Errors: [`Code::LoginFailed`] if account and password do not fit; [`Code::CodeRequired`] and
    /// [`Code::CodeWrong`] if they do, but not the code; [`Code::LoginLocked`] while a delay after failures
    /// lasts, even with the right password (see `attempts`).
    pub async fn log_in_with(
        &self,
        account: &str,
        shown: Shown<'_>,
        address: &str,
    ) -> Result<Opened, Error> {
        let attempt = self.attempt(account, address).await?;
        let person = self.read().await?.person_by_account(account).await?;
        let person = person.filter(|row| row.active == 1);
        let phc = person.as_ref().map_or(String::new(), |row| row.password.clone());
        let fits = self.judge(&attempt, shown.password, phc).await?;
        let Some(person) = person.filter(|_| fits) else {
            self.record_failure(LoginFailure::Wrong).await?;
            return Err(Refusal::new(Code::LoginFailed).into());
        };
        let code = self.judge_code(&attempt, &person.person_id, shown.code).await?;
        self.attempt_was_right(&attempt).await?;
        self.open_session(&person, code).await
    }

    /// Proves again who somebody is, so that acts that ask for it are open to them for a while. Errors: as for
    /// [`Self::log_in_with`], but [`Code::PasswordWrong`] for a wrong password, or if the person has none.
    pub async fn prove(
        &self,
        session: &Session,
        shown: Shown<'_>,
        address: &str,
    ) -> Result<(), Error> {
        let person = self.read().await?.person(&session.person_id).await?;
        let phc = person.map_or(String::new(), |row| row.password);
        if phc.is_empty() {
            // There is nothing to guess at, so nothing is counted.
            return Err(Refusal::new(Code::PasswordWrong).into());
        }
        let attempt = self.attempt(&session.account, address).await?;
        if !self.judge(&attempt, shown.password, phc).await? {
            self.record_failure(LoginFailure::Wrong).await?;
            return Err(Refusal::new(Code::PasswordWrong).into());
        }
        let code = self.judge_code(&attempt, &session.person_id, shown.code).await?;
        self.attempt_was_right(&attempt).await?;
        self.save_proof(session, code).await
    }

    /// The same by one click in the demo city. Errors: [`Error::NotFound`] if this is not a demo.
    pub async fn prove_demo(&self, session: &Session) -> Result<(), Error> {
        if !self.is_demo() {
            return Err(Error::NotFound);
        }
        self.save_proof(session, None).await
    }

    async fn save_proof(&self, session: &Session, code: Option<CodeGiven>) -> Result<(), Error> {
        let work = self.begin(&session.own_caller()).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        let means = match &code {
            Some(_) => LoginMeans::PasswordAndCode,
            None => session.means,
        };
        if let Some(code) = code {
            code.used_up(work.rows()).await?;
        }
        let proved = SessionRow {
            seen_at: now,
            proved_at: now,
            means: means.as_str().to_owned(),
            ..session.row.clone()
        };
        work.rows().prove_session(&proved).await?;
        let subject = format!("person {}", session.person_id);
        work.commit(permit.done((), Event::new(EventKind::SessionProved, subject))).await?;
        Ok(())
    }

    /// Judges the one-time code of an attempt whose password fits. `None` if the person has no codes in use.
    async fn judge_code(
        &self,
        attempt: &Attempt,
        person_id: &str,
        given: &str,
    ) -> Result<Option<CodeGiven>, Error> {
        let judged = self.code_given(person_id, given).await;
        match judged.as_ref().map_err(Error::code) {
            Err(Code::CodeWrong) => self.record_failure(LoginFailure::WrongCode).await?,
            // The password was right, and no code was guessed at.
            Err(_) => self.attempt_was_none(attempt).await?,
            Ok(_) => {}
        }
        judged
    }

    /// Counts an attempt. A refused one is recorded.
    async fn attempt(&self, account: &str, address: &str) -> Result<Attempt, Error> {
        let attempt = self.take_attempt(account, address).await;
        if matches!(attempt, Err(Error::Refused(_))) {
            self.record_failure(LoginFailure::Delayed).await?;
        }
        attempt
    }

    /// Judges the password of an attempt, away from the threads that answer requests.
    async fn judge(&self, attempt: &Attempt, password: &str, phc: String) -> Result<bool, Error> {
        let given = password.to_owned();
        let judged = self.heavy_as(Class::Login, move || passwords::fits(&given, &phc)).await;
        match judged.flatten() {
            Ok(fits) => Ok(fits),
            Err(error) => {
                self.attempt_was_none(attempt).await?;
                Err(error)
            }
        }
    }

    /// Changes the password of the person who is logged in, and returns the new session; all older ones
    /// end. Errors: [`Code::PasswordWrong`] if `old` is not the password, which counts as a failed login;
    /// [`Code::LoginLocked`] as for [`Self::log_in`]; the new password is too weak or the same.
    pub async fn change_password(
        &self,
        session: &Session,
        old: &str,
        new: &str,
        address: &str,
    ) -> Result<Opened, Error> {
        passwords::check(new, &session.account)?;
        if old == new {
            return Err(Refusal::new(Code::PasswordUnchanged).into());
        }
        let attempt = self.attempt(&session.account, address).await?;
        let person = self.read().await?.person(&session.person_id).await?;
        let person = person.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
        if !self.judge(&attempt, old, person.password.clone()).await? {
            self.record_failure(LoginFailure::Wrong).await?;
            return Err(Refusal::new(Code::PasswordWrong).into());
        }
        self.attempt_was_right(&attempt).await?;
        let password = self.hashed(new, &session.account).await?;
        let work = self.begin(&Caller::program("login")).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        // The row that was judged: if somebody has changed it since, the save is refused.
        let mut row = PersonRow { password, must_change_password: 0, ..person };
        row.session_generation += 1;
        work.rows().update_person(&mut row).await?;
        let now = work.now();
        let opened = self.insert_session(work.rows(), &row, session.means, now).await?;
        let event = Event::new(EventKind::PasswordChanged, format!("person {}", row.person_id));
        Ok(work.commit(permit.done(opened, event)).await?.0)
    }

    /// Hashes a new password, away from the threads that answer requests.
    pub(super) async fn hashed(&self, password: &str, account: &str) -> Result<String, Error> {
        let (app, password, account) = (self.clone(), password.to_owned(), account.to_owned());
        self.heavy(move || passwords::hash(&app, &password, &account)).await?
    }

    /// Opens a session of the demo city without a password. Errors: [`Error::NotFound`] if this is
    /// not a demo, or there is no such account.
    pub async fn log_in_demo(&self, account: &str) -> Result<Opened, Error> {
        if !self.is_demo() {
            return Err(Error::NotFound);
        }
        let person = self.read().await?.person_by_account(account).await?;
        let person = person.filter(|row| row.active == 1).ok_or(Error::NotFound)?;
        let work = self.begin(&Caller::program("login")).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        let opened = self.insert_session(work.rows(), &person, LoginMeans::Demo, now).await?;
        let event = Event::new(EventKind::SessionOpened, format!("person {}", person.person_id));
        Ok(work.commit(permit.done(opened, event)).await?.0)
    }

    async fn open_session(
        &self,
        person: &PersonRow,
        code: Option<CodeGiven>,
    ) -> Result<Opened, Error> {
        let work = self.begin(&Caller::program("login")).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        let means = match &code {
            Some(_) => LoginMeans::PasswordAndCode,
            None => LoginMeans::Password,
        };
        if let Some(code) = code {
            code.used_up(work.rows()).await?;
        }
        let opened = self.insert_session(work.rows(), person, means, now).await?;
        let event = Event::new(EventKind::SessionOpened, format!("person {}", person.person_id));
        Ok(work.commit(permit.done(opened, event)).await?.0)
    }

    /// Records a failed login. The record does not contain the account, because people sometimes
    /// type their password in its place.
    pub(super) async fn record_failure(&self, how: LoginFailure) -> Result<(), Error> {
        let work = self.begin(&Caller::program("login")).await?;
        let (work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let event = Event::new(EventKind::LoginFailed, format!("login {how}"));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }
}
