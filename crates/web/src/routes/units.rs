//! 单位、人员、事项、接入系统、印章: who takes part.

use app::onboarding::{MatterView, NewClient, NewPerson, PersonView, UnitView};
use app::seals::{SealId, SealView};
use axum::Json;
use axum::response::Response;
use domain::caller::Role;
use domain::purpose::Matter;
use domain::region::Region;
use domain::seal::SealStep;
use domain::unit::{Unit, UnitPart};
use domain::{Code, Refusal};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Asked, At, Input, List, changed, created, settled};
use crate::State;
use crate::gate::Asking;
use crate::problem::Problem;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(units, register_unit))
        .routes(routes!(seals, register_seal))
        .routes(routes!(change_seal))
        .routes(routes!(matters, register_matter))
        .routes(routes!(people, register_person))
        .routes(routes!(grant_role))
        .routes(routes!(register_client))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnitInput {
    /// Unified social credit code.
    code: String,
    name: String,
    /// Six digits.
    region: String,
    /// issuing, using, manager.
    #[schema(value_type = Vec<String>)]
    parts: Vec<UnitPart>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MatterInput {
    code: String,
    name: String,
    unit_code: String,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    yields: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PersonInput {
    account: String,
    name: String,
    unit_code: String,
    /// At least 10 characters of three kinds; absent = no login by password.
    #[serde(default)]
    password: Option<String>,
    posts: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleInput {
    post: String,
    /// false takes the post away.
    active: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClientInput {
    client_id: String,
    name: String,
    unit_code: String,
    /// SubjectPublicKeyInfo of an SM2 key, DER in hex.
    public_key: String,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
struct PeopleQuery {
    /// Code of the unit; absent = the caller's own.
    #[param(required = false)]
    unit: String,
}

/// Units of the city.
#[utoipa::path(get, path = "/units", tag = "units",
    responses((status = 200, body = List<UnitView>), (status = 401, body = Problem)))]
async fn units(asking: Asking) -> Result<Json<List<UnitView>>, Problem> {
    Ok(Json(asking.app.units(asking.caller()?).await?.into()))
}

/// A unit joins the system.
#[utoipa::path(post, path = "/units", tag = "units", request_body = UnitInput,
    responses((status = 200), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn register_unit(asking: Asking, Input(unit): Input<UnitInput>) -> Result<Response, Problem> {
    let unit = Unit {
        code: unit.code,
        name: unit.name,
        region: Region::parse(&unit.region)?,
        parts: unit.parts,
        active: true,
    };
    let done = asking.app.register_unit(asking.caller()?, &unit).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&asking.app, &receipt, serde_json::json!({ "code": unit.code }))
}

/// A new seal for a unit; seals made before stay valid for what they stamped.
#[utoipa::path(post, path = "/units/{code}/seals", tag = "units", params(("code" = String, Path)),
    responses((status = 201), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn register_seal(asking: Asking, At(code): At<String>) -> Result<Response, Problem> {
    let done = asking.app.register_seal(asking.caller()?, &code).await;
    let (seal, receipt): (SealId, _) = settled(done)?;
    created(&asking.app, &receipt, seal)
}

/// Seals of a unit with their states.
#[utoipa::path(get, path = "/units/{code}/seals", tag = "units", params(("code" = String, Path)),
    responses((status = 200, body = List<SealView>), (status = 403, body = Problem),
        (status = 404, body = Problem)))]
async fn seals(asking: Asking, At(code): At<String>) -> Result<Json<List<SealView>>, Problem> {
    Ok(Json(asking.app.seals(asking.caller()?, &code).await?.into()))
}

/// What happens to a seal, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SealChange {
    row_version: i64,
    /// suspend, resume, report_lost, replace, revoke.
    step: String,
    reason: String,
}

/// 停用、恢复、挂失、更换、注销 of a seal, with a reason. Asked at every sealing and verification.
#[utoipa::path(post, path = "/seals/{seal_id}/state", tag = "units",
    params(("seal_id" = String, Path)), request_body = SealChange,
    responses((status = 200, body = SealView), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn change_seal(
    asking: Asking,
    At(seal_id): At<String>,
    Input(change): Input<SealChange>,
) -> Result<Response, Problem> {
    let caller = asking.caller()?;
    let unknown =
        || app::Error::from(Refusal::new(Code::SealStepUnknown).with("step", &change.step));
    let step = SealStep::parse(&change.step).ok_or_else(unknown)?;
    let (version, reason) = (change.row_version, change.reason.as_str());
    let done = asking.app.change_seal(caller, &seal_id, version, step, reason).await;
    let (seal, receipt) = settled(done)?;
    changed(&asking.app, &receipt, seal)
}

/// Matters of the caller's unit.
#[utoipa::path(get, path = "/matters", tag = "units",
    responses((status = 200, body = List<MatterView>), (status = 401, body = Problem)))]
