//! What nobody needs to log in for: verifying a file, the rules in force, health.

use app::verify::Verification;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::http::{HeaderMap, header};
use domain::Code;
use domain::rulebook::RuleBook;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::List;
use crate::State;
use crate::problem::Problem;

pub fn router() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(verify))
        .routes(routes!(rules))
        .routes(routes!(holder_code_types))
        .routes(routes!(health))
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
struct HolderCodeTypeBody {
    code: String,
    name: String,
    natural: bool,
}

#[derive(Debug, Serialize, ToSchema)]
struct Health {
    status: String,
    version: String,
    engine: String,
}

/// 核验: the file is judged and forgotten; what failed is said in words.
#[utoipa::path(post, path = "/verify", tag = "public",
    request_body(content = Vec<u8>, content_type = "application/ofd"),
    responses((status = 200, body = Verification), (status = 400, body = Problem),
        (status = 413, body = Problem)))]
async fn verify(
    Shared(state): Shared<State>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Verification>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if body.is_empty() || !matches!(kind, Some("application/ofd" | "application/octet-stream")) {
        return Err(Problem::because(Code::RequestInvalid, "content-type: application/ofd"));
    }
    Ok(Json(state.app.verify_file(&body).await?))
}

/// Numbers that come from law, each with its article.
#[utoipa::path(get, path = "/rules", tag = "public",
    responses((status = 200, body = List<RuleBody>)))]
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

/// 持证主体代码类型 (GB/T 36903 App. A).
#[utoipa::path(get, path = "/holder-code-types", tag = "public",
    responses((status = 200, body = List<HolderCodeTypeBody>)))]
async fn holder_code_types() -> Json<List<HolderCodeTypeBody>> {
    let types = domain::holder::HOLDER_CODE_TYPES.iter().map(|known| HolderCodeTypeBody {
        code: known.code.to_owned(),
        name: known.name.to_owned(),
        natural: known.natural,
    });
    Json(types.collect::<Vec<_>>().into())
}

/// Whether the database answers.
#[utoipa::path(get, path = "/health", tag = "public",
    responses((status = 200, body = Health), (status = 503, body = Problem)))]
async fn health(Shared(state): Shared<State>) -> Result<Json<Health>, Problem> {
    state.app.read().await?.tree().await.map_err(app::Error::from)?;
    Ok(Json(Health {
        status: "ok".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        engine: state.app.store().engine_name().to_owned(),
    }))
}
