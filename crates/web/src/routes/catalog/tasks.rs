//! 编制任务 (Art. 9): managing units have units compile catalog entries within a term.

use app::catalog::{NewTask, TaskView};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::policy::Action;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::State;
use crate::extract::{Body, Path, Request};
use crate::problem::Problem;
use crate::routes::{List, Reasoned, changed, created, settled};
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(catalog_tasks, assign_catalog_task))
        .routes(routes!(withdraw_catalog_task))
}

/// Lists the tasks of the units that the caller manages, or of the caller's unit for an editor.
#[utoipa::path(
    get, path = "/catalog-tasks", tag = "catalog",
    responses((status = 200, body = List<TaskView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[9], &[])))),
)]
async fn catalog_tasks(request: Request) -> Result<Json<List<TaskView>>, Problem> {
    Ok(Json(request.app.tasks(request.caller()?).await?.into()))
}

/// Has a unit compile a catalog entry within a term.
#[utoipa::path(
    post, path = "/catalog-tasks", tag = "catalog", request_body = NewTask,
    responses((status = 201, body = TaskView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::AssignCatalog), &[9],
        &[Code::TaskInvalid, Code::TaskOfAnother, Code::CatalogNotPublished, Code::UnitUnknown],
    )))),
)]
async fn assign_catalog_task(
    request: Request,
    Body(task): Body<NewTask>,
) -> Result<Response, Problem> {
    let done = request.app.assign_task(request.caller()?, &task).await;
    let (task, receipt) = settled(done)?;
    created(&request.app, &receipt, task)
}

/// Withdraws a task that is still open, with a reason.
#[utoipa::path(
    post, path = "/catalog-tasks/{task_id}/withdraw", tag = "catalog",
    params(("task_id" = String, Path)), request_body = Reasoned,
    responses((status = 200, body = TaskView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::AssignCatalog), &[9], &[Code::TaskState, Code::ReasonMissing],
    )))),
)]
async fn withdraw_catalog_task(
    request: Request,
    Path(task_id): Path<String>,
    Body(Reasoned { row_version, reason }): Body<Reasoned>,
) -> Result<Response, Problem> {
    let caller = request.caller()?;
    let done = request.app.withdraw_task(caller, &task_id, row_version, &reason).await;
    let (task, receipt) = settled(done)?;
    changed(&request.app, &receipt, task)
}
