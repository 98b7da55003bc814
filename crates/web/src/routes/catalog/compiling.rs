//! 编制与维护 (Art. 9): new versions and what they change, comments of using units, the declaration that an
//! entry contains no state secret (Art. 3), and the yearly confirmation.

use app::catalog::{CatalogComparison, CatalogVersion, CatalogView, CommentView};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::policy::Action;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{finish, shown};
use crate::State;
use crate::extract::{Body, Path, Request};
use crate::problem::Problem;
use crate::routes::{Coded, RowVersion, changed, created, settled};
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(next_type_code))
        .routes(routes!(renew_catalog))
        .routes(routes!(catalog_comparison))
        .routes(routes!(circulate_catalog))
        .routes(routes!(comment_catalog))
        .routes(routes!(declare_catalog))
        .routes(routes!(confirm_catalog))
}

/// The task for which a new version is compiled, if there is one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RenewInput {
    #[serde(default)]
    task: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommentInput {
    text: String,
}

/// The code that a new type of a unit gets if none is given: the next free one.
#[utoipa::path(
    get, path = "/units/{code}/next-type-code", tag = "catalog", params(("code" = String, Path)),
    responses((status = 200, body = Coded)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftCatalog), &[9], &[Code::UnitUnknown, Code::TypeCodesExhausted],
    )))),
)]
async fn next_type_code(
    request: Request,
    Path(unit): Path<String>,
) -> Result<Json<Coded>, Problem> {
    let code = request.app.next_type_code(request.caller()?, &unit).await?;
    Ok(Json(Coded { code }))
}

/// 编制新版本: begins the next version of a published entry as a draft with the same description.
#[utoipa::path(
    post, path = "/catalog/{code}/versions", tag = "catalog", params(("code" = String, Path)),
    request_body = RenewInput,
    responses((status = 201, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftCatalog), &[9],
        &[Code::CatalogNotPublished, Code::CatalogState, Code::TaskOfAnother, Code::TaskState],
    )))),
)]
async fn renew_catalog(
    request: Request,
    Path(code): Path<String>,
    Body(RenewInput { task }): Body<RenewInput>,
) -> Result<Response, Problem> {
    let done = request.app.renew_catalog(request.caller()?, &code, &task).await;
    let (version, receipt) = settled(done)?;
    created(&request.app, &receipt, shown(&request, &version).await?)
}

/// What a version changes, and how many certificates and applications hang on its type.
#[utoipa::path(
    get, path = "/catalog/{code}/versions/{number}/comparison", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)),
    responses((status = 200, body = CatalogComparison)),
    extensions(("x-yinxin" = json!(terms(Who::OnItsUnit(Action::ReadCatalogDraft), &[9], &[])))),
)]
async fn catalog_comparison(
    request: Request,
    Path((code, number)): Path<(String, i64)>,
) -> Result<Json<CatalogComparison>, Problem> {
    Ok(Json(request.app.catalog_comparison(request.caller()?, &code, number).await?))
}

/// Shows a draft to the using units and asks them for comments.
#[utoipa::path(
    post, path = "/catalog/{code}/versions/{number}/circulate", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftCatalog), &[9], &[Code::CatalogState],
    )))),
)]
async fn circulate_catalog(
    request: Request,
    Path((type_code, number)): Path<(String, i64)>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version };
    finish(&request, request.app.circulate_catalog(request.caller()?, &version).await).await
}

/// Comments on a version before it is published, in the name of the caller's unit.
#[utoipa::path(
    post, path = "/catalog/{code}/versions/{number}/comments", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = CommentInput,
    responses((status = 201, body = CommentView)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::CommentCatalog), &[9],
        &[Code::CatalogState, Code::CommentInvalid, Code::UnitUnknown],
    )))),
)]
async fn comment_catalog(
    request: Request,
    Path((code, number)): Path<(String, i64)>,
    Body(CommentInput { text }): Body<CommentInput>,
) -> Result<Response, Problem> {
    let done = request.app.comment_catalog(request.caller()?, &code, number, &text).await;
    let (comment, receipt) = settled(done)?;
    created(&request.app, &receipt, comment)
}

/// 不涉密声明 (Art. 3): the caller declares that a version contains no state secret.
#[utoipa::path(
    post, path = "/catalog/{code}/versions/{number}/declare", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftCatalog), &[3, 9], &[Code::CatalogState],
    )))),
)]
async fn declare_catalog(
    request: Request,
    Path((type_code, number)): Path<(String, i64)>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version };
    finish(&request, request.app.declare_catalog(request.caller()?, &version).await).await
}

/// 年度确认: the unit of the caller, which issues the type, confirms that the published entry is still right.
#[utoipa::path(
    post, path = "/catalog/{code}/confirm", tag = "catalog", params(("code" = String, Path)),
    responses((status = 200, body = Coded)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::ConfirmCatalog), &[9],
        &[Code::CatalogNotPublished, Code::CatalogNotAdopted, Code::UnitUnknown],
    )))),
)]
async fn confirm_catalog(request: Request, Path(code): Path<String>) -> Result<Response, Problem> {
    let done = request.app.confirm_catalog(request.caller()?, &code).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&request.app, &receipt, Coded { code })
}
