//! 核验 (verification, Art. 4, 22) of a certificate file. It is open to everybody without logging in.

use app::verify::Verification;
use axum::Json;
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use domain::Code;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::extract::Request;
use crate::problem::Problem;
use crate::terms::{Who, terms};
use crate::{MAX_BODY, State};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(verify_file))
}

/// Verifies an OFD file. The file is not kept; the answer says which checks failed, and why.
#[utoipa::path(
    post, path = "/verify", tag = "verify",
    request_body(content = Vec<u8>, content_type = "application/ofd"),
    responses((status = 200, body = Verification)),
    extensions(("x-yinxin" = json!(
        terms(Who::Everybody, &[4], &[]).taking(MAX_BODY)
    ))),
)]
async fn verify_file(
    request: Request,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Verification>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if body.is_empty() || !matches!(kind, Some("application/ofd" | "application/octet-stream")) {
        return Err(Problem::because(Code::RequestInvalid, "content-type: application/ofd"));
    }
    Ok(Json(request.app.verify_upload(body).await?))
}
