//! 目录待办 (Art. 9): the entries that wait to be compiled, published and confirmed.

use domain::caller::Caller;
use domain::catalog::CatalogState;
use domain::catalog::upkeep::TaskState;
use domain::date::{Date, rfc3339};
use domain::policy::{Action, Scope, scope};
use domain::todo::TodoKind;
use store::{CatalogRow, CatalogTaskRow, Reader};

use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error};
use crate::notify::todos::{MAX_ITEMS, TodoItem, Todos};
use crate::records::catalog::{is_public, place_of};
use crate::records::catalog_upkeep::{MAX_TASKS, place_of_task, progress};

/// Largest number of versions in one state that are looked through.
const MAX_VERSIONS: i64 = 5_000;

impl App {
    /// Adds what waits in the catalog for the caller's posts.
    pub(super) async fn catalog_todos(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        todos: &mut Todos,
    ) -> Result<(), Error> {
        // Managers may draft too, but tasks and returned drafts are the work of a unit's own editor.
        if let Scope::Unit(unit) = scope(caller, Action::DraftCatalog) {
            self.to_compile(reader, &unit, todos).await?;
        }
        let publishes = scope(caller, Action::PublishCatalog);
        if publishes != Scope::Nothing {
            let submitted = CatalogState::Submitted.as_str();
            for row in reader.catalog_in_state(submitted, "", MAX_VERSIONS).await? {
                if publishes.admits(&place_of(&row)?) && todos.to_publish < most() {
                    todos.to_publish += 1;
                    todos.items.push(version_item(TodoKind::PublishEntry, row));
                }
            }
        }
        self.tasks_overdue(reader, &scope(caller, Action::AssignCatalog), todos).await?;
        if let Scope::Unit(unit) = scope(caller, Action::ConfirmCatalog) {
            let overdue = self.confirmations_overdue(reader, &unit, self.now()).await?;
            todos.to_confirm = overdue.len().min(most());
            for (row, due) in overdue.into_iter().take(most()) {
                let item = version_item(TodoKind::ConfirmEntry, row);
                todos.items.push(TodoItem { due: Some(due.to_string()), overdue: true, ..item });
            }
        }
        Ok(())
    }

    /// Adds the tasks within a manager's reach whose term has passed.
    async fn tasks_overdue(
        &self,
        reader: &mut Reader,
        reach: &Scope,
        todos: &mut Todos,
    ) -> Result<(), Error> {
        if *reach == Scope::Nothing {
            return Ok(());
        }
        let today = Date::at(self.now());
        for task in reader.catalog_tasks(NEWEST, MAX_TASKS).await? {
            if todos.tasks_overdue == most() || !reach.admits(&place_of_task(&task)?) {
                continue;
            }
            let (overdue, version) = progress(reader, &task, today).await?;
            if overdue {
                todos.tasks_overdue += 1;
                todos.items.push(task_item(TodoKind::OverdueTask, task, version, true));
            }
        }
        Ok(())
    }

    async fn to_compile(
        &self,
        reader: &mut Reader,
        unit: &str,
        todos: &mut Todos,
    ) -> Result<(), Error> {
        let (open, today) = (TaskState::Open.as_str(), Date::at(self.now()));
        for task in reader.catalog_tasks_of_unit(unit, open, NEWEST, MAX_ITEMS).await? {
            let (overdue, version) = progress(reader, &task, today).await?;
            let submitted = CatalogState::Submitted.as_str();
            if version.as_ref().is_some_and(|row| is_public(row) || row.state == submitted) {
                continue;
            }
            todos.to_compile += 1;
            todos.items.push(task_item(TodoKind::CompileEntry, task, version, overdue));
        }
        let draft = CatalogState::Draft.as_str();
        for row in reader.catalog_in_state(draft, "", MAX_VERSIONS).await? {
            if row.unit_code == unit && !row.reason_sealed.is_empty() {
                todos.to_compile += 1;
                todos.items.push(version_item(TodoKind::ReturnedEntry, row));
            }
        }
        Ok(())
    }
}

fn most() -> usize {
    usize::try_from(MAX_ITEMS).unwrap_or(usize::MAX)
}

/// How a to-do list names a version: by its type and number, as the page of the entry does.
fn named(row: &CatalogRow) -> String {
    format!("{}/{}", row.type_code, row.number)
}

/// The draft of a task if there is one, and otherwise the task.
fn task_item(
    kind: TodoKind,
    task: CatalogTaskRow,
    version: Option<CatalogRow>,
    overdue: bool,
) -> TodoItem {
    TodoItem {
        holder: None,
        kind,
        id: version.map_or(task.task_id, |row| named(&row)),
        title: task.name,
        since: rfc3339(task.assigned_at),
        due: Some(task.due),
        overdue,
    }
}

fn version_item(kind: TodoKind, row: CatalogRow) -> TodoItem {
    let since = if row.changed_at > 0 { row.changed_at } else { row.published_at };
    TodoItem {
        holder: None,
        kind,
        id: named(&row),
        title: format!("{}（第 {} 版）", row.name, row.number),
        since: rfc3339(since),
        due: None,
        overdue: false,
    }
}
