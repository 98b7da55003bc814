//! 信息采集与审核 (Art. 7, 11): applications from draft to decision.

use app::collect::{ApplicationVersion, ApplicationView, Content};
use app::{Error, Receipt};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::application::UpdateReason;
use domain::date::Date;
use domain::holder::Holder;
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
        .routes(routes!(applications, draft))
        .routes(routes!(application, amend))
        .routes(routes!(face))
        .routes(routes!(submit))
        .routes(routes!(withdraw))
        .routes(routes!(approve))
        .routes(routes!(send_back))
        .routes(routes!(reject))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
struct ApplicationQuery {
    /// draft, submitted, approved, completed, rejected, withdrawn.
    #[param(required = false)]
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
    /// renewal, change, extension, reissue, correction.
    #[serde(default)]
    update_reason: Option<String>,
    /// Needed for saving over.
    #[serde(default)]
    row_version: Option<i64>,
}

/// Applications of the caller's unit, newest first.
#[utoipa::path(get, path = "/applications", tag = "applications", params(ApplicationQuery),
    responses((status = 200, body = List<ApplicationView>), (status = 401, body = Problem)))]
async fn applications(
    asking: Asking,
    Asked(query): Asked<ApplicationQuery>,
) -> Result<Json<List<ApplicationView>>, Problem> {
    let paging = super::Paging { after: query.after, limit: query.limit };
    let (caller, limit) = (asking.caller()?, paging.limit()?);
    let page = asking.app.applications(caller, &query.state, &paging.after, limit).await?;
    Ok(Json(page.into()))
}

/// One application in full.
#[utoipa::path(get, path = "/applications/{id}", tag = "applications",
    params(("id" = String, Path)),
    responses((status = 200, body = ApplicationView), (status = 404, body = Problem)))]
async fn application(asking: Asking, At(id): At<String>) -> Result<Json<ApplicationView>, Problem> {
    Ok(Json(asking.app.application(asking.caller()?, &id).await?))
}

/// What the application would become.
#[utoipa::path(get, path = "/applications/{id}/face.svg", tag = "applications",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml"), (status = 404, body = Problem),
        (status = 422, body = Problem)))]
async fn face(asking: Asking, At(id): At<String>) -> Result<Response, Problem> {
    Ok(svg(asking.app.application_face(asking.caller()?, &id).await?))
}

/// Opens a draft: for a new certificate, or for the next version of one.
#[utoipa::path(post, path = "/applications", tag = "applications",
    request_body = ApplicationInput,
    responses((status = 201, body = ApplicationView), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn draft(asking: Asking, Input(input): Input<ApplicationInput>) -> Result<Response, Problem> {
    let content = content(&input)?;
    let caller = asking.caller()?;
    let done = match input.replaces.as_deref().filter(|replaces| !replaces.is_empty()) {
        Some(replaces) => asking.app.draft_update(caller, replaces, content).await,
        None => asking.app.draft_application(caller, &input.type_code, content).await,
    };
    let (version, receipt) = settled(done)?;
    let shown = asking.app.application(caller, &version.id).await?;
    created(&asking.app, &receipt, shown)
}

/// Saves a draft over.
#[utoipa::path(put, path = "/applications/{id}", tag = "applications",
    params(("id" = String, Path)), request_body = ApplicationInput,
    responses((status = 200, body = ApplicationView), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn amend(
    asking: Asking,
    At(id): At<String>,
    Input(input): Input<ApplicationInput>,
) -> Result<Response, Problem> {
    let missing = || Problem::because(Code::RequestInvalid, "row_version");
    let version = ApplicationVersion { id, row_version: input.row_version.ok_or_else(missing)? };
    let content = content(&input)?;
    finish(&asking, asking.app.amend_application(asking.caller()?, &version, content).await).await
}

/// Submits a draft for review; every finding names its field.
#[utoipa::path(post, path = "/applications/{id}/submit", tag = "applications",
    params(("id" = String, Path)), request_body = RowVersion,
    responses((status = 200, body = ApplicationView), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn submit(
    asking: Asking,
    At(id): At<String>,
    Input(RowVersion { row_version }): Input<RowVersion>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version };
    finish(&asking, asking.app.submit_application(asking.caller()?, &version).await).await
}

/// Takes a draft or a submitted application back.
#[utoipa::path(post, path = "/applications/{id}/withdraw", tag = "applications",
    params(("id" = String, Path)), request_body = RowVersion,
    responses((status = 200, body = ApplicationView), (status = 409, body = Problem)))]
async fn withdraw(
    asking: Asking,
    At(id): At<String>,
    Input(RowVersion { row_version }): Input<RowVersion>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version };
    finish(&asking, asking.app.withdraw_application(asking.caller()?, &version).await).await
}

/// Approves; another person than the submitter.
#[utoipa::path(post, path = "/applications/{id}/approve", tag = "applications",
    params(("id" = String, Path)), request_body = RowVersion,
    responses((status = 200, body = ApplicationView), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn approve(
    asking: Asking,
    At(id): At<String>,
    Input(RowVersion { row_version }): Input<RowVersion>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id: id.clone(), row_version };
    let caller = asking.caller()?;
    let (_, receipt) = settled(asking.app.approve_application(caller, &version).await)?;
    changed(&asking.app, &receipt, asking.app.application(caller, &id).await?)
}

/// Sends the application back to its clerk, with a reason.
#[utoipa::path(post, path = "/applications/{id}/return", tag = "applications",
    params(("id" = String, Path)), request_body = Reasoned,
    responses((status = 200, body = ApplicationView), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn send_back(
    asking: Asking,
    At(id): At<String>,
    Input(why): Input<Reasoned>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version: why.row_version };
    let caller = asking.caller()?;
    finish(&asking, asking.app.return_application(caller, &version, &why.reason).await).await
}

/// Ends the application without a certificate, with a reason.
#[utoipa::path(post, path = "/applications/{id}/reject", tag = "applications",
    params(("id" = String, Path)), request_body = Reasoned,
    responses((status = 200, body = ApplicationView), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn reject(
    asking: Asking,
    At(id): At<String>,
    Input(why): Input<Reasoned>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version: why.row_version };
    let caller = asking.caller()?;
    finish(&asking, asking.app.reject_application(caller, &version, &why.reason).await).await
}

async fn finish(
    asking: &Asking,
    done: Result<(ApplicationVersion, Receipt), Error>,
) -> Result<Response, Problem> {
    let (version, receipt) = settled(done)?;
    let shown = asking.app.application(asking.caller()?, &version.id).await?;
    changed(&asking.app, &receipt, shown)
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
