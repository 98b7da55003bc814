//! Authentication of every request to the API, before any handler runs.
//!
//! A person sends the session cookie and, with every change, the page token (against cross-site request
//! forgery). A calling system signs its request with SM2 (`docs/guides/signing-requests.md`). A request
//! with neither comes from the public. A repeated request is recognised by its `Idempotency-Key` and the
//! digest of its content.

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

/// Reads the body up to [`MAX_BODY`], authenticates the caller, and passes both to the handler. The
/// response carries the kind of the caller as an extension, for the request log.
pub async fn gate(Shared(state): Shared<State>, request: HttpRequest, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return Problem::of(Code::RequestTooLarge).into_response();
    };
    match authenticate(&state, &parts, &body).await {
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

async fn authenticate(state: &State, parts: &Parts, body: &Bytes) -> Result<Request, Problem> {
    let app = match request_key(parts, body)? {
        Some(key) => state.app.for_request(key),
        None => state.app.clone(),
    };
    if parts.headers.contains_key(CLIENT_HEADER) {
        let caller = authenticate_system(state, parts, body).await?;
        return Ok(Request::of_system(app, caller));
    }
    let name = cookie_name(state.settings.secure_cookie);
    let Some(secret) = cookie(&parts.headers, name) else {
        return Ok(Request::of_public(app));
    };
    let Some(session) = state.app.session(&secret).await? else {
        return Ok(Request::of_public(app));
    };
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    // These two routes are open to the public, so they need no token even with a cookie: a forged
    // request to them changes nothing of the person who is logged in.
    let public_route = ["/session", "/verify"].iter().any(|path| parts.uri.path().ends_with(path))
        && parts.method == Method::POST;
    if changes && !public_route {
        let token = text(&parts.headers, CSRF_HEADER);
        // Browsers before 2020 do not send this header, so its absence is accepted.
        let site = text(&parts.headers, "sec-fetch-site");
        let own_site = matches!(site, "" | "same-origin" | "none");
        if token != session.csrf || !own_site {
            return Err(Problem::of(Code::CsrfInvalid));
        }
    }
    Ok(Request::of_person(app, session))
}

/// Checks the signature of a request by a calling system.
async fn authenticate_system(
    state: &State,
    parts: &Parts,
    body: &Bytes,
) -> Result<Caller, Problem> {
    let headers = &parts.headers;
    let invalid = || Problem::of(Code::SignatureInvalid);
    let created = text(headers, CREATED_HEADER).parse().map_err(|_| invalid())?;
    let signature = hex::decode(text(headers, SIGNATURE_HEADER)).map_err(|_| invalid())?;
    // The nested router has removed the prefix from the path, but the caller signed the whole path.
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
        idempotency_key: text(headers, KEY_HEADER),
        signature: &signature,
    };
    Ok(state.app.authenticate(&request).await?)
}

/// The `Idempotency-Key` of a request that changes something, with the SM3 digest of method, address and
/// body. `app` refuses the key if it comes again with another digest.
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

/// Name of the session cookie. With the prefix `__Host-`, browsers send it over TLS only and only to the
/// host that set it. Only this name is accepted: without the prefix, a neighbouring host or a connection
/// without TLS could set the cookie.
pub fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-yinxin" } else { "yinxin" }
}

fn cookie(headers: &HeaderMap, ours: &str) -> Option<String> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|line| line.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.find(|(name, _)| name.trim() == ours).map(|(_, value)| value.trim().to_owned())
}

/// The value of a header; empty if it is absent or not text.
fn text<'h>(headers: &'h HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
