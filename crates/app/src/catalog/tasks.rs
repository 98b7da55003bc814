//! 编制任务 (Art. 9): the managing units of city and districts have units compile catalog entries within a
//! term. A task ends when the version that was compiled for it is published.

use domain::caller::Caller;
use domain::catalog::CatalogState;
use domain::catalog::upkeep::{TaskState, TaskStep, task_step};
use domain::date::{Date, rfc3339};
use domain::event::{Event, EventKind};
use domain::id::Bucket;
use domain::policy::{self, Action, scope};
use domain::{Code, FieldFinding, Refusal, text};
use serde::{Deserialize, Serialize};
use store::{CatalogTaskRow, Queries, Receipt};

use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error};
use crate::records::catalog::state_of;
use crate::records::catalog_upkeep::{
    MAX_TASKS, load_task, place_of_task, progress, task_reason_slot, task_state,
};
use crate::records::person::person;
use crate::records::unit::{unit_name, unit_place};

/// Longest name of a task, in characters; it is the name of a type.
const MAX_NAME_CHARS: usize = 100;

/// A task to be assigned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    /// Name of the type to compile.
    pub name: String,
    /// Existing type of which a new version is to be compiled; absent for a new type.
    #[serde(default)]
    pub type_code: String,
    /// Unit that compiles the entry.
    pub unit_code: String,
    /// Last day of the term, `yyyy-MM-dd`.
    pub due: String,
}

/// A task as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CatalogTask)]
pub struct TaskView {
    pub id: String,
    pub name: String,
    pub type_code: String,
    pub unit: String,
    pub unit_name: String,
    pub due: String,
    /// The term has passed and nothing is submitted.
    pub overdue: bool,
    pub state: TaskState,
    pub assigned_by: String,
    /// RFC 3339.
    pub assigned_at: String,
    /// Why it was withdrawn.
    pub reason: String,
    /// The version that was drafted for it.
    pub version: Option<TaskVersion>,
    /// What the caller may do to it now.
    pub steps: Vec<TaskStep>,
    pub row_version: i64,
}

/// The version that was drafted for a task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CatalogTaskVersion)]
pub struct TaskVersion {
    pub code: String,
    pub number: i64,
    pub state: CatalogState,
}

