//! Authentication of every request to the API, before any handler runs.
//!
//! A person sends the session cookie and, with every change, the page token (against cross-site request
//! forgery). A calling system signs its request with SM2 (`docs/guides/signing-requests.md`). A request
//! with neither comes from the public. A repeated request is recognised by its `Idempotency-Key` and the
//! digest of its content.

use app::onboarding::{Announced, Session, SignedRequest};
use app::{Class, RequestKey, Requester};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{MatchedPath, Request as HttpRequest, State as Shared};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Code;
use sm3::Digest;

use crate::State;
use crate::body::Room;
use crate::connections::ClientAddress;
use crate::extract::Request;
use crate::problem::Problem;
use crate::terms::{Route, SMALL_BODY};

pub const CLIENT_HEADER: &str = "yinxin-client";
pub const OPERATOR_HEADER: &str = "yinxin-operator";
pub const CREATED_HEADER: &str = "yinxin-created";
pub const NONCE_HEADER: &str = "yinxin-nonce";
pub const SIGNATURE_HEADER: &str = "yinxin-signature";
/// Prefix of all addresses of the interface.
pub const PREFIX: &str = "/api/v1";
const CSRF_HEADER: &str = "x-csrf-token";
const KEY_HEADER: &str = "idempotency-key";

/// Lets a request through to its handler, in steps that cost little before those that cost much: the
/// route, the caller, the size of the body, and only then the body itself. An unknown address and a
/// caller who must log in first are answered without reading it. The response carries the kind of the
/// caller as an extension, for the request log.
pub async fn gate(Shared(state): Shared<State>, request: HttpRequest, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let Some((template, route)) = route(&state, &parts) else {
        // No such address, or no such method: the router says which.
        return next.run(HttpRequest::from_parts(parts, Body::empty())).await;
    };
    let mut room = None;
    match admit(&state, &parts, (&template, route), body, &mut room).await {
        Ok((request, body)) => {
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

/// The template and the route of a request, by the template that the router has matched.
fn route(state: &State, parts: &Parts) -> Option<(String, Route)> {
    let matched = parts.extensions.get::<MatchedPath>()?.as_str();
    let template = matched.strip_prefix(PREFIX)?;
    Some((template.to_owned(), state.routes.find(template, &parts.method)?))
}

/// Settles who asks, and reads the body. `room` counts the body until the caller drops it.
async fn admit(
    state: &State,
    parts: &Parts,
    (template, route): (&str, Route),
    body: Body,
    room: &mut Option<Room>,
) -> Result<(Request, Bytes), Problem> {
    let key = idempotency_key(parts)?;
    let asking = asking(state, parts, route).await?;
    if !route.public && matches!(asking, Asking::Public) {
        return Err(Problem::of(Code::Unauthenticated));
    }
    state.queries.check(template, &parts.method, &parts.uri)?;
    let address = parts.extensions.get::<ClientAddress>().map(ToString::to_string);
    let address = address.unwrap_or_default();
    let requester = match &asking {
        Asking::Public => Requester::new(Class::Stranger, &address),
        Asking::Person(session) => Requester::new(Class::Person, &session.person_id),
        // Until the signature is checked, anybody may have named this system.
        Asking::System(_) => {
            let client = text(&parts.headers, CLIENT_HEADER);
            Requester::new(Class::System, &format!("{client} {address}"))
        }
    };
    let mut app = state.app.on_behalf_of(requester.clone());
    // A large body is sent for heavy work; without room for that it need not be read.
    let large = body.size_hint().upper().is_none_or(|bytes| bytes > SMALL_BODY as u64);
    if route.max_body > SMALL_BODY && large && !app.heavy_has_room() {
        return Err(Problem::of(Code::Busy));
    }
    let body = room.insert(state.bodies.room(&requester)).read(body, route.max_body).await?;
    if let Some(key) = key {
        app = app.for_request(RequestKey { key, digest: content_digest(parts, &body) });
    }
    Ok(match asking {
        Asking::Public => (Request::of_public(app), body),
        Asking::Person(session) => (Request::of_person(app, session), body),
        Asking::System(announced) => {
            let signature = signature(parts)?;
            let target = target(parts);
            let signed = SignedRequest { body: &body, ..signed(parts, &target, &signature)? };
            let caller = state.app.authenticated(announced, &signed).await?;
            let client = Requester::new(Class::System, signed.client_id);
            (Request::of_system(app.on_behalf_of(client), caller), body)
        }
    })
}

/// Who asks, as far as the head of the request shows it.
enum Asking {
    Public,
    Person(Session),
    /// A system whose signature is not checked yet.
    System(Announced),
}

async fn asking(state: &State, parts: &Parts, route: Route) -> Result<Asking, Problem> {
    if parts.headers.contains_key(CLIENT_HEADER) {
        let (target, signature) = (target(parts), signature(parts)?);
        let announced = state.app.announced(&signed(parts, &target, &signature)?).await?;
        return Ok(Asking::System(announced));
    }
    let name = cookie_name(state.settings.secure_cookie);
    let Some(secret) = cookie(&parts.headers, name) else { return Ok(Asking::Public) };
    let Some(session) = state.app.session(&secret).await? else { return Ok(Asking::Public) };
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    // A route that is open to everybody needs no token even with a cookie: a forged request to it changes
    // nothing of the person who is logged in.
    if changes && !route.public {
        let token = text(&parts.headers, CSRF_HEADER);
        // Browsers before 2020 do not send this header, so its absence is accepted.
        let site = text(&parts.headers, "sec-fetch-site");
        let own_site = matches!(site, "" | "same-origin" | "none");
        if token != session.csrf || !own_site {
            return Err(Problem::of(Code::CsrfInvalid));
        }
    }
    Ok(Asking::Person(session))
}

/// The signed request of a calling system, without its body.
fn signed<'r>(
    parts: &'r Parts,
    target: &'r str,
    signature: &'r [u8],
) -> Result<SignedRequest<'r>, Problem> {
    let headers = &parts.headers;
    let created = text(headers, CREATED_HEADER).parse();
    Ok(SignedRequest {
        client_id: text(headers, CLIENT_HEADER),
        operator: text(headers, OPERATOR_HEADER),
        created: created.map_err(|_| Problem::of(Code::SignatureInvalid))?,
        nonce: text(headers, NONCE_HEADER),
        method: parts.method.as_str(),
        target,
        body: &[],
        idempotency_key: text(headers, KEY_HEADER),
        signature,
    })
}

/// Path and query as the caller sent and signed them. (The nested router has removed the prefix from
/// the path of the request.)
fn target(parts: &Parts) -> String {
    let target = parts.extensions.get::<axum::extract::OriginalUri>();
    let target = target.map_or_else(|| parts.uri.to_string(), |uri| uri.0.to_string());
    target.find("/api/").and_then(|at| target.get(at..)).unwrap_or(&target).to_owned()
}

fn signature(parts: &Parts) -> Result<Vec<u8>, Problem> {
    let signature = hex::decode(text(&parts.headers, SIGNATURE_HEADER));
    signature.map_err(|_| Problem::of(Code::SignatureInvalid))
}

/// The `Idempotency-Key` of a request that changes something.
fn idempotency_key(parts: &Parts) -> Result<Option<String>, Problem> {
    let Some(key) = parts.headers.get(KEY_HEADER) else { return Ok(None) };
    let plain =
        |key: &&str| (8..=80).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
    let key = key.to_str().ok().filter(plain);
    let key = key.ok_or_else(|| Problem::of(Code::IdempotencyInvalid))?;
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    Ok(changes.then(|| key.to_owned()))
}

/// The SM3 digest of method, address and body. `app` refuses an idempotency key that comes again with
/// another digest.
fn content_digest(parts: &Parts, body: &[u8]) -> [u8; 32] {
    let mut hasher = sm3::Sm3::new();
    hasher.update(parts.method.as_str());
    hasher.update([0]);
    hasher.update(parts.uri.to_string());
    hasher.update([0]);
    hasher.update(body);
    hasher.finalize().into()
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
