//! 接入 (onboarding, Art. 6, 7, 20): units, people with their posts, calling systems, and login.

mod login_keys;
mod logins;
mod matters;
mod posts;
mod standing;
mod systems;
mod units;

use app::onboarding::{GrantVersion, NewClient, NewPerson, PersonId, PersonView, PostDays};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::caller::Role;
use domain::date::Date;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, changed, created, settled};
use crate::State;
use crate::extract::{Body, Path, Query, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(people, register_person))
        .routes(routes!(grant_role))
        .routes(routes!(register_client))
        .merge(login_keys::router())
        .merge(logins::router())
        .merge(matters::router())
        .merge(posts::router())
        .merge(standing::router())
        .merge(systems::router())
        .merge(units::router())
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
    /// First day of a post that is proposed, as `yyyy-mm-dd`; today if absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    first_day: Option<Date>,
    /// Last day of a post that is proposed; if absent, it is held until it is withdrawn.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    last_day: Option<Date>,
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
        Who::OnNew(Action::RegisterPerson), &[7, 25],
        &[
            Code::UnitUnknown, Code::AccountTaken, Code::AccountInvalid, Code::NameInvalid,
            Code::PasswordWeak, Code::PostsExclude, Code::PostReserved,
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
        Who::OnItsUnit(Action::GrantRole), &[7, 25],
        &[
            Code::PersonUnknown, Code::PostsExclude, Code::GrantForOneself, Code::GrantPending,
            Code::PostPeriod, Code::PostReserved,
        ],
    )))),
)]
async fn grant_role(
    request: Request,
    Path(id): Path<String>,
    Body(grant): Body<RoleInput>,
) -> Result<Response, Problem> {
    let caller = request.caller()?;
    let (proposal, receipt) = if grant.active {
        let days = PostDays { first: grant.first_day, last: grant.last_day };
        let done = request.app.propose_post(caller, &id, grant.post, days).await;
        let (proposal, receipt) = settled(done)?;
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
