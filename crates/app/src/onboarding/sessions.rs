//! 登录 (login): the sessions of people. The database stores only digests of their secrets.
//!
//! Failed attempts are counted for each account and recorded. The answer does not reveal whether
//! the account exists.

use domain::caller::{Actor, Caller, Channel};
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{GuardRow, PersonRow, SessionRow};

use super::passwords;
use super::people::MAX_ACCOUNT;
use crate::kernel::{App, Class, Error};
use crate::records::person::{name_slot, posts_of};

/// A minute in milliseconds.
const MINUTE: i64 = 60_000;
/// A session ends after this time without a request, in milliseconds.
const MAX_IDLE: i64 = 30 * MINUTE;
/// A session ends this long after its login, even if it is in use; in milliseconds.
const MAX_AGE: i64 = 8 * 60 * MINUTE;
/// Number of successive failures after which an account is locked.
const MAX_FAILURES: i64 = 5;
/// How long an account stays locked, in milliseconds.
const LOCK_TIME: i64 = 10 * MINUTE;

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
    row: SessionRow,
}

/// A new session: the secret that goes into the cookie, 32 bytes in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub secret: String,
}

impl App {
    /// Opens a session for an account and its password. Errors: [`Code::LoginFailed`] if they do
    /// not fit; [`Code::LoginLocked`] after too many failures, even with the right password.
    pub async fn log_in(&self, account: &str, password: &str) -> Result<Opened, Error> {
        let now = self.now();
        if account.len() > MAX_ACCOUNT {
            return Err(Refusal::new(Code::LoginFailed).into());
        }
        let mut reader = self.read().await?;
        let guard = reader.guard(account).await?.unwrap_or_default();
        if guard.locked_until > now {
            drop(reader);
            self.record_failure("locked").await?;
            return Err(Refusal::new(Code::LoginLocked).into());
        }
        let person = reader.person_by_account(account).await?.filter(|row| row.active == 1);
        drop(reader);
        let phc = person.as_ref().map_or(String::new(), |row| row.password.clone());
        let given = password.to_owned();
        let fits = self.heavy_as(Class::Login, move || passwords::fits(&given, &phc)).await??;
        match person.filter(|_| fits) {
            Some(person) => {
                if guard.failures > 0 {
                    self.guard(account, GuardRow::default()).await?;
                }
                self.open_session(&person).await
            }
            None => {
                let failures = guard.failures + 1;
                let locked_until = if failures >= MAX_FAILURES { now + LOCK_TIME } else { 0 };
                self.guard(account, GuardRow { failures, locked_until }).await?;
                self.record_failure("wrong").await?;
                Err(Refusal::new(Code::LoginFailed).into())
            }
        }
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
    /// long, or if the person or the unit is no longer active.
    pub async fn session(&self, secret: &str) -> Result<Option<Session>, Error> {
        let digest = ledger::sm3(secret.as_bytes());
        let now = self.now();
        let mut reader = self.read().await?;
        let Some(row) = reader.session(&digest).await? else { return Ok(None) };
        let over = row.ended == 1 || now - row.seen_at > MAX_IDLE || now - row.opened_at > MAX_AGE;
        let person = reader.person(&row.person_id).await?.filter(|person| person.active == 1);
        let (Some(person), false) = (person, over) else { return Ok(None) };
        let roles = reader.roles_of(&person.person_id).await?;
        let unit = reader.unit(&person.unit_code).await?.filter(|unit| unit.active == 1);
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
            roles: posts_of(&roles),
            channel: Channel::Manual,
        };
        Ok(Some(Session {
            caller,
            name: self.open(name_slot(&person.person_id), &person.name_sealed)?,
            person_id: person.person_id,
            account: person.account,
            unit_name: unit.name,
            csrf: row.csrf.clone(),
            row,
        }))
    }

    /// Ends a session.
    pub async fn log_out(&self, session: &Session) -> Result<(), Error> {
        let work = self.begin(&session.caller).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let ended = SessionRow { ended: 1, ..session.row.clone() };
        work.rows().end_session(&ended).await?;
        let event = Event::new(EventKind::SessionClosed, format!("person {}", session.person_id));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }

    async fn open_session(&self, person: &PersonRow) -> Result<Opened, Error> {
        let secret = hex::encode(self.random::<32>()?);
        let work = self.begin(&Caller::program("login")).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let row = SessionRow {
            session_digest: ledger::sm3(secret.as_bytes()).to_vec(),
            person_id: person.person_id.clone(),
            csrf: hex::encode(self.random::<16>()?),
            opened_at: work.now(),
            seen_at: work.now(),
            ended: 0,
            mac: Vec::new(),
        };
        work.rows().insert_session(&row).await?;
        let event = Event::new(EventKind::SessionOpened, format!("person {}", person.person_id));
        Ok(work.commit(permit.done(Opened { secret }, event)).await?.0)
    }

    /// Saves the number of failures of an account.
    async fn guard(&self, account: &str, row: GuardRow) -> Result<(), Error> {
        let mut operation = self.store().operation().await?;
        operation.upsert_guard(account, &row).await?;
        Ok(operation.commit().await?)
    }

    /// Records a failed login. The record does not contain the account, because people sometimes
    /// type their password in its place.
    async fn record_failure(&self, how: &str) -> Result<(), Error> {
        let work = self.begin(&Caller::program("login")).await?;
        let (work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let event = Event::new(EventKind::LoginFailed, format!("login {how}"));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }
}
