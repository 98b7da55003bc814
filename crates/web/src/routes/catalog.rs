//! 证照目录 (catalog, Art. 3, 9): entries from draft to retirement, their faces, and the matters that need
//! certificates of their types (Art. 8).

use app::catalog::{CatalogFilter, CatalogSummary, CatalogVersion, CatalogView, PreviewRequest};
use app::onboarding::MatterView;
use app::{Error, Receipt};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::catalog::{CatalogEntry, CatalogState, Kind};
use domain::policy::Action;
use domain::purpose::Matter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Coded, List, Reasoned, RowVersion, changed, created, settled, svg};
use crate::State;
use crate::extract::{Body, Path, Query, Request, optional_word};
use crate::problem::Problem;
use crate::terms::{LARGE_BODY, Who, terms};

mod compiling;
mod tasks;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(catalog, draft_catalog))
        .routes(routes!(catalog_entry))
        .routes(routes!(catalog_versions))
        .routes(routes!(catalog_version, amend_catalog))
        .routes(routes!(submit_catalog))
        .routes(routes!(return_catalog))
        .routes(routes!(publish_catalog))
        .routes(routes!(retire_catalog))
        .routes(routes!(adopt_catalog))
        .routes(routes!(catalog_sample))
        .routes(routes!(preview_face))
        .merge(compiling::router())
        .merge(tasks::router())
        .routes(routes!(matters, register_matter))
        .routes(routes!(holder_code_types))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct CatalogQuery {
    #[param(required = false, value_type = Kind)]
    kind: String,
    #[param(required = false, value_type = CatalogState)]
    state: String,
    /// Part of the name or the code.
    #[param(required = false)]
    q: String,
}

/// A new type to be drafted; an empty code is assigned. The entry is read later than the body, so that
/// an error in it is refused as `catalog_invalid` and names its member.
#[derive(Debug, Deserialize, ToSchema)]
struct EntryInput {
    /// The task for which it is compiled, if there is one.
    #[serde(default)]
    task: String,
    #[serde(flatten)]
    #[schema(value_type = CatalogEntry)]
    entry: serde_json::Map<String, serde_json::Value>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AmendInput {
    #[schema(value_type = CatalogEntry)]
    entry: serde_json::Value,
    row_version: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MatterInput {
    code: String,
    name: String,
    unit_code: String,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    yields: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct HolderCodeTypeBody {
    code: String,
    name: String,
    natural: bool,
}

/// Lists catalog entries: the published ones for everybody, drafts for those who may edit or publish
/// them.
#[utoipa::path(
    get, path = "/catalog", tag = "catalog", params(CatalogQuery),
    responses((status = 200, body = List<CatalogSummary>)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[9], &[])))),
)]
async fn catalog(
    request: Request,
    Query(query): Query<CatalogQuery>,
) -> Result<Json<List<CatalogSummary>>, Problem> {
    let (kind, state) = (optional_word(&query.kind)?, optional_word(&query.state)?);
    let filter = CatalogFilter { kind, state, text: query.q };
    Ok(Json(request.app.catalog(&request.caller_or_public(), &filter).await?.into()))
}

/// Shows the published version of an entry, or the newest version that the caller may see.
#[utoipa::path(
    get, path = "/catalog/{code}", tag = "catalog", params(("code" = String, Path)),
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[9], &[])))),
)]
async fn catalog_entry(
    request: Request,
    Path(code): Path<String>,
) -> Result<Json<CatalogView>, Problem> {
    let caller = request.caller_or_public();
    Ok(Json(request.app.catalog_entry(&caller, &code, None).await?))
}

/// Lists the versions of an entry, newest first.
#[utoipa::path(
    get, path = "/catalog/{code}/versions", tag = "catalog", params(("code" = String, Path)),
    responses((status = 200, body = List<CatalogSummary>)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[9], &[])))),
)]
async fn catalog_versions(
    request: Request,
    Path(code): Path<String>,
) -> Result<Json<List<CatalogSummary>>, Problem> {
    let caller = request.caller_or_public();
    Ok(Json(request.app.catalog_versions(&caller, &code).await?.into()))
}

