//! 证照: search, detail, history, file, and the acts of the issuer's post.

use app::certificate::{
    CertificateFilter, CertificateSummary, CertificateVersion, CertificateView, Step,
};
use app::{Error, Receipt};
use axum::Json;
use axum::response::Response;
use domain::certificate::Revocation;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    Asked, At, Input, List, Reasoned, RowVersion, changed, ofd, pdf, receipted, settled, svg,
};
use crate::State;
use crate::gate::Asking;
use crate::problem::Problem;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(certificates))
        .routes(routes!(search))
        .routes(routes!(certificate))
        .routes(routes!(history))
        .routes(routes!(file))
        .routes(routes!(face))
        .routes(routes!(face_pdf))
        .routes(routes!(issue))
        .routes(routes!(suspend))
        .routes(routes!(resume))
        .routes(routes!(revoke))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
struct CertificateQuery {
    #[param(required = false)]
    type_code: String,
    /// registered, active, suspended, superseded, revoked.
    #[param(required = false)]
    status: String,
    #[param(required = false)]
    number: String,
    #[param(required = false)]
    identifier: String,
    #[param(required = false)]
    after: String,
    #[param(required = false, minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// A search by the holder's code, which must not stand in an address (I10).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SearchInput {
    holder_code: String,
    #[serde(default)]
    type_code: String,
    #[serde(default)]
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
    /// cancelled 注销, penalised 吊销, withdrawn 撤销, voided 作废.
    #[serde(default)]
    kind: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    legal_basis: String,
}

/// Certificates of the caller's unit, newest first; names masked.
#[utoipa::path(get, path = "/certificates", tag = "certificates", params(CertificateQuery),
    responses((status = 200, body = List<CertificateSummary>), (status = 401, body = Problem)))]
async fn certificates(
    asking: Asking,
    Asked(query): Asked<CertificateQuery>,
) -> Result<Json<List<CertificateSummary>>, Problem> {
    let paging = super::Paging { after: query.after, limit: query.limit };
    let filter = CertificateFilter {
        type_code: query.type_code,
        status: query.status,
        number: query.number,
        holder_code: String::new(),
        identifier: query.identifier,
    };
    let (caller, limit) = (asking.caller()?, paging.limit()?);
    let page = asking.app.find_certificates(caller, &filter, &paging.after, limit).await?;
    Ok(Json(page.into()))
}

/// Certificates of a holder, among those of the caller's unit; names masked.
#[utoipa::path(post, path = "/certificates/search", tag = "certificates",
    request_body = SearchInput,
    responses((status = 200, body = List<CertificateSummary>), (status = 401, body = Problem)))]
async fn search(
    asking: Asking,
    Input(input): Input<SearchInput>,
) -> Result<Json<List<CertificateSummary>>, Problem> {
    let paging = super::Paging { after: input.after, limit: input.limit };
    let filter = CertificateFilter {
        type_code: input.type_code,
        status: input.status,
        holder_code: input.holder_code,
        ..CertificateFilter::default()
    };
    let (caller, limit) = (asking.caller()?, paging.limit()?);
    let page = asking.app.find_certificates(caller, &filter, &paging.after, limit).await?;
    Ok(Json(page.into()))
}

/// One certificate in full; the look is recorded.
#[utoipa::path(get, path = "/certificates/{identifier}", tag = "certificates",
    params(("identifier" = String, Path)),
    responses((status = 200, body = CertificateView), (status = 404, body = Problem)))]
async fn certificate(asking: Asking, At(identifier): At<String>) -> Result<Response, Problem> {
    let (view, receipt) = asking.app.certificate(asking.caller()?, &identifier).await?;
    changed(&asking.app, &receipt, view)
}

/// Its whole life, oldest first.
#[utoipa::path(get, path = "/certificates/{identifier}/history", tag = "certificates",
    params(("identifier" = String, Path)),
    responses((status = 200, body = List<Step>), (status = 404, body = Problem)))]
async fn history(asking: Asking, At(identifier): At<String>) -> Result<Json<List<Step>>, Problem> {
    let steps = asking.app.certificate_history(asking.caller()?, &identifier).await?;
    Ok(Json(steps.into()))
}

/// The sealed OFD file; the download is recorded.
#[utoipa::path(get, path = "/certificates/{identifier}/file", tag = "certificates",
    params(("identifier" = String, Path)),
    responses((status = 200, content_type = "application/ofd"), (status = 404, body = Problem)))]
