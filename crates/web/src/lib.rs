//! Pages and JSON API: translate only, bytes to words of the domain and back.
//!
//! A route's whole story stands in one handler: what comes in, which use case, what goes out.
//! Who asks is settled once, before the handlers (`gate`); errors become problems in `problem`. Who
//! may call a route stands beside its handler (`terms`); every request leaves one line in the
//! operator's log (`request_log`).

mod extract;
mod gate;
mod pages;
mod problem;
mod request_log;
mod routes;
mod terms;

use std::sync::Arc;

use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use domain::job::{JobKind, JobState};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use gate::{CLIENT_HEADER, CREATED_HEADER, NONCE_HEADER, OPERATOR_HEADER, SIGNATURE_HEADER};

/// Largest body of a request, in bytes: an application with pictures, or a file to verify.
pub const MAX_BODY: usize = 10 * 1024 * 1024;

/// What handlers share.
#[derive(Clone)]
pub struct State {
    pub app: App,
    pub settings: Arc<Settings>,
}

/// How the server is reached.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The page cookie is sent over TLS only; off for a demo on the local machine.
    pub secure_cookie: bool,
    /// Name of the log in its checkpoints.
    pub origin: String,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Yinxin 印信",
        description = "电子证照：目录、采集、审核、签发、用证、核验、日志。Errors are problems (RFC 9457) \
                       with stable codes; lists are keyset pages; a POST may carry Idempotency-Key.",
    ),
    servers((url = "/api/v1")),
    // The problem is every operation's; states of jobs stand in no body yet.
    components(schemas(problem::Problem, JobKind, JobState))
)]
struct Description;

/// Everything the server answers.
pub fn router(app: App, settings: Settings) -> Router {
    let state = State { app, settings: Arc::new(settings) };
    let (api, _) = api().split_for_parts();
    let description = Arc::new(description());
    let api = api
        .route(
            "/openapi.json",
            axum::routing::get(move || {
                let description = Arc::clone(&description);
                async move { axum::Json(serde_json::Value::clone(&description)) }
            }),
        )
        .fallback(problem::no_such_address)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(middleware::from_fn_with_state(state.clone(), gate::gate))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .nest("/api/v1", api)
        .fallback(pages::page)
        .layer(middleware::from_fn(pages::harden))
        .layer(middleware::from_fn_with_state(state.clone(), request_log::write))
        .with_state(state)
}

/// The interface as an OpenAPI document. Programs and pages are generated from it; it stands in
/// `docs/reference/openapi.json`.
pub fn description() -> serde_json::Value {
    let mut document = serde_json::to_value(api().split_for_parts().1).unwrap_or_default();
    problem::describe(&mut document);
    // An entry is closed where it comes in, but the register adds members where it goes out, and a
    // closed schema cannot be part of another one.
    if let Some(entry) = document.pointer_mut("/components/schemas/CatalogDescription") {
        entry.as_object_mut().and_then(|entry| entry.remove("additionalProperties"));
    }
    document
}

fn api() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Description::openapi()).merge(routes::router())
}
