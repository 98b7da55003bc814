//! 责任追溯 (Art. 25, 27): who held which post when, and what was done in it; by person, or by unit.

use domain::caller::{Caller, Role};
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::export::{ExportFormat, ListName};
use domain::grant::Tenure;
use domain::id::{bucket_of, first_at};
use domain::policy::{Action, Citywide, Place, Scope, scope};
use domain::region::Region;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{PersonRow, Queries, Receipt};

use super::tenures::{Held, tenures};
use crate::kernel::page::{MOST_COUNTED, NEWEST, Page, Period, unfit};
use crate::kernel::{App, Error};
use crate::records::actor::{Actors, unit_shown};
use crate::records::export::{BATCH, Exported, ExportedList, Gathering};
use crate::records::log::event_zh;
use crate::records::person::name_slot;
use crate::records::table::local;

/// Number of people who are examined for one page.
const MOST_PEOPLE: i64 = 200;

const LIST: ExportedList = ExportedList {
    name: ListName::Responsibility,
    columns: &[
        "姓名",
        "账号",
        "单位",
        "岗位",
        "任职起",
        "任职止",
        "截止日",
        "状态",
        "提出人",
        "确认人",
        "撤销人",
        "办理次数",
        "办理事项",
    ],
    action: Action::ReadResponsibility,
};

/// Whose posts are reported: those of a person, or those held in a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResponsibilityFilter {
    pub unit: String,
    /// Account or identity of a person; never a name, because addresses are logged by gateways (I10).
    pub person: String,
    /// The days on which a post was held, and whose acts are counted.
    pub period: Period,
}

/// How often something was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ActCount {
    #[schema(value_type = EventKind)]
    pub event: String,
    pub event_zh: String,
    pub count: i64,
}

/// The holding of a post, with what was done in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Responsibility)]
pub struct ResponsibilityView {
    pub person_id: String,
    pub person_name: String,
    pub account: String,
    /// The unit in which the post was held.
    pub unit_code: String,
    pub unit_name: String,
    pub post: Role,
    /// The instant from which the post was held.
    pub from: String,
    /// The instant at which it ended or will end; null if it is held until it is withdrawn.
    pub until: Option<String>,
    /// The last day of the post, if it has one.
    pub last_day: Option<String>,
    pub tenure: Tenure,
    /// The names of those who proposed, confirmed and withdrew it; empty if nobody did.
    pub proposed_by: String,
    pub confirmed_by: String,
    pub ended_by: String,
    /// What the person did in this post and in this time, by event.
    pub acts: Vec<ActCount>,
    pub acts_total: i64,
    /// Whether the person has done so much in the time that only the beginning was counted.
    pub acts_are_more: bool,
}

impl App {
    /// Reports who held which post when and what was done in it, by person and post. The reading is recorded.
    /// If
    /// neither a unit nor a person is named, it is about the caller's own unit. Errors: there is no such unit or
    /// person; the unit lies beyond the reach of the caller.
    pub async fn responsibility(
        &self,
        caller: &Caller,
        filter: &ResponsibilityFilter,
        after: &str,
        limit: i64,
    ) -> Result<Page<ResponsibilityView>, Error> {
        let filter = &self.may_report(caller, filter).await?;
        let mut reader = self.read().await?;
        let page = self.page_of_tenures(&mut reader, caller, filter, after, limit).await?;
        drop(reader);
        let work = self.begin(caller).await?;
        let (work, permit) = work.permit(Action::ReadResponsibility, &Citywide).await?;
        // Whose posts were read stands in the details, which can be erased.
        let subject = format!("responsibility {}", filter.unit);
        let event = Event::new(EventKind::AuditRead, subject.trim_end());
        let event = event.with_details(json!({
            "unit": filter.unit, "person": filter.person, "period": filter.period.to_string(),
        }));
        work.commit(permit.done((), event)).await?;
        Ok(page)
    }

