//! 本人信息 (own profile, Art. 20, 25): what the platform knows of whoever is logged in, and the end of the person's
//! other sessions.

use domain::caller::Caller;
use domain::date::{Date, rfc3339};
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{Receipt, SessionRow};

use super::sessions::Session;
use super::standing::RowVersion;
use crate::kernel::{App, Error};
use crate::records::person::{HeldPost, held_posts};

/// Number of logins that are told.
const MOST_LOGINS: i64 = 10;

/// What people see of themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Profile)]
pub struct ProfileView {
    pub person_id: String,
    pub account: String,
    pub name: String,
    pub unit_code: String,
    pub unit_name: String,
    /// The posts that have not ended, with their days.
    pub held: Vec<HeldPost>,
    /// Instant of the login of this session.
    pub logged_in_at: String,
    /// Instants of the last logins, the newest first. From where they came is not kept.
    pub logins: Vec<String>,
    /// Whether the person logs in by password and can change it.
    pub has_password: bool,
}

impl App {
    /// Shows people their own data.
    pub async fn profile(&self, session: &Session) -> Result<ProfileView, Error> {
        let mut reader = self.read().await?;
        let person = reader.person(&session.person_id).await?;
        let person = person.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
        let subject = format!("person {}", session.person_id);
        let opened = EventKind::SessionOpened.as_str();
        let logins = reader.records_of_kind(&subject, opened, MOST_LOGINS).await?;
        let roles = reader.roles_of(&session.person_id).await?;
        Ok(ProfileView {
            person_id: session.person_id.clone(),
            account: session.account.clone(),
            name: session.name.clone(),
            unit_code: session.caller.unit.clone(),
            unit_name: session.unit_name.clone(),
            held: held_posts(&roles, Date::at(self.now()))?,
            logged_in_at: rfc3339(session.row.opened_at),
            logins: logins.into_iter().map(|record| rfc3339(record.at)).collect(),
            has_password: !person.password.is_empty(),
        })
    }

    /// Ends all sessions of the person but the one that asks, for whoever has left a computer without logging out.
    pub async fn end_other_sessions(
        &self,
        session: &Session,
    ) -> Result<(RowVersion, Receipt), Error> {
        // Somebody who holds no post may do this too.
        let posts = !session.caller.roles.is_empty();
        let caller = if posts { session.caller.clone() } else { Caller::program("login") };
        let work = self.begin(&caller).await?;
        let (mut work, permit) = work.permit(Action::OpenSession, &Citywide).await?;
        let row = work.rows().person(&session.person_id).await?;
        let mut row = row.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
        row.session_generation += 1;
        work.rows().update_person(&mut row).await?;
        let kept = SessionRow {
            generation: row.session_generation,
            seen_at: work.now(),
            ..session.row.clone()
        };
        if !work.rows().keep_session(&kept).await? {
            return Err(Error::Conflict);
        }
        let event = Event::new(EventKind::SessionsEnded, format!("person {}", row.person_id));
        work.commit(permit.done(RowVersion { row_version: row.version }, event)).await
    }
}