impl App {
    /// Has a unit compile an entry within a term. Errors: the name is empty or too long; the last day is
    /// malformed or before today; the unit is unknown; the type has no published version, or another unit
    /// defines it.
    pub async fn assign_task(
        &self,
        caller: &Caller,
        new: &NewTask,
    ) -> Result<(TaskView, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &new.unit_code).await?;
        let (mut work, permit) = work.permit(Action::AssignCatalog, &place).await?;
        let due = checked(new, work.today())?;
        let type_code = new.type_code.trim();
        if !type_code.is_empty() {
            let published = work.rows().catalog_published(type_code).await?;
            let unpublished = || Refusal::new(Code::CatalogNotPublished).with("type", type_code);
            if published.ok_or_else(unpublished)?.unit_code != place.unit {
                return Err(Refusal::new(Code::TaskOfAnother).with("type", type_code).into());
            }
        }
        let mut row = CatalogTaskRow {
            task_id: self.fresh_id(work.now(), Bucket::NONE)?,
            state: TaskState::Open.as_str().to_owned(),
            name: new.name.trim().to_owned(),
            type_code: type_code.to_owned(),
            unit_code: place.unit,
            region: place.region.as_str().to_owned(),
            due: due.to_string(),
            assigned_by: person(work.caller()),
            assigned_at: work.now(),
            ..CatalogTaskRow::default()
        };
        work.rows().insert_catalog_task(&mut row).await?;
        let today = work.today();
        let view = self.task_view(work.rows(), caller, row, today).await?;
        let event = Event::new(EventKind::TaskAssigned, subject(&view.id));
        work.commit(permit.done(view, event)).await
    }

    /// Withdraws a task that is still open. Errors: the reason is empty; the task has ended; the row was
    /// saved since the caller read it.
    pub async fn withdraw_task(
        &self,
        caller: &Caller,
        task_id: &str,
        row_version: i64,
        reason: &str,
    ) -> Result<(TaskView, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let loaded = load_task(work.rows(), task_id).await;
        let (work, mut row) = work.present(Action::AssignCatalog, loaded).await?;
        let (mut work, permit) = work.permit(Action::AssignCatalog, &place_of_task(&row)?).await?;
        if row.version != row_version {
            return Err(Error::Conflict);
        }
        let next = task_step(task_state(&row)?, TaskStep::Withdraw)?;
        let reason = text::reason(reason)?;
        next.as_str().clone_into(&mut row.state);
        row.reason_sealed = self.seal(task_reason_slot(task_id), &reason)?;
        work.rows().update_catalog_task(&mut row).await?;
        let today = work.today();
        let view = self.task_view(work.rows(), caller, row, today).await?;
        let event = Event::new(EventKind::TaskWithdrawn, subject(task_id))
            .with_details(serde_json::json!({ "reason": reason }));
        work.commit(permit.done(view, event)).await
    }

    /// Lists tasks, newest first: those of the units that the caller manages, or of the caller's unit for
    /// an editor.
    pub async fn tasks(&self, caller: &Caller) -> Result<Vec<TaskView>, Error> {
        let reach = scope(caller, Action::DraftCatalog);
        let mut reader = self.read().await?;
        let today = Date::at(self.now());
        let mut views = Vec::new();
        for row in reader.catalog_tasks(NEWEST, MAX_TASKS).await? {
            if reach.admits(&place_of_task(&row)?) {
                views.push(self.task_view(&mut reader, caller, row, today).await?);
            }
        }
        Ok(views)
    }

    async fn task_view(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        row: CatalogTaskRow,
        today: Date,
    ) -> Result<TaskView, Error> {
        let (overdue, version) = progress(rows, &row, today).await?;
        let version = match version {
            None => None,
            Some(version) => Some(TaskVersion {
                state: state_of(&version)?,
                code: version.type_code,
                number: version.number,
            }),
        };
        let (state, place) = (task_state(&row)?, place_of_task(&row)?);
        let may = |step: &TaskStep| {
            let action = match step {
                TaskStep::TakeUp if version.is_none() => Action::DraftCatalog,
                TaskStep::Withdraw => Action::AssignCatalog,
                TaskStep::TakeUp | TaskStep::Finish => return false,
            };
            task_step(state, *step).is_ok() && policy::permit(caller, action, &place).is_ok()
        };
        let reason: String = if row.reason_sealed.is_empty() {
            String::new()
        } else {
            self.open(task_reason_slot(&row.task_id), &row.reason_sealed)?
        };
        Ok(TaskView {
            steps: TaskStep::ALL.iter().copied().filter(may).collect(),
            unit_name: unit_name(rows, &row.unit_code).await?,
            assigned_by: self.name_of_person(rows, &row.assigned_by).await?,
            assigned_at: rfc3339(row.assigned_at),
            id: row.task_id,
            name: row.name,
            type_code: row.type_code,
            unit: row.unit_code,
            due: row.due,
            overdue,
            state,
            reason,
            version,
            row_version: row.version,
        })
    }
}

/// The task for which a unit drafts a version of a type (empty for a new one). Errors: the task is unknown,
/// of another unit or of another type; it has ended.
pub(super) async fn task_for(
    rows: &mut Queries,
    task_id: &str,
    unit: &str,
    type_code: &str,
) -> Result<String, Error> {
    if task_id.is_empty() {
        return Ok(String::new());
    }
    let task = rows.catalog_task(task_id).await?;
    let fits = |task: &CatalogTaskRow| task.unit_code == unit && task.type_code == type_code;
    let task = task.filter(fits).ok_or_else(|| Refusal::new(Code::TaskOfAnother))?;
    task_step(task_state(&task)?, TaskStep::TakeUp)?;
    Ok(task.task_id)
}

/// The last day of a new task. Errors: a finding for each member that is wrong.
fn checked(new: &NewTask, today: Date) -> Result<Date, Refusal> {
    let mut findings = Vec::new();
    let name = new.name.trim();
    if !text::is_title(name, MAX_NAME_CHARS) {
        findings.push(FieldFinding::new("name", Code::TaskInvalid, "证照名称须为 1 至 100 字"));
    }
    let due = Date::parse(new.due.trim()).filter(|due| *due >= today);
    match due {
        Some(due) if findings.is_empty() => Ok(due),
        Some(_) => Err(Refusal::of_fields(Code::TaskInvalid, findings)),
        None => {
            findings.push(FieldFinding::new("due", Code::TaskInvalid, "期限不得早于今日"));
            Err(Refusal::of_fields(Code::TaskInvalid, findings))
        }
    }
}

/// The subject of records about a task.
fn subject(task_id: &str) -> String {
    format!("catalog_task {task_id}")
}
