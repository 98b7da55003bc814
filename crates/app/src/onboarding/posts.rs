//! 岗位授予 (granting posts, Art. 7, 25): one administrator proposes a post, another one confirms it, and a
//! single one takes it away at once (decision 0023).

use domain::caller::{Caller, Role};
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::grant::{self, GrantState, GrantStep, Parties, Period, Tenure};
use domain::id::Bucket;
use domain::policy::{Action, Scope, scope};
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{PersonRoleRow, PersonRow, PostGrantRow, Receipt};

use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error, Page, Work};
use crate::records::person::{
    columns_of, hold, name_slot, period_beside, period_of, period_of_grant, periods_of,
    permit_on_person, person, tenure_of,
};

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
    /// First day of the post; null for a grant from before days were written down.
    pub first_day: Option<String>,
    /// Last day of the post; null if it is held until it is withdrawn.
    pub last_day: Option<String>,
    pub state: GrantState,
    /// How the holding of the post stands today; null if it was not granted.
    pub tenure: Option<Tenure>,
    /// Identity of the person who proposed it.
    pub proposed_by: String,
    pub proposed_at: String,
}

/// The days for which a post is proposed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PostDays {
    /// The first day; today if absent.
    pub first: Option<Date>,
    /// The last day; if absent, the post is held until it is withdrawn.
    pub last: Option<Date>,
}

