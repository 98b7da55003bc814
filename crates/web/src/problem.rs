//! Errors as problem details (RFC 9457). Their codes, words and HTTP statuses are declared in
//! `domain::refusal`.

use std::collections::BTreeMap;

use app::Error;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::policy::Action;
use domain::refusal::Severity;
use domain::{Code, Refusal};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::terms::TERMS;

/// Seconds after which a caller may try again who was answered 503.
pub const RETRY_AFTER: &str = "5";

/// Why a request failed. `code` never changes; the words may.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub title_en: String,
    pub status: u16,
    pub code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
    /// Reference number under which the operator's log holds the cause of an internal error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Seconds after which the request may succeed, for the header Retry-After.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

/// What is wrong with one field, such as `facts.JYXM`.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    pub field: String,
    pub code: Code,
    pub message: String,
    /// Whether it must be mended, or decided by a reviewer.
    pub severity: Severity,
}

impl Problem {
    pub fn of(code: Code) -> Self {
        Self {
            kind: format!("urn:yinxin:problem:{}", code.as_str()),
            title: code.zh().to_owned(),
            title_en: code.en().to_owned(),
            status: code.status(),
            code,
            detail: None,
            fields: Vec::new(),
            reference: None,
            retry_after: None,
        }
    }

    /// A problem with a detail for people, which becomes part of the answer.
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
            code: finding.code,
            message: finding.message.clone(),
            severity: finding.severity,
        };
        let seconds = refusal.facts().iter().find(|(name, _)| *name == "retry_after");
        problem.retry_after = seconds.and_then(|(_, seconds)| seconds.parse().ok());
        problem.fields = refusal.findings().iter().map(field).collect();
        problem
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match &error {
            Error::Refused(refusal) => Self::of_refusal(refusal),
            Error::Unavailable(why)
            | Error::Internal(why)
            | Error::Edited(why)
            | Error::Stopped(why) => {
                // The cause may name paths or rows, so it goes into the operator's log and the caller
                // gets only a reference to it.
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
        let busy = status == StatusCode::SERVICE_UNAVAILABLE;
        let later = self.retry_after.map(HeaderValue::from);
        let later = later.or_else(|| busy.then(|| HeaderValue::from_static(RETRY_AFTER)));
        let mut response = (status, Json(self)).into_response();
        if let Some(seconds) = later {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        let kind = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    }
}

/// The answer for an address of the API that does not exist.
pub async fn no_such_address() -> Problem {
    Problem::of(Code::NotFound)
}

/// The answer for a method that the address does not support.
pub async fn no_such_method() -> Problem {
    Problem::of(Code::MethodNotAllowed)
}

/// The codes with which the gate, the extractors or the door may refuse any operation. `who` and
/// `action` are those of the operation's terms; `changes` says whether its method may change something.
fn common(who: &str, action: Option<Action>, changes: bool) -> Vec<Code> {
    let mut codes = vec![
        Code::RequestInvalid,
        Code::QueryInvalid,
        Code::IdempotencyInvalid,
        Code::SignatureInvalid,
        Code::SignatureExpired,
        Code::NonceReused,
        Code::ClientSuspended,
        Code::OperatorInvalid,
        Code::NotFound,
        Code::MethodNotAllowed,
        // Reads are recorded and so write a row too, which may conflict with another writer.
        Code::Conflict,
        Code::RequestTooLarge,
        Code::EvidenceBroken,
        Code::LogStopped,
        Code::RequestSlow,
        Code::Busy,
        Code::Unavailable,
        Code::Internal,
    ];
    if who != "everybody" {
        codes.push(Code::Unauthenticated);
        codes.extend([Code::PasswordChangeRequired, Code::SecondFactorRequired]);
        if who != "logged_in" {
            codes.push(Code::Denied);
        }
    }
    if changes {
        codes.extend([Code::CsrfInvalid, Code::IdempotencyReused]);
        if action.is_some_and(Action::asks_proof) {
            codes.push(Code::ProofRequired);
        }
    }
    codes
}

/// Adds to every operation of the OpenAPI document the problems that it may answer with, those of its
/// terms and the common ones: one response for each status, and the codes by status in `x-codes`.
pub fn describe(document: &mut Value) {
    document["components"]["responses"] = json!({ "Problem": {
        "description": "Why the request failed",
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" } } }
    } });
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    for operations in paths.values_mut().filter_map(Value::as_object_mut) {
        for (method, operation) in operations {
            let terms = operation.get(TERMS).cloned().unwrap_or_default();
            let who = terms.get("who").and_then(Value::as_str).unwrap_or_default();
            let action = terms.get("action").and_then(Value::as_str).and_then(Action::parse);
            let mut codes = common(who, action, method != "get");
            let own = terms.get("refusals").and_then(Value::as_array);
            codes.extend(own.into_iter().flatten().filter_map(|code| Code::parse(code.as_str()?)));
            let mut by_status: BTreeMap<String, Vec<&str>> = BTreeMap::new();
            for code in codes {
                by_status.entry(code.status().to_string()).or_default().push(code.as_str());
            }
            for status in by_status.keys() {
                operation["responses"][status] =
                    json!({ "$ref": "#/components/responses/Problem" });
            }
            operation["x-codes"] = json!(by_status);
        }
    }
}

/// A short number for the text of a cause, so that equal causes have equal references.
fn fingerprint(why: &str) -> u32 {
    use sm3::Digest;
    let digest = sm3::Sm3::digest(why.as_bytes());
    digest.iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}
