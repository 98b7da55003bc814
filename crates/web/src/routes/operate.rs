//! 运行 (operation): the rule book, the job queue (Art. 19), and the health of the service.

use app::operate::{DataDetail, DataView, JobOverview, JobView, NewData};
use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use domain::Code;
use domain::date::Date;
use domain::dated::DataName;
use domain::job::JobState;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, Paging, Reasoned, RowVersion, changed, created, settled};
use crate::State;
use crate::extract::{Body, Path, Query, Request, optional_word};
use crate::problem::Problem;
use crate::terms::{LARGE_BODY, Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(rules))
        .routes(routes!(health))
        .routes(routes!(readyz))
        .routes(routes!(jobs))
        .routes(routes!(job_overview))
        .routes(routes!(retry_job))
        .routes(routes!(data_versions, propose_data))
        .routes(routes!(data_content))
        .routes(routes!(sign_data))
        .routes(routes!(withdraw_data))
}

#[derive(Debug, Serialize, ToSchema)]
struct RuleBody {
    key: String,
    value: String,
    unit: String,
    article: String,
    instrument: String,
    from: String,
    until: String,
    provisional: bool,
    note: String,
}

/// Whether the service can do its work.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    status: HealthStatus,
    version: String,
    engine: String,
    /// Whether a write works. If not, every use and change is refused.
    writable: bool,
    /// Whether writing is stopped, because the log does not extend the outside checkpoint, or the disk or
    /// the clock is not good.
    stopped: bool,
    /// Number of alarms about edited evidence since the start; the operator's log names them.
    alarms: usize,
    /// Number of requests since the start that failed by a mistake in the program; the standard error output names
    /// the places.
    panics: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HealthStatus {
    Ok,
    /// It works, and there are alarms.
    Alarm,
    /// Nothing is written.
    ReadOnly,
}

impl Health {
    async fn of(state: &State) -> Result<Self, Problem> {
        let app = &state.app;
        app.read().await?.tree().await.map_err(app::Error::from)?;
        let store = app.store();
        let stopped = store.stopped().is_some();
        let (writable, alarms) =
            (!stopped && store.write_failure().is_none(), store.alarms().len());
        let panics = state.panics.count() + app.heavy_counts().panicked;
        let status = match (writable, alarms) {
            (false, _) => HealthStatus::ReadOnly,
            (true, 0) => HealthStatus::Ok,
            (true, _) => HealthStatus::Alarm,
        };
        let (version, engine) =
            (env!("CARGO_PKG_VERSION").to_owned(), store.engine_name().to_owned());
        Ok(Self { status, version, engine, writable, stopped, alarms, panics })
    }
}

/// Lists the numbers that come from law, each with its article and its dates.
#[utoipa::path(
    get, path = "/rules", tag = "operate",
    responses((status = 200, body = List<RuleBody>)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[18, 21], &[])))),
)]
async fn rules(Shared(state): Shared<State>) -> Result<Json<List<RuleBody>>, Problem> {
    let today = Date::at(state.app.now());
    let book = state.app.rule_book(&mut *state.app.read().await?, today).await?;
    let rules = book.rules().iter().map(|rule| RuleBody {
        key: rule.key.clone(),
        value: rule.value.to_string(),
        unit: rule.unit.clone(),
        article: rule.article.clone(),
        instrument: rule.instrument.clone(),
        from: rule.from.clone(),
        until: rule.until.clone(),
        provisional: rule.provisional,
        note: rule.note.clone(),
    });
    Ok(Json(rules.collect::<Vec<_>>().into()))
}

/// Reports the health of the service after a read from the database, and how the last write ended. The answer
/// is 200 as long as the database can be read.
#[utoipa::path(
    get, path = "/health", tag = "operate",
    responses((status = 200, body = Health)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[], &[])))),
)]
async fn health(Shared(state): Shared<State>) -> Result<Json<Health>, Problem> {
    Ok(Json(Health::of(&state).await?))
}

/// Reports whether the service can do all of its work: 503 if it cannot write.
#[utoipa::path(
    get, path = "/readyz", tag = "operate",
    responses((status = 200, body = Health)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[], &[])))),
)]
async fn readyz(Shared(state): Shared<State>) -> Result<Json<Health>, Problem> {
    let health = Health::of(&state).await?;
    match (health.writable, health.stopped) {
        (true, _) => Ok(Json(health)),
        (false, true) => Err(Problem::of(Code::LogStopped)),
        (false, false) => Err(Problem::of(Code::Unavailable)),
    }
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct JobQuery {
    /// State of the jobs; `parked` if absent.
    #[param(required = false, value_type = JobState)]
    state: String,
    #[param(required = false)]
    after: String,
    #[param(required = false, minimum = 1, maximum = 200)]
    limit: Option<i64>,
}

/// Lists the jobs in one state, newest first.
#[utoipa::path(
    get, path = "/jobs", tag = "operate", params(JobQuery),
    responses((status = 200, body = List<JobView>)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadJob), &[19], &[])))),
)]
async fn jobs(
    request: Request,
    Query(query): Query<JobQuery>,
) -> Result<Json<List<JobView>>, Problem> {
    let paging = Paging { after: query.after, limit: query.limit };
    let (caller, limit) = (request.caller()?, paging.limit()?);
    let state = optional_word(&query.state)?.unwrap_or(JobState::Parked);
    Ok(Json(request.app.jobs(caller, state, &paging.after, limit).await?.into()))
}