    /// Exports what [`App::responsibility`] lists.
    pub async fn export_responsibility(
        &self,
        caller: &Caller,
        filter: &ResponsibilityFilter,
        format: ExportFormat,
    ) -> Result<(Exported, Receipt), Error> {
        let filter = &self.may_report(caller, filter).await?;
        let mut gathered = Gathering::new();
        let mut reader = self.read().await?;
        while let Some(after) = gathered.after() {
            let page = self.page_of_tenures(&mut reader, caller, filter, &after, BATCH).await?;
            gathered.add(page, cells);
        }
        drop(reader);
        let told = json!({
            "unit": filter.unit, "person": filter.person, "period": filter.period.to_string(),
        });
        self.hand_out(caller, LIST, told, gathered, format).await
    }

    /// The filter, with the caller's own unit if it names nothing. Errors: see [`App::responsibility`]. A unit beyond
    /// the caller's reach is denied, and the attempt recorded.
    async fn may_report(
        &self,
        caller: &Caller,
        filter: &ResponsibilityFilter,
    ) -> Result<ResponsibilityFilter, Error> {
        let (action, mut filter) = (Action::ReadResponsibility, filter.clone());
        if filter.unit.is_empty() && filter.person.is_empty() {
            caller.unit.clone_into(&mut filter.unit);
        }
        let known = self.read().await?.unit_shown(&filter.unit).await?;
        match known {
            Some(unit) => {
                let place = Place { region: Region::parse(&unit.region)?, unit: unit.unit_code };
                self.permit_read(caller, action, &place).await?;
            }
            None => {
                self.permit_read(caller, action, &Citywide).await?;
                if !filter.unit.is_empty() {
                    return Err(unfit("unit", "没有这个单位").into());
                }
            }
        }
        Ok(filter)
    }

    /// One page of people with all their posts, until as many posts are gathered as are wanted: the key of a page is
    /// an identity of a person, so no person is divided.
    async fn page_of_tenures(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        filter: &ResponsibilityFilter,
        after: &str,
        limit: i64,
    ) -> Result<Page<ResponsibilityView>, Error> {
        let reach = scope(caller, Action::ReadResponsibility);
        let people = people_of(rows, &reach, filter, after).await?;
        let all = people.len() < usize::try_from(MOST_PEOPLE).unwrap_or(0);
        let (length, last) = (usize::try_from(limit).unwrap_or(0), people.last().cloned());
        let (mut actors, mut items) = (Actors::default(), Vec::new());
        for person_id in people {
            if let Some(known) = rows.person(&person_id).await? {
                for held in self.tenures_within(rows, &reach, filter, &known).await? {
                    items.push(self.shown(rows, &mut actors, filter, &known, held).await?);
                }
            }
            let ends = Some(&person_id) == last.as_ref();
            if items.len() >= length && !(all && ends) {
                return Ok(Page { items, next: Some(person_id), total: None });
            }
        }
        Ok(Page { items, next: last.filter(|_| !all), total: None })
    }

    /// The posts of a person that the filter and the caller's reach admit.
    async fn tenures_within(
        &self,
        rows: &mut Queries,
        reach: &Scope,
        filter: &ResponsibilityFilter,
        known: &PersonRow,
    ) -> Result<Vec<Held>, Error> {
        let (first, end) = filter.period.instants();
        let mut within = Vec::new();
        for held in tenures(rows, known, self.now()).await? {
            let in_time = held.from < end && held.until.is_none_or(|until| until > first);
            let in_unit = filter.unit.is_empty() || filter.unit == held.unit_code;
            if in_time && in_unit && lies_within(rows, reach, &held.unit_code).await? {
                within.push(held);
            }
        }
        Ok(within)
    }

