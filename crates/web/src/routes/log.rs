//! 审计日志 (Art. 21): for the auditor; checkpoints for everybody.

use app::audit::{RecordFilter, RecordProof, RecordSummary};
use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, List, changed};
use crate::State;
use crate::gate::Asking;
use crate::problem::Problem;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(records))
        .routes(routes!(record))
        .routes(routes!(checkpoint))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
struct RecordQuery {
    #[param(required = false)]
    event: String,
    #[param(required = false)]
    unit: String,
    #[param(required = false)]
    after: String,
    #[param(required = false, minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CheckpointBody {
    size: u64,
    root: String,
    /// The signed note.
    text: String,
    /// SubjectPublicKeyInfo (DER, hex) of the key that signs receipts.
    receipt_key: String,
}

/// Records, newest first; that they were read is recorded.
#[utoipa::path(get, path = "/audit/records", tag = "audit", params(RecordQuery),
    responses((status = 200, body = List<RecordSummary>), (status = 401, body = Problem),
        (status = 403, body = Problem)))]
async fn records(
    asking: Asking,
    Asked(query): Asked<RecordQuery>,
) -> Result<Json<List<RecordSummary>>, Problem> {
    let paging = super::Paging { after: query.after, limit: query.limit };
    let filter = RecordFilter { event: query.event, unit: query.unit };
    let (caller, limit) = (asking.caller()?, paging.limit()?);
    Ok(Json(asking.app.records(caller, &filter, &paging.after, limit).await?.into()))
}

/// One record with its details and its proof.
#[utoipa::path(get, path = "/audit/records/{record_id}", tag = "audit",
    params(("record_id" = String, Path)),
    responses((status = 200, body = RecordProof), (status = 404, body = Problem)))]
async fn record(asking: Asking, At(record_id): At<String>) -> Result<Response, Problem> {
    let (proof, receipt) = asking.app.record(asking.caller()?, &record_id).await?;
    changed(&asking.app, &receipt, proof)
}

/// The log as it stands now, signed; keep it, and nobody can rewrite what it covers.
#[utoipa::path(get, path = "/audit/checkpoint", tag = "audit",
    responses((status = 200, body = CheckpointBody), (status = 503, body = Problem)))]
async fn checkpoint(Shared(state): Shared<State>) -> Result<Json<CheckpointBody>, Problem> {
    let note = state.app.own_checkpoint(&state.settings.origin).await?;
    Ok(Json(CheckpointBody {
        size: note.checkpoint.size,
        root: hex::encode(note.checkpoint.root),
        text: note.text(),
        receipt_key: state.app.receipt_public_key()?,
    }))
}
