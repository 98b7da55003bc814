//! 岗位授予 (granting posts, Art. 7, 25): one administrator proposes a post, another one confirms it, and a
//! single one takes it away at once (decision 0023).

use domain::caller::{Caller, Role};
use domain::event::{Event, EventKind};
use domain::grant::{self, GrantState, GrantStep, Parties};
use domain::id::Bucket;
use domain::policy::{Action, Citywide, Scope, scope};
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{PostGrantRow, Receipt};

use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error, Page, Work};
use crate::records::person::{hold, name_slot, person, posts_of};

/// Largest number of open proposals of one person.
const MAX_OPEN: i64 = 50;

/// The version of a proposal that the caller has seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct GrantVersion {
    pub grant_id: String,
    pub row_version: i64,
}

/// A proposal as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Grant)]
pub struct GrantView {
    pub grant_id: String,
    pub row_version: i64,
    pub person_id: String,
    pub person_name: String,
    pub account: String,
    pub unit_code: String,
    pub post: Role,
    pub state: GrantState,
    /// Identity of the person who proposed it.
    pub proposed_by: String,
    pub proposed_at: String,
}

impl App {
    /// Proposes a post for a person; it has no effect until it is confirmed. Errors: the person is unknown
    /// or the caller; the person holds the post already, or it waits for confirmation; it cannot be held by
    /// a person, or not beside the person's other posts.
    pub async fn propose_post(
        &self,
        caller: &Caller,
        person_id: &str,
        role: Role,
    ) -> Result<(GrantVersion, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::GrantRole, &Citywide).await?;
        grant::for_another(person_id, &person(caller))?;
        if work.rows().person(person_id).await?.is_none() {
            return Err(Refusal::new(Code::PersonUnknown).into());
        }
        let held = posts_of(&work.rows().roles_of(person_id).await?);
        let state = GrantState::Proposed.as_str();
        let open = work.rows().grants_of_person(person_id, state, MAX_OPEN).await?;
        let mut posts: Vec<Role> =
            open.iter().filter_map(|row| Role::parse(&row.role)).chain(held).collect();
        if posts.contains(&role) || open.len() >= usize::try_from(MAX_OPEN).unwrap_or(usize::MAX) {
            return Err(Refusal::new(Code::GrantPending).with("post", role.as_str()).into());
        }
        posts.push(role);
        grant::compatible(&posts)?;
        let proposed = self.insert_proposal(&mut work, person_id, role).await?;
        let subject = format!("person {person_id} {role}");
        work.commit(permit.done(proposed, Event::new(EventKind::RoleProposed, subject))).await
    }

    /// Adds a proposal to a change.
    pub(super) async fn insert_proposal(
        &self,
        work: &mut Work,
        person_id: &str,
        role: Role,
    ) -> Result<GrantVersion, Error> {
        let mut row = PostGrantRow {
            grant_id: self.fresh_id(work.now(), Bucket::NONE)?,
            person_id: person_id.to_owned(),
            role: role.as_str().to_owned(),
            state: GrantState::Proposed.as_str().to_owned(),
            proposed_by: person(work.caller()),
            proposed_at: work.now(),
            ..PostGrantRow::default()
        };
        work.rows().insert_post_grant(&mut row).await?;
        Ok(GrantVersion { grant_id: row.grant_id, row_version: row.version })
    }

    /// Confirms, declines or withdraws a proposal. From its confirmation on, the person holds the post.
    /// Errors: the state does not allow it; the caller proposed it or is to hold the post; the person has
    /// been suspended, or holds a post since then that excludes this one.
    pub async fn decide_post(
        &self,
        caller: &Caller,
        seen: &GrantVersion,
        step: GrantStep,
    ) -> Result<(GrantVersion, Receipt), Error> {
        let (action, kind) = match step {
            GrantStep::Confirm => (Action::ConfirmRole, EventKind::RoleGranted),
            GrantStep::Decline => (Action::ConfirmRole, EventKind::RoleDeclined),
            GrantStep::Withdraw => (Action::GrantRole, EventKind::ProposalWithdrawn),
        };
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(action, &Citywide).await?;
        let row = work.rows().post_grant(&seen.grant_id).await?;
        let mut row = row.ok_or(Error::NotFound)?;
        let acting = person(caller);
        let parties =
            Parties { person: &row.person_id, proposed_by: &row.proposed_by, acting: &acting };
        let state = grant::step(row.state.parse()?, step, parties)?;
        if row.version != seen.row_version {
            return Err(Error::Conflict);
        }
        let role: Role = row.role.parse()?;
        if step == GrantStep::Confirm {
            confirm(&mut work, &row.person_id, role).await?;
        }
        state.as_str().clone_into(&mut row.state);
        row.decided_by = acting;
        row.decided_at = work.now();
        work.rows().update_post_grant(&mut row).await?;
        let subject = format!("person {} {role}", row.person_id);
        let decided = GrantVersion { grant_id: row.grant_id, row_version: row.version };
        work.commit(permit.done(decided, Event::new(kind, subject))).await
    }

    /// Takes a post away from a person at once. Errors: the person is unknown, the caller, or does not hold
    /// the post.
    pub async fn withdraw_post(
        &self,
        caller: &Caller,
        person_id: &str,
        role: Role,
    ) -> Result<Receipt, Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::GrantRole, &Citywide).await?;
        grant::for_another(person_id, &person(caller))?;
        if work.rows().person(person_id).await?.is_none() {
            return Err(Refusal::new(Code::PersonUnknown).into());
        }
        let row = work.rows().person_role(person_id, role.as_str()).await?;
        let mut row = row.filter(|row| row.active == 1).ok_or(Error::NotFound)?;
        row.active = 0;
        work.rows().update_person_role(&mut row).await?;
        let subject = format!("person {person_id} {role}");
        let event = Event::new(EventKind::RoleWithdrawn, subject);
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Lists proposals in a state, newest first: all of them for whoever proposes or confirms posts, to
    /// others nothing.
    pub async fn grants(
        &self,
        caller: &Caller,
        state: GrantState,
        after: &str,
        limit: i64,
    ) -> Result<Page<GrantView>, Error> {
        let decides = [Action::GrantRole, Action::ConfirmRole];
        if decides.iter().all(|action| scope(caller, *action) == Scope::Nothing) {
            return Ok(Page::empty());
        }
        let before = if after.is_empty() { NEWEST } else { after };
        let mut reader = self.read().await?;
        let rows = reader.grants_in_state(state.as_str(), before, limit + 1).await?;
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let known = reader.person(&row.person_id).await?;
            let known = known.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
            shown.push(GrantView {
                person_name: self.open(name_slot(&row.person_id), &known.name_sealed)?,
                account: known.account,
                unit_code: known.unit_code,
                post: row.role.parse()?,
                state: row.state.parse()?,
                proposed_at: domain::date::rfc3339(row.proposed_at),
                proposed_by: row.proposed_by,
                grant_id: row.grant_id,
                row_version: row.version,
                person_id: row.person_id,
            });
        }
        Page::of(shown, limit, |view| view.grant_id.clone(), Ok)
    }
}

/// Gives the person a post that was proposed, if it still can be held.
async fn confirm(work: &mut Work, person_id: &str, role: Role) -> Result<(), Error> {
    let person = work.rows().person(person_id).await?.filter(|row| row.active == 1);
    let mut person = person.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
    let mut posts = posts_of(&work.rows().roles_of(person_id).await?);
    posts.push(role);
    grant::compatible(&posts)?;
    hold(work.rows(), person_id, role).await?;
    // The person's row is saved too, so that of two confirmations at the same time, each of which excludes
    // the other, one is refused.
    work.rows().update_person(&mut person).await?;
    Ok(())
}
