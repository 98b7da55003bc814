//! 单位接入 (units, Art. 6): registering and correcting units and their matters, and the regions to choose from.

use app::onboarding::{RegionView, UnitParticulars, UnitView};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::policy::Action;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{Coded, List, changed, settled};
use crate::State;
use crate::extract::{Body, Path, Query, Request};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(units, register_unit))
        .routes(routes!(correct_unit))
        .routes(routes!(regions))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnitInput {
    /// Unified social credit code.
    code: String,
    name: String,
    /// Region code, six digits.
    region: String,
    parts: Vec<UnitPart>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UnitCorrection {
    row_version: i64,
    name: String,
    /// Region code, six digits.
    region: String,
    parts: Vec<UnitPart>,
}

/// The code of what was changed, and its version after the change.
#[derive(Debug, Serialize, ToSchema)]
pub struct CodedVersion {
    pub code: String,
    pub row_version: i64,
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct RegionQuery {
    /// Code of the region whose regions are listed; the city of the caller's unit if absent.
    #[param(required = false, format = "region-code")]
    within: String,
}

/// Lists the units of the city.
#[utoipa::path(
    get, path = "/units", tag = "onboarding",
    responses((status = 200, body = List<UnitView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[6], &[])))),
)]
async fn units(request: Request) -> Result<Json<List<UnitView>>, Problem> {
    Ok(Json(request.app.units(request.caller()?).await?.into()))
}

/// Registers a unit of the city.
#[utoipa::path(
    post, path = "/units", tag = "onboarding", request_body = UnitInput,
    responses((status = 200, body = Coded)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnNew(Action::RegisterUnit), &[6],
        &[Code::UnitCodeInvalid, Code::RegionUnknown, Code::UnitTaken, Code::NameInvalid, Code::FaceInvalid],
    )))),
)]
async fn register_unit(request: Request, Body(unit): Body<UnitInput>) -> Result<Response, Problem> {
    let unit = Unit {
        code: unit.code,
        name: unit.name,
        region: Region::parse(&unit.region)?,
        parts: unit.parts,
        active: true,
    };
    let done = request.app.register_unit(request.caller()?, &unit).await;
    let ((), receipt) = settled(done.map(|receipt| ((), receipt)))?;
    changed(&request.app, &receipt, Coded { code: unit.code })
}

/// Corrects name, region and parts of a unit. Its code stays: it names the unit everywhere.
#[utoipa::path(
    put, path = "/units/{code}", tag = "onboarding", params(("code" = String, Path)),
    request_body = UnitCorrection,
    responses((status = 200, body = UnitView)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::RegisterUnit), &[6],
        &[Code::UnitUnknown, Code::RegionUnknown, Code::NameInvalid, Code::FaceInvalid],
    )))),
)]
async fn correct_unit(
    request: Request,
    Path(code): Path<String>,
    Body(correction): Body<UnitCorrection>,
) -> Result<Response, Problem> {
    let UnitCorrection { row_version, name, region, parts } = correction;
    let correct = UnitParticulars { name, region: Region::parse(&region)?, parts };
    let done = request.app.correct_unit(request.caller()?, &code, row_version, &correct).await;
    let (unit, receipt): (UnitView, _) = settled(done)?;
    changed(&request.app, &receipt, unit)
}

/// Lists the regions that lie in another one, itself included, by code: what units can be registered in.
#[utoipa::path(
    get, path = "/regions", tag = "onboarding", params(RegionQuery),
    responses((status = 200, body = List<RegionView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[6], &[])))),
)]
async fn regions(
    request: Request,
    Query(query): Query<RegionQuery>,
) -> Result<Json<List<RegionView>>, Problem> {
    Ok(Json(request.app.regions_within(request.caller()?, &query.within).await?.into()))
}
