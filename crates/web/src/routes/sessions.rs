//! 登录: the session of the one who asks.

use axum::Json;
use axum::extract::State as Shared;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::policy;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Input;
use crate::State;
use crate::gate::{Asking, cookie_name};
use crate::problem::Problem;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(session, log_in, log_out))
        .routes(routes!(demo_roles))
        .routes(routes!(log_in_demo))
        .routes(routes!(todos))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Login {
    account: String,
    password: String,
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
    posts: Vec<String>,
    posts_zh: Vec<String>,
    /// What the posts allow somewhere; the pages show buttons by it.
    actions: Vec<String>,
    /// Goes into X-CSRF-Token of every change.
    csrf_token: String,
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

/// Who is logged in.
#[utoipa::path(get, path = "/session", tag = "session",
    responses((status = 200, body = SessionBody), (status = 401, body = Problem)))]
async fn session(asking: Asking) -> Result<Json<SessionBody>, Problem> {
    let session = asking.session()?;
    let caller = &session.caller;
    let region = caller.region.as_ref().map_or_else(String::new, |r| r.as_str().to_owned());
    Ok(Json(SessionBody {
        person: PersonBody {
            id: session.person_id.clone(),
            account: session.account.clone(),
            name: session.name.clone(),
        },
        unit: UnitBody { code: caller.unit.clone(), name: session.unit_name.clone(), region },
        posts: caller.roles.iter().map(|role| role.as_str().to_owned()).collect(),
        posts_zh: caller.roles.iter().map(|role| role.zh().to_owned()).collect(),
        actions: policy::actions(caller).iter().map(|a| a.as_str().to_owned()).collect(),
        csrf_token: session.csrf.clone(),
        demo: asking.app.is_demo(),
    }))
}

/// Log in by account and password.
#[utoipa::path(post, path = "/session", tag = "session", request_body = Login,
    responses((status = 204), (status = 401, body = Problem), (status = 429, body = Problem)))]
async fn log_in(
    Shared(state): Shared<State>,
    Input(login): Input<Login>,
) -> Result<Response, Problem> {
    let opened = state.app.log_in(&login.account, &login.password).await?;
    Ok(with_cookie(&state, &opened.secret))
}

/// Log out; the cookie is worthless afterwards.
#[utoipa::path(delete, path = "/session", tag = "session",
    responses((status = 204), (status = 401, body = Problem)))]
async fn log_out(asking: Asking) -> Result<Response, Problem> {
    asking.app.log_out(asking.session()?).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    let clear = HeaderValue::from_static("\"cookies\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    Ok(response)
}

/// The accounts of the demo city that one click logs in.
#[utoipa::path(get, path = "/demo/roles", tag = "session",
    responses((status = 200, body = Vec<app::onboarding::DemoAccount>), (status = 404, body = Problem)))]
async fn demo_roles(
    Shared(state): Shared<State>,
) -> Result<Json<Vec<app::onboarding::DemoAccount>>, Problem> {
    Ok(Json(state.app.demo_accounts().await?))
}

/// One-click login of the demo city.
#[utoipa::path(post, path = "/demo/session", tag = "session", request_body = DemoLogin,
    responses((status = 204), (status = 404, body = Problem)))]
async fn log_in_demo(
    Shared(state): Shared<State>,
    Input(login): Input<DemoLogin>,
) -> Result<Response, Problem> {
    let opened = state.app.log_in_demo(&login.account).await?;
    Ok(with_cookie(&state, &opened.secret))
}

/// What waits for the caller's posts.
#[utoipa::path(get, path = "/todos", tag = "session",
    responses((status = 200, body = app::notify::Todos), (status = 401, body = Problem)))]
async fn todos(asking: Asking) -> Result<Json<app::notify::Todos>, Problem> {
    Ok(Json(asking.app.todos(asking.caller()?).await?))
}

fn with_cookie(state: &State, secret: &str) -> Response {
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
