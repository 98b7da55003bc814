//! 用证 (Art. 13–16): by purpose, the archive copy of a use, and whose copy is in a picture.

use app::Error;
use app::audit::CopiedFor;
use app::usage::{Sheet, UseAnswer, UseRequest, UseView};
use axum::Json;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Code;
use domain::policy::Action;
use domain::usage::CopyReading;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, Paging, changed, ofd, pdf, receipted, settled};
use crate::State;
use crate::extract::{Body, Path, Query, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(uses, use_certificates))
        .routes(routes!(archive_copy))
        .routes(routes!(archive_copy_picture))
        .routes(routes!(archive_copy_pdf))
        .routes(routes!(trace_copy))
}

/// A scan, photograph or screenshot of a copy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Picture {
    /// PNG or JPEG in base64, at most 7 MB before it.
    picture: String,
    /// Of the certificate that it shows; absent: a QR code in the picture says it.
    #[serde(default)]
    identifier: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Answer {
    /// Whether a copy is named.
    found: bool,
    copy: Option<CopiedFor>,
    /// By what: the hidden mark, or only the visible code, which can be pasted or cut away.
    read_by: Option<CopyReading>,
    /// Standard deviations over what other copies reach; the mark names a copy from 6.5 on.
    z: f64,
    /// Copies that the picture was compared with.
    candidates: u64,
    /// PNG in base64 with the glyphs that speak for the copy; null if no mark was found.
    evidence: Option<String>,
}

/// Finds a holder's certificates for a purpose; recorded before the answer.
#[utoipa::path(
    post, path = "/uses", tag = "usage", request_body = UseRequest,
    responses((status = 200, body = UseAnswer)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::UseCertificate), &[13, 14, 15],
        &[
            Code::PurposeMissing, Code::CaseNumberInvalid, Code::UnitUnknown, Code::MatterUnknown,
            Code::MatterNotAllowed, Code::SharingConditional, Code::SharingWithheld,
        ],
    )))),
)]
async fn use_certificates(
    request: Request,
    Body(question): Body<UseRequest>,
) -> Result<Response, Problem> {
    let done = request.app.use_certificates(request.caller()?, &question).await;
    let (answer, receipt): (UseAnswer, _) = settled(done)?;
    changed(&request.app, &receipt, answer)
}

/// Uses of the caller's unit, newest first.
#[utoipa::path(
    get, path = "/uses", tag = "usage", params(Paging),
    responses((status = 200, body = List<UseView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[15], &[])))),
)]
async fn uses(
    request: Request,
    Query(paging): Query<Paging>,
) -> Result<Json<List<UseView>>, Problem> {
    let (caller, limit) = (request.caller()?, paging.limit()?);
    Ok(Json(request.app.uses(caller, &paging.after, limit).await?.into()))
}

/// 存档副本: the annotated copy of a use; each taking is recorded.
#[utoipa::path(
    get, path = "/uses/{use_code}/archive-copy", tag = "usage",
    params(("use_code" = String, Path)),
    responses((status = 200, content_type = "application/ofd")),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::TakeArchiveCopy), &[16], &[Code::FaceInvalid],
    )))),
)]
async fn archive_copy(request: Request, Path(use_code): Path<String>) -> Result<Response, Problem> {
    let (copy, receipt) = request.app.archive_copy(request.caller()?, &use_code).await?;
    receipted(&request.app, &receipt, ofd(&format!("copy-{}", copy.copy_id), copy.bytes))
}

/// First page of the archive copy as a picture, marked like the copy; taking it is recorded.
#[utoipa::path(
    get, path = "/uses/{use_code}/archive-copy.png", tag = "usage",
    params(("use_code" = String, Path)),
    responses((status = 200, content_type = "image/png")),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::TakeArchiveCopy), &[16], &[Code::FaceInvalid],
    )))),
)]
async fn archive_copy_picture(
    request: Request,
    Path(use_code): Path<String>,
) -> Result<Response, Problem> {
    let sheet = Sheet::Png { page: 0 };
    let (png, receipt) =
        request.app.archive_copy_sheet(request.caller()?, &use_code, sheet).await?;
    let answer = ([(CONTENT_TYPE, "image/png")], png).into_response();
    receipted(&request.app, &receipt, answer)
}

/// All pages of the archive copy for printing, marked like the copy; taking it is recorded.
#[utoipa::path(
    get, path = "/uses/{use_code}/archive-copy.pdf", tag = "usage",
    params(("use_code" = String, Path)),
    responses((status = 200, content_type = "application/pdf")),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::TakeArchiveCopy), &[16], &[Code::FaceInvalid],
    )))),
)]
async fn archive_copy_pdf(
    request: Request,
    Path(use_code): Path<String>,
) -> Result<Response, Problem> {
    let (bytes, receipt) =
        request.app.archive_copy_sheet(request.caller()?, &use_code, Sheet::Pdf).await?;
    receipted(&request.app, &receipt, pdf(&format!("copy-{use_code}"), bytes))
}

/// Names the archive copy on a picture; the question is recorded with its answer.
#[utoipa::path(
    post, path = "/traces", tag = "usage", request_body = Picture,
    responses((status = 200, body = Answer)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::TraceCopy), &[22], &[Code::PictureUnusable],
    )))),
)]
async fn trace_copy(request: Request, Body(asked): Body<Picture>) -> Result<Response, Problem> {
    let picture = STANDARD.decode(&asked.picture);
    let picture =
        picture.map_err(|error| Problem::because(Code::RequestInvalid, error.to_string()))?;
    let identifier = asked.identifier.as_deref().filter(|identifier| !identifier.is_empty());
    let done = request.app.trace(request.caller()?, identifier, picture).await;
    let ((traced, evidence), receipt) = done.map_err(|error: Error| Problem::from(error))?;
    let by_mark = traced.named.first().map(|copy| (copy.use_code.as_str(), CopyReading::Mark));
    let by_code = traced.code.as_ref().map(|copy| (copy.use_code.as_str(), CopyReading::Code));
    let named = by_mark.or(by_code);
    let copy = match named {
        Some((use_code, _)) => Some(request.app.copied(request.caller()?, use_code).await?),
        None => None,
    };
    let answer = Answer {
        found: copy.is_some(),
        copy,
        read_by: named.map(|(_, by)| by),
        z: traced.z,
        candidates: traced.candidates,
        evidence: evidence.map(|png| STANDARD.encode(png)),
    };
    changed(&request.app, &receipt, answer)
}
