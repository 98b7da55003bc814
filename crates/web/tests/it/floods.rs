//! Bodies that nobody asked for: the server reads a body only for a caller whom it knows, only as large as
//! the route takes, and only while it has room for it. Each attack has a control in which the same bytes
//! are read.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request};
use domain::caller::Role;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::browser::{Browser, router};
use crate::systems::System;
use testkit::{BUREAU, City, NOW, cities, licence};
use web::{BodyLimits, Settings};

const MIB: usize = 1024 * 1024;
const FRAME: usize = 64 * 1024;
/// Number of strangers who send at the same time.
const STRANGERS: usize = 80;

/// A body that counts the bytes that the server takes from it.
struct Counted {
    left: usize,
    /// Whether it pauses for ever after its last byte.
    hangs: bool,
    /// Whether the request says how long it is.
    announced: bool,
    taken: Arc<AtomicUsize>,
}

impl HttpBody for Counted {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.left == 0 {
            return if self.hangs { Poll::Pending } else { Poll::Ready(None) };
        }
        let next = self.left.min(FRAME);
        self.left -= next;
        self.taken.fetch_add(next, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![0; next])))))
    }

    fn size_hint(&self) -> SizeHint {
        if self.announced { SizeHint::with_exact(self.left as u64) } else { SizeHint::default() }
    }
}

/// What the server answered, and how many bytes of the body it took.
struct Outcome {
    status: u16,
    code: String,
    headers: HeaderMap,
    taken: usize,
}

/// Sends a body of `bytes` bytes.
async fn send(
    router: &Router,
    (method, path): (&str, &str),
    headers: &[(&str, &str)],
    bytes: usize,
    announced: bool,
) -> Outcome {
    let taken = Arc::default();
    let body = Counted { left: bytes, hangs: false, announced, taken: Arc::clone(&taken) };
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::new(body)).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let problem: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Outcome {
        status: parts.status.as_u16(),
        code: problem["code"].as_str().unwrap_or_default().to_owned(),
        headers: parts.headers,
        taken: taken.load(Ordering::Relaxed),
    }
}

const OFD: (&str, &str) = ("content-type", "application/ofd");
const JSON: (&str, &str) = ("content-type", "application/json");

fn within(city: &City, limits: BodyLimits) -> Router {
    let settings = Settings { secure_cookie: false, origin: "test/log".into() };
    web::router_within(city.app.clone(), settings, limits)
}

#[tokio::test]
async fn eighty_large_bodies_for_an_unknown_address_or_without_login_are_not_read() {
    let city = cities().await.remove(0);
    let router = router(&city);
    // Negative control: a route for everybody that takes a file reads every byte of it.
    let read = send(&router, ("POST", "/api/v1/verify"), &[OFD], 10 * MIB, true).await;
    assert_eq!((read.status, read.taken), (200, 10 * MIB));
    for (target, status) in [
        (("POST", "/api/v1/nowhere"), 404),
        (("POST", "/api/v2/verify"), 404),
        (("POST", "/nowhere"), 404),
        (("PATCH", "/api/v1/verify"), 405),
        (("POST", "/api/v1/applications"), 401),
        (("PUT", "/api/v1/applications/x"), 401),
        (("POST", "/api/v1/traces"), 401),
        (("DELETE", "/api/v1/session"), 401),
    ] {
        for announced in [true, false] {
            let (mut running, mut taken) = (tokio::task::JoinSet::new(), 0);
            for _ in 0..STRANGERS {
                let router = router.clone();
                running.spawn(
                    async move { send(&router, target, &[JSON], 10 * MIB, announced).await },
                );
            }
            while let Some(outcome) = running.join_next().await {
                let outcome = outcome.unwrap();
                assert_eq!(outcome.status, status, "{target:?}");
                taken += outcome.taken;
            }
            assert_eq!(taken, 0, "{target:?}");
        }
    }
}

