//! 用证 (use, Art. 13–16): the use of certificates for a purpose, its archive copy, and the tracing of
//! leaked copies (Art. 22).

mod misses;

use app::audit::CopiedFor;
use app::usage::{
    Availability, AvailabilityRequest, Sheet, UseAnswer, UseFilter, UseRequest, UseView,
};
use app::{Error, Period};
use axum::Json;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Code;
use domain::order::ListOrder;
use domain::policy::Action;
use domain::usage::CopyReading;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Exporting, List, Paging, changed, exported, ofd, pdf, receipted, settled};
use crate::extract::{Body, Path, Query, Request, optional_word};
use crate::problem::Problem;
use crate::terms::{Who, terms};
use crate::{MAX_BODY, State};

/// Header of an archive copy: what the certificate counts for today, such as `valid` or `revoked`.
const EFFECT_HEADER: &str = "yinxin-effect";

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(uses, use_certificates))
        .routes(routes!(availability))
        .routes(routes!(export_uses))
        .routes(routes!(archive_copy))
        .routes(routes!(archive_copy_picture))
        .routes(routes!(archive_copy_pdf))
        .routes(routes!(trace_copy))
        .merge(misses::router())
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct UseConditions {
    /// Code of the unit that made the uses.
    #[param(required = false, format = "unit-code")]
    unit: String,
    #[param(required = false, format = "type-code")]
    type_code: String,
    #[param(required = false)]
    matter_code: String,
    /// 办件号: the whole number of a case.
    #[param(required = false)]
    case_number: String,
    /// First day, as yyyy-mm-dd.
    #[param(required = false, format = "date")]
    from: String,
    /// Last day, as yyyy-mm-dd.
    #[param(required = false, format = "date")]
    to: String,
    /// Newest first if absent.
    #[param(required = false, value_type = ListOrder)]
    order: String,
}

impl UseConditions {
    fn filter(self) -> Result<UseFilter, Problem> {
        Ok(UseFilter {
            unit: self.unit,
            type_code: self.type_code,
            matter_code: self.matter_code,
            case_number: self.case_number.trim().to_owned(),
            period: Period::parse(&self.from, &self.to)?,
            order: optional_word(&self.order)?,
        })
    }
}

/// A scan, photograph or screenshot of a copy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Picture {
    /// PNG or JPEG of at most 7 MB, in base64.
    picture: String,
    /// Identifier of the certificate in the picture; read from its QR code if absent.
    #[serde(default)]
    identifier: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Answer {
    /// Whether a copy was recognised.
    found: bool,
    copy: Option<CopiedFor>,
    /// How it was recognised: by the hidden mark, or only by the visible code, which can be cut away or
    /// pasted in.
    read_by: Option<CopyReading>,
    /// By how many standard deviations the copy exceeds the other copies. The hidden mark names a copy
    /// from 6.5 on.
    z: f64,
    /// Number of copies that the picture was compared with.
    candidates: u64,
    /// PNG in base64 that marks the characters which identify the copy; null if no mark was found.
    evidence: Option<String>,
}

/// Uses the certificates of a holder for a purpose (Art. 14). The use is recorded before the answer is
/// sent (I2).
#[utoipa::path(
    post, path = "/uses", tag = "usage", request_body = UseRequest,
    responses((status = 200, body = UseAnswer)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::UseCertificate), &[13, 14, 15],
        &[
            Code::PurposeMissing, Code::CaseNumberInvalid, Code::UnitUnknown, Code::MatterUnknown,
            Code::MatterNotAllowed, Code::MatterEnded, Code::UseLimit, Code::SharingConditional, Code::SharingWithheld,
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

/// Tells which of the certificates that a matter needs are there for a holder, and of the others the cause. The
/// question is a use like others: it is counted, and recorded before the answer is sent (I2).
#[utoipa::path(
    post, path = "/availability", tag = "usage", request_body = AvailabilityRequest,
    responses((status = 200, body = Availability)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::UseCertificate), &[4, 8, 13, 14, 19],
        &[
            Code::PurposeMissing, Code::CaseNumberInvalid, Code::UnitUnknown, Code::MatterUnknown,
            Code::MatterNotAllowed, Code::MatterEnded, Code::UseLimit,
        ],
    )))),
)]
async fn availability(
    request: Request,
    Body(question): Body<AvailabilityRequest>,
) -> Result<Response, Problem> {
    let done = request.app.availability(request.caller()?, &question).await;
    let (answer, receipt): (Availability, _) = settled(done)?;
    changed(&request.app, &receipt, answer)
}

/// Lists the uses in the caller's reach: by the own unit, and for managing units by the units of the region or
/// of the city, with those who asked.
#[utoipa::path(
    get, path = "/uses", tag = "usage", params(UseConditions, Paging),
    responses((status = 200, body = List<UseView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[15], &[])))),
)]
async fn uses(
    request: Request,
    Query(conditions): Query<UseConditions>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<UseView>>, Problem> {
    let (caller, limit) = (request.caller()?, paging.limit()?);
    let filter = conditions.filter()?;
    Ok(Json(request.app.uses(caller, &filter, &paging.after, limit).await?.into()))
}

/// Exports the uses that the list shows, at most 10,000. The export is recorded, and
/// the file names unit, person, time and record.
#[utoipa::path(
    get, path = "/uses/export", tag = "usage", params(UseConditions, Exporting),
    responses((status = 200, content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadUsage), &[15, 21], &[])))),
)]
async fn export_uses(
    request: Request,
    Query(conditions): Query<UseConditions>,
    Query(exporting): Query<Exporting>,
) -> Result<Response, Problem> {
    let (caller, format) = (request.caller()?, exporting.format()?);
    let filter = conditions.filter()?;
    exported(&request.app, format, request.app.export_uses(caller, &filter, format).await?)
}

/// Downloads the archive copy (存档副本, Art. 16) of a use. Each download is recorded.
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
    let answer = ofd(&format!("copy-{}", copy.copy_id), copy.bytes);
    with_effect(&request, &use_code, receipted(&request.app, &receipt, answer)?).await
}

/// Adds what the certificate counts for today.
async fn with_effect(
    request: &Request,
    use_code: &str,
    mut answer: Response,
) -> Result<Response, Problem> {
    let effect = request.app.effect_of_use(use_code).await?;
    answer.headers_mut().insert(EFFECT_HEADER, HeaderValue::from_static(effect.as_str()));
    Ok(answer)
}

/// Draws the first page of the archive copy as a picture, with the same watermark and hidden mark. Each
/// download is recorded.
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
    with_effect(&request, &use_code, receipted(&request.app, &receipt, answer)?).await
}

/// Draws all pages of the archive copy for printing, with the same watermark and hidden mark. Each
/// download is recorded.
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
    let answer = pdf(&format!("copy-{use_code}"), bytes);
    with_effect(&request, &use_code, receipted(&request.app, &receipt, answer)?).await
}

/// Finds out which archive copy a picture shows. The request is recorded with its answer.
#[utoipa::path(
    post, path = "/traces", tag = "usage", request_body = Picture,
    responses((status = 200, body = Answer)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::TraceCopy), &[22], &[Code::PictureUnusable, Code::WorkExceeded, Code::MemoryExceeded],
    ).taking(MAX_BODY)))),
)]
async fn trace_copy(request: Request, Body(asked): Body<Picture>) -> Result<Response, Problem> {
    let text = asked.picture;
    let picture = request.app.heavy(move || STANDARD.decode(text)).await?;
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
