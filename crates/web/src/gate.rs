//! Who asks: settled once for every request of the interface, before any handler runs.
//!
//! People come with a cookie and, for changes, the page's token; calling systems sign the request.
//! A request without either is the public's. A repeated request is known by its key and digest.

use app::RequestKey;
use app::onboarding::SignedRequest;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request as HttpRequest, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Code;
use domain::caller::Caller;
use sm3::Digest;

use crate::extract::Request;
use crate::problem::Problem;
use crate::{MAX_BODY, State};

pub const CLIENT_HEADER: &str = "yinxin-client";
pub const OPERATOR_HEADER: &str = "yinxin-operator";
pub const CREATED_HEADER: &str = "yinxin-created";
pub const NONCE_HEADER: &str = "yinxin-nonce";
pub const SIGNATURE_HEADER: &str = "yinxin-signature";
const CSRF_HEADER: &str = "x-csrf-token";
const KEY_HEADER: &str = "idempotency-key";

/// Reads the body within its limit, finds out who asks, and hands both on. The answer says in an
/// extension what kind of caller it was for, for the request log.
pub async fn gate(Shared(state): Shared<State>, request: HttpRequest, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return Problem::of(Code::RequestTooLarge).into_response();
    };
    match who_asks(&state, &parts, &body).await {
        Ok(request) => {
            let kind = request.caller_kind();
            parts.extensions.insert(request);
            let request = HttpRequest::from_parts(parts, Body::from(body));
            let mut response = next.run(request).await;
            response.extensions_mut().insert(kind);
            response
        }
        Err(problem) => problem.into_response(),
    }
}

async fn who_asks(state: &State, parts: &Parts, body: &Bytes) -> Result<Request, Problem> {
    let app = match request_key(parts, body)? {
        Some(key) => state.app.for_request(key),
        None => state.app.clone(),
    };
    if parts.headers.contains_key(CLIENT_HEADER) {
        let caller = signed(state, parts, body).await?;
        return Ok(Request::of_system(app, caller));
    }
    let Some(secret) = cookie(&parts.headers) else {
        return Ok(Request::of_public(app));
    };
    let Some(session) = state.app.session(&secret).await? else {
        return Ok(Request::of_public(app));
    };
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    // What the public may post, a page with a cookie may post too; it changes nothing of theirs.
    let open = ["/session", "/verify"].iter().any(|path| parts.uri.path().ends_with(path))
        && parts.method == Method::POST;
    if changes && !open {
        let token = text(&parts.headers, CSRF_HEADER);
        let foreign = text(&parts.headers, "sec-fetch-site");
        let own_site = foreign.is_empty() || foreign == "same-origin" || foreign == "none";
        if token != session.csrf || !own_site {
            return Err(Problem::of(Code::CsrfInvalid));
        }
    }
    Ok(Request::of_person(app, session))
}

async fn signed(state: &State, parts: &Parts, body: &Bytes) -> Result<Caller, Problem> {
    let headers = &parts.headers;
    let invalid = || Problem::of(Code::SignatureInvalid);
    let created = text(headers, CREATED_HEADER).parse().map_err(|_| invalid())?;
    let signature = hex::decode(text(headers, SIGNATURE_HEADER)).map_err(|_| invalid())?;
    // Handlers below see the path without its prefix; the caller signed the whole one.
    let target = parts.extensions.get::<axum::extract::OriginalUri>();
    let target = target.map_or_else(|| parts.uri.to_string(), |uri| uri.0.to_string());
    let target = target.find("/api/").and_then(|at| target.get(at..)).unwrap_or(&target).to_owned();
    let request = SignedRequest {
        client_id: text(headers, CLIENT_HEADER),
        operator: text(headers, OPERATOR_HEADER),
        created,
        nonce: text(headers, NONCE_HEADER),
        method: parts.method.as_str(),
        target: &target,
        body,
        signature: &signature,
    };
    Ok(state.app.authenticate(&request).await?)
}

fn request_key(parts: &Parts, body: &Bytes) -> Result<Option<RequestKey>, Problem> {
    let Some(key) = parts.headers.get(KEY_HEADER) else { return Ok(None) };
    let plain =
        |key: &&str| (8..=80).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    let key = key.to_str().ok().filter(plain);
    let key = key.ok_or_else(|| Problem::of(Code::IdempotencyInvalid))?;
    let mut hasher = sm3::Sm3::new();
    hasher.update(parts.method.as_str());
    hasher.update([0]);
    hasher.update(parts.uri.to_string());
    hasher.update([0]);
    hasher.update(body);
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    let digest = hasher.finalize().into();
    Ok(changes.then(|| RequestKey { key: key.to_owned(), digest }))
}

/// Name of the page cookie; the prefix makes browsers insist on TLS and on this very host.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-yinxin" } else { "yinxin" }
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    let ours = |name: &str| matches!(name.trim(), "__Host-yinxin" | "yinxin");
    pairs.find(|(name, _)| ours(name)).map(|(_, value)| value.trim().to_owned())
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
