//! 登录 (logging in, Art. 20): the session of a person, the proof of who they are, and one-time codes.

use app::onboarding::{DemoAccount, NewCodes, Shown};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Code;
use domain::caller::Role;
use domain::login::{CodeState, LoginMeans};
use domain::policy::{self, Action};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{changed, created, settled};
use crate::State;
use crate::address::Address;
use crate::extract::{Body, Path, Request};
use crate::gate::cookie_name;
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(session, log_in, log_out))
        .routes(routes!(prove))
        .routes(routes!(begin_codes))
        .routes(routes!(confirm_codes))
        .routes(routes!(withdraw_codes))
        .routes(routes!(demo_accounts))
        .routes(routes!(log_in_demo))
        .routes(routes!(prove_demo))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Login {
    account: String,
    password: String,
    /// The present one-time code, for whoever has such codes in use.
    #[serde(default)]
    code: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Proof {
    password: String,
    /// As at the login.
    #[serde(default)]
    code: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FirstCode {
    /// The present code of the new secret, six digits.
    code: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DemoLogin {
    account: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct SessionBody {
    person: PersonBody,
    unit: UnitBody,
    posts: Vec<Role>,
    posts_zh: Vec<String>,
    /// The actions that the posts allow in some scope. The pages show their buttons accordingly.
    actions: Vec<Action>,
    /// Token that the pages send in the header X-CSRF-Token with every change.
    csrf_token: String,
    /// How the person logged in.
    means: LoginMeans,
    /// Whether one-time codes are in use.
    codes: CodeState,
    /// What must be done before every other route is open: `password_change_required` or
    /// `second_factor_required`; null if nothing.
    first: Option<Code>,
    demo: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct PersonBody {
    id: String,
    account: String,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct UnitBody {
    code: String,
    name: String,
    region: String,
}

/// The one-time codes of a person.
#[derive(Debug, Serialize, ToSchema)]
struct CodesOf {
    person_id: String,
    codes: CodeState,
}

/// Shows who is logged in and what they may do.
#[utoipa::path(
    get, path = "/session", tag = "onboarding",
    responses((status = 200, body = SessionBody)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[7], &[])))),
)]
async fn session(request: Request) -> Result<Json<SessionBody>, Problem> {
    let session = request.session()?;
    let caller = &session.caller;
    let region = caller.region.as_ref().map_or_else(String::new, |r| r.as_str().to_owned());
    Ok(Json(SessionBody {
        person: PersonBody {
            id: session.person_id.clone(),
            account: session.account.clone(),
            name: session.name.clone(),
        },
        unit: UnitBody { code: caller.unit.clone(), name: session.unit_name.clone(), region },
        posts: caller.roles.clone(),
        posts_zh: caller.roles.iter().map(|role| role.zh().to_owned()).collect(),
        actions: policy::actions(caller),
        csrf_token: session.csrf.clone(),
        means: session.means,
        codes: request.app.code_state(&session.person_id).await?,
        first: session.first,
        demo: request.app.is_demo(),
    }))
}

/// Logs in by account, password and, where it is in use, one-time code (Art. 20). The session cookie is in the answer.
#[utoipa::path(
    post, path = "/session", tag = "onboarding", request_body = Login,
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(
        Who::Everybody, &[20],
        &[Code::LoginFailed, Code::LoginLocked, Code::CodeRequired, Code::CodeWrong],
    )))),
)]
async fn log_in(
    Shared(state): Shared<State>,
    request: Request,
    Address(address): Address,
    Body(login): Body<Login>,
) -> Result<Response, Problem> {
    // A secret is never kept as the answer to an idempotency key.
    let app = request.app.without_request();
    let shown = Shown { password: &login.password, code: &login.code };
    let opened = app.log_in_with(&login.account, shown, &address).await?;
    Ok(with_cookie(&state, &opened.secret))
}