async fn file(asking: Asking, At(identifier): At<String>) -> Result<Response, Problem> {
    let (bytes, receipt) = asking.app.certificate_file(asking.caller()?, &identifier).await?;
    receipted(&asking.app, &receipt, ofd(&identifier, bytes))
}

/// Its face; the look is recorded.
#[utoipa::path(get, path = "/certificates/{identifier}/face.svg", tag = "certificates",
    params(("identifier" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml"), (status = 404, body = Problem)))]
async fn face(asking: Asking, At(identifier): At<String>) -> Result<Response, Problem> {
    Ok(svg(asking.app.certificate_face(asking.caller()?, &identifier).await?))
}

/// Its face for printing; the look is recorded. Not the certificate: that is the sealed file.
#[utoipa::path(get, path = "/certificates/{identifier}/face.pdf", tag = "certificates",
    params(("identifier" = String, Path)),
    responses((status = 200, content_type = "application/pdf"), (status = 404, body = Problem)))]
async fn face_pdf(asking: Asking, At(identifier): At<String>) -> Result<Response, Problem> {
    let (bytes, receipt) = asking.app.certificate_pdf(asking.caller()?, &identifier).await?;
    receipted(&asking.app, &receipt, pdf(&identifier, bytes))
}

/// Issues a certificate whose type wants the issuer's own act.
#[utoipa::path(post, path = "/certificates/{identifier}/issue", tag = "certificates",
    params(("identifier" = String, Path)), request_body = RowVersion,
    responses((status = 200, body = CertificateView), (status = 409, body = Problem)))]
async fn issue(
    asking: Asking,
    At(identifier): At<String>,
    Input(RowVersion { row_version }): Input<RowVersion>,
) -> Result<Response, Problem> {
    let version = CertificateVersion { identifier, row_version };
    finish(&asking, asking.app.issue_certificate(asking.caller()?, &version).await).await
}

/// 冻结, with a reason.
#[utoipa::path(post, path = "/certificates/{identifier}/suspend", tag = "certificates",
    params(("identifier" = String, Path)), request_body = Reasoned,
    responses((status = 200, body = CertificateView), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn suspend(
    asking: Asking,
    At(identifier): At<String>,
    Input(why): Input<Reasoned>,
) -> Result<Response, Problem> {
    let version = CertificateVersion { identifier, row_version: why.row_version };
    let caller = asking.caller()?;
    finish(&asking, asking.app.suspend_certificate(caller, &version, &why.reason).await).await
}

/// 恢复, with a reason.
#[utoipa::path(post, path = "/certificates/{identifier}/resume", tag = "certificates",
    params(("identifier" = String, Path)), request_body = Reasoned,
    responses((status = 200, body = CertificateView), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn resume(
    asking: Asking,
    At(identifier): At<String>,
    Input(why): Input<Reasoned>,
) -> Result<Response, Problem> {
    let version = CertificateVersion { identifier, row_version: why.row_version };
    let caller = asking.caller()?;
    finish(&asking, asking.app.resume_certificate(caller, &version, &why.reason).await).await
}

/// Ends a certificate for good, in one of the four legal kinds, with reason and legal basis.
#[utoipa::path(post, path = "/certificates/{identifier}/revoke", tag = "certificates",
    params(("identifier" = String, Path)), request_body = RevocationInput,
    responses((status = 200, body = CertificateView), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn revoke(
    asking: Asking,
    At(identifier): At<String>,
    Input(input): Input<RevocationInput>,
) -> Result<Response, Problem> {
    let version = CertificateVersion { identifier, row_version: input.row_version };
    let caller = asking.caller()?;
    let revocation = Revocation::checked(&input.kind, &input.reason, &input.legal_basis)?;
    finish(&asking, asking.app.revoke_certificate(caller, &version, &revocation).await).await
}

/// The changed certificate as its issuer sees it: the one who changed it has just looked at it.
async fn finish(
    asking: &Asking,
    done: Result<(CertificateVersion, Receipt), Error>,
) -> Result<Response, Problem> {
    let (version, receipt) = settled(done)?;
    let caller = asking.caller()?;
    // Another record than the change's: this answer shows the holder's data.
    let app = asking.app.without_request();
    let (view, _) = app.certificate(caller, &version.identifier).await?;
    changed(&asking.app, &receipt, view)
}
