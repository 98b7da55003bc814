//! 信息采集 (collect, Art. 7, 10, 11): applications from draft to submission.

use app::collect::{ApplicationChecks, ApplicationVersion, ApplicationView, Content};
use app::{Error, Receipt};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::application::{ApplicationState, UpdateReason};
use domain::date::Date;
use domain::field::normal;
use domain::holder::{AsIssued, Holder};
use domain::order::ListOrder;
use domain::policy::Action;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Exporting, List, Paging, RowVersion, changed, created, exported, settled, svg};
use crate::State;
use crate::extract::{Body, Path, Query, Request, optional_word};
use crate::problem::Problem;
use crate::terms::{LARGE_BODY, Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(applications, draft_application))
        .routes(routes!(export_applications))
        .routes(routes!(application, amend_application))
        .routes(routes!(application_face))
        .routes(routes!(application_checks))
        .routes(routes!(move_application))
        .routes(routes!(submit_application))
        .routes(routes!(withdraw_application))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct ApplicationConditions {
    #[param(required = false, value_type = ApplicationState)]
    state: String,
    /// Newest first if absent.
    #[param(required = false, value_type = ListOrder)]
    order: String,
}

impl ApplicationConditions {
    fn words(&self) -> Result<(Option<ApplicationState>, ListOrder), Problem> {
        let order = optional_word(&self.order)?.unwrap_or(ListOrder::Newest);
        Ok((optional_word(&self.state)?, order))
    }
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HolderInput {
    name: String,
    code: String,
    /// Holder code type of GB/T 36903, appendix A.
    code_type: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApplicationInput {
    /// Required for a new certificate; an update takes the type of the certificate that it replaces.
    #[serde(default)]
    type_code: String,
    holder: HolderInput,
    #[serde(default)]
    #[schema(value_type = Object)]
    facts: serde_json::Map<String, serde_json::Value>,
    /// First valid day, yyyy-mm-dd; the day of approval if absent.
    #[serde(default)]
    valid_from: Option<String>,
    /// Last valid day, yyyy-mm-dd; computed from the validity of the catalog entry if absent.
    #[serde(default)]
    valid_to: Option<String>,
    /// Number of the paper certificate, if there is one (Art. 10).
    #[serde(default)]
    paper_number: Option<String>,
    /// Identifier of the certificate that an update replaces; absent for a new certificate.
    #[serde(default)]
    replaces: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<UpdateReason>)]
    update_reason: Option<String>,
    /// On what a correction of the holder's code rests; required if an update corrects it.
    #[serde(default)]
    correction_basis: String,
    /// Codes that are printed on the document although their check digit does not fit (证载如此).
    #[serde(default)]
    as_issued: Vec<AsIssued>,
    /// Required when a draft is changed.
    #[serde(default)]
    row_version: Option<i64>,
}

/// Lists applications of the caller's unit.
#[utoipa::path(
    get, path = "/applications", tag = "collect", params(ApplicationConditions, Paging),
    responses((status = 200, body = List<ApplicationView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[11], &[])))),
)]
async fn applications(
    request: Request,
    Query(conditions): Query<ApplicationConditions>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<ApplicationView>>, Problem> {
    let (caller, limit) = (request.caller()?, paging.limit()?);
    let (state, order) = conditions.words()?;
    let page = request.app.applications(caller, state, order, &paging.after, limit).await?;
    Ok(Json(page.into()))
}

/// Exports the applications that the list shows, at most 10,000, masked as there. The export is recorded, and
/// the file names unit, person, time and record.
#[utoipa::path(
    get, path = "/applications/export", tag = "collect", params(ApplicationConditions, Exporting),
    responses((status = 200, content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadApplication), &[11, 21], &[])))),
)]
async fn export_applications(
    request: Request,
    Query(conditions): Query<ApplicationConditions>,
    Query(exporting): Query<Exporting>,
) -> Result<Response, Problem> {
    let (caller, format) = (request.caller()?, exporting.format()?);
    let (state, order) = conditions.words()?;
    let file = request.app.export_applications(caller, state, order, format).await?;
    exported(&request.app, format, file)
}

/// Shows one application in full.
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

/// Draws the face of the certificate that the application would produce.
#[utoipa::path(
    get, path = "/applications/{id}/face.svg", tag = "collect", params(("id" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml")),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ReadApplication), &[11], &[Code::FaceInvalid, Code::WorkExceeded, Code::MemoryExceeded],
    )))),
)]
async fn application_face(request: Request, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(svg(request.app.application_face(request.caller()?, &id).await?))
}

/// Checks an application exactly as its approval would, and compares an update with the certificate before.
#[utoipa::path(
    get, path = "/applications/{id}/checks", tag = "collect", params(("id" = String, Path)),
    responses((status = 200, body = ApplicationChecks)),
    extensions(("x-yinxin" = json!(terms(Who::OnItsUnit(Action::ReadApplication), &[11], &[])))),
)]
async fn application_checks(
    request: Request,
    Path(id): Path<String>,
) -> Result<Json<ApplicationChecks>, Problem> {
    Ok(Json(request.app.application_checks(request.caller()?, &id).await?))
}

/// Moves a draft to the newest published version of its catalog entry.
#[utoipa::path(
    post, path = "/applications/{id}/move", tag = "collect", params(("id" = String, Path)),
    request_body = RowVersion,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftApplication), &[9, 11],
        &[
            Code::ApplicationState, Code::CatalogNotPublished, Code::CatalogNotAdopted,
            Code::EntryMoved,
        ],
    )))),
)]
async fn move_application(
    request: Request,
    Path(id): Path<String>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version };
    finish(&request, request.app.move_application(request.caller()?, &version).await).await
}

/// Drafts an application for a new certificate or for the next version of an existing one.
#[utoipa::path(
    post, path = "/applications", tag = "collect", request_body = ApplicationInput,
    responses((status = 201, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::DraftApplication), &[10, 11],
        &[
            Code::UnitUnknown, Code::CatalogNotPublished, Code::CatalogNotAdopted,
            Code::ContentInvalid, Code::FieldDate, Code::UpdateReasonMissing, Code::UpdateTarget,
            Code::CorrectionBasisMissing, Code::UpdatePending,
        ],
    ).taking(LARGE_BODY)))),
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

/// Changes a draft.
#[utoipa::path(
    put, path = "/applications/{id}", tag = "collect", params(("id" = String, Path)),
    request_body = ApplicationInput,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DraftApplication), &[11],
        &[
            Code::ApplicationState, Code::CatalogNotPublished, Code::CatalogNotAdopted,
            Code::ContentInvalid, Code::FieldDate, Code::UpdateReasonMissing, Code::UpdateTarget,
            Code::CorrectionBasisMissing,
        ],
    ).taking(LARGE_BODY)))),
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

/// Submits a draft for review. If the content is wrong, each finding names its field.
#[utoipa::path(
    post, path = "/applications/{id}/submit", tag = "collect", params(("id" = String, Path)),
    request_body = RowVersion,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::SubmitApplication), &[11],
        &[
            Code::ApplicationState, Code::CatalogNotPublished, Code::CatalogNotAdopted,
            Code::ContentInvalid, Code::FaceInvalid, Code::WorkExceeded, Code::MemoryExceeded, Code::UpdateReasonMissing,
            Code::UpdateTarget, Code::CorrectionBasisMissing, Code::UpdatePending,
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

/// Withdraws a draft or a submitted application.
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

/// The answer after a change: the application as it is now, with the receipt.
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
        Some(text) => Date::parse(&normal::date(text))
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
        correction_basis: input.correction_basis.clone(),
        as_issued: input.as_issued.clone(),
    })
}
