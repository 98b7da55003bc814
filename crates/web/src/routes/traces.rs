//! 溯源 (Art. 22): whose archive copy is in a picture.

use app::Error;
use app::audit::CopiedFor;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Input, changed};
use crate::State;
use crate::gate::Asking;
use crate::problem::Problem;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(trace))
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
    #[schema(pattern = "^(mark|code)$")]
    read_by: Option<&'static str>,
    /// Standard deviations over what other copies reach; the mark names a copy from 6.5 on.
    z: f64,
    /// Copies that the picture was compared with.
    candidates: u64,
    /// PNG in base64 with the glyphs that speak for the copy; null if no mark was found.
    evidence: Option<String>,
}

/// Names the archive copy on a picture; the question is recorded with its answer.
#[utoipa::path(post, path = "/traces", tag = "uses", request_body = Picture,
    responses((status = 200, body = Answer), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn trace(asking: Asking, Input(asked): Input<Picture>) -> Result<Response, Problem> {
    let picture = STANDARD.decode(&asked.picture);
    let picture =
        picture.map_err(|error| Problem::because(Code::RequestInvalid, error.to_string()))?;
    let identifier = asked.identifier.as_deref().filter(|identifier| !identifier.is_empty());
    let done = asking.app.trace(asking.caller()?, identifier, picture).await;
    let ((traced, evidence), receipt) = done.map_err(|error: Error| Problem::from(error))?;
    let by_mark = traced.named.first().map(|copy| (copy.use_code.as_str(), "mark"));
    let by_code = traced.code.as_ref().map(|copy| (copy.use_code.as_str(), "code"));
    let named = by_mark.or(by_code);
    let copy = match named {
        Some((use_code, _)) => Some(asking.app.copied(asking.caller()?, use_code).await?),
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
    changed(&asking.app, &receipt, answer)
}
