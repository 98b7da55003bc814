//! Errors as problems (RFC 9457): the one place that maps codes of the domain to HTTP statuses.

use app::Error;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{Code, Refusal};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// An answer that says why not. `code` is stable; the words may change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub title_en: String,
    pub status: u16,
    pub code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Names this answer in the operator's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// What is wrong with one field, such as `facts.JYXM`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    pub field: String,
    pub code: String,
    pub message: String,
}

impl Problem {
    pub fn of(code: Code) -> Self {
        Self {
            kind: format!("urn:yinxin:problem:{}", code.as_str()),
            title: code.zh().to_owned(),
            title_en: code.en().to_owned(),
            status: status(code).as_u16(),
            code: code.as_str().to_owned(),
            detail: None,
            fields: Vec::new(),
            reference: None,
        }
    }

    /// `why` is for people and stays in the answer.
    pub fn because(code: Code, why: impl Into<String>) -> Self {
        Self { detail: Some(why.into()), ..Self::of(code) }
    }

    fn of_refusal(refusal: &Refusal) -> Self {
        let mut problem = Self::of(refusal.code());
        let facts: Vec<String> =
            refusal.facts().iter().map(|(name, value)| format!("{name}: {value}")).collect();
        problem.detail = (!facts.is_empty()).then(|| facts.join("; "));
        let field = |finding: &domain::FieldFinding| FieldProblem {
            field: finding.field.clone(),
            code: finding.code.as_str().to_owned(),
            message: finding.message.clone(),
        };
        problem.fields = refusal.findings().iter().map(field).collect();
        problem
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::Refused(refusal) => Self::of_refusal(refusal),
            Error::Unavailable(why) | Error::Internal(why) => {
                // The words may name paths or rows: they go to the operator, not to the caller.
                let reference = format!("{:08x}", fingerprint(why));
                tracing::error!(reference, code = error.code().as_str(), why, "request failed");
                Self { reference: Some(reference), ..Self::of(error.code()) }
            }
            Error::Denied(_) | Error::NotFound | Error::Conflict | Error::Repeated(_) => {
                Self::of(error.code())
            }
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::of_refusal(&refusal)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

pub async fn no_such_address() -> Problem {
    Problem::of(Code::NotFound)
}

pub async fn no_such_method() -> Problem {
    Problem::of(Code::MethodNotAllowed)
}

/// Statuses that the gate, the extractors or any use case may answer with.
const ANYWHERE: [u16; 10] = [400, 401, 403, 404, 405, 409, 413, 422, 429, 503];

/// Every operation may answer with a problem; said here once instead of at each handler.
pub fn describe(document: &mut Value) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    for operation in operations {
        let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else {
            continue;
        };
        for status in ANYWHERE {
            responses.insert(
                status.to_string(),
                serde_json::json!({
                    "description": "Why not",
                    "content": { "application/problem+json": {
                        "schema": { "$ref": "#/components/schemas/Problem" } } }
                }),
            );
        }
    }
}

/// The status of every code; what a rule refuses is 422, what the state refuses 409.
pub fn status(code: Code) -> StatusCode {
    use StatusCode as S;
    match code {
        Code::Unauthenticated
        | Code::LoginFailed
        | Code::SignatureInvalid
        | Code::SignatureExpired
        | Code::NonceReused => S::UNAUTHORIZED,
        Code::Denied
        | Code::CsrfInvalid
        | Code::ClientSuspended
        | Code::SamePerson
        | Code::SharingWithheld
        | Code::SharingConditional
        | Code::MatterNotAllowed => S::FORBIDDEN,
        Code::NotFound => S::NOT_FOUND,
        Code::MethodNotAllowed => S::METHOD_NOT_ALLOWED,
        Code::Conflict
        | Code::CatalogState
        | Code::ApplicationState
        | Code::CertificateState
        | Code::UpdatePending
        | Code::NumberTaken
        | Code::AccountTaken
        | Code::IdempotencyReused => S::CONFLICT,
        Code::RequestInvalid | Code::IdempotencyInvalid => S::BAD_REQUEST,
        Code::RequestTooLarge | Code::FileTooLarge => S::PAYLOAD_TOO_LARGE,
        Code::LoginLocked => S::TOO_MANY_REQUESTS,
        Code::Unavailable => S::SERVICE_UNAVAILABLE,
        Code::Internal => S::INTERNAL_SERVER_ERROR,
        _ => S::UNPROCESSABLE_ENTITY,
    }
}

fn fingerprint(why: &str) -> u32 {
    use sm3::Digest;
    let digest = sm3::Sm3::digest(why.as_bytes());
    digest.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}
