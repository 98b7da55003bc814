//! 目录 (Art. 9): entries from draft to retirement, and their faces.

use app::catalog::{CatalogFilter, CatalogSummary, CatalogVersion, CatalogView, PreviewRequest};
use app::{Error, Receipt};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::catalog::CatalogEntry;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Input, List, Reasoned, RowVersion, changed, created, settled, svg};
use crate::State;
use crate::gate::Asking;
use crate::problem::Problem;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(catalog, draft))
        .routes(routes!(entry))
        .routes(routes!(versions))
        .routes(routes!(version, amend))
        .routes(routes!(submit))
        .routes(routes!(send_back))
        .routes(routes!(publish))
        .routes(routes!(retire))
        .routes(routes!(adopt))
        .routes(routes!(sample))
        .routes(routes!(preview))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
struct CatalogQuery {
    #[param(required = false)]
    kind: String,
    #[param(required = false)]
    state: String,
    /// Part of name or code.
    #[param(required = false)]
    q: String,
}

/// An entry as it is drafted; findings name every wrong member.
#[derive(Debug, Deserialize, ToSchema)]
struct EntryInput {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    entry: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AmendInput {
    #[schema(value_type = Object)]
    entry: serde_json::Value,
    row_version: i64,
}

/// Entries: the published ones for everybody, drafts for those who work on them.
#[utoipa::path(get, path = "/catalog", tag = "catalog", params(CatalogQuery),
    responses((status = 200, body = List<CatalogSummary>)))]
async fn catalog(
    asking: Asking,
    Asked(query): Asked<CatalogQuery>,
) -> Result<Json<List<CatalogSummary>>, Problem> {
    let filter = CatalogFilter { kind: query.kind, state: query.state, text: query.q };
    Ok(Json(asking.app.catalog(&asking.caller_or_public(), &filter).await?.into()))
}

/// The entry in force, or the newest version that the caller may see.
#[utoipa::path(get, path = "/catalog/{code}", tag = "catalog", params(("code" = String, Path)),
    responses((status = 200, body = CatalogView), (status = 404, body = Problem)))]
async fn entry(asking: Asking, At(code): At<String>) -> Result<Json<CatalogView>, Problem> {
    let caller = asking.caller_or_public();
    Ok(Json(asking.app.catalog_entry(&caller, &code, None).await?))
}

/// All versions, newest first.
#[utoipa::path(get, path = "/catalog/{code}/versions", tag = "catalog",
    params(("code" = String, Path)),
    responses((status = 200, body = List<CatalogSummary>), (status = 404, body = Problem)))]
async fn versions(
    asking: Asking,
    At(code): At<String>,
) -> Result<Json<List<CatalogSummary>>, Problem> {
    let caller = asking.caller_or_public();
    Ok(Json(asking.app.catalog_versions(&caller, &code).await?.into()))
}

/// One version.
#[utoipa::path(get, path = "/catalog/{code}/versions/{number}", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)),
    responses((status = 200, body = CatalogView), (status = 404, body = Problem)))]
async fn version(
    asking: Asking,
    At((code, number)): At<(String, i64)>,
) -> Result<Json<CatalogView>, Problem> {
    let caller = asking.caller_or_public();
    Ok(Json(asking.app.catalog_entry(&caller, &code, Some(number)).await?))
}

