//! 电子印章 (seal, Art. 22): the register of seals and their states.

use app::seals::{SealId, SealView};
use axum::Json;
use axum::response::Response;
use domain::policy::Action;
use domain::seal::SealStep;
use domain::{Code, Refusal};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, changed, created, settled};
use crate::State;
use crate::extract::{Body, Path, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(seals, register_seal)).routes(routes!(change_seal))
}

/// A change of the state of a seal, with its reason.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SealChange {
    row_version: i64,
    #[schema(value_type = SealStep)]
    step: String,
    reason: String,
}

/// Makes a new seal for a unit. What earlier seals of the unit have stamped stays valid.
#[utoipa::path(
    post, path = "/units/{code}/seals", tag = "seals", params(("code" = String, Path)),
    responses((status = 201, body = SealId)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::RegisterSeal), &[22], &[Code::UnitUnknown, Code::FaceInvalid],
    )))),
)]
async fn register_seal(request: Request, Path(code): Path<String>) -> Result<Response, Problem> {
    let done = request.app.register_seal(request.caller()?, &code).await;
    let (seal, receipt): (SealId, _) = settled(done)?;
    created(&request.app, &receipt, seal)
}

/// Lists the seals of a unit with their states.
#[utoipa::path(
    get, path = "/units/{code}/seals", tag = "seals", params(("code" = String, Path)),
    responses((status = 200, body = List<SealView>)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ChangeSeal), &[22], &[Code::UnitUnknown],
    )))),
)]
async fn seals(
    request: Request,
    Path(code): Path<String>,
) -> Result<Json<List<SealView>>, Problem> {
    Ok(Json(request.app.seals(request.caller()?, &code).await?.into()))
}

/// Changes the state of a seal (停用、恢复、挂失、更换、注销), with a reason. Every sealing and every verification
/// reads this state.
#[utoipa::path(
    post, path = "/seals/{seal_id}/state", tag = "seals", params(("seal_id" = String, Path)),
    request_body = SealChange,
    responses((status = 200, body = SealView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ChangeSeal), &[22],
        &[Code::SealStepUnknown, Code::SealState, Code::ReasonMissing],
    )))),
)]
async fn change_seal(
    request: Request,
    Path(seal_id): Path<String>,
    Body(change): Body<SealChange>,
) -> Result<Response, Problem> {
    let caller = request.caller()?;
    let unknown =
        || app::Error::from(Refusal::new(Code::SealStepUnknown).with("step", &change.step));
    let step = SealStep::parse(&change.step).ok_or_else(unknown)?;
    let (version, reason) = (change.row_version, change.reason.as_str());
    let done = request.app.change_seal(caller, &seal_id, version, step, reason).await;
    let (seal, receipt) = settled(done)?;
    changed(&request.app, &receipt, seal)
}