/// Shows how many jobs are in each state and when each schedule last ran.
#[utoipa::path(
    get, path = "/jobs/overview", tag = "operate",
    responses((status = 200, body = JobOverview)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadJob), &[19], &[])))),
)]
async fn job_overview(request: Request) -> Result<Json<JobOverview>, Problem> {
    Ok(Json(request.app.job_overview(request.caller()?).await?))
}

/// Retries a job at once that is parked or waits for its next attempt.
#[utoipa::path(
    post, path = "/jobs/{job_id}/retry", tag = "operate", params(("job_id" = String, Path)),
    responses((status = 200, body = JobView)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::RetryJob), &[19], &[Code::JobState],
    )))),
)]
async fn retry_job(request: Request, Path(job_id): Path<String>) -> Result<Response, Problem> {
    let done = request.app.retry_job(request.caller()?, &job_id).await;
    let (job, receipt): (JobView, _) = settled(done)?;
    changed(&request.app, &receipt, job)
}

/// The data that a path names.
fn data_name(code: &str) -> Result<DataName, Problem> {
    DataName::parse(code).ok_or_else(|| Problem::of(Code::NotFound))
}

/// Lists all versions of the rule book, the workdays or the regions, newest first. The last one is part of
/// the release.
#[utoipa::path(
    get, path = "/dated-data/{name}", tag = "operate", params(("name" = DataName, Path)),
    responses((status = 200, body = List<DataView>)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadData), &[28, 29], &[])))),
)]
async fn data_versions(
    request: Request,
    Path(name): Path<String>,
) -> Result<Json<List<DataView>>, Problem> {
    let (caller, name) = (request.caller()?, data_name(&name)?);
    Ok(Json(request.app.data_versions(caller, name).await?.into()))
}

/// Shows one version with its content and its differences from the version before.
#[utoipa::path(
    get, path = "/dated-data/{name}/{number}", tag = "operate",
    params(("name" = DataName, Path), ("number" = i64, Path)),
    responses((status = 200, body = DataDetail)),
    extensions(("x-yinxin" = json!(terms(Who::InTheCity(Action::ReadData), &[28, 29], &[])))),
)]
async fn data_content(
    request: Request,
    Path((name, number)): Path<(String, i64)>,
) -> Result<Json<DataDetail>, Problem> {
    let (caller, name) = (request.caller()?, data_name(&name)?);
    Ok(Json(request.app.data_content(caller, name, number).await?))
}

/// Proposes a version with the day on which it takes effect and its article.
#[utoipa::path(
    post, path = "/dated-data/{name}", tag = "operate", params(("name" = DataName, Path)),
    request_body = NewData,
    responses((status = 201, body = DataView)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::ProposeData), &[28, 29], &[Code::DataInvalid, Code::DataDate],
    ).taking(LARGE_BODY)))),
)]
async fn propose_data(
    request: Request,
    Path(name): Path<String>,
    Body(new): Body<NewData>,
) -> Result<Response, Problem> {
    let (caller, name) = (request.caller()?, data_name(&name)?);
    let (version, receipt): (DataView, _) =
        settled(request.app.propose_data(caller, name, &new).await)?;
    created(&request.app, &receipt, version)
}

/// Signs a version for the city. It is in force from its day of effect.
#[utoipa::path(
    post, path = "/dated-data/{name}/{number}/sign", tag = "operate",
    params(("name" = DataName, Path), ("number" = i64, Path)), request_body = RowVersion,
    responses((status = 200, body = DataView)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::SignData), &[28, 29],
        &[Code::SamePerson, Code::DataState, Code::DataDate],
    )))),
)]
async fn sign_data(
    request: Request,
    Path((name, number)): Path<(String, i64)>,
    Body(version): Body<RowVersion>,
) -> Result<Response, Problem> {
    let (caller, name) = (request.caller()?, data_name(&name)?);
    let done = request.app.sign_data(caller, name, number, version.row_version).await;
    let (version, receipt): (DataView, _) = settled(done)?;
    changed(&request.app, &receipt, version)
}

/// Withdraws a proposed version, with a reason.
#[utoipa::path(
    post, path = "/dated-data/{name}/{number}/withdraw", tag = "operate",
    params(("name" = DataName, Path), ("number" = i64, Path)), request_body = Reasoned,
    responses((status = 200, body = DataView)),
    extensions(("x-yinxin" = json!(terms(
        Who::InTheCity(Action::ProposeData), &[28, 29], &[Code::DataState, Code::ReasonMissing],
    )))),
)]
async fn withdraw_data(
    request: Request,
    Path((name, number)): Path<(String, i64)>,
    Body(input): Body<Reasoned>,
) -> Result<Response, Problem> {
    let (caller, name) = (request.caller()?, data_name(&name)?);
    let (row_version, reason) = (input.row_version, &input.reason);
    let done = request.app.withdraw_data(caller, name, number, row_version, reason).await;
    let (version, receipt): (DataView, _) = settled(done)?;
    changed(&request.app, &receipt, version)
}