/// Drafts an entry: a new type, or the next version of one.
#[utoipa::path(post, path = "/catalog", tag = "catalog", request_body = EntryInput,
    responses((status = 201, body = CatalogView), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn draft(asking: Asking, Input(input): Input<EntryInput>) -> Result<Response, Problem> {
    let entry = parsed(serde_json::Value::Object(input.entry))?;
    let done = asking.app.draft_catalog(asking.caller()?, &entry).await;
    let (version, receipt) = settled(done)?;
    created(&asking.app, &receipt, shown(&asking, &version).await?)
}

/// Saves a draft.
#[utoipa::path(put, path = "/catalog/{code}/versions/{number}", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = AmendInput,
    responses((status = 200, body = CatalogView), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn amend(
    asking: Asking,
    At((type_code, number)): At<(String, i64)>,
    Input(input): Input<AmendInput>,
) -> Result<Response, Problem> {
    let entry = parsed(input.entry)?;
    let version = CatalogVersion { type_code, number, row_version: input.row_version };
    finish(&asking, asking.app.amend_catalog(asking.caller()?, &version, &entry).await).await
}

/// Hands a draft to the manager.
#[utoipa::path(post, path = "/catalog/{code}/versions/{number}/submit", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = CatalogView), (status = 409, body = Problem)))]
async fn submit(
    asking: Asking,
    At((type_code, number)): At<(String, i64)>,
    Input(RowVersion { row_version }): Input<RowVersion>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version };
    finish(&asking, asking.app.submit_catalog(asking.caller()?, &version).await).await
}

/// Sends a submitted version back to its editor, with a reason.
#[utoipa::path(post, path = "/catalog/{code}/versions/{number}/return", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = Reasoned,
    responses((status = 200, body = CatalogView), (status = 409, body = Problem)))]
async fn send_back(
    asking: Asking,
    At((type_code, number)): At<(String, i64)>,
    Input(why): Input<Reasoned>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version: why.row_version };
    let caller = asking.caller()?;
    finish(&asking, asking.app.return_catalog(caller, &version, &why.reason).await).await
}

/// Publishes a submitted version; the one before is retired with it.
#[utoipa::path(post, path = "/catalog/{code}/versions/{number}/publish", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = CatalogView), (status = 409, body = Problem)))]
async fn publish(
    asking: Asking,
    At((type_code, number)): At<(String, i64)>,
    Input(RowVersion { row_version }): Input<RowVersion>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version };
    finish(&asking, asking.app.publish_catalog(asking.caller()?, &version).await).await
}

/// Retires a published version; certificates made under it stay what they are.
#[utoipa::path(post, path = "/catalog/{code}/versions/{number}/retire", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = CatalogView), (status = 409, body = Problem)))]
async fn retire(
    asking: Asking,
    At((type_code, number)): At<(String, i64)>,
    Input(RowVersion { row_version }): Input<RowVersion>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version };
    finish(&asking, asking.app.retire_catalog(asking.caller()?, &version).await).await
}

/// 认领: the caller's unit takes a published entry for its region.
#[utoipa::path(post, path = "/catalog/{code}/adopt", tag = "catalog",
    params(("code" = String, Path)),
    responses((status = 200), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn adopt(asking: Asking, At(code): At<String>) -> Result<Response, Problem> {
    let done = asking.app.adopt_catalog(asking.caller()?, &code).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&asking.app, &receipt, serde_json::json!({ "code": code }))
}

/// The face with the examples of its fields.
#[utoipa::path(get, path = "/catalog/{code}/sample.svg", tag = "catalog",
    params(("code" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml"), (status = 404, body = Problem)))]
async fn sample(asking: Asking, At(code): At<String>) -> Result<Response, Problem> {
    Ok(svg(asking.app.sample(&asking.caller_or_public(), &code).await?))
}

/// The face with the given facts, before anything is saved.
#[utoipa::path(post, path = "/face/preview", tag = "catalog", request_body = PreviewRequest,
    responses((status = 200, content_type = "image/svg+xml"), (status = 401, body = Problem),
        (status = 422, body = Problem)))]
async fn preview(
    asking: Asking,
    Input(request): Input<PreviewRequest>,
) -> Result<Response, Problem> {
    Ok(svg(asking.app.preview(asking.caller()?, &request).await?))
}

fn parsed(entry: serde_json::Value) -> Result<CatalogEntry, Problem> {
    serde_json::from_value(entry)
        .map_err(|error| Problem::because(Code::CatalogInvalid, error.to_string()))
}

async fn finish(
    asking: &Asking,
    done: Result<(CatalogVersion, Receipt), Error>,
) -> Result<Response, Problem> {
    let (version, receipt) = settled(done)?;
    changed(&asking.app, &receipt, shown(asking, &version).await?)
}

async fn shown(asking: &Asking, version: &CatalogVersion) -> Result<CatalogView, Problem> {
    let (code, number) = (&version.type_code, Some(version.number));
    Ok(asking.app.catalog_entry(asking.caller()?, code, number).await?)
}
