//! Stopping people and units, and passwords (Art. 20, 25).

use app::onboarding::{ProfileView, Standing};
use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use domain::Code;
use domain::policy::Action;
use domain::standing::StandingStep;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{RowVersion, changed, settled};
use super::logins::with_cookie;
use super::units::CodedVersion;
use crate::State;
use crate::address::Address;
use crate::extract::{Body, Path, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(change_password))
        .routes(routes!(profile))
        .routes(routes!(end_other_sessions))
        .routes(routes!(change_person))
        .routes(routes!(demand_password_change))
        .routes(routes!(change_unit))
}

/// A step, the reason for the record, and the version of the row that the caller has seen.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingChange {
    row_version: i64,
    step: StandingStep,
    reason: String,
}

impl StandingChange {
    pub fn standing(&self) -> Standing<'_> {
        Standing { step: self.step, row_version: self.row_version, reason: &self.reason }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    old: String,
    /// At least 10 characters of three kinds, other than the old one.
    new: String,
}

/// A person who was changed, and the version of the row after the change.
#[derive(Debug, Serialize, ToSchema)]
struct PersonVersion {
    person_id: String,
    row_version: i64,
}

/// Changes the password of whoever is logged in. All other sessions of the person end; the cookie of the new
/// session is in the answer.
#[utoipa::path(
    post, path = "/session/password", tag = "onboarding", request_body = PasswordChange,
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(
        Who::LoggedIn, &[20],
        &[Code::PasswordWrong, Code::PasswordWeak, Code::PasswordUnchanged, Code::LoginLocked],
    )))),
)]
async fn change_password(
    request: Request,
    Shared(state): Shared<State>,
    Address(address): Address,
    Body(change): Body<PasswordChange>,
) -> Result<Response, Problem> {
    // The secret of the new session is not kept as the answer to an idempotency key.
    let app = request.app.without_request();
    let session = request.session()?;
    let opened = app.change_password(session, &change.old, &change.new, &address).await?;
    Ok(with_cookie(&state, &opened.secret))
}

/// Shows people what the platform knows of them: their unit, their posts with the days, and their last logins.
#[utoipa::path(
    get, path = "/session/profile", tag = "onboarding",
    responses((status = 200, body = ProfileView)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[20, 25], &[])))),
)]
async fn profile(request: Request) -> Result<Json<ProfileView>, Problem> {
    // Whoever must change the password does that first.
    request.caller()?;
    Ok(Json(request.app.profile(request.session()?).await?))
}

/// Ends all other sessions of whoever is logged in. This one goes on.
#[utoipa::path(
    post, path = "/session/others-end", tag = "onboarding",
    responses((status = 200, body = PersonVersion)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[20], &[])))),
)]
async fn end_other_sessions(request: Request) -> Result<Response, Problem> {
    request.caller()?;
    let session = request.session()?;
    let done = request.app.end_other_sessions(session).await;
    let (app::onboarding::RowVersion { row_version }, receipt) = settled(done)?;
    let person_id = session.person_id.clone();
    changed(&request.app, &receipt, PersonVersion { person_id, row_version })
}

/// Suspends or resumes a person. Open sessions of a suspended person end at once and for good.
#[utoipa::path(
    post, path = "/people/{id}/standing", tag = "onboarding", params(("id" = String, Path)),
    request_body = StandingChange,
    responses((status = 200, body = PersonVersion)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ChangePerson), &[20, 25],
        &[
            Code::PersonUnknown, Code::StandingState, Code::OwnStanding, Code::ReasonMissing,
            Code::PostReserved,
        ],
    )))),
)]
async fn change_person(
    request: Request,
    Path(id): Path<String>,
    Body(change): Body<StandingChange>,
) -> Result<Response, Problem> {
    let done = request.app.change_person(request.caller()?, &id, change.standing()).await;
    let (app::onboarding::RowVersion { row_version }, receipt) = settled(done)?;
    changed(&request.app, &receipt, PersonVersion { person_id: id, row_version })
}

/// Demands that a person change the password before doing anything else.
#[utoipa::path(
    post, path = "/people/{id}/password-change", tag = "onboarding", params(("id" = String, Path)),
    request_body = RowVersion,
    responses((status = 200, body = PersonVersion)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ChangePerson), &[20],
        &[Code::PersonUnknown, Code::StandingState, Code::PostReserved],
    )))),
)]
async fn demand_password_change(
    request: Request,
    Path(id): Path<String>,
    Body(RowVersion { row_version }): Body<RowVersion>,
) -> Result<Response, Problem> {
    let done = request.app.demand_password_change(request.caller()?, &id, row_version).await;
    let (app::onboarding::RowVersion { row_version }, receipt) = settled(done)?;
    changed(&request.app, &receipt, PersonVersion { person_id: id, row_version })
}

/// Suspends or resumes a unit. While it is suspended, its people and its calling systems can do nothing.
#[utoipa::path(
    post, path = "/units/{code}/standing", tag = "onboarding", params(("code" = String, Path)),
    request_body = StandingChange,
    responses((status = 200, body = CodedVersion)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::ChangeUnit), &[6, 20],
        &[Code::UnitUnknown, Code::StandingState, Code::OwnStanding, Code::ReasonMissing],
    )))),
)]
async fn change_unit(
    request: Request,
    Path(code): Path<String>,
    Body(change): Body<StandingChange>,
) -> Result<Response, Problem> {
    let done = request.app.change_unit(request.caller()?, &code, change.standing()).await;
    let (app::onboarding::RowVersion { row_version }, receipt) = settled(done)?;
    changed(&request.app, &receipt, CodedVersion { code, row_version })
}
