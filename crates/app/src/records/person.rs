//! 人员 (people): the name and the posts of a person.

use domain::caller::{Actor, Caller, Role};
use domain::date::Date;
use domain::grant::{self, Period, Tenure, days_refused};
use domain::policy::{Action, Permit, Place, Scope, scope};
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::cipher::Slot;
use store::{Change, PersonRoleRow, PersonRow, PostGrantRow, Queries};

use crate::kernel::{App, Error, Work};

/// Column and row for which the name of a person is encrypted.
pub(crate) fn name_slot(person_id: &str) -> Slot<'_> {
    Slot { table: "person", column: "name", row: person_id }
}

/// How a row names the one who made a decision: a person by the identity, any other actor as in
/// records.
pub(crate) fn person(caller: &Caller) -> String {
    match &caller.actor {
        Actor::Person(id) => id.clone(),
        // A calling system writes no such rows; its operator would not stand in them.
        Actor::Client { .. } | Actor::Program(_) | Actor::Public => caller.actor.record_text(),
    }
}

/// A person with their place, which is that of their unit, suspended or not. `None` if the person is unknown.
pub(crate) async fn located(
    rows: &mut Queries,
    person_id: &str,
) -> Result<Option<(PersonRow, Place)>, Error> {
    let Some(known) = rows.person(person_id).await? else { return Ok(None) };
    let Some(unit) = rows.unit(&known.unit_code).await? else { return Ok(None) };
    let place = Place { region: Region::parse(&unit.region)?, unit: unit.unit_code };
    Ok(Some((known, place)))
}

/// Asks for the permit to act on a person. Whoever may act in the whole city learns that a person is unknown;
/// to others an unknown one is like one elsewhere. Errors: a post that the person holds is beyond the reach of
/// the caller's ([`grant::within_reach`]).
pub(crate) async fn permit_on_person(
    mut work: Work,
    action: Action,
    person_id: &str,
) -> Result<(Work, Permit, PersonRow), Error> {
    let loaded = located(work.rows(), person_id).await?;
    if loaded.is_none() && scope(work.caller(), action) == Scope::City {
        return Err(Refusal::new(Code::PersonUnknown).into());
    }
    let (work, (known, place)) = work.present(action, loaded.ok_or(Error::NotFound)).await?;
    let (mut work, permit) = work.permit(action, &place).await?;
    let rows = work.rows().roles_of(person_id).await?;
    for (post, _) in periods_of(&rows, work.today())? {
        grant::within_reach(permit.role(), post)?;
    }
    Ok((work, permit, known))
}

/// A post of a person with its days, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HeldPost {
    pub post: Role,
    /// The first day, as `yyyy-mm-dd`; null for a post that was given before days were written down.
    pub first_day: Option<String>,
    /// The last day; null if the post is held until it is withdrawn.
    pub last_day: Option<String>,
    pub tenure: Tenure,
}

/// The days of a post as the columns `first_day` and `last_day`.
pub(crate) fn columns_of(period: Period) -> (String, String) {
    let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
    (text(period.first), text(period.last))
}

/// The days of a post of a person. Errors: the columns state no days.
pub(crate) fn period_of(row: &PersonRoleRow) -> Result<Period, Refusal> {
    Period::of_columns(&row.first_day, &row.last_day)
        .ok_or_else(|| Refusal::new(Code::PostPeriod).with("post", row.role.as_str()))
}

/// The days of the post that a grant gives. Errors: the columns state no days.
pub(crate) fn period_of_grant(row: &PostGrantRow) -> Result<Period, Refusal> {
    Period::of_columns(&row.first_day, &row.last_day)
        .ok_or_else(|| Refusal::new(Code::PostPeriod).with("post", row.role.as_str()))
}

/// How the post of a confirmed grant stands.
pub(crate) fn tenure_of(row: &PostGrantRow, period: Period, today: Date) -> Tenure {
    if row.ended_at == 0 { period.tenure(today) } else { Tenure::Withdrawn }
}

/// The posts of a person that have not ended by `today`, with their days: those that are held, and those
/// that begin later.
pub(crate) fn periods_of(
    rows: &[PersonRoleRow],
    today: Date,
) -> Result<Vec<(Role, Period)>, Error> {
    let mut posts = Vec::with_capacity(rows.len());
    for row in rows {
        let period = period_of(row)?;
        if !period.has_ended(today) {
            posts.push((row.role.parse()?, period));
        }
    }
    Ok(posts)
}

/// The same as lists show it.
pub(crate) fn held_posts(rows: &[PersonRoleRow], today: Date) -> Result<Vec<HeldPost>, Error> {
    let shown = |(post, period): (Role, Period)| HeldPost {
        post,
        first_day: period.first.map(|day| day.to_string()),
        last_day: period.last.map(|day| day.to_string()),
        tenure: period.tenure(today),
    };
    Ok(periods_of(rows, today)?.into_iter().map(shown).collect())
}

/// The period in which a person would hold a post that is given for `period` beside the posts `held`: a post
/// that is held already is prolonged. Errors: it is held and the period does not prolong it; another post
/// excludes it.
pub(crate) fn period_beside(
    role: Role,
    period: Period,
    held: &[(Role, Period)],
) -> Result<Period, Refusal> {
    let own = held.iter().find(|(other, _)| *other == role);
    let period = match own {
        None => period,
        Some((_, own)) if own.last.is_none() => {
            return Err(Refusal::new(Code::GrantPending).with("post", role.as_str()));
        }
        Some((_, own)) => own.prolonged(period).ok_or_else(|| days_refused("first_day"))?,
    };
    let others: Vec<_> = held.iter().filter(|(other, _)| *other != role).copied().collect();
    domain::grant::compatible_in(role, period, &others)?;
    Ok(period)
}

/// Gives a person a post for a period, as part of a change.
pub(crate) async fn hold(
    rows: &mut Change,
    person_id: &str,
    role: Role,
    period: Period,
) -> Result<(), Error> {
    let (first_day, last_day) = columns_of(period);
    match rows.person_role(person_id, role.as_str()).await? {
        Some(mut row) => {
            row.active = 1;
            (row.first_day, row.last_day) = (first_day, last_day);
            rows.update_person_role(&mut row).await?;
        }
        None => {
            let mut row = PersonRoleRow {
                person_id: person_id.to_owned(),
                role: role.as_str().to_owned(),
                active: 1,
                first_day,
                last_day,
                ..PersonRoleRow::default()
            };
            rows.insert_person_role(&mut row).await?;
        }
    }
    Ok(())
}

/// The posts that a person holds on `today`, from the rows of the table `person_role`. Before its first day
/// and after its last one a post gives nothing, and nobody has to act for that (Art. 25). Days that cannot be
/// read give nothing either.
pub(crate) fn posts_of(rows: &[PersonRoleRow], today: Date) -> Vec<Role> {
    let holds = |row: &&PersonRoleRow| period_of(row).is_ok_and(|period| period.holds_on(today));
    rows.iter().filter(holds).filter_map(|row| Role::parse(&row.role)).collect()
}

impl App {
    /// The name of a person whom a row names; the text of the row itself if it names no known person, such
    /// as the program.
    pub(crate) async fn name_of_person(
        &self,
        rows: &mut Queries,
        id: &str,
    ) -> Result<String, Error> {
        match rows.person(id).await? {
            Some(known) => self.open(name_slot(&known.person_id), &known.name_sealed),
            None => Ok(id.to_owned()),
        }
    }
}
