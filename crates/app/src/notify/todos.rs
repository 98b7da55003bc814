//! 我的待办: the work that waits for the caller's posts in their unit.

use domain::application::ApplicationState;
use domain::caller::{Caller, Role};
use domain::date::rfc3339;
use domain::mask;
use domain::policy::{Action, Scope, scope};
use domain::todo::TodoKind;
use serde::{Deserialize, Serialize};
use store::{ApplicationRow, CertificateRow};

use crate::kernel::{App, Error};
use crate::records::application::{Content, content_slot, has_reason};
use crate::records::job::MAX_TRIES;
use crate::records::terms::Due;

/// Largest number of items of one kind that are counted and listed, the oldest ones.
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
    /// Tasks to compile an entry whose term has passed.
    pub tasks_overdue: usize,
    /// Published catalog entries whose yearly confirmation is overdue.
    pub to_confirm: usize,
    /// Posts that another administrator proposed, for whoever confirms posts.
    pub posts_proposed: usize,
    /// Posts that end within 30 days, for whoever proposes posts.
    pub posts_ending: usize,
    /// Kinds of misses that wait for an answer of the unit.
    pub misses_open: usize,
    pub items: Vec<TodoItem>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TodoItem {
    /// draft, returned, review, issue, job, the work on a catalog entry, a proposed post, or misses.
    pub kind: TodoKind,
    /// Application id, certificate identifier, job id, type code and number of a catalog version
    /// (`code/number`), task id, identity of the proposal, unit, person and post (`unit/person/post`), or type
    /// and reason of misses (`code/why`).
    pub id: String,
    pub title: String,
    /// Name of the holder as others see it, so that items of one type can be told apart.
    pub holder: Option<String>,
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
        let terms = self.terms(&mut reader).await?;
        let unit = &caller.unit;
        if scope(caller, Action::SubmitApplication) != Scope::Nothing {
            let rows = reader
                .applications_of_unit_onward(unit, ApplicationState::Draft.as_str(), "", MAX_ITEMS)
                .await?;
            todos.to_submit = rows.len();
            for row in rows {
                let kind = if has_reason(&row) { TodoKind::Returned } else { TodoKind::Draft };
                todos
                    .items
                    .push(application_item(self, &mut reader, row, kind, Due::default()).await?);
            }
        }
        if scope(caller, Action::ReviewApplication) != Scope::Nothing {
            let rows = reader
                .applications_of_unit_onward(
                    unit,
                    ApplicationState::Submitted.as_str(),
                    "",
                    MAX_ITEMS,
                )
                .await?;
            todos.to_review = rows.len();
            for row in rows {
                todos.items.push({
                    let due = terms.of_review(row.submitted_at.max(row.created_at));
                    application_item(self, &mut reader, row, TodoKind::Review, due).await?
                });
            }
        }
        if caller.roles.contains(&Role::Issuer) {
            // Each kind has its query: productions that are under way must not hide what waits.
            let to_issue = reader.certificates_to_issue(unit, MAX_ITEMS).await?;
            let held_up = reader.certificates_held_up(unit, MAX_TRIES, MAX_ITEMS).await?;
            (todos.to_issue, todos.parked_jobs) = (to_issue.len(), held_up.len());
            for (kind, rows) in [(TodoKind::Issue, to_issue), (TodoKind::Job, held_up)] {
                for row in rows {
                    todos.items.push({
                        let due = terms.of_issue(row.changed_at);
                        certificate_item(self, &mut reader, row, kind, due).await?
                    });
                }
            }
        }
        self.catalog_todos(&mut reader, caller, &mut todos).await?;
        self.post_todos(&mut reader, caller, &mut todos).await?;
        self.miss_todos(&mut reader, caller, &mut todos).await?;
        Ok(todos)
    }
}

async fn certificate_item(
    app: &App,
    reader: &mut store::Reader,
    row: CertificateRow,
    kind: TodoKind,
    due: Due,
) -> Result<TodoItem, Error> {
    let version = reader.catalog_version(&row.type_code, row.catalog_number).await?;
    let name = version.map_or_else(String::new, |version| version.name);
    Ok(TodoItem {
        kind,
        title: format!("{name} {}", row.number),
        holder: Some(mask::holder_name(&app.frozen(&row)?.holder)),
        id: row.identifier,
        since: rfc3339(row.changed_at),
        due: due.day,
        overdue: due.overdue,
    })
}

async fn application_item(
    app: &App,
    reader: &mut store::Reader,
    row: ApplicationRow,
    kind: TodoKind,
    due: Due,
) -> Result<TodoItem, Error> {
    let version = reader.catalog_version(&row.type_code, row.catalog_number).await?;
    let content: Content = app.open(content_slot(&row.application_id), &row.content_sealed)?;
    Ok(TodoItem {
        kind,
        title: version.map_or_else(|| row.type_code.clone(), |version| version.name),
        holder: Some(mask::holder_name(&content.holder)),
        id: row.application_id,
        since: rfc3339(row.updated_at),
        due: due.day,
        overdue: due.overdue,
    })
}
