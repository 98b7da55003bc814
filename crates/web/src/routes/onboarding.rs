//! 接入 (onboarding, Art. 6, 7, 20): units, people with their posts, calling systems, and login.

mod matters;
mod posts;
mod standing;
mod systems;
mod units;

use app::onboarding::{DemoAccount, GrantVersion, NewClient, NewPerson, PersonId, PersonView};
use axum::Json;
use axum::extract::State as Shared;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Code;
use domain::caller::Role;
use domain::policy::{self, Action};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, changed, created, settled};
use crate::State;
use crate::address::Address;
use crate::extract::{Body, Path, Query, Request};
use crate::gate::cookie_name;
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(session, log_in, log_out))
        .routes(routes!(demo_accounts))
        .routes(routes!(log_in_demo))
        .routes(routes!(people, register_person))
        .routes(routes!(grant_role))
        .routes(routes!(register_client))
        .merge(matters::router())
        .merge(posts::router())
        .merge(standing::router())
        .merge(systems::router())
        .merge(units::router())
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
    posts: Vec<Role>,
    posts_zh: Vec<String>,
    /// The actions that the posts allow in some scope. The pages show their buttons accordingly.
    actions: Vec<Action>,
    /// Token that the pages send in the header X-CSRF-Token with every change.
    csrf_token: String,
    /// Whether every other route is refused until the password is changed.
    must_change_password: bool,
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

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonInput {
    account: String,
    name: String,
    unit_code: String,
    /// At least 10 characters of three kinds. Without a password the person cannot log in by password.
    #[serde(default)]
    password: Option<String>,
    posts: Vec<Role>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleInput {
    post: Role,
    /// true proposes the post, false withdraws it at once.
    active: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClientInput {
    client_id: String,
    name: String,
    unit_code: String,
    /// SM2 public key that verifies the system's signatures: SubjectPublicKeyInfo, DER in hexadecimal.
    public_key: String,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct PeopleQuery {
    /// Code of the unit; the caller's own unit if absent.
    #[param(required = false, format = "unit-code")]
    unit: String,
}

/// A post that was proposed or withdrawn.
#[derive(Debug, Serialize, ToSchema)]
struct PostAnswer {
    person_id: String,
    /// The proposal, which somebody else confirms; null if the post was withdrawn.
    proposal: Option<GrantVersion>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ClientId {
    client_id: String,
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
        must_change_password: session.must_change_password,
        demo: request.app.is_demo(),
    }))
}

/// Logs in by account and password (Art. 20). The session cookie is in the answer.
#[utoipa::path(
    post, path = "/session", tag = "onboarding", request_body = Login,
    responses((status = 204)),
    extensions(("x-yinxin" = json!(terms(
        Who::Everybody, &[20], &[Code::LoginFailed, Code::LoginLocked],
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
    let opened = app.log_in(&login.account, &login.password, &address).await?;
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

/// Lists the people of a unit with their posts.
#[utoipa::path(
    get, path = "/people", tag = "onboarding", params(PeopleQuery),
    responses((status = 200, body = List<PersonView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[7], &[Code::Denied])))),
)]
async fn people(
    request: Request,
    Query(query): Query<PeopleQuery>,
) -> Result<Json<List<PersonView>>, Problem> {
    Ok(Json(request.app.people(request.caller()?, &query.unit).await?.into()))
}

/// Registers a person. The posts are proposed, and a password must be changed at the first login.
#[utoipa::path(
    post, path = "/people", tag = "onboarding", request_body = PersonInput,
    responses((status = 201, body = PersonId)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::RegisterPerson), &[7, 25],
        &[
            Code::UnitUnknown, Code::AccountTaken, Code::AccountInvalid, Code::NameInvalid,
            Code::PasswordWeak, Code::PostsExclude,
        ],
    )))),
)]
async fn register_person(
    request: Request,
    Body(person): Body<PersonInput>,
) -> Result<Response, Problem> {
    let person = NewPerson {
        account: person.account,
        name: person.name,
        unit: person.unit_code,
        password: person.password,
        roles: person.posts,
    };
    let (id, receipt) = settled(request.app.register_person(request.caller()?, &person).await)?;
    created(&request.app, &receipt, id)
}

/// Proposes a post for a person, which has effect once it is confirmed, or withdraws a post at once.
#[utoipa::path(
    post, path = "/people/{id}/posts", tag = "onboarding", params(("id" = String, Path)),
    request_body = RoleInput,
    responses((status = 200, body = PostAnswer)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::GrantRole), &[7, 25],
        &[Code::PersonUnknown, Code::PostsExclude, Code::GrantForOneself, Code::GrantPending],
    )))),
)]
async fn grant_role(
    request: Request,
    Path(id): Path<String>,
    Body(grant): Body<RoleInput>,
) -> Result<Response, Problem> {
    let caller = request.caller()?;
    let (proposal, receipt) = if grant.active {
        let (proposal, receipt) = settled(request.app.propose_post(caller, &id, grant.post).await)?;
        (Some(proposal), receipt)
    } else {
        let done = request.app.withdraw_post(caller, &id, grant.post).await;
        (None, settled(done.map(|receipt| ((), receipt)))?.1)
    };
    changed(&request.app, &receipt, PostAnswer { person_id: id, proposal })
}

/// Registers a calling system (接入系统) of a unit with its public key.
#[utoipa::path(
    post, path = "/clients", tag = "onboarding", request_body = ClientInput,
    responses((status = 200, body = ClientId)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::RegisterClient), &[15],
        &[Code::UnitUnknown, Code::ClientTaken, Code::NameInvalid],
    )))),
)]
async fn register_client(
    request: Request,
    Body(client): Body<ClientInput>,
) -> Result<Response, Problem> {
    let key = hex::decode(&client.public_key);
    let client = NewClient {
        client_id: client.client_id,
        name: client.name,
        unit: client.unit_code,
        public_key: key.map_err(|_| Problem::because(Code::RequestInvalid, "public_key"))?,
    };
    let done = request.app.register_client(request.caller()?, &client).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&request.app, &receipt, ClientId { client_id: client.client_id })
}

/// The answer 204 that sets the session cookie.
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
