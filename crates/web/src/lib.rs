//! The HTTP server: the JSON API under `/api/v1` and the embedded pages.
//!
//! This crate only translates between HTTP and the use cases of `app`; it decides nothing. Each handler
//! shows the whole way of its request: what comes in, which use case is called, what goes out.
//!
//! - `connections` accepts connections within limits, and closes slow and idle ones.
//! - `gate` authenticates every request before a handler runs, and `body` reads its body within limits.
//! - `terms` declares beside each handler who may call it, how it may refuse, and what it takes.
//! - `panics` answers for a handler that panics, and counts it.
//! - `queries` refuses parameters that an operation does not have, before its handler runs.
//! - `problem` turns errors into problem details (RFC 9457).
//! - `request_log` writes one line for every request into the operator's log.

mod address;
mod body;
mod connections;
mod extract;
mod gate;
mod pages;
mod panics;
mod problem;
mod queries;
mod request_log;
mod routes;
mod terms;

use std::sync::Arc;

use app::App;
use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, header};
use axum::middleware;
use domain::export::ExportFormat;
use domain::job::{JobKind, JobState};
use domain::order::ListOrder;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::body::Bodies;
use crate::panics::Panics;
use crate::queries::Queries;
use crate::terms::{Route, Routes};

pub use body::BodyLimits;
pub use connections::{ConnectionLimits, serve};
pub use gate::{CLIENT_HEADER, CREATED_HEADER, NONCE_HEADER, OPERATOR_HEADER, SIGNATURE_HEADER};

/// Largest body of a request to any route, in bytes: a file to verify or to trace.
pub const MAX_BODY: usize = 10 * 1024 * 1024;

/// The state that all handlers share.
#[derive(Clone)]
pub struct State {
    pub app: App,
    pub settings: Arc<Settings>,
    routes: Arc<Routes>,
    queries: Arc<Queries>,
    bodies: Arc<Bodies>,
    panics: Arc<Panics>,
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
    components(schemas(problem::Problem, ExportFormat, JobKind, JobState, ListOrder))
)]
struct Description;

/// The whole server with the limits of the default configuration: API, pages, and the layers around
/// them.
pub fn router(app: App, settings: Settings) -> Router {
    router_within(app, settings, BodyLimits::default())
}

/// The whole server.
pub fn router_within(app: App, settings: Settings, bodies: BodyLimits) -> Router {
    let (api, _) = api().split_for_parts();
    let description = description();
    let mut routes = Routes::of(&description);
    routes.add("/openapi.json", Method::GET, Route { public: true, max_body: 0 });
    let state = State {
        app,
        settings: Arc::new(settings),
        routes: Arc::new(routes),
        queries: Arc::new(Queries::of(&description)),
        bodies: Bodies::new(bodies),
        panics: Arc::default(),
    };
    let description = Bytes::from(description.to_string());
    let api = api
        .route(
            "/openapi.json",
            axum::routing::get(move || {
                let description = description.clone();
                async move { ([(header::CONTENT_TYPE, "application/json")], description) }
            }),
        )
        .fallback(problem::no_such_address)
        .method_not_allowed_fallback(problem::no_such_method)
        .layer(middleware::from_fn_with_state(state.clone(), gate::gate))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .nest(gate::PREFIX, api)
        .fallback(pages::page)
        .layer(middleware::from_fn(pages::harden))
        .layer(middleware::from_fn_with_state(state.clone(), pages::demand_tls))
        .layer(middleware::from_fn_with_state(Arc::clone(&state.panics), panics::caught))
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
