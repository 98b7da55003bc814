//! 岗位授予 (posts, Art. 7, 25): what was proposed, and what a second administrator decides.

use app::onboarding::{GrantVersion, GrantView};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::grant::{GrantState, GrantStep};
use domain::policy::Action;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{List, Paging, RowVersion, changed, settled};
use crate::State;
use crate::extract::{Body, Path, Query, Request, optional_word};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(grants))
        .routes(routes!(decide_grant))
        .routes(routes!(withdraw_grant))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct GrantQuery {
    /// State of the proposals; those that wait for confirmation if absent.
    #[param(required = false, value_type = GrantState)]
    state: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Decision {
    row_version: i64,
    /// true confirms the post, false declines it.
    confirm: bool,
}

/// Lists proposals of posts, newest first: all of them for whoever proposes or confirms posts, none for
/// others.
#[utoipa::path(
    get, path = "/grants", tag = "onboarding", params(GrantQuery, Paging),
    responses((status = 200, body = List<GrantView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[7, 25], &[])))),
)]
async fn grants(
    request: Request,
    Query(query): Query<GrantQuery>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<GrantView>>, Problem> {
    let state = optional_word(&query.state)?.unwrap_or(GrantState::Proposed);
    let limit = paging.limit()?;
    Ok(Json(request.app.grants(request.caller()?, state, &paging.after, limit).await?.into()))
}

/// Confirms or declines a proposal of a post. Nobody decides who proposed it or is to hold the post.
#[utoipa::path(
    post, path = "/grants/{grant_id}/decision", tag = "onboarding",
    params(("grant_id" = String, Path)), request_body = Decision,
    responses((status = 200, body = GrantVersion)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ConfirmRole), &[7, 25],
        &[
            Code::GrantState, Code::GrantForOneself, Code::PostsExclude, Code::PersonUnknown,
            Code::PostPeriod, Code::GrantPending,
        ],
    )))),
)]
async fn decide_grant(
    request: Request,
    Path(grant_id): Path<String>,
    Body(decision): Body<Decision>,
) -> Result<Response, Problem> {
    let step = if decision.confirm { GrantStep::Confirm } else { GrantStep::Decline };
    decided(request, GrantVersion { grant_id, row_version: decision.row_version }, step).await
}

/// Withdraws a proposal of a post.
#[utoipa::path(
    post, path = "/grants/{grant_id}/withdraw", tag = "onboarding",
    params(("grant_id" = String, Path)), request_body = RowVersion,
    responses((status = 200, body = GrantVersion)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::GrantRole), &[7, 25], &[Code::GrantState, Code::PostReserved],
    )))),
)]
async fn withdraw_grant(
    request: Request,
    Path(grant_id): Path<String>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    decided(request, GrantVersion { grant_id, row_version }, GrantStep::Withdraw).await
}

async fn decided(
    request: Request,
    seen: GrantVersion,
    step: GrantStep,
) -> Result<Response, Problem> {
    let done = request.app.decide_post(request.caller()?, &seen, step).await;
    let (decided, receipt): (GrantVersion, _) = settled(done)?;
    changed(&request.app, &receipt, decided)
}
