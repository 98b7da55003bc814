//! The handlers, one module for each activity, and what all of them share.

pub mod audit;
pub mod catalog;
pub mod certificate;
pub mod collect;
pub mod notify;
pub mod onboarding;
pub mod operate;
pub mod review;
pub mod seals;
pub mod usage;
pub mod verify;

use app::Exported;
use app::{App, Error, Page, Receipt};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::export::ExportFormat;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;

use crate::State;
use crate::extract::optional_word;
use crate::problem::Problem;
use crate::queries::{invalid, is_key};

/// Every route of the interface.
pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(onboarding::router())
        .merge(catalog::router())
        .merge(collect::router())
        .merge(review::router())
        .merge(certificate::router())
        .merge(seals::router())
        .merge(usage::router())
        .merge(notify::router())
        .merge(verify::router())
        .merge(audit::router())
        .merge(operate::router())
}

/// Response header with the signed receipt of the log record (decision 0003).
const RECEIPT_HEADER: &str = "yinxin-receipt";

/// One page of a list. `next` is the parameter `after` of the request for the next page; it is null on
/// the last page.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    pub items: Vec<T>,
    pub next: Option<String>,
    /// Number of items of the whole list, counted up to 10,000. It comes with the first page of lists that
    /// can be counted without being read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
    /// Whether there are more items than `total` says, which nobody counted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub total_is_more: bool,
}

impl<T> From<Page<T>> for List<T> {
    fn from(page: Page<T>) -> Self {
        Self {
            items: page.items,
            next: page.next,
            total: page.total.map(|total| total.count),
            total_is_more: page.total.is_some_and(|total| total.is_more),
        }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, next: None, total: None, total_is_more: false }
    }
}

/// The parameters of a list that choose one page of it.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// The member `next` of the previous page; absent for the first page.
    #[param(required = false)]
    pub after: String,
    /// Number of items, 1 to 200; 50 if absent.
    #[param(required = false, minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
}

impl Paging {
    /// The number of items. (The gate has checked a query already; a search has both in its body.)
    ///
    /// # Errors
    /// [`Code::QueryInvalid`] if it is outside 1 to 200, or if `after` is no key of a page.
    pub fn limit(&self) -> Result<i64, Problem> {
        if !self.after.is_empty() && !is_key(&self.after) {
            return Err(invalid("after", "不是上一页给出的位置"));
        }
        match self.limit.unwrap_or(50) {
            limit @ 1..=200 => Ok(limit),
            _ => Err(invalid("limit", "应为 1 至 200 的整数")),
        }
    }
}

/// The format of an export; CSV if absent.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct Exporting {
    #[param(required = false, value_type = ExportFormat)]
    format: String,
}

impl Exporting {
    /// # Errors
    /// [`Code::RequestInvalid`] for another format.
    pub fn format(&self) -> Result<ExportFormat, Problem> {
        Ok(optional_word(&self.format)?.unwrap_or(ExportFormat::Csv))
    }
}

/// Response header of an export: whether the list goes on behind the last row of the file.
const CUT_HEADER: &str = "yinxin-cut";

/// An exported list, which the browser saves, with the receipt of its record.
pub fn exported(
    app: &App,
    format: ExportFormat,
    (file, receipt): (Exported, Receipt),
) -> Result<Response, Problem> {
    let kind = match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let disposition = format!("attachment; filename=\"{}\"", file.name);
    let headers =
        [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition.as_str())];
    let mut answer = (headers, file.bytes).into_response();
    let cut = HeaderValue::from_static(if file.is_cut { "true" } else { "false" });
    answer.headers_mut().insert(CUT_HEADER, cut);
    receipted(app, &receipt, answer)
}

/// The version of the row that the caller has seen. If the row has changed since, the request is refused
/// with `conflict`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RowVersion {
    pub row_version: i64,
}

/// The code of what was registered or adopted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Coded {
    pub code: String,
}

/// The version of the row that the caller has seen, with the reason for the change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    pub row_version: i64,
    #[serde(default)]
    pub reason: String,
}

/// The outcome of a change. For a repeated request (same `Idempotency-Key`) it is the outcome of the
/// first one.
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

/// Adds the signed receipt of the record to an answer.
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

/// The answer 201 with a body and a receipt.
pub fn created(app: &App, receipt: &Receipt, body: impl Serialize) -> Result<Response, Problem> {
    receipted(app, receipt, (StatusCode::CREATED, Json(body)))
}

/// The answer 200 with a body and a receipt.
pub fn changed(app: &App, receipt: &Receipt, body: impl Serialize) -> Result<Response, Problem> {
    receipted(app, receipt, Json(body))
}

/// An SVG image.
pub fn svg(text: String) -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml")], text).into_response()
}

/// A PDF file that the browser displays.
pub fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("inline; filename=\"{name}.pdf\"");
    let headers =
        [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, &disposition)];
    (headers, bytes).into_response()
}

/// An OFD file that the browser saves under `name`.
pub fn ofd(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.ofd\"");
    let headers =
        [(header::CONTENT_TYPE, "application/ofd"), (header::CONTENT_DISPOSITION, &disposition)];
    (headers, bytes).into_response()
}