impl App {
    /// Proposes a post for a person; it has no effect until it is confirmed, and none before its first day or
    /// after its last one. A post that ends is proposed again to prolong it. Errors: the person is unknown
    /// or the caller; the person holds the post already, or it waits for confirmation; it cannot be held by
    /// a person, or not beside the person's other posts; the days do not fit.
    pub async fn propose_post(
        &self,
        caller: &Caller,
        person_id: &str,
        role: Role,
        days: PostDays,
    ) -> Result<(GrantVersion, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit, known) =
            permit_on_person(work, Action::GrantRole, person_id).await?;
        grant::within_reach(permit.role(), role)?;
        grant::for_another(person_id, &person(caller))?;
        let today = work.today();
        let period = Period::proposed(days.first, days.last, today)?;
        let mut posts = periods_of(&work.rows().roles_of(person_id).await?, today)?;
        let state = GrantState::Proposed.as_str();
        let open = work.rows().grants_of_person(person_id, state, MAX_OPEN).await?;
        let waits = open.iter().any(|row| row.role == role.as_str());
        if waits || open.len() >= usize::try_from(MAX_OPEN).unwrap_or(usize::MAX) {
            return Err(Refusal::new(Code::GrantPending).with("post", role.as_str()).into());
        }
        for row in &open {
            posts.push((row.role.parse()?, period_of_grant(row)?));
        }
        period_beside(role, period, &posts)?;
        let proposed = self.insert_proposal(&mut work, &known, role, period).await?;
        let subject = format!("person {person_id} {role}");
        work.commit(permit.done(proposed, Event::new(EventKind::RoleProposed, subject))).await
    }

    /// Adds a proposal to a change.
    pub(super) async fn insert_proposal(
        &self,
        work: &mut Work,
        known: &PersonRow,
        role: Role,
        period: Period,
    ) -> Result<GrantVersion, Error> {
        let (first_day, last_day) = columns_of(period);
        let mut row = PostGrantRow {
            first_day,
            last_day,
            grant_id: self.fresh_id(work.now(), Bucket::NONE)?,
            person_id: known.person_id.clone(),
            unit_code: known.unit_code.clone(),
            role: role.as_str().to_owned(),
            state: GrantState::Proposed.as_str().to_owned(),
            proposed_by: person(work.caller()),
            proposed_at: work.now(),
            ..PostGrantRow::default()
        };
        work.rows().insert_post_grant(&mut row).await?;
        Ok(GrantVersion { grant_id: row.grant_id, row_version: row.version })
    }

    /// Confirms, declines or withdraws a proposal. From its confirmation on, and from its first day on if that
    /// is later, the person holds the post. Errors: the state does not allow it; the caller proposed it or is
    /// to hold the post; the person has been suspended, or holds a post since then that excludes this one; the
    /// last day has passed.
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
        let mut work = self.begin(caller).await?;
        let loaded = work.rows().post_grant(&seen.grant_id).await?.ok_or(Error::NotFound);
        let (work, mut row) = work.present(action, loaded).await?;
        let (mut work, permit, _) = permit_on_person(work, action, &row.person_id).await?;
        let acting = person(caller);
        let parties =
            Parties { person: &row.person_id, proposed_by: &row.proposed_by, acting: &acting };
        let state = grant::step(row.state.parse()?, step, parties)?;
        if row.version != seen.row_version {
            return Err(Error::Conflict);
        }
        let role: Role = row.role.parse()?;
        if step == GrantStep::Confirm {
            let period = period_of_grant(&row)?.confirmed(work.today())?;
            (row.first_day, row.last_day) = columns_of(period);
            confirm(&mut work, &row.person_id, role, period).await?;
        }
        state.as_str().clone_into(&mut row.state);
        row.decided_by = acting;
        row.decided_at = work.now();
        work.rows().update_post_grant(&mut row).await?;
        let subject = format!("person {} {role}", row.person_id);
        let decided = GrantVersion { grant_id: row.grant_id, row_version: row.version };
        work.commit(permit.done(decided, Event::new(kind, subject))).await
    }

    /// Takes a post away from a person at once, also one that begins later. Errors: the person is unknown, the
    /// caller, or does not hold the post, for example because its last day has passed.
    pub async fn withdraw_post(
        &self,
        caller: &Caller,
        person_id: &str,
        role: Role,
    ) -> Result<Receipt, Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit, known) =
            permit_on_person(work, Action::GrantRole, person_id).await?;
        grant::for_another(person_id, &person(caller))?;
        let row = work.rows().person_role(person_id, role.as_str()).await?;
        let mut row = row.filter(|row| row.active == 1).ok_or(Error::NotFound)?;
        if period_of(&row)?.has_ended(work.today()) {
            return Err(Error::NotFound);
        }
        self.end_grants(&mut work, &known, &row).await?;
        row.active = 0;
        work.rows().update_person_role(&mut row).await?;
        let subject = format!("person {person_id} {role}");
        let event = Event::new(EventKind::RoleWithdrawn, subject);
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Notes in the grants of a post that it is withdrawn. A post that was given without a grant, to the first
    /// administrators of a city for example, gets one now: the row of the post may be used again, and who held
    /// it when must be told for ever (Art. 25, 27).
    async fn end_grants(
        &self,
        work: &mut Work,
        known: &PersonRow,
        post: &PersonRoleRow,
    ) -> Result<(), Error> {
        let (ended_by, now, today) = (person(work.caller()), work.now(), work.today());
        let grants = work.rows().grants_in_effect(&post.person_id, &post.role, MAX_OPEN).await?;
        let mut ended = false;
        for mut grant in grants {
            if !period_of_grant(&grant)?.has_ended(today) {
                (grant.ended_by, grant.ended_at) = (ended_by.clone(), now);
                work.rows().update_post_grant(&mut grant).await?;
                ended = true;
            }
        }
        if ended {
            return Ok(());
        }
        let given = work.rows().record(&post.record_id).await?.map_or(0, |record| record.at);
        let mut row = PostGrantRow {
            grant_id: self.fresh_id(now, Bucket::NONE)?,
            person_id: post.person_id.clone(),
            unit_code: known.unit_code.clone(),
            role: post.role.clone(),
            state: GrantState::Confirmed.as_str().to_owned(),
            proposed_at: given,
            decided_at: given,
            first_day: post.first_day.clone(),
            last_day: post.last_day.clone(),
            ended_by,
            ended_at: now,
            ..PostGrantRow::default()
        };
        Ok(work.rows().insert_post_grant(&mut row).await?)
    }

    /// Lists proposals in a state, newest first: all of them, or those of the own region, for whoever proposes
    /// or confirms posts, to others nothing.
    pub async fn grants(
        &self,
        caller: &Caller,
        state: GrantState,
        after: &str,
        limit: i64,
    ) -> Result<Page<GrantView>, Error> {
        let decides = [Action::GrantRole, Action::ConfirmRole];
        let widest = decides.map(|action| scope(caller, action));
        let before = if after.is_empty() { NEWEST } else { after };
        let (mut reader, code) = (self.read().await?, state.as_str());
        let rows = if widest.contains(&Scope::City) {
            reader.grants_in_state(code, before, limit + 1).await?
        } else if let Some(Scope::Region(region)) =
            widest.iter().find(|scope| matches!(scope, Scope::Region(_)))
        {
            let (from, to) = region.bounds();
            reader.grants_in_regions(code, &from, &to, before, limit + 1).await?
        } else {
            return Ok(Page::empty());
        };
        let mut shown = Vec::with_capacity(rows.len());
        let today = Date::at(self.now());
        for row in rows {
            let period = period_of_grant(&row)?;
            let state: GrantState = row.state.parse()?;
            let known = reader.person(&row.person_id).await?;
            let known = known.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
            shown.push(GrantView {
                person_name: self.open(name_slot(&row.person_id), &known.name_sealed)?,
                account: known.account,
                unit_code: known.unit_code,
                post: row.role.parse()?,
                first_day: period.first.map(|day| day.to_string()),
                last_day: period.last.map(|day| day.to_string()),
                tenure: (state == GrantState::Confirmed).then(|| tenure_of(&row, period, today)),
                state,
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
async fn confirm(
    work: &mut Work,
    person_id: &str,
    role: Role,
    period: Period,
) -> Result<(), Error> {
    let person = work.rows().person(person_id).await?.filter(|row| row.active == 1);
    let mut person = person.ok_or_else(|| Refusal::new(Code::PersonUnknown))?;
    let today = work.today();
    let posts = periods_of(&work.rows().roles_of(person_id).await?, today)?;
    let period = period_beside(role, period, &posts)?;
    hold(work.rows(), person_id, role, period).await?;
    // The person's row is saved too, so that of two confirmations at the same time, each of which excludes
    // the other, one is refused.
    work.rows().update_person(&mut person).await?;
    Ok(())
}
