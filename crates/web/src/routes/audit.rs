//! 审计日志 (log, Art. 21): the records, for the auditor, and the checkpoint, for everybody.

use app::Period;
use app::audit::{RecordFilter, RecordProof, RecordSummary};
use app::certificate::Step;
use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use domain::event::EventKind;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, Paging, changed};
use crate::State;
use crate::extract::{Path, Query, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(audit_records))
        .routes(routes!(audit_record))
        .routes(routes!(certificate_life))
        .routes(routes!(checkpoint))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct RecordQuery {
    #[param(required = false, value_type = EventKind)]
    event: String,
    /// Code of the unit in which somebody acted.
    #[param(required = false)]
    unit: String,
    /// Account or identity of the person who acted.
    #[param(required = false)]
    person: String,
    /// Identifier or printed number of a certificate.
    #[param(required = false)]
    certificate: String,
    /// First day, as yyyy-mm-dd.
    #[param(required = false)]
    from: String,
    /// Last day, as yyyy-mm-dd.
    #[param(required = false)]
    to: String,
    #[param(required = false)]
    after: String,
    #[param(required = false, minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckpointBody {
    /// Number of records that the checkpoint covers.
    size: u64,
    /// Root of the Merkle tree, SM3, in hexadecimal.
    root: String,
    /// The checkpoint as a signed note (C2SP).
    text: String,
    /// Public key that verifies receipts: SubjectPublicKeyInfo, DER in hexadecimal.
    receipt_key: String,
}

/// Lists records, newest first, with the names, posts and units of those who acted. The reading is recorded.
#[utoipa::path(
    get, path = "/audit/records", tag = "audit", params(RecordQuery),
    responses((status = 200, body = List<RecordSummary>)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadAuditLog), &[21], &[])))),
)]
async fn audit_records(
    request: Request,
    Query(query): Query<RecordQuery>,
) -> Result<Json<List<RecordSummary>>, Problem> {
    let paging = Paging { after: query.after, limit: query.limit };
    let filter = RecordFilter {
        event: query.event,
        unit: query.unit,
        person: query.person,
        certificate: query.certificate,
        period: Period::parse(&query.from, &query.to)?,
    };
    let (caller, limit) = (request.caller()?, paging.limit()?);
    Ok(Json(request.app.records(caller, &filter, &paging.after, limit).await?.into()))
}

/// Shows one record with its details and its proof of inclusion. The reading is recorded.
#[utoipa::path(
    get, path = "/audit/records/{record_id}", tag = "audit", params(("record_id" = String, Path)),
    responses((status = 200, body = RecordProof)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadAuditLog), &[21], &[])))),
)]
async fn audit_record(
    request: Request,
    Path(record_id): Path<String>,
) -> Result<Response, Problem> {
    let (proof, receipt) = request.app.record(request.caller()?, &record_id).await?;
    changed(&request.app, &receipt, proof)
}

/// Lists every change, reading and use of a certificate, oldest first, with those who acted. The reading is
/// recorded.
#[utoipa::path(
    get, path = "/audit/certificates/{identifier}", tag = "audit",
    params(("identifier" = String, Path)),
    responses((status = 200, body = List<Step>)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadAuditLog), &[12, 21], &[])))),
)]
async fn certificate_life(
    request: Request,
    Path(identifier): Path<String>,
) -> Result<Response, Problem> {
    let (steps, receipt) = request.app.certificate_life(request.caller()?, &identifier).await?;
    changed(&request.app, &receipt, List::from(steps))
}

/// Signs a checkpoint of the log as it is now. Whoever keeps it can later prove whether a record that it
/// covers was changed or removed.
#[utoipa::path(
    get, path = "/audit/checkpoint", tag = "audit",
    responses((status = 200, body = CheckpointBody)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[21], &[])))),
)]
async fn checkpoint(Shared(state): Shared<State>) -> Result<Json<CheckpointBody>, Problem> {
    let note = state.app.own_checkpoint(&state.settings.origin).await?;
    Ok(Json(CheckpointBody {
        size: note.checkpoint.size,
        root: hex::encode(note.checkpoint.root),
        text: note.text(),
        receipt_key: state.app.receipt_public_key()?,
    }))
}
