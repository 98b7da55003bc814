//! Handlers by the thing they are about, and what all of them share.

pub mod applications;
pub mod catalog;
pub mod certificates;
pub mod log;
pub mod public;
pub mod sessions;
pub mod traces;
pub mod units;
pub mod uses;

use app::{App, Error, Page, Receipt};
use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Code;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::problem::Problem;
use crate::{MAX_BODY, State};

/// Header of the signed receipt.
const RECEIPT_HEADER: &str = "yinxin-receipt";

/// A page of a list; `next` goes into `after` of the next request.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
}

impl<T> From<Page<T>> for List<T> {
    fn from(page: Page<T>) -> Self {
        Self { items: page.items, next: page.next }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, next: None }
    }
}

/// Where a page begins and how long it is.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub struct Paging {
    /// `next` of the page before.
    #[param(required = false)]
    pub after: String,
    /// 1 to 200; 50 if absent.
    #[param(required = false, minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

impl Paging {
    pub fn limit(&self) -> Result<i64, Problem> {
        match self.limit.unwrap_or(50) {
            limit @ 1..=200 => Ok(limit),
            other => Err(Problem::because(Code::RequestInvalid, format!("limit {other}"))),
        }
    }
}

/// The version of a row that a change was decided on; a stale one changes nothing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RowVersion {
    pub row_version: i64,
}

/// A row version with the reason for the change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    pub row_version: i64,
    #[serde(default)]
    pub reason: String,
}

/// A JSON body. Errors: not JSON, unknown or missing members, each named.
pub struct Input<T>(pub T);

impl<T: DeserializeOwned> FromRequest<State> for Input<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &State) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/json") {
            return Err(Problem::because(Code::RequestInvalid, "content-type: application/json"));
        }
        let body = axum::body::to_bytes(request.into_body(), MAX_BODY).await;
        let body = body.map_err(|_| Problem::of(Code::RequestTooLarge))?;
        match serde_json::from_slice(&body) {
            Ok(value) => Ok(Self(value)),
            Err(error) => Err(Problem::because(Code::RequestInvalid, error.to_string())),
        }
    }
}

/// Query parameters. Errors: of the wrong type.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<State> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        match Query::<T>::from_request_parts(parts, state).await {
            Ok(Query(value)) => Ok(Self(value)),
            Err(error) => Err(Problem::because(Code::RequestInvalid, error.body_text())),
        }
    }
}

/// Path parameters. Errors: a number is none.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<State> for At<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(Problem::of(Code::NotFound)),
        }
    }
}

/// The outcome of a change, or the same outcome again for a repeated request.
pub fn settled<T: DeserializeOwned>(
    outcome: Result<(T, Receipt), Error>,
) -> Result<(T, Receipt), Problem> {
    match outcome {
        Err(Error::Repeated(repeated)) => match serde_json::from_value(repeated.value) {
            Ok(value) => Ok((value, repeated.receipt)),
            Err(error) => Err(Error::Internal(error.to_string()).into()),
        },
        other => Ok(other?),
    }
}

/// An answer with the signed receipt of its record.
pub fn receipted(
    app: &App,
    receipt: &Receipt,
    answer: impl IntoResponse,
) -> Result<Response, Problem> {
    let mut response = answer.into_response();
    let line = HeaderValue::from_str(&app.signed_receipt(receipt)?);
    if let Ok(line) = line {
        response.headers_mut().insert(RECEIPT_HEADER, line);
    }
    Ok(response)
}

/// 201 with a body and a receipt.
pub fn created(app: &App, receipt: &Receipt, body: impl Serialize) -> Result<Response, Problem> {
    receipted(app, receipt, (StatusCode::CREATED, Json(body)))
}

/// 200 with a body and a receipt.
pub fn changed(app: &App, receipt: &Receipt, body: impl Serialize) -> Result<Response, Problem> {
    receipted(app, receipt, Json(body))
}

/// A drawing for `<img>`.
pub fn svg(text: String) -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml")], text).into_response()
}

/// Pages for reading and printing, shown by the browser itself.
pub fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("inline; filename=\"{name}.pdf\"");
    let headers =
        [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, &disposition)];
    (headers, bytes).into_response()
}

/// A certificate file under its own name.
pub fn ofd(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.ofd\"");
    let headers =
        [(header::CONTENT_TYPE, "application/ofd"), (header::CONTENT_DISPOSITION, &disposition)];
    (headers, bytes).into_response()
}
