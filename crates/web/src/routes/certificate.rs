//! 证照 (certificate, Art. 7, 10 to 12): search, detail, history, file and notes, and what the issuer does
//! with a certificate.

use app::certificate::{
    CertificateFilter, CertificateSummary, CertificateVersion, CertificateView, NoteView, Step,
};
use app::{Error, Receipt};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::certificate::{CertificateState, Revocation, RevocationKind};
use domain::policy::Action;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    Exporting, List, Paging, Reasoned, RowVersion, changed, created, exported, ofd, pdf, receipted,
    settled, svg,
};
use crate::State;
use crate::extract::{Body, Path, Query, Request};
use crate::problem::Problem;
use crate::queries::invalid;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(certificates))
        .routes(routes!(search_certificates))
        .routes(routes!(export_certificates))
        .routes(routes!(certificate))
        .routes(routes!(certificate_history))
        .routes(routes!(certificate_file))
        .routes(routes!(certificate_face))
        .routes(routes!(certificate_pdf))
        .routes(routes!(issue_certificate))
        .routes(routes!(suspend_certificate))
        .routes(routes!(resume_certificate))
        .routes(routes!(revoke_certificate))
        .routes(routes!(notes, add_note))
        .routes(routes!(withdraw_note))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct CertificateConditions {
    #[param(required = false, format = "type-code")]
    type_code: String,
    #[param(required = false, value_type = CertificateState)]
    status: String,
    #[param(required = false)]
    number: String,
    #[param(required = false, format = "certificate-identifier")]
    identifier: String,
}

impl CertificateConditions {
    fn filter(self) -> CertificateFilter {
        CertificateFilter {
            type_code: self.type_code,
            status: self.status,
            number: self.number,
            holder_code: String::new(),
            identifier: self.identifier,
        }
    }
}

/// A search by the code of the holder. It is a body and not a query, because addresses are logged by
/// gateways and must not contain personal data (I10).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SearchInput {
    holder_code: String,
    #[serde(default)]
    type_code: String,
    #[serde(default)]
    #[schema(value_type = CertificateState)]
    status: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    limit: Option<i64>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RevocationInput {
    row_version: i64,
    #[serde(default)]
    #[schema(value_type = RevocationKind)]
    kind: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    legal_basis: String,
}

/// Lists certificates of the caller's unit, newest first, with masked names.
#[utoipa::path(
    get, path = "/certificates", tag = "certificate", params(CertificateConditions, Paging),
    responses((status = 200, body = List<CertificateSummary>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[12], &[])))),
)]
async fn certificates(
    request: Request,
    Query(conditions): Query<CertificateConditions>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<CertificateSummary>>, Problem> {
    let (caller, limit, filter) = (request.caller()?, paging.limit()?, conditions.filter());
    let page = request.app.find_certificates(caller, &filter, &paging.after, limit).await?;
    Ok(Json(page.into()))
}

/// Exports the certificates that the list shows, at most 10,000, masked as there, as other lists are exported.
#[utoipa::path(
    get, path = "/certificates/export", tag = "certificate", params(CertificateConditions, Exporting),
    responses((status = 200, content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadCertificate), &[12, 21], &[])))),
)]
async fn export_certificates(
    request: Request,
    Query(conditions): Query<CertificateConditions>,
    Query(exporting): Query<Exporting>,
) -> Result<Response, Problem> {
    let (caller, format) = (request.caller()?, exporting.format()?);
    let (app, filter) = (&request.app, conditions.filter());
    exported(app, format, app.export_certificates(caller, &filter, format).await?)
}

/// Lists the certificates of one holder among those of the caller's unit, with masked names.
#[utoipa::path(
    post, path = "/certificates/search", tag = "certificate", request_body = SearchInput,
    responses((status = 200, body = List<CertificateSummary>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[12], &[])))),
)]
async fn search_certificates(
    request: Request,
    Body(input): Body<SearchInput>,
) -> Result<Json<List<CertificateSummary>>, Problem> {
    let paging = Paging { after: input.after, limit: input.limit };
    if !input.status.is_empty() && CertificateState::parse(&input.status).is_none() {
        return Err(invalid("status", format!("没有“{}”", input.status)));
    }
    let filter = CertificateFilter {
        type_code: input.type_code,
        status: input.status,
        holder_code: input.holder_code,
        ..CertificateFilter::default()
    };
    let (caller, limit) = (request.caller()?, paging.limit()?);
    let page = request.app.find_certificates(caller, &filter, &paging.after, limit).await?;
    Ok(Json(page.into()))
}