/// Shows one version of an entry.
#[utoipa::path(
    get, path = "/catalog/{code}/versions/{number}", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)),
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[9], &[])))),
)]
async fn catalog_version(
    request: Request,
    Path((code, number)): Path<(String, i64)>,
) -> Result<Json<CatalogView>, Problem> {
    let caller = request.caller_or_public();
    Ok(Json(request.app.catalog_entry(&caller, &code, Some(number)).await?))
}

/// Drafts the first version of a new type. An empty code is assigned by the platform.
#[utoipa::path(
    post, path = "/catalog", tag = "catalog", request_body = EntryInput,
    responses((status = 201, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftCatalog), &[9],
        &[Code::CatalogInvalid, Code::TypeCodeTaken, Code::TypeCodesExhausted, Code::UnitUnknown, Code::TaskOfAnother, Code::TaskState],
    ).taking(LARGE_BODY)))),
)]
async fn draft_catalog(
    request: Request,
    Body(input): Body<EntryInput>,
) -> Result<Response, Problem> {
    let entry = parsed(serde_json::Value::Object(input.entry))?;
    let done = request.app.draft_catalog_for(request.caller()?, &entry, &input.task).await;
    let (version, receipt) = settled(done)?;
    created(&request.app, &receipt, shown(&request, &version).await?)
}

/// Changes a draft.
#[utoipa::path(
    put, path = "/catalog/{code}/versions/{number}", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = AmendInput,
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftCatalog), &[9],
        &[Code::CatalogInvalid, Code::CatalogState, Code::TypeCodeInvalid],
    ).taking(LARGE_BODY)))),
)]
async fn amend_catalog(
    request: Request,
    Path((type_code, number)): Path<(String, i64)>,
    Body(input): Body<AmendInput>,
) -> Result<Response, Problem> {
    let entry = parsed(input.entry)?;
    let version = CatalogVersion { type_code, number, row_version: input.row_version };
    finish(&request, request.app.amend_catalog(request.caller()?, &version, &entry).await).await
}

/// Submits a draft to the managing unit for publication.
#[utoipa::path(
    post, path = "/catalog/{code}/versions/{number}/submit", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftCatalog), &[9], &[Code::CatalogState, Code::FaceInvalid, Code::WorkExceeded, Code::MemoryExceeded],
    )))),
)]
async fn submit_catalog(
    request: Request,
    Path((type_code, number)): Path<(String, i64)>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version };
    finish(&request, request.app.submit_catalog(request.caller()?, &version).await).await
}

/// Sends a submitted version back to its editor, with a reason.
#[utoipa::path(
    post, path = "/catalog/{code}/versions/{number}/return", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = Reasoned,
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::PublishCatalog), &[9], &[Code::CatalogState, Code::ReasonMissing],
    )))),
)]
async fn return_catalog(
    request: Request,
    Path((type_code, number)): Path<(String, i64)>,
    Body(why): Body<Reasoned>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version: why.row_version };
    let caller = request.caller()?;
    finish(&request, request.app.return_catalog(caller, &version, &why.reason).await).await
}

/// Publishes a submitted version and retires the version before it.
#[utoipa::path(
    post, path = "/catalog/{code}/versions/{number}/publish", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::PublishCatalog), &[3, 9], &[Code::CatalogState, Code::SecrecyUndeclared],
    )))),
)]
async fn publish_catalog(
    request: Request,
    Path((type_code, number)): Path<(String, i64)>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version };
    finish(&request, request.app.publish_catalog(request.caller()?, &version).await).await
}

/// Retires a published version. Certificates that were made by it stay valid.
#[utoipa::path(
    post, path = "/catalog/{code}/versions/{number}/retire", tag = "catalog",
    params(("code" = String, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = CatalogView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::RetireCatalog), &[9], &[Code::CatalogState],
    )))),
)]
async fn retire_catalog(
    request: Request,
    Path((type_code, number)): Path<(String, i64)>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let version = CatalogVersion { type_code, number, row_version };
    finish(&request, request.app.retire_catalog(request.caller()?, &version).await).await
}

