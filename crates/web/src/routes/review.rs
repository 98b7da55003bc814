//! 审核 (review, Art. 7, 11). The reviewer must not be the person who submitted the application.

use app::collect::{Accepted, ApplicationVersion, ApplicationView};
use app::{Error, Receipt};
use axum::response::Response;
use domain::Code;
use domain::policy::Action;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Reasoned, changed, settled};
use crate::State;
use crate::extract::{Body, Path, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(approve_application))
        .routes(routes!(return_application))
        .routes(routes!(reject_application))
}

/// The version of the application that the reviewer has seen, with the warnings that they accept.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Approval {
    row_version: i64,
    #[serde(default)]
    accepted: Vec<Accepted>,
}

/// Approves an application. The content is frozen and the certificate is registered (decision 0006).
#[utoipa::path(
    post, path = "/applications/{id}/approve", tag = "review", params(("id" = String, Path)),
    request_body = Approval,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ReviewApplication), &[7, 11],
        &[
            Code::ApplicationState, Code::SamePerson, Code::CatalogNotPublished,
            Code::CatalogNotAdopted, Code::ContentInvalid, Code::WarningsOpen, Code::UpdateTarget,
            Code::UpdateReasonMissing, Code::CorrectionBasisMissing, Code::NumberTaken,
            Code::NumberExhausted,
        ],
    )))),
)]
async fn approve_application(
    request: Request,
    Path(id): Path<String>,
    Body(Approval { row_version, accepted }): Body<Approval>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id: id.clone(), row_version };
    let caller = request.caller()?;
    let (_, receipt) = settled(request.app.approve_application(caller, &version, &accepted).await)?;
    changed(&request.app, &receipt, request.app.application(caller, &id).await?)
}

/// Returns an application to its clerk, with a reason.
#[utoipa::path(
    post, path = "/applications/{id}/return", tag = "review", params(("id" = String, Path)),
    request_body = Reasoned,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ReviewApplication), &[11],
        &[Code::ApplicationState, Code::SamePerson, Code::ReasonMissing],
    )))),
)]
async fn return_application(
    request: Request,
    Path(id): Path<String>,
    Body(why): Body<Reasoned>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version: why.row_version };
    let caller = request.caller()?;
    finish(&request, request.app.return_application(caller, &version, &why.reason).await).await
}

/// Rejects an application for good, with a reason.
#[utoipa::path(
    post, path = "/applications/{id}/reject", tag = "review", params(("id" = String, Path)),
    request_body = Reasoned,
    responses((status = 200, body = ApplicationView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ReviewApplication), &[11],
        &[Code::ApplicationState, Code::SamePerson, Code::ReasonMissing],
    )))),
)]
async fn reject_application(
    request: Request,
    Path(id): Path<String>,
    Body(why): Body<Reasoned>,
) -> Result<Response, Problem> {
    let version = ApplicationVersion { id, row_version: why.row_version };
    let caller = request.caller()?;
    finish(&request, request.app.reject_application(caller, &version, &why.reason).await).await
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
