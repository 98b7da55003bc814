//! 接入系统 (calling systems, Art. 15): listing them, stopping them, and replacing their keys.

use app::onboarding::ClientView;
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{List, changed, settled};
use super::standing::StandingChange;
use crate::State;
use crate::extract::{Body, Path, Query, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(clients))
        .routes(routes!(change_client))
        .routes(routes!(replace_client_key))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct ClientQuery {
    /// Code of the unit; the caller's own unit if absent.
    #[param(required = false, format = "unit-code")]
    unit: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KeyChange {
    row_version: i64,
    /// The new SM2 public key: SubjectPublicKeyInfo, DER in hexadecimal.
    public_key: String,
}

/// A calling system that was changed, and the version of the row after the change.
#[derive(Debug, Serialize, ToSchema)]
struct ClientVersion {
    client_id: String,
    row_version: i64,
}

/// Lists the calling systems of a unit.
#[utoipa::path(
    get, path = "/clients", tag = "onboarding", params(ClientQuery),
    responses((status = 200, body = List<ClientView>)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ChangeClient), &[15], &[])))),
)]
async fn clients(
    request: Request,
    Query(query): Query<ClientQuery>,
) -> Result<Json<List<ClientView>>, Problem> {
    let caller = request.caller()?;
    let unit = if query.unit.is_empty() { &caller.unit } else { &query.unit };
    Ok(Json(request.app.clients(caller, unit).await?.into()))
}

/// Suspends or resumes a calling system, from its next request on.
#[utoipa::path(
    post, path = "/clients/{client_id}/standing", tag = "onboarding",
    params(("client_id" = String, Path)), request_body = StandingChange,
    responses((status = 200, body = ClientVersion)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::ChangeClient), &[15, 20],
        &[Code::StandingState, Code::ReasonMissing],
    )))),
)]
async fn change_client(
    request: Request,
    Path(client_id): Path<String>,
    Body(change): Body<StandingChange>,
) -> Result<Response, Problem> {
    let done = request.app.change_client(request.caller()?, &client_id, change.standing()).await;
    let (app::onboarding::RowVersion { row_version }, receipt) = settled(done)?;
    changed(&request.app, &receipt, ClientVersion { client_id, row_version })
}

/// Replaces the key of a calling system. The old key is refused at once.
#[utoipa::path(
    post, path = "/clients/{client_id}/key", tag = "onboarding",
    params(("client_id" = String, Path)), request_body = KeyChange,
    responses((status = 200, body = ClientVersion)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ChangeClient), &[15], &[])))),
)]
async fn replace_client_key(
    request: Request,
    Path(client_id): Path<String>,
    Body(change): Body<KeyChange>,
) -> Result<Response, Problem> {
    let KeyChange { row_version: seen, public_key } = change;
    let key = hex::decode(&public_key);
    let key = key.map_err(|_| Problem::because(Code::RequestInvalid, "public_key"))?;
    let caller = request.caller()?;
    let done = request.app.replace_client_key(caller, &client_id, seen, &key).await;
    let (app::onboarding::RowVersion { row_version }, receipt) = settled(done)?;
    changed(&request.app, &receipt, ClientVersion { client_id, row_version })
}
