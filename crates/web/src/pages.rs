//! The pages embedded in the program (decision 0008), and the security headers of every response.

use std::borrow::Cow;

use axum::body::Bytes;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;

use crate::State;

/// The output of the npm build in `web/dist`. It may be absent, so that the crate builds without npm.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

const PLACEHOLDER: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
    <title>印信</title><h1>印信</h1><p>页面尚未构建：请运行 make build。接口在 /api/v1，\
    接口说明在 /api/v1/openapi.json。</p></html>";

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; \
    form-action 'self'; frame-ancestors 'none'";

/// Serves a page: `/` is the public portal, `/workbench` the pages of the staff, and any other path the
/// file of that name. A gzipped file is preferred if the browser accepts it.
pub async fn page(request: Request) -> Response {
    let path = request.uri().path().trim_start_matches('/');
    let name = match path {
        "" => "index.html",
        "workbench" | "workbench/" => "workbench.html",
        other => other,
    };
    let zipped = request.headers().get(header::ACCEPT_ENCODING);
    let zipped = zipped.and_then(|value| value.to_str().ok()).is_some_and(|v| v.contains("gzip"));
    if let Some(file) = zipped.then(|| Built::get(&format!("{name}.gz"))).flatten() {
        let mut response = serve(name, file.data);
        let gzip = HeaderValue::from_static("gzip");
        response.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        return response;
    }
    match Built::get(name) {
        Some(file) => serve(name, file.data),
        None if matches!(name, "index.html" | "workbench.html") => {
            Html(PLACEHOLDER).into_response()
        }
        None => {
            (StatusCode::NOT_FOUND, Html("<!doctype html><title>404</title>404")).into_response()
        }
    }
}

fn serve(name: &str, data: Cow<'static, [u8]>) -> Response {
    // The file is part of the program, so clients that read slowly share one copy of it.
    let bytes = match data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("ico") => "image/x-icon",
        _ => "application/octet-stream",
    };
    // Vite puts a digest of the content into the names under assets/, so these files never change.
    let keep = if name.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, keep)], bytes).into_response()
}

/// Tells browsers to use TLS only from now on (HSTS), where the session cookie demands it.
pub async fn demand_tls(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if state.settings.secure_cookie {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// Adds the security headers to every response, and forbids caching the responses of the API.
pub async fn harden(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let fixed = [
        ("content-security-policy", CONTENT_SECURITY_POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in fixed {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if api {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
