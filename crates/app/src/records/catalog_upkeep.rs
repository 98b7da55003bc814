//! 目录编制与维护 (Art. 9): loading tasks, the reasons and comments on catalog versions, and when an issuing
//! unit confirms an entry again. The pages of the catalog and the to-do lists use them.

use domain::catalog::CatalogState;
use domain::catalog::upkeep::{
    CONFIRMATION_RULE, TaskState, confirmation_due, is_overdue as task_is_overdue,
};
use domain::date::Date;
use domain::policy::Place;
use domain::region::Region;
use store::cipher::Slot;
use store::{CatalogRow, CatalogTaskRow, Queries};

use crate::kernel::{App, Error};
use crate::records::catalog::{issues, state_of};

/// Largest number of published entries that are looked through for the yearly confirmation.
const MAX_ENTRIES: i64 = 5_000;

/// Months between confirmations if the rule book does not say it.
const DEFAULT_MONTHS: i64 = 12;

pub(crate) async fn load_task(rows: &mut Queries, task_id: &str) -> Result<CatalogTaskRow, Error> {
    rows.catalog_task(task_id).await?.ok_or(Error::NotFound)
}

pub(crate) fn task_state(row: &CatalogTaskRow) -> Result<TaskState, Error> {
    Ok(row.state.parse()?)
}

/// Largest number of tasks that a list loads.
pub(crate) const MAX_TASKS: i64 = 1_000;

pub(crate) fn place_of_task(row: &CatalogTaskRow) -> Result<Place, Error> {
    Ok(Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? })
}

/// Column and row for which the reason of a withdrawn task is encrypted.
pub(crate) fn task_reason_slot(task_id: &str) -> Slot<'_> {
    Slot { table: "catalog_task", column: "reason", row: task_id }
}

/// Column and row for which the reason of a return is encrypted. `subject` names the version.
pub(crate) fn return_reason_slot(subject: &str) -> Slot<'_> {
    Slot { table: "catalog_version", column: "reason", row: subject }
}

/// Column and row for which the text of a comment is encrypted.
pub(crate) fn comment_slot(comment_id: &str) -> Slot<'_> {
    Slot { table: "catalog_comment", column: "text", row: comment_id }
}

/// Whether a task is overdue on a day, and the version that was drafted for it.
pub(crate) async fn progress(
    rows: &mut Queries,
    task: &CatalogTaskRow,
    today: Date,
) -> Result<(bool, Option<CatalogRow>), Error> {
    let version = rows.catalog_of_task(&task.task_id).await?;
    let state: Option<CatalogState> = version.as_ref().map(state_of).transpose()?;
    let due = Date::parse(&task.due);
    let overdue = due.is_some_and(|due| {
        task_state(task).is_ok_and(|task| task_is_overdue(task, due, state, today))
    });
    Ok((overdue, version))
}

/// The last confirmation of an entry by a unit, and the day on which the next one is due.
pub(crate) struct Confirmed {
    pub by: String,
    /// Instant; 0 if the unit never confirmed the entry.
    pub at: i64,
    pub due: Date,
}

/// When a unit confirmed a published version last, and when it confirms it again.
pub(crate) async fn confirmed(
    rows: &mut Queries,
    row: &CatalogRow,
    unit: &str,
    months: i32,
) -> Result<Confirmed, Error> {
    let last = rows.catalog_confirmation(&row.type_code, unit).await?;
    let day = last.as_ref().map(|last| Date::at(last.confirmed_at));
    let due = confirmation_due(Date::at(row.published_at), day, months);
    let (by, at) =
        last.map_or_else(Default::default, |last| (last.confirmed_by, last.confirmed_at));
    Ok(Confirmed { by, at, due })
}

impl App {
    /// Number of months after which an issuing unit confirms an entry again, by the rule book of the day.
    pub(crate) async fn confirmation_months(
        &self,
        rows: &mut Queries,
        today: Date,
        now: i64,
    ) -> Result<i32, Error> {
        let book = self.known_rule_book(rows, today, now).await?;
        let months = book.number(CONFIRMATION_RULE, today).unwrap_or(DEFAULT_MONTHS);
        Ok(i32::try_from(months).unwrap_or(i32::MAX))
    }

    /// The published entries whose confirmation by a unit is overdue, each with the day that has passed. A
    /// city has a few hundred types, whose entries are parsed once.
    pub(crate) async fn confirmations_overdue(
        &self,
        rows: &mut Queries,
        unit: &str,
        now: i64,
    ) -> Result<Vec<(CatalogRow, Date)>, Error> {
        let today = Date::at(now);
        let months = self.confirmation_months(rows, today, now).await?;
        let mut overdue = Vec::new();
        let published = CatalogState::Published.as_str();
        for row in rows.catalog_in_state(published, "", MAX_ENTRIES).await? {
            // Most entries are younger than the term; only of the others the unit is looked up.
            let earliest = confirmation_due(Date::at(row.published_at), None, months);
            let entry = self.templates().entry(&row)?;
            if earliest >= today || !issues(rows, &entry, &row.type_code, unit).await? {
                continue;
            }
            let due = confirmed(rows, &row, unit, months).await?.due;
            if due < today {
                overdue.push((row, due));
            }
        }
        Ok(overdue)
    }
}
