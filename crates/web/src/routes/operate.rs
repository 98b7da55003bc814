//! 运行: the rules in force, and whether the service works.

use axum::Json;
use axum::extract::State as Shared;
use domain::Code;
use domain::rulebook::RuleBook;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::List;
use crate::State;
use crate::problem::Problem;
use crate::terms::{Who, terms};

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new().routes(routes!(rules)).routes(routes!(health))
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

/// Numbers that come from law, each with its article.
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

/// Whether the database answers.
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
