//! 会话 (sessions, Art. 20): who is logged in. The database stores only digests of the secrets of sessions.
//!
//! A session belongs to a generation of its person and of its unit: suspending either, or changing the
//! password, begins a new generation and so ends all older sessions. How people log in, `logins` tells.

use domain::caller::{Actor, Caller, Channel, Role};
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::login::{LoginMeans, MINUTE, is_privileged};
use domain::policy::{Action, Citywide};
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{Change, PersonRow, SessionRow, UnitRow};

use crate::kernel::{App, Error};
use crate::records::person::{name_slot, posts_of};

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
    pub means: LoginMeans,
    /// What the person must do before anything else: [`Code::PasswordChangeRequired`],
    /// [`Code::SecondFactorRequired`], or nothing.
    pub first: Option<Code>,
    pub(super) row: SessionRow,
}

/// A new session: the secret that goes into the cookie, 32 bytes in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub secret: String,
}

/// The subject of the record that a session has ended. No other record has it.
fn subject(row: &SessionRow) -> String {
    format!("session {}", hex::encode(&row.session_digest))
}

impl Session {
    /// The caller of what the person does to the own session and means of logging in, also before they hold
    /// a post.
    pub(super) fn own_caller(&self) -> Caller {
        match self.caller.roles.is_empty() {
            false => self.caller.clone(),
            true => Caller::program("login"),
        }
    }

    /// Errors: [`Code::ProofRequired`] if the person has not proved lately who they are.
    pub(super) fn proved(&self) -> Result<(), Refusal> {
        match self.caller.proved {
            true => Ok(()),
            false => Err(Refusal::new(Code::ProofRequired)),
        }
    }
}

impl App {
    /// The session with this secret. `None` if it is unknown, ended, too old or unused for too
    /// long, or if the person or the unit is no longer active or has been suspended since the login. Whoever
    /// holds a privileged post has one session, the newest (decision 0024); accounts of a demo are shared by all
    /// who try it.
    pub async fn session(&self, secret: &str) -> Result<Option<Session>, Error> {
        let digest = ledger::sm3(secret.as_bytes());
        let now = self.now();
        let mut reader = self.read().await?;
        let Some(row) = reader.session(&digest).await? else { return Ok(None) };
        // The row of a session that ended may have been put back as it was before.
        if reader.has_records_of(&subject(&row)).await? {
            return Ok(None);
        }
        let person = reader.person(&row.person_id).await?.filter(|person| person.active == 1);
        let Some(person) = person else { return Ok(None) };
        let posts = posts_of(&reader.roles_of(&person.person_id).await?, Date::at(now));
        let rules = self.login_rules();
        let over = row.ended == 1
            || now - row.seen_at > rules.idle_of(&posts)
            || now - row.opened_at > rules.longest
            || row.generation != person.session_generation
            || (is_privileged(&posts)
                && row.means != LoginMeans::Demo.as_str()
                && reader.sessions_since(&row.person_id, row.opened_at).await? > 0);
        if over {
            return Ok(None);
        }
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
        Ok(Some(self.session_of(row, person, posts, unit, now)?))
    }

    fn session_of(
        &self,
        row: SessionRow,
        person: PersonRow,
        posts: Vec<Role>,
        unit: UnitRow,
        now: i64,
    ) -> Result<Session, Error> {
        let rules = self.login_rules();
        let means: LoginMeans = row.means.parse()?;
        let first = if person.must_change_password == 1 {
            Some(Code::PasswordChangeRequired)
        } else {
            rules.demands_more(&posts, means).then_some(Code::SecondFactorRequired)
        };
        let caller = Caller {
            actor: Actor::Person(person.person_id.clone()),
            unit: unit.unit_code,
            region: Some(Region::parse(&unit.region)?),
            roles: posts,
            channel: Channel::Manual,
            proved: now - row.proved_at <= rules.proof,
        };
        Ok(Session {
            caller,
            name: self.open(name_slot(&person.person_id), &person.name_sealed)?,
            person_id: person.person_id,
            account: person.account,
            unit_name: unit.name,
            csrf: row.csrf.clone(),
            means,
            first,
            row,
        })
    }

    /// Ends a session.
    pub async fn log_out(&self, session: &Session) -> Result<(), Error> {
        let work = self.begin(&session.own_caller()).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let ended = SessionRow { ended: 1, ..session.row.clone() };
        work.rows().end_session(&ended).await?;
        let event = Event::new(EventKind::SessionClosed, subject(&session.row))
            .with_details(serde_json::json!({ "person": session.person_id }));
        work.commit(permit.done((), event)).await?;
        Ok(())
    }

    /// Adds a session to a change. It is of the generation of `person`, the row whose password was judged:
    /// if the person was suspended or got another password since, the session is over.
    pub(super) async fn insert_session(
        &self,
        rows: &mut Change,
        person: &PersonRow,
        means: LoginMeans,
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
            means: means.as_str().to_owned(),
            proved_at: now,
            mac: Vec::new(),
        };
        rows.insert_session(&row).await?;
        Ok(Opened { secret })
    }
}
