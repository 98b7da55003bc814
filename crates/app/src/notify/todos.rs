//! 我的待办: the work that waits for the caller's posts in their unit.

use domain::application::ApplicationState;
use domain::caller::{Caller, Role};
use domain::date::rfc3339;
use domain::policy::{Action, Scope, scope};
use domain::todo::TodoKind;
use serde::{Deserialize, Serialize};
use store::{ApplicationRow, CertificateRow};

use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error};
use crate::records::application::has_reason;
use crate::records::job::MAX_TRIES;

/// Largest number of items of one kind that are counted and listed.
pub(super) const MAX_ITEMS: i64 = 100;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Todos {
    pub to_submit: usize,
    pub to_review: usize,
    pub to_issue: usize,
    pub parked_jobs: usize,
    /// Catalog entries to compile, or to mend after a return.
    pub to_compile: usize,
    /// Catalog entries to publish or return.
    pub to_publish: usize,
    /// Published catalog entries whose yearly confirmation is overdue.
    pub to_confirm: usize,
    pub items: Vec<TodoItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TodoItem {
    /// draft, returned, review, issue, job, or the work on a catalog entry.
    pub kind: TodoKind,
    /// Application id, certificate identifier, job id, type code and number of a catalog version
    /// (`code/number`), or task id.
    pub id: String,
    pub title: String,
    pub since: String,
    /// Last day of the term, if there is one.
    pub due: Option<String>,
    /// The term has passed.
    pub overdue: bool,
}

impl App {
    /// Lists the work that waits for the posts of the caller: drafts to submit, applications to
    /// review, certificates to issue, and productions that need attention.
    pub async fn todos(&self, caller: &Caller) -> Result<Todos, Error> {
        let mut todos = Todos::default();
        let mut reader = self.read().await?;
        let unit = &caller.unit;
        if scope(caller, Action::SubmitApplication) != Scope::Nothing {
            let rows = reader
                .applications_of_unit(unit, ApplicationState::Draft.as_str(), NEWEST, MAX_ITEMS)
                .await?;
            todos.to_submit = rows.len();
            for row in rows {
                let kind = if has_reason(&row) { TodoKind::Returned } else { TodoKind::Draft };
                todos.items.push(application_item(&mut reader, row, kind).await?);
            }
        }
        if scope(caller, Action::ReviewApplication) != Scope::Nothing {
            let rows = reader
                .applications_of_unit(unit, ApplicationState::Submitted.as_str(), NEWEST, MAX_ITEMS)
                .await?;
            todos.to_review = rows.len();
            for row in rows {
                todos.items.push(application_item(&mut reader, row, TodoKind::Review).await?);
            }
        }
        if caller.roles.contains(&Role::Issuer) {
            // Each kind has its query: productions that are under way must not hide what waits.
            let to_issue = reader.certificates_to_issue(unit, MAX_ITEMS).await?;
            let held_up = reader.certificates_held_up(unit, MAX_TRIES, MAX_ITEMS).await?;
            (todos.to_issue, todos.parked_jobs) = (to_issue.len(), held_up.len());
            for (kind, rows) in [(TodoKind::Issue, to_issue), (TodoKind::Job, held_up)] {
                for row in rows {
                    todos.items.push(certificate_item(&mut reader, row, kind).await?);
                }
            }
        }
        self.catalog_todos(&mut reader, caller, &mut todos).await?;
        Ok(todos)
    }
}

async fn certificate_item(
    reader: &mut store::Reader,
    row: CertificateRow,
    kind: TodoKind,
) -> Result<TodoItem, Error> {
    let version = reader.catalog_version(&row.type_code, row.catalog_number).await?;
    let name = version.map_or_else(String::new, |version| version.name);
    Ok(TodoItem {
        kind,
        title: format!("{name} {}", row.number),
        id: row.identifier,
        since: rfc3339(row.changed_at),
        due: None,
        overdue: false,
    })
}

async fn application_item(
    reader: &mut store::Reader,
    row: ApplicationRow,
    kind: TodoKind,
) -> Result<TodoItem, Error> {
    let version = reader.catalog_version(&row.type_code, row.catalog_number).await?;
    Ok(TodoItem {
        kind,
        title: version.map_or_else(|| row.type_code.clone(), |version| version.name),
        id: row.application_id,
        since: rfc3339(row.updated_at),
        due: None,
        overdue: false,
    })
}
