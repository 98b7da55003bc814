//! 审计日志 (log, Art. 21): the records, for the auditor, and the checkpoint, for everybody.

use app::Period;
use app::audit::{
    CertificateLife, RecordFilter, RecordProof, RecordSummary, ResponsibilityFilter,
    ResponsibilityView,
};
use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use domain::event::EventKind;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Exporting, List, Paging, changed, exported};
use crate::State;
use crate::extract::{Path, Query, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(audit_records))
        .routes(routes!(export_records))
        .routes(routes!(audit_record))
        .routes(routes!(certificate_life))
        .routes(routes!(responsibility))
        .routes(routes!(export_responsibility))
        .routes(routes!(checkpoint))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct RecordConditions {
    #[param(required = false, value_type = EventKind)]
    event: String,
    /// Code of the unit in which somebody acted.
    #[param(required = false, format = "unit-code")]
    unit: String,
    /// Account or identity of the person who acted.
    #[param(required = false)]
    person: String,
    /// Identifier or printed number of a certificate.
    #[param(required = false)]
    certificate: String,
    /// First day, as yyyy-mm-dd.
    #[param(required = false, format = "date")]
    from: String,
    /// Last day, as yyyy-mm-dd.
    #[param(required = false, format = "date")]
    to: String,
}

impl RecordConditions {
    fn filter(self) -> Result<RecordFilter, Problem> {
        Ok(RecordFilter {
            event: self.event,
            unit: self.unit,
            person: self.person,
            certificate: self.certificate,
            period: Period::parse(&self.from, &self.to)?,
        })
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct TenureConditions {
    /// Code of the unit in which posts were held; if neither it nor a person is named, the caller's own unit.
    #[param(required = false, format = "unit-code")]
    unit: String,
    /// Account or identity of the person who held them.
    #[param(required = false)]
    person: String,
    /// First day of the time in which posts were held and acts are counted, as yyyy-mm-dd.
    #[param(required = false, format = "date")]
    from: String,
    /// Last day, as yyyy-mm-dd.
    #[param(required = false, format = "date")]
    to: String,
}

impl TenureConditions {
    fn filter(self) -> Result<ResponsibilityFilter, Problem> {
        let period = Period::parse(&self.from, &self.to)?;
        Ok(ResponsibilityFilter { unit: self.unit, person: self.person, period })
    }
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
    get, path = "/audit/records", tag = "audit", params(RecordConditions, Paging),
    responses((status = 200, body = List<RecordSummary>)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadAuditLog), &[21], &[])))),
)]
async fn audit_records(
    request: Request,
    Query(conditions): Query<RecordConditions>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<RecordSummary>>, Problem> {
    let (caller, limit) = (request.caller()?, paging.limit()?);
    let filter = conditions.filter()?;
    Ok(Json(request.app.records(caller, &filter, &paging.after, limit).await?.into()))
}

/// Exports the records that the list shows, at most 10,000. The export is recorded, and
/// the file names unit, person, time and record.
#[utoipa::path(
    get, path = "/audit/records/export", tag = "audit", params(RecordConditions, Exporting),
    responses((status = 200, content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadAuditLog), &[21], &[])))),
)]
async fn export_records(
    request: Request,
    Query(conditions): Query<RecordConditions>,
    Query(exporting): Query<Exporting>,
) -> Result<Response, Problem> {
    let (caller, format) = (request.caller()?, exporting.format()?);
    let filter = conditions.filter()?;
    exported(&request.app, format, request.app.export_records(caller, &filter, format).await?)
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

/// Lists every change, reading and use of a certificate and the copies taken of it, oldest first, with those who
/// acted. The reading is recorded.
#[utoipa::path(
    get, path = "/audit/certificates/{identifier}", tag = "audit",
    params(("identifier" = String, Path)),
    responses((status = 200, body = CertificateLife)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadAuditLog), &[12, 21], &[])))),
)]
async fn certificate_life(
    request: Request,
    Path(identifier): Path<String>,
) -> Result<Response, Problem> {
    let (life, receipt) = request.app.certificate_life(request.caller()?, &identifier).await?;
    changed(&request.app, &receipt, life)
}

/// Lists who held which post from when to when, with the number of acts by event: the posts held in a unit, or
/// those of a person. The reading is recorded.
#[utoipa::path(
    get, path = "/audit/responsibility", tag = "audit", params(TenureConditions, Paging),
    responses((status = 200, body = List<ResponsibilityView>)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::ReadResponsibility), &[25, 27], &[],
    )))),
)]
async fn responsibility(
    request: Request,
    Query(conditions): Query<TenureConditions>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<ResponsibilityView>>, Problem> {
    let (caller, limit) = (request.caller()?, paging.limit()?);
    let filter = conditions.filter()?;
    Ok(Json(request.app.responsibility(caller, &filter, &paging.after, limit).await?.into()))
}

/// Exports the posts that the list shows, with the acts. The export is recorded, and the file names unit, person,
/// time and record.
#[utoipa::path(
    get, path = "/audit/responsibility/export", tag = "audit", params(TenureConditions, Exporting),
    responses((status = 200, content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::ReadResponsibility), &[21, 25, 27], &[],
    )))),
)]
async fn export_responsibility(
    request: Request,
    Query(conditions): Query<TenureConditions>,
    Query(exporting): Query<Exporting>,
) -> Result<Response, Problem> {
    let (caller, format) = (request.caller()?, exporting.format()?);
    let filter = conditions.filter()?;
    let done = request.app.export_responsibility(caller, &filter, format).await?;
    exported(&request.app, format, done)
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
