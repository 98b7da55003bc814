//! 通知 (notices to holders, Art. 10) and 待办 (the to-do list of the caller's posts).

use app::notify::{NoticeView, Todos};
use axum::Json;
use axum::response::Response;
use domain::policy::Action;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Exporting, List, Paging, exported};
use crate::State;
use crate::extract::{Query, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(notices))
        .routes(routes!(export_notices))
        .routes(routes!(todos))
}

/// Lists the notices about certificates of the caller's unit, newest first.
#[utoipa::path(
    get, path = "/notices", tag = "notify", params(Paging),
    responses((status = 200, body = List<NoticeView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[10], &[])))),
)]
async fn notices(
    request: Request,
    Query(paging): Query<Paging>,
) -> Result<Json<List<NoticeView>>, Problem> {
    let (caller, limit) = (request.caller()?, paging.limit()?);
    Ok(Json(request.app.notices(caller, &paging.after, limit).await?.into()))
}

/// Exports the notices that the list shows, at most 10,000, masked as there. The export is recorded, and
/// the file names unit, person, time and record.
#[utoipa::path(
    get, path = "/notices/export", tag = "notify", params(Exporting),
    responses((status = 200, content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadNotice), &[10, 21], &[])))),
)]
async fn export_notices(
    request: Request,
    Query(exporting): Query<Exporting>,
) -> Result<Response, Problem> {
    let (caller, format) = (request.caller()?, exporting.format()?);
    exported(&request.app, format, request.app.export_notices(caller, format).await?)
}

/// Lists the work that waits for the posts of the caller.
#[utoipa::path(
    get, path = "/todos", tag = "notify",
    responses((status = 200, body = Todos)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[7], &[])))),
)]
async fn todos(request: Request) -> Result<Json<Todos>, Problem> {
    Ok(Json(request.app.todos(request.caller()?).await?))
}
