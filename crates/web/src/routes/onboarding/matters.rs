//! 事项 (matters, Art. 8, 14): changing, ending and listing the versions of the matters of a unit.

use app::onboarding::{MatterImport, MatterVersionView};
use axum::Json;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Code;
use domain::policy::Action;
use domain::purpose::Matter;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{List, changed, settled};
use super::units::CodedVersion;
use crate::State;
use crate::extract::{Body, Path, Request};
use crate::problem::Problem;
use crate::terms::{LARGE_BODY, Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(change_matter))
        .routes(routes!(end_matter))
        .routes(routes!(matter_versions))
        .routes(routes!(check_matter_import))
        .routes(routes!(import_matters))
        .routes(routes!(matter_table))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MatterChange {
    row_version: i64,
    /// Code of the unit that handles the matter; it cannot be changed.
    unit_code: String,
    name: String,
    /// Codes of the certificate types that the matter needs.
    #[serde(default)]
    needs: Vec<String>,
    /// Codes of the certificate types that the matter yields.
    #[serde(default)]
    yields: Vec<String>,
    /// First day of the new version, as yyyy-mm-dd; today if empty.
    #[serde(default)]
    first_day: String,
}

/// A table of matters: CSV in UTF-8 or GB 18030.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MatterTable {
    /// The file in base64.
    content: String,
}

impl MatterTable {
    fn bytes(&self) -> Result<Vec<u8>, Problem> {
        let decoded = STANDARD.decode(&self.content);
        decoded.map_err(|error| Problem::because(Code::RequestInvalid, error.to_string()))
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MatterEnd {
    row_version: i64,
    /// Code of the unit that handles the matter.
    unit_code: String,
    /// Last day on which it is handled, as yyyy-mm-dd; empty takes it back.
    #[serde(default)]
    last_day: String,
}

/// Changes name and certificate types of a matter: a new version, which begins on a day.
#[utoipa::path(
    put, path = "/matters/{code}", tag = "onboarding", params(("code" = String, Path)),
    request_body = MatterChange,
    responses((status = 200, body = CodedVersion)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::RegisterUnit), &[8, 14],
        &[
            Code::UnitUnknown, Code::MatterUnknown, Code::NameInvalid, Code::TypeCodeInvalid,
            Code::FirstDayInvalid, Code::MatterUnchanged, Code::MatterEnded,
        ],
    )))),
)]
async fn change_matter(
    request: Request,
    Path(code): Path<String>,
    Body(change): Body<MatterChange>,
) -> Result<Response, Problem> {
    let MatterChange { row_version, unit_code, name, needs, yields, first_day } = change;
    let matter = Matter { code, name, unit: unit_code, needs, yields };
    let caller = request.caller()?;
    let done = request.app.change_matter(caller, &matter, row_version, &first_day).await;
    let (version, receipt) = settled(done)?;
    let app::onboarding::RowVersion { row_version } = version;
    changed(&request.app, &receipt, CodedVersion { code: matter.code, row_version })
}

/// Sets or takes back the last day on which a matter is handled. Afterwards it is no purpose of a use.
#[utoipa::path(
    post, path = "/matters/{code}/end", tag = "onboarding", params(("code" = String, Path)),
    request_body = MatterEnd,
    responses((status = 200, body = CodedVersion)),
    extensions(("x-yinxin" = json!(terms(
        Who::OnItsUnit(Action::RegisterUnit), &[8, 14],
        &[Code::UnitUnknown, Code::MatterUnknown, Code::LastDayInvalid],
    )))),
)]
async fn end_matter(
    request: Request,
    Path(code): Path<String>,
    Body(end): Body<MatterEnd>,
) -> Result<Response, Problem> {
    let MatterEnd { row_version, unit_code, last_day } = end;
    let caller = request.caller()?;
    let done = request.app.end_matter(caller, &unit_code, &code, &last_day, row_version).await;
    let (version, receipt) = settled(done)?;
    let app::onboarding::RowVersion { row_version } = version;
    changed(&request.app, &receipt, CodedVersion { code, row_version })
}

/// Lists the versions of a matter, newest first, each with what it changes: of the own unit, and for whoever registers
/// matters, of the units of the reach. Otherwise the list is empty.
#[utoipa::path(
    get, path = "/matters/{code}/versions", tag = "onboarding", params(("code" = String, Path)),
    responses((status = 200, body = List<MatterVersionView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[8, 14], &[])))),
)]
async fn matter_versions(
    request: Request,
    Path(code): Path<String>,
) -> Result<Json<List<MatterVersionView>>, Problem> {
    Ok(Json(request.app.matter_versions(request.caller()?, &code).await?.into()))
}

/// Says what the import of a table of matters would do, and what is wrong with its rows. Nothing is changed.
#[utoipa::path(
    post, path = "/matter-imports/check", tag = "onboarding", request_body = MatterTable,
    responses((status = 200, body = MatterImport)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::RegisterUnit), &[8, 14], &[Code::UnitUnknown, Code::TableInvalid],
    ).taking(LARGE_BODY)))),
)]
async fn check_matter_import(
    request: Request,
    Body(table): Body<MatterTable>,
) -> Result<Json<MatterImport>, Problem> {
    let bytes = table.bytes()?;
    Ok(Json(request.app.check_matter_import(request.caller()?, &bytes).await?))
}

/// Imports a table of matters as a whole: matters that are new are registered, others get a new version, and what is
/// so already stays.
#[utoipa::path(
    post, path = "/matter-imports", tag = "onboarding", request_body = MatterTable,
    responses((status = 200, body = MatterImport)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::RegisterUnit), &[8, 14], &[Code::UnitUnknown, Code::TableInvalid],
    ).taking(LARGE_BODY)))),
)]
async fn import_matters(
    request: Request,
    Body(table): Body<MatterTable>,
) -> Result<Response, Problem> {
    let bytes = table.bytes()?;
    let done = request.app.import_matters(request.caller()?, &bytes).await;
    let (told, receipt): (MatterImport, _) = settled(done)?;
    changed(&request.app, &receipt, told)
}

/// Downloads the table of matters to fill in.
#[utoipa::path(
    get, path = "/matter-imports/table", tag = "onboarding",
    responses((status = 200, content_type = "text/csv")),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[8], &[])))),
)]
async fn matter_table(request: Request) -> Result<Response, Problem> {
    let table = app::onboarding::matter_table(&request.caller()?.unit);
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"matters.csv\""),
    ];
    Ok((headers, table).into_response())
}
