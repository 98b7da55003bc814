//! 通知与待办: what holders are told (Art. 10), and what waits for the caller's posts.

use app::notify::{NoticeView, Todos};
use axum::Json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, Paging};
use crate::State;
use crate::extract::{Query, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(notices)).routes(routes!(todos))
}

/// Notices of the caller's unit, newest first.
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

/// What waits for the caller's posts.
#[utoipa::path(
    get, path = "/todos", tag = "notify",
    responses((status = 200, body = Todos)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[7], &[])))),
)]
async fn todos(request: Request) -> Result<Json<Todos>, Problem> {
    Ok(Json(request.app.todos(request.caller()?).await?))
}
