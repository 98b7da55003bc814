//! 用证 (Art. 13–16): by purpose, and the archive copy of a use.

use app::usage::{Sheet, UseAnswer, UseRequest, UseView};
use axum::Json;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Input, List, Paging, changed, ofd, pdf, receipted, settled};
use crate::State;
use crate::gate::Asking;
use crate::problem::Problem;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(uses, use_certificates))
        .routes(routes!(archive_copy))
        .routes(routes!(archive_copy_picture))
        .routes(routes!(archive_copy_pdf))
        .routes(routes!(notices))
}

/// Finds a holder's certificates for a purpose; recorded before the answer.
#[utoipa::path(post, path = "/uses", tag = "uses", request_body = UseRequest,
    responses((status = 200, body = UseAnswer), (status = 403, body = Problem),
        (status = 422, body = Problem)))]
async fn use_certificates(
    asking: Asking,
    Input(request): Input<UseRequest>,
) -> Result<Response, Problem> {
    let done = asking.app.use_certificates(asking.caller()?, &request).await;
    let (answer, receipt): (UseAnswer, _) = settled(done)?;
    changed(&asking.app, &receipt, answer)
}

/// Uses of the caller's unit, newest first.
#[utoipa::path(get, path = "/uses", tag = "uses", params(Paging),
    responses((status = 200, body = List<UseView>), (status = 401, body = Problem)))]
async fn uses(
    asking: Asking,
    Asked(paging): Asked<Paging>,
) -> Result<Json<List<UseView>>, Problem> {
    let (caller, limit) = (asking.caller()?, paging.limit()?);
    Ok(Json(asking.app.uses(caller, &paging.after, limit).await?.into()))
}

/// 存档副本: the annotated copy of a use; each taking is recorded.
#[utoipa::path(get, path = "/uses/{use_code}/archive-copy", tag = "uses",
    params(("use_code" = String, Path)),
    responses((status = 200, content_type = "application/ofd"), (status = 404, body = Problem)))]
async fn archive_copy(asking: Asking, At(use_code): At<String>) -> Result<Response, Problem> {
    let (copy, receipt) = asking.app.archive_copy(asking.caller()?, &use_code).await?;
    receipted(&asking.app, &receipt, ofd(&format!("copy-{}", copy.copy_id), copy.bytes))
}

/// First page of the archive copy as a picture, marked like the copy; taking it is recorded.
#[utoipa::path(get, path = "/uses/{use_code}/archive-copy.png", tag = "uses",
    params(("use_code" = String, Path)),
    responses((status = 200, content_type = "image/png"), (status = 404, body = Problem)))]
async fn archive_copy_picture(
    asking: Asking,
    At(use_code): At<String>,
) -> Result<Response, Problem> {
    let sheet = Sheet::Png { page: 0 };
    let (png, receipt) = asking.app.archive_copy_sheet(asking.caller()?, &use_code, sheet).await?;
    let answer = ([(CONTENT_TYPE, "image/png")], png).into_response();
    receipted(&asking.app, &receipt, answer)
}

/// All pages of the archive copy for printing, marked like the copy; taking it is recorded.
#[utoipa::path(get, path = "/uses/{use_code}/archive-copy.pdf", tag = "uses",
    params(("use_code" = String, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = Problem)))]
async fn archive_copy_pdf(asking: Asking, At(use_code): At<String>) -> Result<Response, Problem> {
    let (bytes, receipt) =
        asking.app.archive_copy_sheet(asking.caller()?, &use_code, Sheet::Pdf).await?;
    receipted(&asking.app, &receipt, pdf(&format!("copy-{use_code}"), bytes))
}

/// Notices of the caller's unit, newest first.
#[utoipa::path(get, path = "/notices", tag = "uses", params(Paging),
    responses((status = 200, body = List<app::notify::NoticeView>),
        (status = 401, body = Problem)))]
async fn notices(
    asking: Asking,
    Asked(paging): Asked<Paging>,
) -> Result<Json<List<app::notify::NoticeView>>, Problem> {
    let (caller, limit) = (asking.caller()?, paging.limit()?);
    Ok(Json(asking.app.notices(caller, &paging.after, limit).await?.into()))
}