#[tokio::test]
async fn the_body_of_a_request_whose_signature_cannot_fit_is_not_read() {
    for city in cities().await {
        let router = router(&city);
        System::registered(&city, &router).await;
        let (now, old) = (NOW.to_string(), (NOW - 301_000).to_string());
        let signature = hex::encode([1; 64]);
        let head = |client, created, nonce, signature| {
            [
                JSON,
                (web::CLIENT_HEADER, client),
                (web::OPERATOR_HEADER, "ck-01"),
                (web::CREATED_HEADER, created),
                (web::NONCE_HEADER, nonce),
                (web::SIGNATURE_HEADER, signature),
            ]
        };
        let nonce = "0123456789abcdef";
        let uses = ("POST", "/api/v1/uses");
        // Negative control: where only the signature itself is wrong, the body is needed to find out.
        let forged = head("nssp-system", &*now, nonce, &*signature);
        let outcome = send(&router, uses, &forged, 200 * 1024, true).await;
        assert_eq!((outcome.code.as_str(), outcome.taken), ("signature_invalid", 200 * 1024));
        for (head, code) in [
            (head("nobody", &*now, nonce, &*signature), "signature_invalid"),
            (head("nssp-system", &*old, nonce, &*signature), "signature_expired"),
            (head("nssp-system", "soon", nonce, &*signature), "signature_invalid"),
            (head("nssp-system", &*now, "short", &*signature), "signature_invalid"),
            (head("nssp-system", &*now, nonce, "00"), "signature_invalid"),
        ] {
            let outcome = send(&router, uses, &head, 200 * 1024, true).await;
            assert_eq!((outcome.code.as_str(), outcome.taken), (code, 0));
        }
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_route_takes_no_larger_body_than_it_declares() {
    let city = cities().await.remove(0);
    let router = router(&city);
    let small = 256 * 1024;
    for (target, most) in [
        (("POST", "/api/v1/session"), small),
        (("POST", "/api/v1/demo/session"), small),
        (("POST", "/api/v1/verify"), 10 * MIB),
        (("GET", "/api/v1/health"), 0),
        (("HEAD", "/api/v1/catalog"), 0),
    ] {
        let fits = send(&router, target, &[OFD], most, true).await;
        assert_ne!(fits.status, 413, "negative control: {target:?}");
        assert_eq!(fits.taken, most, "{target:?}");
        let large = send(&router, target, &[OFD], most + 1, true).await;
        assert_eq!((large.status, large.taken), (413, 0), "{target:?}");
        // Where the length is not known before, reading stops at the limit.
        let endless = send(&router, target, &[OFD], 100 * MIB, false).await;
        assert_eq!(endless.status, 413, "{target:?}");
        assert!(endless.taken <= most + FRAME, "{target:?}: {}", endless.taken);
    }
}

/// Sends 512 KiB to be verified, and then nothing more.
fn hanging(router: &Router) -> tokio::task::JoinHandle<()> {
    let taken = Arc::default();
    let body = Counted { left: MIB / 2, hangs: true, announced: false, taken: Arc::clone(&taken) };
    let request = Request::post("/api/v1/verify").header(OFD.0, OFD.1);
    let request = request.body(Body::new(body)).unwrap();
    let router = router.clone();
    tokio::spawn(async move { drop(router.oneshot(request).await) })
}

#[tokio::test]
async fn bodies_in_memory_are_limited_for_each_class_of_callers() {
    let city = cities().await.remove(0);
    city.publish(&licence()).await;
    // Without an address of the client, all strangers are one caller, who may have half: 512 KiB.
    let router = within(&city, BodyLimits { memory: MIB, ..BodyLimits::default() });
    let clerk = Browser::of(&city, &router, BUREAU, Role::Clerk).await;
    let verify = || send(&router, ("POST", "/api/v1/verify"), &[OFD], FRAME, true);
    assert_eq!(verify().await.status, 200, "negative control");
    let first = hanging(&router);
    loop {
        // The other task has to run before its body is in memory.
        tokio::task::yield_now().await;
        let refused = verify().await;
        if refused.status == 503 {
            assert_eq!(refused.code, "busy");
            assert_eq!(refused.headers["retry-after"], "5");
            break;
        }
    }
    let application = json!({
        "type_code": testkit::LICENCE,
        "holder": { "name": "演示贸易有限公司", "code": "91440300MA5XX00149", "code_type": "001" },
        "facts": { "JYXM": "食品销售" }
    });
    let drafted = clerk.post("/applications", &application).await;
    assert_eq!(drafted.status.as_u16(), 201, "people have a limit of their own");
    // Control: with the limit lifted, the same stranger takes more and more.
    let lifted = within(&city, BodyLimits { memory: 1024 * MIB, ..BodyLimits::default() });
    let more: Vec<_> = (0..8).map(|_| hanging(&lifted)).collect();
    tokio::task::yield_now().await;
    let taken = send(&lifted, ("POST", "/api/v1/verify"), &[OFD], FRAME, true).await;
    assert_eq!(taken.status, 200);
    // Whoever goes away gives the place back.
    first.abort();
    drop(first.await);
    assert_eq!(verify().await.status, 200);
    more.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn a_body_that_pauses_or_trickles_is_given_up() {
    let city = cities().await.remove(0);
    let brief = Duration::from_millis(100);
    let paused = within(&city, BodyLimits { pause: brief, ..BodyLimits::default() });
    let whole = send(&paused, ("POST", "/api/v1/verify"), &[OFD], MIB, true).await;
    assert_eq!(whole.status, 200, "negative control: the same limits and a body that comes");
    let request =
        |body: Body| Request::post("/api/v1/verify").header(OFD.0, OFD.1).body(body).unwrap();
    let hangs =
        || Body::new(Counted { left: FRAME, hangs: true, announced: false, taken: Arc::default() });
    let slow = paused.oneshot(request(hangs())).await.unwrap();
    assert_eq!(slow.status().as_u16(), 408);
    // A body that never pauses long enough ends with the time for the whole.
    let limits = BodyLimits { time: 4 * brief, pause: brief, ..BodyLimits::default() };
    let slow = within(&city, limits).oneshot(request(Body::new(Trickle::new()))).await.unwrap();
    assert_eq!(slow.status().as_u16(), 408);
    // Control: without the limits, the server waits.
    let hour = Duration::from_secs(3600);
    let lifted = within(&city, BodyLimits { time: hour, pause: hour, ..BodyLimits::default() });
    let waited = tokio::time::timeout(6 * brief, lifted.oneshot(request(hangs()))).await;
    assert!(waited.is_err(), "it still waits");
}

/// A body that gives one byte every ten milliseconds.
struct Trickle(Pin<Box<tokio::time::Sleep>>);

impl Trickle {
    fn new() -> Self {
        Self(Box::pin(tokio::time::sleep(Duration::from_millis(10))))
    }
}

impl HttpBody for Trickle {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        std::task::ready!(self.0.as_mut().poll(context));
        *self = Self::new();
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x")))))
    }
}
