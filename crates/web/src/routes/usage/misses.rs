//! 缺证台账 (ledger of misses, Art. 4(5), 8, 13, 19) and what issuing units answer.

use app::Period;
use app::usage::{AnswerView, MissCounts, MissFilter, MissView, NewMissAnswer};
use axum::Json;
use axum::response::Response;
use domain::Code;
use domain::miss::MissCause;
use domain::policy::Action;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::super::{Exporting, List, Paging, changed, exported, settled};
use crate::State;
use crate::extract::{Body, Query, Request, optional_word};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(misses))
        .routes(routes!(miss_counts))
        .routes(routes!(export_misses))
        .routes(routes!(answer_misses))
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct MissConditions {
    /// Code of the using unit.
    #[param(required = false, format = "unit-code")]
    unit: String,
    /// Code of the unit that answers.
    #[param(required = false, format = "unit-code")]
    issuer: String,
    #[param(required = false, format = "type-code")]
    type_code: String,
    #[param(required = false, value_type = MissCause)]
    cause: String,
    /// First day, as yyyy-mm-dd.
    #[param(required = false, format = "date")]
    from: String,
    /// Last day, as yyyy-mm-dd.
    #[param(required = false, format = "date")]
    to: String,
}

impl MissConditions {
    fn filter(self) -> Result<MissFilter, Problem> {
        Ok(MissFilter {
            unit: self.unit,
            issuer: self.issuer,
            type_code: self.type_code,
            cause: optional_word(&self.cause)?,
            period: Period::parse(&self.from, &self.to)?,
        })
    }
}

/// Lists the certificates that were missing for matters, newest first: what the own unit missed or is missed for, and
/// for managing units those of their region or of the city. No holder is named.
#[utoipa::path(
    get, path = "/misses", tag = "usage", params(MissConditions, Paging),
    responses((status = 200, body = List<MissView>)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[8, 13, 19], &[])))),
)]
async fn misses(
    request: Request,
    Query(conditions): Query<MissConditions>,
    Query(paging): Query<Paging>,
) -> Result<Json<List<MissView>>, Problem> {
    let (caller, limit) = (request.caller()?, paging.limit()?);
    let filter = conditions.filter()?;
    Ok(Json(request.app.misses(caller, &filter, &paging.after, limit).await?.into()))
}

/// Counts the misses that the list shows by cause, type and issuing unit, with what the unit answers.
#[utoipa::path(
    get, path = "/misses/counts", tag = "usage", params(MissConditions),
    responses((status = 200, body = MissCounts)),
    extensions(("x-yinxin" = json!(terms(Who::LoggedIn, &[8, 13, 19], &[])))),
)]
async fn miss_counts(
    request: Request,
    Query(conditions): Query<MissConditions>,
) -> Result<Json<MissCounts>, Problem> {
    let filter = conditions.filter()?;
    Ok(Json(request.app.miss_counts(request.caller()?, &filter).await?))
}

/// Exports the misses that the list shows, at most 10,000. The export is recorded, and the file names unit, person,
/// time and record.
#[utoipa::path(
    get, path = "/misses/export", tag = "usage", params(MissConditions, Exporting),
    responses((status = 200, content((String = "text/csv"), (String = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadMisses), &[8, 21], &[])))),
)]
async fn export_misses(
    request: Request,
    Query(conditions): Query<MissConditions>,
    Query(exporting): Query<Exporting>,
) -> Result<Response, Problem> {
    let (caller, format) = (request.caller()?, exporting.format()?);
    let filter = conditions.filter()?;
    exported(&request.app, format, request.app.export_misses(caller, &filter, format).await?)
}

/// Says for the caller's unit what it does about the misses of a type.
#[utoipa::path(
    post, path = "/misses/answers", tag = "usage", request_body = NewMissAnswer,
    responses((status = 200, body = AnswerView)),
    extensions(("x-yinxin" = json!(terms(
        Who::InOwnUnit(Action::AnswerMisses), &[8, 19],
        &[Code::UnitUnknown, Code::MissUnknown, Code::PlannedDayInvalid, Code::ReasonMissing],
    )))),
)]
async fn answer_misses(
    request: Request,
    Body(new): Body<NewMissAnswer>,
) -> Result<Response, Problem> {
    let done = request.app.answer_misses(request.caller()?, &new).await;
    let (answer, receipt): (AnswerView, _) = settled(done)?;
    changed(&request.app, &receipt, answer)
}
