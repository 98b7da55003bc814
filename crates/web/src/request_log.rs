//! The operator's log has one line for each request: request id, method, route, status, duration in
//! milliseconds and the kind of caller.
//!
//! The line contains nothing that identifies a person or a thing (I10). The route is therefore written as
//! its template, and a request id from outside is used only if it has the form of a UUID.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{MatchedPath, Request, State as Shared};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use domain::caller::CallerKind;
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::State;

/// Header with the id of a request. It is accepted from a gateway in front of the server and is part of
/// every response.
pub const REQUEST_ID_HEADER: &str = "x-request-id";
/// Header of every response while nothing is written. What such a response says may be out of date.
pub const WARNING_HEADER: &str = "yinxin-warning";

/// Runs a request in the span `request`, so that every log line of it carries the id, and then writes its
/// line.
pub async fn write(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let id = given_id(request.headers()).unwrap_or_else(|| fresh_id(state.app.now()));
    let method = request.method().clone();
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let elsewhere = if request.uri().path().starts_with("/api/") { "(none)" } else { "(pages)" };
    let span = tracing::info_span!("request", id = %id);
    async move {
        let mut response = next.run(request).await;
        let kind = response.extensions().get::<CallerKind>().copied();
        tracing::info!(
            method = %method,
            route = matched.as_deref().unwrap_or(elsewhere),
            status = response.status().as_u16(),
            ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            caller = kind.unwrap_or(CallerKind::Public).as_str(),
            "request"
        );
        if state.app.store().stopped().is_some() {
            let warning = HeaderValue::from_static("log_stopped");
            response.headers_mut().insert(HeaderName::from_static(WARNING_HEADER), warning);
        }
        if let Ok(value) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(HeaderName::from_static(REQUEST_ID_HEADER), value);
        }
        response
    }
    .instrument(span)
    .await
}

/// The id that came with the request, if it consists of 32 hexadecimal digits, with or without the
/// hyphens of a UUID. Any other text is ignored, because it might contain personal data.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let id = headers.get(REQUEST_ID_HEADER)?.to_str().ok()?;
    let hyphens = |at: usize| matches!(at, 8 | 13 | 18 | 23);
    let fits = match id.len() {
        32 => id.bytes().all(|b| b.is_ascii_hexdigit()),
        36 => id
            .bytes()
            .enumerate()
            .all(|(at, b)| if hyphens(at) { b == b'-' } else { b.is_ascii_hexdigit() }),
        _ => false,
    };
    fits.then(|| id.to_ascii_lowercase())
}

/// An id that no other request on this machine has, made of the instant, the process id and a counter. It
/// need not be hard to guess, so it needs no randomness.
fn fresh_id(now: i64) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed) & 0xffff_ffff_ffff;
    format!("{:012x}{:08x}{count:012x}", now & 0xffff_ffff_ffff, std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(id: &str) -> Option<String> {
        let value = HeaderValue::from_str(id).unwrap();
        given_id(&HeaderMap::from_iter([(HeaderName::from_static(REQUEST_ID_HEADER), value)]))
    }

    #[test]
    fn a_request_id_from_outside_is_used_only_in_the_form_of_a_uuid() {
        let plain = "0123456789ABCDEF0123456789abcdef";
        assert_eq!(given(plain), Some(plain.to_ascii_lowercase()));
        let uuid = "67e55044-10b1-426f-9247-bb680e5fe0c8";
        assert_eq!(given(uuid).as_deref(), Some(uuid));
        for bad in [
            "",
            "440304190001010002",
            "67e55044-10b1-426f-9247-bb680e5fe0c",
            "67e55044x10b1-426f-9247-bb680e5fe0c8",
            "zzz55044-10b1-426f-9247-bb680e5fe0c8",
            "0123456789abcdef0123456789abcdef00",
        ] {
            assert_eq!(given(bad), None, "{bad}");
        }
    }

    #[test]
    fn fresh_ids_differ_and_have_the_accepted_form() {
        let (one, other) = (fresh_id(1_795_400_000_000), fresh_id(1_795_400_000_000));
        assert_ne!(one, other);
        assert_eq!(given(&one), Some(one.clone()));
    }
}