/// Shows one certificate in full. The reading is recorded.
#[utoipa::path(
    get, path = "/certificates/{identifier}", tag = "certificate",
    params(("identifier" = String, Path)),
    responses((status = 200, body = CertificateView)),
    extensions(("x-yinxin" = json!(terms(Who::OnItsUnit(Action::ReadCertificate), &[12], &[])))),
)]
async fn certificate(
    request: Request,
    Path(identifier): Path<String>,
) -> Result<Response, Problem> {
    let (view, receipt) = request.app.certificate(request.caller()?, &identifier).await?;
    changed(&request.app, &receipt, view)
}

/// Lists all events of a certificate, oldest first (Art. 12).
#[utoipa::path(
    get, path = "/certificates/{identifier}/history", tag = "certificate",
    params(("identifier" = String, Path)),
    responses((status = 200, body = List<Step>)),
    extensions(("x-yinxin" = json!(terms(Who::OnItsUnit(Action::ReadCertificate), &[12], &[])))),
)]
async fn certificate_history(
    request: Request,
    Path(identifier): Path<String>,
) -> Result<Json<List<Step>>, Problem> {
    let steps = request.app.certificate_history(request.caller()?, &identifier).await?;
    Ok(Json(steps.into()))
}

/// Downloads the sealed OFD file. The download is recorded.
#[utoipa::path(
    get, path = "/certificates/{identifier}/file", tag = "certificate",
    params(("identifier" = String, Path)),
    responses((status = 200, content_type = "application/ofd")),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::DownloadCertificate), &[12], &[],
    )))),
)]
async fn certificate_file(
    request: Request,
    Path(identifier): Path<String>,
) -> Result<Response, Problem> {
    let (bytes, receipt) = request.app.certificate_file(request.caller()?, &identifier).await?;
    receipted(&request.app, &receipt, ofd(&identifier, bytes))
}

/// Draws the face of a certificate. The reading is recorded, unless a reading of the last minute covers it.
#[utoipa::path(
    get, path = "/certificates/{identifier}/face.svg", tag = "certificate",
    params(("identifier" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml")),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ReadCertificate), &[12], &[Code::FaceInvalid, Code::WorkExceeded, Code::MemoryExceeded],
    )))),
)]
async fn certificate_face(
    request: Request,
    Path(identifier): Path<String>,
) -> Result<Response, Problem> {
    Ok(svg(request.app.certificate_face(request.caller()?, &identifier).await?))
}

/// Draws the face of a certificate for printing. The reading is recorded. A print has no legal force; only
/// the sealed OFD file has.
#[utoipa::path(
    get, path = "/certificates/{identifier}/face.pdf", tag = "certificate",
    params(("identifier" = String, Path)),
    responses((status = 200, content_type = "application/pdf")),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ReadCertificate), &[12], &[Code::FaceInvalid, Code::WorkExceeded, Code::MemoryExceeded],
    )))),
)]
async fn certificate_pdf(
    request: Request,
    Path(identifier): Path<String>,
) -> Result<Response, Problem> {
    let (bytes, receipt) = request.app.certificate_pdf(request.caller()?, &identifier).await?;
    receipted(&request.app, &receipt, pdf(&identifier, bytes))
}

/// Issues a certificate whose type requires a separate act of the issuer (decision 0006). An issue that comes later
/// than the rule book allows needs a reason.
#[utoipa::path(
    post, path = "/certificates/{identifier}/issue", tag = "certificate",
    params(("identifier" = String, Path)), request_body = Reasoned,
    responses((status = 200, body = CertificateView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::IssueCertificate), &[7],
        &[Code::CertificateState, Code::CertificateExpired, Code::IssueLate],
    )))),
)]
async fn issue_certificate(
    request: Request,
    Path(identifier): Path<String>,
    Body(Reasoned { row_version, reason }): Body<Reasoned>,
) -> Result<Response, Problem> {
    let version = CertificateVersion { identifier, row_version };
    let done = request.app.issue_certificate(request.caller()?, &version, &reason).await;
    finish(&request, done).await
}

/// Suspends a certificate (冻结), with a reason.
#[utoipa::path(
    post, path = "/certificates/{identifier}/suspend", tag = "certificate",
    params(("identifier" = String, Path)), request_body = Reasoned,
    responses((status = 200, body = CertificateView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::SuspendCertificate), &[10],
        &[Code::CertificateState, Code::ReasonMissing],
    )))),
)]
async fn suspend_certificate(
    request: Request,
    Path(identifier): Path<String>,
    Body(why): Body<Reasoned>,
) -> Result<Response, Problem> {
    let version = CertificateVersion { identifier, row_version: why.row_version };
    let caller = request.caller()?;
    finish(&request, request.app.suspend_certificate(caller, &version, &why.reason).await).await
}

