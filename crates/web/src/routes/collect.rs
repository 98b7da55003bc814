//! 信息采集 (Art. 7, 11): applications from draft to submission.

use app::collect::{ApplicationVersion, ApplicationView, Content};
use app::{Error, Receipt};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::application::{ApplicationState, UpdateReason};
use domain::date::Date;
use domain::holder::Holder;
use domain::policy::Action;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, Paging, RowVersion, changed, created, settled, svg};
use crate::State;
use crate::extract::{Body, Path, Query, Request, optional_word};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(applications, draft_application))
        .routes(routes!(application, amend_application))
        .routes(routes!(application_face))
        .routes(routes!(submit_application))
        .routes(routes!(withdraw_application))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct ApplicationQuery {
    #[param(required = false, value_type = ApplicationState)]
    state: String,
    #[param(required = false)]
    after: String,
    #[param(required = false, minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HolderInput {
    name: String,
    code: String,
    /// Code of GB/T 36903 App. A.
    code_type: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApplicationInput {
    /// Needed for a new certificate; an update takes the type of what it replaces.
    #[serde(default)]
    type_code: String,
    holder: HolderInput,
    #[serde(default)]
    #[schema(value_type = Object)]
    facts: serde_json::Map<String, serde_json::Value>,
    /// yyyy-mm-dd; absent = the day of approval.
    #[serde(default)]
    valid_from: Option<String>,
    /// yyyy-mm-dd, last valid day; absent = by the entry.
    #[serde(default)]
    valid_to: Option<String>,
    #[serde(default)]
    paper_number: Option<String>,
    /// Identifier of the certificate to replace.
    #[serde(default)]
    replaces: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<UpdateReason>)]
    update_reason: Option<String>,
    /// Needed for saving over.
    #[serde(default)]
    row_version: Option<i64>,
}

/// Applications of the caller's unit, newest first.
#[utoipa::path(
    get, path = "/applications", tag = "collect", params(ApplicationQuery),
    responses((status = 200, body = List<ApplicationView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[11], &[])))),
)]
async fn applications(
    request: Request,
    Query(query): Query<ApplicationQuery>,
) -> Result<Json<List<ApplicationView>>, Problem> {
    let paging = Paging { after: query.after, limit: query.limit };
    let (caller, limit) = (request.caller()?, paging.limit()?);
    let state = optional_word(&query.state)?;
    let page = request.app.applications(caller, state, &paging.after, limit).await?;
    Ok(Json(page.into()))
}

/// One application in full.
#[utoipa::path(
    get, path = "/applications/{id}", tag = "collect", params(("id" = String, Path)),
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(Who::OnItsUnit(Action::ReadApplication), &[11], &[])))),
)]
async fn application(
    request: Request,
    Path(id): Path<String>,
) -> Result<Json<ApplicationView>, Problem> {
    Ok(Json(request.app.application(request.caller()?, &id).await?))
}

/// What the application would become.
#[utoipa::path(
    get, path = "/applications/{id}/face.svg", tag = "collect", params(("id" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml")),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ReadApplication), &[11], &[Code::FaceInvalid],
    )))),
)]
async fn application_face(request: Request, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(svg(request.app.application_face(request.caller()?, &id).await?))
}

/// Opens a draft: for a new certificate, or for the next version of one.
#[utoipa::path(
    post, path = "/applications", tag = "collect", request_body = ApplicationInput,
    responses((status = 201, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::DraftApplication), &[10, 11],
        &[
            Code::UnitUnknown, Code::CatalogNotPublished, Code::CatalogNotAdopted,
            Code::ContentInvalid, Code::FieldDate, Code::UpdateReasonMissing, Code::UpdateTarget,
            Code::UpdatePending,
        ],
    )))),
)]
async fn draft_application(
    request: Request,
    Body(input): Body<ApplicationInput>,
) -> Result<Response, Problem> {
    let content = content(&input)?;
    let caller = request.caller()?;
    let done = match input.replaces.as_deref().filter(|replaces| !replaces.is_empty()) {
        Some(replaces) => request.app.draft_update(caller, replaces, content).await,
        None => request.app.draft_application(caller, &input.type_code, content).await,
    };
    let (version, receipt) = settled(done)?;
    let shown = request.app.application(caller, &version.id).await?;
    created(&request.app, &receipt, shown)
}

/// Saves a draft over.
#[utoipa::path(
    put, path = "/applications/{id}", tag = "collect", params(("id" = String, Path)),
    request_body = ApplicationInput,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftApplication), &[11],
        &[
            Code::ApplicationState, Code::CatalogNotPublished, Code::CatalogNotAdopted,
            Code::ContentInvalid, Code::FieldDate, Code::UpdateReasonMissing, Code::UpdateTarget,
        ],
    )))),
)]
async fn amend_application(
    request: Request,
    Path(id): Path<String>,
    Body(input): Body<ApplicationInput>,
) -> Result<Response, Problem> {
    let missing = || Problem::because(Code::RequestInvalid, "row_version");
    let version = ApplicationVersion { id, row_version: input.row_version.ok_or_else(missing)? };
    let content = content(&input)?;
    finish(&request, request.app.amend_application(request.caller()?, &version, content).await)
        .await
}

/// Submits a draft for review; every finding names its field.
#[utoipa::path(
    post, path = "/applications/{id}/submit", tag = "collect", params(("id" = String, Path)),
    request_body = RowVersion,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::SubmitApplication), &[11],
        &[
            Code::ApplicationState, Code::CatalogNotPublished, Code::CatalogNotAdopted,
            Code::ContentInvalid, Code::FaceInvalid, Code::UpdateReasonMissing,
            Code::UpdateTarget, Code::UpdatePending,
        ],
    )))),
)]
async fn submit_application(
    request: Request,
    Path(id): Path<String>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version };
    finish(&request, request.app.submit_application(request.caller()?, &version).await).await
}

/// Takes a draft or a submitted application back.
#[utoipa::path(
    post, path = "/applications/{id}/withdraw", tag = "collect", params(("id" = String, Path)),
    request_body = RowVersion,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftApplication), &[11], &[Code::ApplicationState],
    )))),
)]
async fn withdraw_application(
    request: Request,
    Path(id): Path<String>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version };
    finish(&request, request.app.withdraw_application(request.caller()?, &version).await).await
}

async fn finish(
    request: &Request,
    done: Result<(ApplicationVersion, Receipt), Error>,
) -> Result<Response, Problem> {
    let (version, receipt) = settled(done)?;
    let shown = request.app.application(request.caller()?, &version.id).await?;
    changed(&request.app, &receipt, shown)
}

fn content(input: &ApplicationInput) -> Result<Content, Problem> {
    let day = |text: &Option<String>| match text.as_deref() {
        None | Some("") => Ok(None),
        Some(text) => Date::parse(text)
            .map(Some)
            .ok_or_else(|| Problem::because(Code::FieldDate, text.to_owned())),
    };
    let reason = match input.update_reason.as_deref() {
        None | Some("") => None,
        Some(text) => Some(
            UpdateReason::parse(text)
                .ok_or_else(|| Problem::because(Code::UpdateReasonMissing, text.to_owned()))?,
        ),
    };
    Ok(Content {
        holder: Holder {
            name: input.holder.name.clone(),
            code: input.holder.code.clone(),
            code_type: input.holder.code_type.clone(),
        },
        facts: input.facts.clone(),
        valid_from: day(&input.valid_from)?,
        valid_to: day(&input.valid_to)?,
        paper_number: input.paper_number.clone().unwrap_or_default(),
        update_reason: reason,
    })
}
