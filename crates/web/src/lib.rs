//! The HTTP server: the JSON API under `/api/v1` and the embedded pages.
//!
//! This crate only translates between HTTP and the use cases of `app`; it decides nothing. Each handler
//! shows the whole way of its request: what comes in, which use case is called, what goes out.
//!
//! - `gate` authenticates every request before a handler runs.
//! - `terms` declares beside each handler who may call it and how it may refuse.
//! - `problem` turns errors into problem details (RFC 9457).
//! - `request_log` writes one line for every request into the operator's log.

mod address;
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

/// Largest body of a request, in bytes. Applications with pictures and files to verify need the most.
pub const MAX_BODY: usize = 10 * 1024 * 1024;

/// The state that all handlers share.
#[derive(Clone)]
pub struct State {
    pub app: App,
    pub settings: Arc<Settings>,
}

/// Settings of the server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether browsers send the session cookie over TLS only. It is off only for a demo on the local
    /// machine, which has no TLS.
    pub secure_cookie: bool,
    /// Origin line of the log's checkpoints (C2SP tlog-checkpoint).
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
    // No handler names these types: `problem::describe` adds `Problem` to every operation, and the
    // vocabularies of jobs are named so that generated programs know their words.
    components(schemas(problem::Problem, JobKind, JobState))
)]
struct Description;

/// The whole server: API, pages, and the layers around them.
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
        .layer(middleware::from_fn_with_state(state.clone(), pages::demand_tls))
        .layer(middleware::from_fn_with_state(state.clone(), request_log::write))
        .with_state(state)
}

/// The OpenAPI document of the API. `docs/reference/openapi.json` is a copy of it, from which the client
/// and the types of the pages are generated.
pub fn description() -> serde_json::Value {
    let mut document = serde_json::to_value(api().split_for_parts().1).unwrap_or_default();
    problem::describe(&mut document);
    // Requests with unknown members of an entry are refused, so its schema is closed. Answers contain
    // the same schema with further members beside it (`allOf`), which a closed schema would forbid.
    if let Some(entry) = document.pointer_mut("/components/schemas/CatalogDescription") {
        entry.as_object_mut().and_then(|entry| entry.remove("additionalProperties"));
    }
    document
}

fn api() -> OpenApiRouter<State> {
    OpenApiRouter::with_openapi(Description::openapi()).merge(routes::router())
}