/// Resumes a suspended certificate (恢复), with a reason.
#[utoipa::path(
    post, path = "/certificates/{identifier}/resume", tag = "certificate",
    params(("identifier" = String, Path)), request_body = Reasoned,
    responses((status = 200, body = CertificateView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ResumeCertificate), &[10],
        &[Code::CertificateState, Code::ReasonMissing],
    )))),
)]
async fn resume_certificate(
    request: Request,
    Path(identifier): Path<String>,
    Body(why): Body<Reasoned>,
) -> Result<Response, Problem> {
    let version = CertificateVersion { identifier, row_version: why.row_version };
    let caller = request.caller()?;
    finish(&request, request.app.resume_certificate(caller, &version, &why.reason).await).await
}

/// Revokes a certificate for good, with one of the four legal kinds (注销、吊销、撤销、作废), the reason and
/// the legal basis.
#[utoipa::path(
    post, path = "/certificates/{identifier}/revoke", tag = "certificate",
    params(("identifier" = String, Path)), request_body = RevocationInput,
    responses((status = 200, body = CertificateView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::RevokeCertificate), &[10],
        &[
            Code::CertificateState, Code::ReasonMissing, Code::RevocationKindUnknown,
            Code::RevocationBasisMissing,
        ],
    )))),
)]
async fn revoke_certificate(
    request: Request,
    Path(identifier): Path<String>,
    Body(input): Body<RevocationInput>,
) -> Result<Response, Problem> {
    let version = CertificateVersion { identifier, row_version: input.row_version };
    let caller = request.caller()?;
    let revocation = Revocation::checked(&input.kind, &input.reason, &input.legal_basis)?;
    finish(&request, request.app.revoke_certificate(caller, &version, &revocation).await).await
}

/// The answer after a change: the certificate in full. Showing it is recorded like any other reading.
async fn finish(
    request: &Request,
    done: Result<(CertificateVersion, Receipt), Error>,
) -> Result<Response, Problem> {
    let (version, receipt) = settled(done)?;
    let caller = request.caller()?;
    // The reading gets a record of its own, because the answer shows the holder's data. The idempotency
    // key belongs to the change and must not be used for the reading.
    let app = request.app.without_request();
    let (view, _) = app.certificate_after_change(caller, &version.identifier).await?;
    changed(&request.app, &receipt, view)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoteInput {
    /// 1 to 500 characters.
    text: String,
}

/// Lists the notes (备注) on a certificate, newest first, including withdrawn ones.
#[utoipa::path(
    get, path = "/certificates/{identifier}/notes", tag = "certificate",
    params(("identifier" = String, Path), Paging),
    responses((status = 200, body = List<NoteView>)),
    extensions(("x-yinxin" = json!(terms(Who::OnItsUnit(Action::ReadNote), &[11], &[])))),
)]
async fn notes(
    request: Request,
    Path(identifier): Path<String>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<NoteView>>, Problem> {
    let (caller, limit) = (request.caller()?, paging.limit()?);
    Ok(Json(request.app.notes(caller, &identifier, &paging.after, limit).await?.into()))
}

/// Adds a note to a certificate of the caller's unit.
#[utoipa::path(
    post, path = "/certificates/{identifier}/notes", tag = "certificate",
    params(("identifier" = String, Path)), request_body = NoteInput,
    responses((status = 201, body = NoteView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::AddNote), &[11], &[Code::NoteInvalid],
    )))),
)]
async fn add_note(
    request: Request,
    Path(identifier): Path<String>,
    Body(input): Body<NoteInput>,
) -> Result<Response, Problem> {
    let done = request.app.add_note(request.caller()?, &identifier, &input.text).await;
    let (note, receipt): (NoteView, _) = settled(done)?;
    created(&request.app, &receipt, note)
}

/// Withdraws a note of the caller. It stays in the list, marked as withdrawn.
#[utoipa::path(
    post, path = "/notes/{note_id}/withdraw", tag = "certificate",
    params(("note_id" = String, Path)), request_body = RowVersion,
    responses((status = 200, body = NoteView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::WithdrawNote), &[11], &[Code::NoteState, Code::NoteOfAnother],
    )))),
)]
async fn withdraw_note(
    request: Request,
    Path(note_id): Path<String>,
    Body(version): Body<RowVersion>,
) -> Result<Response, Problem> {
    let caller = request.caller()?;
    let done = request.app.withdraw_note(caller, &note_id, version.row_version).await;
    let (note, receipt): (NoteView, _) = settled(done)?;
    changed(&request.app, &receipt, note)
}