    async fn shown(
        &self,
        rows: &mut Queries,
        actors: &mut Actors,
        filter: &ResponsibilityFilter,
        known: &PersonRow,
        held: Held,
    ) -> Result<ResponsibilityView, Error> {
        let (acts, acts_are_more) = acts_in(rows, filter, known, &held).await?;
        let mut by = Vec::with_capacity(held.by.len());
        for actor in &held.by {
            by.push(match actor.as_str() {
                "" => String::new(),
                actor => actors.view(self, rows, actor).await?.shown(),
            });
        }
        let [proposed_by, confirmed_by, ended_by] = by.try_into().unwrap_or_default();
        Ok(ResponsibilityView {
            person_name: self.open(name_slot(&known.person_id), &known.name_sealed)?,
            person_id: known.person_id.clone(),
            account: known.account.clone(),
            unit_name: unit_shown(rows, &held.unit_code).await?,
            unit_code: held.unit_code,
            post: held.role,
            from: rfc3339(held.from),
            until: held.until.map(rfc3339),
            last_day: Some(held.last_day).filter(|day| !day.is_empty()),
            tenure: held.tenure,
            proposed_by,
            confirmed_by,
            ended_by,
            acts_total: acts.iter().map(|act| act.count).sum(),
            acts,
            acts_are_more,
        })
    }
}

/// Identities of at most [`MOST_PEOPLE`] people behind `after` to examine.
async fn people_of(
    rows: &mut Queries,
    reach: &Scope,
    filter: &ResponsibilityFilter,
    after: &str,
) -> Result<Vec<String>, Error> {
    let person = filter.person.as_str();
    if person.is_empty() {
        return Ok(rows.people_ever_of_unit(&filter.unit, after, MOST_PEOPLE).await?);
    }
    let known = match bucket_of(person) {
        Some(_) => rows.person(person).await?,
        None => rows.person_by_account(person).await?,
    };
    match known {
        Some(known) => Ok(vec![known.person_id]),
        None if *reach == Scope::City => Err(unfit("person", "没有这个账号的人员").into()),
        // Whoever manages a district does not learn which accounts others have.
        None => Ok(Vec::new()),
    }
}

async fn lies_within(rows: &mut Queries, reach: &Scope, unit: &str) -> Result<bool, Error> {
    if *reach == Scope::City {
        return Ok(true);
    }
    let Some(unit) = rows.unit_shown(unit).await? else { return Ok(false) };
    let place = Place { region: Region::parse(&unit.region)?, unit: unit.unit_code };
    Ok(reach.admits(&place))
}

/// What a person did in a post while it was held, within the days of the filter, and whether only the beginning
/// was counted.
async fn acts_in(
    rows: &mut Queries,
    filter: &ResponsibilityFilter,
    known: &PersonRow,
    held: &Held,
) -> Result<(Vec<ActCount>, bool), Error> {
    let (first, end) = filter.period.instants();
    let actor = format!("person:{}", known.person_id);
    let from = first_at(held.from.max(first));
    let until = match held.until.unwrap_or(i64::MAX).min(end) {
        i64::MAX => NEWEST.to_owned(),
        until => first_at(until),
    };
    // The line of the record stands between two others.
    let in_post = format!("%\nrole {}\n%", held.role);
    let counted = rows.acts_counted(&actor, &from, &until, &in_post, MOST_COUNTED).await?;
    let most = MOST_COUNTED + 1;
    let all = rows.count_records_of_actor(&actor, &from, &until, most).await?;
    let act = |text: &String| {
        let (event, count) = text.split_once('/')?;
        Some(ActCount {
            event: event.to_owned(),
            event_zh: event_zh(event),
            count: count.parse().ok()?,
        })
    };
    Ok((counted.iter().filter_map(act).collect(), all > MOST_COUNTED))
}

fn cells(row: ResponsibilityView) -> Vec<String> {
    let more = if row.acts_are_more { "+" } else { "" };
    let acts: Vec<String> =
        row.acts.iter().map(|act| format!("{} {}", act.event_zh, act.count)).collect();
    vec![
        row.person_name,
        row.account,
        if row.unit_name.is_empty() { row.unit_code } else { row.unit_name },
        row.post.zh().to_owned(),
        local(&row.from),
        row.until.as_deref().map_or_else(String::new, local),
        row.last_day.unwrap_or_default(),
        row.tenure.zh().to_owned(),
        row.proposed_by,
        row.confirmed_by,
        row.ended_by,
        format!("{}{more}", row.acts_total),
        acts.join("；"),
    ]
}