/// 认领: the unit of the caller adopts a published entry for its region.
#[utoipa::path(
    post, path = "/catalog/{code}/adopt", tag = "catalog", params(("code" = String, Path)),
    responses((status = 200, body = Coded)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::AdoptCatalog), &[9],
        &[Code::CatalogNotPublished, Code::CatalogAdopted, Code::UnitUnknown],
    )))),
)]
async fn adopt_catalog(request: Request, Path(code): Path<String>) -> Result<Response, Problem> {
    let done = request.app.adopt_catalog(request.caller()?, &code).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&request.app, &receipt, Coded { code })
}

/// Draws the face with the example values of its fields.
#[utoipa::path(
    get, path = "/catalog/{code}/sample.svg", tag = "catalog", params(("code" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml")),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[9], &[Code::FaceInvalid, Code::WorkExceeded, Code::MemoryExceeded])))),
)]
async fn catalog_sample(request: Request, Path(code): Path<String>) -> Result<Response, Problem> {
    Ok(svg(request.app.sample(&request.caller_or_public(), &code).await?))
}

/// Draws a face that has not been saved yet, with the given facts.
#[utoipa::path(
    post, path = "/face/preview", tag = "catalog", request_body = PreviewRequest,
    responses((status = 200, content_type = "image/svg+xml")),
    extensions(("x-yinxin" = json!(
        terms(Who::LoggedIn, &[9], &[Code::FaceInvalid, Code::WorkExceeded, Code::MemoryExceeded]).taking(LARGE_BODY)
    ))),
)]
async fn preview_face(
    request: Request,
    Body(wanted): Body<PreviewRequest>,
) -> Result<Response, Problem> {
    Ok(svg(request.app.preview(request.caller()?, &wanted).await?))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct MatterQuery {
    /// Code of the unit; the caller's own unit if absent. Others only for whoever registers their matters.
    #[param(required = false, format = "unit-code")]
    unit: String,
}

/// Lists the matters of a unit.
#[utoipa::path(
    get, path = "/matters", tag = "catalog", params(MatterQuery),
    responses((status = 200, body = List<MatterView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[14], &[])))),
)]
async fn matters(
    request: Request,
    Query(query): Query<MatterQuery>,
) -> Result<Json<List<MatterView>>, Problem> {
    Ok(Json(request.app.matters(request.caller()?, &query.unit).await?.into()))
}

/// Registers a matter of a unit.
#[utoipa::path(
    post, path = "/matters", tag = "catalog", request_body = MatterInput,
    responses((status = 200, body = Coded)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::RegisterUnit), &[14],
        &[Code::UnitUnknown, Code::MatterTaken, Code::NameInvalid, Code::TypeCodeInvalid],
    )))),
)]
async fn register_matter(
    request: Request,
    Body(matter): Body<MatterInput>,
) -> Result<Response, Problem> {
    let matter = Matter {
        code: matter.code,
        name: matter.name,
        unit: matter.unit_code,
        needs: matter.needs,
        yields: matter.yields,
    };
    let done = request.app.register_matter(request.caller()?, &matter).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&request.app, &receipt, Coded { code: matter.code })
}

/// Lists the holder code types (持证主体代码类型, GB/T 36903, appendix A).
#[utoipa::path(
    get, path = "/holder-code-types", tag = "catalog",
    responses((status = 200, body = List<HolderCodeTypeBody>)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[4], &[])))),
)]
async fn holder_code_types() -> Json<List<HolderCodeTypeBody>> {
    let types = domain::holder::HOLDER_CODE_TYPES.iter().map(|known| HolderCodeTypeBody {
        code: known.code.to_owned(),
        name: known.name.to_owned(),
        natural: known.natural,
    });
    Json(types.collect::<Vec<_>>().into())
}

fn parsed(entry: serde_json::Value) -> Result<CatalogEntry, Problem> {
    serde_json::from_value(entry)
        .map_err(|error| Problem::because(Code::CatalogInvalid, error.to_string()))
}

/// The answer after a change: the version as it is now, with the receipt.
async fn finish(
    request: &Request,
    done: Result<(CatalogVersion, Receipt), Error>,
) -> Result<Response, Problem> {
    let (version, receipt) = settled(done)?;
    changed(&request.app, &receipt, shown(request, &version).await?)
}

async fn shown(request: &Request, version: &CatalogVersion) -> Result<CatalogView, Problem> {
    let (code, number) = (&version.type_code, Some(version.number));
    Ok(request.app.catalog_entry(request.caller()?, code, number).await?)
}