async fn matters(asking: Asking) -> Result<Json<List<MatterView>>, Problem> {
    Ok(Json(asking.app.matters(asking.caller()?).await?.into()))
}

/// A matter of a unit.
#[utoipa::path(post, path = "/matters", tag = "units", request_body = MatterInput,
    responses((status = 200), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn register_matter(
    asking: Asking,
    Input(matter): Input<MatterInput>,
) -> Result<Response, Problem> {
    let matter = Matter {
        code: matter.code,
        name: matter.name,
        unit: matter.unit_code,
        needs: matter.needs,
        yields: matter.yields,
    };
    let done = asking.app.register_matter(asking.caller()?, &matter).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&asking.app, &receipt, serde_json::json!({ "code": matter.code }))
}

/// People of a unit with their posts.
#[utoipa::path(get, path = "/people", tag = "units", params(PeopleQuery),
    responses((status = 200, body = List<PersonView>), (status = 401, body = Problem)))]
async fn people(
    asking: Asking,
    Asked(query): Asked<PeopleQuery>,
) -> Result<Json<List<PersonView>>, Problem> {
    Ok(Json(asking.app.people(asking.caller()?, &query.unit).await?.into()))
}

/// Registers a person.
#[utoipa::path(post, path = "/people", tag = "units", request_body = PersonInput,
    responses((status = 201), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn register_person(
    asking: Asking,
    Input(person): Input<PersonInput>,
) -> Result<Response, Problem> {
    let person = NewPerson {
        account: person.account,
        name: person.name,
        unit: person.unit_code,
        password: person.password,
        roles: person.posts.iter().map(|post| role(post)).collect::<Result<_, _>>()?,
    };
    let (id, receipt) = settled(asking.app.register_person(asking.caller()?, &person).await)?;
    created(&asking.app, &receipt, id)
}

/// Gives a post, or takes it away.
#[utoipa::path(post, path = "/people/{id}/posts", tag = "units", params(("id" = String, Path)),
    request_body = RoleInput,
    responses((status = 200), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn grant_role(
    asking: Asking,
    At(id): At<String>,
    Input(grant): Input<RoleInput>,
) -> Result<Response, Problem> {
    let post = role(&grant.post)?;
    let done = asking.app.grant_role(asking.caller()?, &id, post, grant.active).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&asking.app, &receipt, serde_json::json!({ "person_id": id }))
}

/// Registers a calling system with its public key.
#[utoipa::path(post, path = "/clients", tag = "units", request_body = ClientInput,
    responses((status = 200), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn register_client(
    asking: Asking,
    Input(client): Input<ClientInput>,
) -> Result<Response, Problem> {
    let key = hex::decode(&client.public_key);
    let client = NewClient {
        client_id: client.client_id,
        name: client.name,
        unit: client.unit_code,
        public_key: key.map_err(|_| Problem::because(Code::RequestInvalid, "public_key"))?,
    };
    let done = asking.app.register_client(asking.caller()?, &client).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&asking.app, &receipt, serde_json::json!({ "client_id": client.client_id }))
}

fn role(post: &str) -> Result<Role, Problem> {
    Role::parse(post).ok_or_else(|| Problem::because(Code::RequestInvalid, format!("post {post}")))
}
