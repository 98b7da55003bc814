//! 登录 (login): the sessions of people. The database stores only digests of their secrets.
//!
//! Attempts are counted before they are judged (`attempts`), and failed ones are recorded. The answer does
//! not reveal whether the account exists. A session belongs to a generation of its person and of its unit:
//! suspending either, or changing the password, begins a new generation and so ends all older sessions.

use domain::caller::{Actor, Caller, Channel};
use domain::date::Date;
use domain::event::{Event, EventKind, LoginFailure};
use domain::policy::{Action, Citywide};
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{Change, PersonRow, SessionRow};

use super::attempts::Attempt;
use super::passwords;
use crate::kernel::{App, Class, Error};
use crate::records::person::{name_slot, posts_of};

/// A minute in milliseconds.
const MINUTE: i64 = 60_000;
/// A session ends after this time without a request, in milliseconds.
const MAX_IDLE: i64 = 30 * MINUTE;
/// A session ends this long after its login, even if it is in use; in milliseconds.
const MAX_AGE: i64 = 8 * 60 * MINUTE;
/// A person who has logged in.
#[derive(Clone, Debug)]
pub struct Session {
    pub caller: Caller,
    pub person_id: String,
    pub account: String,
    pub name: String,
    pub unit_name: String,
    /// The token that a page must send with every change.
    pub csrf: String,
    /// Whether the person may do nothing but change the password or log out.
    pub must_change_password: bool,
    pub(super) row: SessionRow,
}

/// A new session: the secret that goes into the cookie, 32 bytes in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub secret: String,
}

/// The subject of the record that a session has ended.
fn subject(row: &SessionRow) -> String {
    format!("session {}", hex::encode(&row.session_digest))
}

impl App {
    /// Opens a session for an account and its password, which came from the client address `address`.
    /// Errors: [`Code::LoginFailed`] if they do not fit; [`Code::LoginLocked`] while a delay after failures
    /// lasts, even with the right password (see `attempts`).
    pub async fn log_in(
        &self,
        account: &str,
        password: &str,
        address: &str,
    ) -> Result<Opened, Error> {
        let attempt = self.attempt(account, address).await?;
        let person = self.read().await?.person_by_account(account).await?;
        let person = person.filter(|row| row.active == 1);
        let phc = person.as_ref().map_or(String::new(), |row| row.password.clone());
        let fits = self.judge(&attempt, password, phc).await?;
        match person.filter(|_| fits) {
            Some(person) => {
                self.attempt_was_right(&attempt).await?;
                self.open_session(&person).await
            }
            None => {
                self.record_failure(LoginFailure::Wrong).await?;
                Err(Refusal::new(Code::LoginFailed).into())
            }
        }
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
        let opened = self.insert_session(work.rows(), &row, now).await?;
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
        self.open_session(&person).await
    }

    /// The session with this secret. `None` if it is unknown, ended, too old or unused for too
    /// long, or if the person or the unit is no longer active or has been suspended since the login.
    pub async fn session(&self, secret: &str) -> Result<Option<Session>, Error> {
        let digest = ledger::sm3(secret.as_bytes());
        let now = self.now();
        let mut reader = self.read().await?;
        let Some(row) = reader.session(&digest).await? else { return Ok(None) };
        // The row of a session that ended may have been put back as it was before.
        if reader.has_records_of(&subject(&row)).await? {
            return Ok(None);
        }
        let over = row.ended == 1 || now - row.seen_at > MAX_IDLE || now - row.opened_at > MAX_AGE;
        let person = reader.person(&row.person_id).await?.filter(|person| person.active == 1);
        let (Some(person), false) = (person, over) else { return Ok(None) };
        if row.generation != person.session_generation {
            return Ok(None);
        }
        let roles = reader.roles_of(&person.person_id).await?;
        let unit = reader.unit(&person.unit_code).await?.filter(|unit| unit.active == 1);
        let unit = unit.filter(|unit| unit.session_generation == row.unit_generation);
        let Some(unit) = unit else { return Ok(None) };
        drop(reader);
        let mut row = row;
        // While nothing is written, a session is only good for public reads.
        if now - row.seen_at > MINUTE && self.store().stopped().is_none() {
            row.seen_at = now;
            let mut operation = self.store().operation().await?;
            operation.touch_session(&row).await?;
            operation.commit().await?;
        }
        let caller = Caller {
            actor: Actor::Person(person.person_id.clone()),
            unit: unit.unit_code,
            region: Some(Region::parse(&unit.region)?),
            roles: posts_of(&roles, Date::at(now)),
            channel: Channel::Manual,
        };
        Ok(Some(Session {
            caller,
            name: self.open(name_slot(&person.person_id), &person.name_sealed)?,
            person_id: person.person_id,
            account: person.account,
            unit_name: unit.name,
            csrf: row.csrf.clone(),
            must_change_password: person.must_change_password == 1,
            row,
        }))
    }

    /// Ends a session.
    pub async fn log_out(&self, session: &Session) -> Result<(), Error> {
        // Somebody who holds no post yet may log out too.
        let posts = !session.caller.roles.is_empty();
        let caller = if posts { session.caller.clone() } else { Caller::program("login") };
        let work = self.begin(&caller).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let ended = SessionRow { ended: 1, ..session.row.clone() };
        work.rows().end_session(&ended).await?;
        let event = Event::new(EventKind::SessionClosed, subject(&session.row))
            .with_details(serde_json::json!({ "person": session.person_id }));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }

    async fn open_session(&self, person: &PersonRow) -> Result<Opened, Error> {
        let work = self.begin(&Caller::program("login")).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let now = work.now();
        let opened = self.insert_session(work.rows(), person, now).await?;
        let event = Event::new(EventKind::SessionOpened, format!("person {}", person.person_id));
        Ok(work.commit(permit.done(opened, event)).await?.0)
    }

    /// Adds a session to a change. It is of the generation of `person`, the row whose password was judged:
    /// if the person was suspended or got another password since, the session is over.
    async fn insert_session(
        &self,
        rows: &mut Change,
        person: &PersonRow,
        now: i64,
    ) -> Result<Opened, Error> {
        let secret = hex::encode(self.random::<32>()?);
        let unit = rows.unit(&person.unit_code).await?;
        let row = SessionRow {
            session_digest: ledger::sm3(secret.as_bytes()).to_vec(),
            person_id: person.person_id.clone(),
            csrf: hex::encode(self.random::<16>()?),
            opened_at: now,
            seen_at: now,
            ended: 0,
            generation: person.session_generation,
            unit_generation: unit.map_or(0, |unit| unit.session_generation),
            mac: Vec::new(),
        };
        rows.insert_session(&row).await?;
        Ok(Opened { secret })
    }

    /// Records a failed login. The record does not contain the account, because people sometimes
    /// type their password in its place.
    async fn record_failure(&self, how: LoginFailure) -> Result<(), Error> {
        let work = self.begin(&Caller::program("login")).await?;
        let (work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let event = Event::new(EventKind::LoginFailed, format!("login {how}"));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }
}