/// Logs out. The session ends on the server, so the cookie is no longer valid.
#[utoipa::path(
    delete, path = "/session", tag = "onboarding",
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[20], &[])))),
)]
async fn log_out(request: Request) -> Result<Response, Problem> {
    request.app.log_out(request.session()?).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let clear = HeaderValue::from_static("\"cookies\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    Ok(response)
}

/// Lists the accounts of the demo city that can log in without a password. Outside a demo city this
/// address does not exist.
#[utoipa::path(
    get, path = "/demo/roles", tag = "onboarding",
    responses((status = 200, body = Vec<DemoAccount>)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[], &[])))),
)]
async fn demo_accounts(Shared(state): Shared<State>) -> Result<Json<Vec<DemoAccount>>, Problem> {
    Ok(Json(state.app.demo_accounts().await?))
}

/// Logs in to the demo city without a password.
#[utoipa::path(
    post, path = "/demo/session", tag = "onboarding", request_body = DemoLogin,
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[], &[])))),
)]
async fn log_in_demo(
    Shared(state): Shared<State>,
    Body(login): Body<DemoLogin>,
) -> Result<Response, Problem> {
    let opened = state.app.log_in_demo(&login.account).await?;
    Ok(with_cookie(&state, &opened.secret))
}

/// Proves again who is logged in. For some minutes, acts that ask for such a proof are open.
#[utoipa::path(
    post, path = "/session/proof", tag = "onboarding", request_body = Proof,
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(
        Who::LoggedIn, &[20],
        &[Code::PasswordWrong, Code::LoginLocked, Code::CodeRequired, Code::CodeWrong],
    )))),
)]
async fn prove(
    request: Request,
    Address(address): Address,
    Body(proof): Body<Proof>,
) -> Result<StatusCode, Problem> {
    let app = request.app.without_request();
    let shown = Shown { password: &proof.password, code: &proof.code };
    app.prove(request.session_for_means()?, shown, &address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Begins one-time codes (GM/T 0021) for whoever is logged in. The secret is in the answer, and is not shown
/// again.
#[utoipa::path(
    post, path = "/session/codes", tag = "onboarding",
    responses((status = 201, body = NewCodes)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[20], &[Code::ProofRequired])))),
)]
async fn begin_codes(request: Request) -> Result<Response, Problem> {
    // A secret is never kept as the answer to an idempotency key.
    let app = request.app.without_request();
    let (codes, receipt) = settled(app.begin_codes(request.session_for_means()?).await)?;
    created(&app, &receipt, codes)
}

/// Takes the one-time codes that were begun into use, by their first one.
#[utoipa::path(
    post, path = "/session/codes/confirmation", tag = "onboarding", request_body = FirstCode,
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(
        Who::LoggedIn, &[20], &[Code::ProofRequired, Code::CodeState, Code::CodeWrong],
    )))),
)]
async fn confirm_codes(
    request: Request,
    Body(first): Body<FirstCode>,
) -> Result<StatusCode, Problem> {
    let app = request.app.without_request();
    app.confirm_codes(request.session_for_means()?, &first.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Withdraws the one-time codes of a person who has lost the token.
#[utoipa::path(
    post, path = "/people/{id}/codes/withdraw", tag = "onboarding", params(("id" = String, Path)),
    responses((status = 200, body = CodesOf)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::ChangePerson), &[20],
        &[Code::PersonUnknown, Code::CodeState, Code::PostReserved],
    )))),
)]
async fn withdraw_codes(request: Request, Path(id): Path<String>) -> Result<Response, Problem> {
    let done = request.app.withdraw_codes(request.caller()?, &id).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    let codes = CodesOf { person_id: id, codes: CodeState::Withdrawn };
    changed(&request.app, &receipt, codes)
}

/// Proves who is logged in to the demo city, without a password.
#[utoipa::path(
    post, path = "/demo/proof", tag = "onboarding",
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[], &[])))),
)]
async fn prove_demo(request: Request) -> Result<StatusCode, Problem> {
    request.app.prove_demo(request.session_for_means()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The answer 204 that sets the session cookie.
pub(super) fn with_cookie(state: &State, secret: &str) -> Response {
    let secure = state.settings.secure_cookie;
    let name = cookie_name(secure);
    let flags = if secure { "; Secure" } else { "" };
    let line = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict{flags}");
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Ok(line) = HeaderValue::from_str(&line) {
        response.headers_mut().insert(header::SET_COOKIE, line);
    }
    response
}
