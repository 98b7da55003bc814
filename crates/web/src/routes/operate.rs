//! 运行 (operation): the rule book, the job queue (Art. 19), and the health of the service.

use app::operate::{JobOverview, JobView};
use axum::Json;
use axum::extract::State as Shared;
use axum::response::Response;
use domain::Code;
use domain::job::JobState;
use domain::policy::Action;
use domain::rulebook::RuleBook;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{List, Paging, changed, settled};
use crate::State;
use crate::extract::{Path, Query, Request, optional_word};
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(rules))
        .routes(routes!(health))
        .routes(routes!(jobs))
        .routes(routes!(job_overview))
        .routes(routes!(retry_job))
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

#[derive(Debug, Serialize, ToSchema)]
struct Health {
    status: String,
    version: String,
    engine: String,
}

/// Lists the numbers that come from law, each with its article and its dates.
#[utoipa::path(
    get, path = "/rules", tag = "operate",
    responses((status = 200, body = List<RuleBody>)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[18, 21], &[])))),
)]
async fn rules() -> Result<Json<List<RuleBody>>, Problem> {
    let book = RuleBook::embedded()
        .map_err(|error| Problem::because(Code::Internal, error.to_string()))?;
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

/// Reports the health of the service after a read from the database.
#[utoipa::path(
    get, path = "/health", tag = "operate",
    responses((status = 200, body = Health)),
    extensions(("x-yinxin" = json!(terms(Who::Everybody, &[], &[])))),
)]
async fn health(Shared(state): Shared<State>) -> Result<Json<Health>, Problem> {
    state.app.read().await?.tree().await.map_err(app::Error::from)?;
    Ok(Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: state.app.store().engine_name().to_owned(),
    }))
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
