//! Who held which post from when to when (Art. 25, 27): the grants of a person, and the posts that were given without
//! a grant.

use std::collections::BTreeMap;

use domain::caller::Role;
use domain::date::Date;
use domain::event::EventKind;
use domain::grant::{GrantState, Tenure};
use domain::id::made_at;
use store::{PersonRoleRow, PersonRow, PostGrantRow, Queries};

use crate::kernel::Error;
use crate::records::person::{period_of, period_of_grant, tenure_of};

/// Largest number of grants of one person that are considered.
const MOST_GRANTS: i64 = 1_000;
/// Largest number of withdrawals of one post of a person that are considered.
const MOST_WITHDRAWALS: i64 = 100;

/// The holding of a post by a person.
pub(super) struct Held {
    pub(super) role: Role,
    /// The unit in which the post was held.
    pub(super) unit_code: String,
    /// The instant from which it was held, and the one at which it ended or will end.
    pub(super) from: i64,
    pub(super) until: Option<i64>,
    pub(super) last_day: String,
    pub(super) tenure: Tenure,
    /// The people who proposed, confirmed and withdrew it, as records name actors; empty if nobody did, or
    /// nobody knows any more.
    pub(super) by: [String; 3],
}

/// All posts that a person has held until now, by post and in their order.
pub(super) async fn tenures(
    rows: &mut Queries,
    known: &PersonRow,
    now: i64,
) -> Result<Vec<Held>, Error> {
    let mut of_role: BTreeMap<String, Vec<Held>> = BTreeMap::new();
    let confirmed = GrantState::Confirmed.as_str();
    let today = Date::at(now);
    let posts = rows.roles_ever(&known.person_id).await?;
    for grant in rows.grants_of_person(&known.person_id, confirmed, MOST_GRANTS).await? {
        let post = posts.iter().find(|post| post.role == grant.role);
        let held = by_grant(rows, known, &grant, post, today).await?;
        of_role.entry(grant.role.clone()).or_default().push(held);
    }
    for post in &posts {
        if !of_role.contains_key(&post.role) {
            let held = without_grant(rows, known, post, today).await?;
            of_role.insert(post.role.clone(), vec![held]);
        }
    }
    let mut all = Vec::new();
    for mut one in of_role.into_values() {
        one.sort_by_key(|held| held.from);
        let mut free = i64::MIN;
        for mut held in one {
            // A post that was prolonged before its end is not held twice.
            held.from = held.from.max(free);
            let ends = held.until.unwrap_or(i64::MAX);
            // What was withdrawn before it began was never held, and what begins later is not held yet.
            if held.from < ends && held.from <= now {
                free = ends;
                all.push(held);
            }
        }
    }
    Ok(all)
}

async fn by_grant(
    rows: &mut Queries,
    known: &PersonRow,
    grant: &PostGrantRow,
    post: Option<&PersonRoleRow>,
    today: Date,
) -> Result<Held, Error> {
    let period = period_of_grant(grant)?;
    let begins = period.first.map_or(i64::MIN, Date::begins_at);
    let mut ended_at = (grant.ended_at != 0).then_some(grant.ended_at);
    let mut ended_by = named(&grant.ended_by);
    // Before days were written down, the end of a post stood in the log alone.
    if ended_at.is_none() && period.first.is_none() {
        let withdrawn = withdrawal(rows, &grant.person_id, &grant.role, grant.decided_at).await?;
        if let Some((at, actor)) = withdrawn {
            (ended_at, ended_by) = (Some(at), actor);
        } else if post.is_some_and(|post| post.active == 0) {
            ended_at = Some(grant.decided_at);
        }
    }
    let unit = if grant.unit_code.is_empty() { &known.unit_code } else { &grant.unit_code };
    Ok(Held {
        role: grant.role.parse()?,
        unit_code: unit.clone(),
        from: begins.max(grant.decided_at),
        until: earlier(ended_at, period.last.map(|last| last.next().begins_at())),
        last_day: grant.last_day.clone(),
        tenure: match ended_at {
            Some(_) => Tenure::Withdrawn,
            None => tenure_of(grant, period, today),
        },
        by: [named(&grant.proposed_by), named(&grant.decided_by), ended_by],
    })
}

/// A post that was given without a grant, to the first administrators of a city for example: the record of its
/// row tells of its beginning, or of its end if it was withdrawn.
async fn without_grant(
    rows: &mut Queries,
    known: &PersonRow,
    post: &PersonRoleRow,
    today: Date,
) -> Result<Held, Error> {
    let period = period_of(post)?;
    let record = rows.record(&post.record_id).await?;
    let registered = made_at(&known.person_id).unwrap_or_default();
    let (at, actor) = record.map_or((registered, String::new()), |row| (row.at, row.actor));
    let withdrawn = post.active == 0;
    let given = if withdrawn { registered } else { at };
    let (given_by, ended_by) =
        if withdrawn { (String::new(), actor) } else { (actor, String::new()) };
    Ok(Held {
        role: post.role.parse()?,
        unit_code: known.unit_code.clone(),
        from: period.first.map_or(i64::MIN, Date::begins_at).max(given),
        until: earlier(withdrawn.then_some(at), period.last.map(|last| last.next().begins_at())),
        last_day: post.last_day.clone(),
        tenure: if withdrawn { Tenure::Withdrawn } else { period.tenure(today) },
        by: [given_by, String::new(), ended_by],
    })
}

/// Instant and actor of the first withdrawal of a post after an instant.
async fn withdrawal(
    rows: &mut Queries,
    person_id: &str,
    role: &str,
    after: i64,
) -> Result<Option<(i64, String)>, Error> {
    let (subject, event) = (format!("person {person_id} {role}"), EventKind::RoleWithdrawn);
    let records = rows.records_of_kind(&subject, event.as_str(), MOST_WITHDRAWALS).await?;
    let later = records.into_iter().rev().find(|record| record.at > after);
    Ok(later.map(|record| (record.at, record.actor)))
}

/// How a record would name the person whom a row names.
fn named(id: &str) -> String {
    match id {
        "" => String::new(),
        id if id.contains(':') => id.to_owned(),
        id => format!("person:{id}"),
    }
}

fn earlier(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    one.into_iter().chain(other).min()
}
