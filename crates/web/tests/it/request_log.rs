//! The line of a request in the operator's log is enough to find a fault and contains no personal data
//! (I10).

use std::cell::RefCell;
use std::io::Write;

use axum::http::Method;
use domain::caller::Role;
use serde_json::json;

use crate::browser::{Browser, router};
use crate::systems::System;
use testkit::{BUREAU, cities, content, licence};

thread_local! {
    /// What this thread has logged. A test and its requests run on one thread.
    static LINES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

struct Lines;

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Takes what this thread has logged since the last call.
fn taken() -> String {
    String::from_utf8(LINES.take()).unwrap()
}

/// Installs a subscriber for the whole process that writes each line to the buffer of its thread. A
/// subscriber of one thread would miss events that another thread reached first, because `tracing` caches
/// for each call site whether anyone is interested in it.
fn listen() {
    tracing_subscriber::fmt()
        .with_ansi(false)
        .with_max_level(tracing::Level::TRACE)
        .with_writer(|| Lines)
        .init();
}

/// Number of lines about requests; the database may write lines too.
fn requests(text: &str) -> usize {
    text.lines().filter(|line| line.contains("web::request_log")).count()
}

const ID: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

#[tokio::test]
async fn each_request_leaves_one_line_without_names_numbers_or_identifiers() {
    listen();
    let city = cities().await.remove(0);
    city.publish(&licence()).await;
    let issued = city.issued(content()).await;
    let router = router(&city);
    let issuer = Browser::of(&city, &router, BUREAU, Role::Issuer).await;
    let public = Browser::public(&router);
    let holder = content().holder;
    let secret = [issued.identifier.as_str(), &holder.name, &holder.code, "440304190001010002"];

    taken();
    let path = format!("/certificates/{}", issued.identifier);
    let answer = issuer.send(Method::GET, &path, &[("x-request-id", ID)], vec![]).await;
    let line = taken();
    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(answer.headers["x-request-id"], ID);
    assert_eq!(requests(&line), 1, "{line}");
    for part in [
        "INFO",
        ID,
        "method=GET",
        "route=\"/api/v1/certificates/{identifier}\"",
        "status=200",
        "ms=",
        "caller=\"person\"",
    ] {
        assert!(line.contains(part), "{part} in {line}");
    }
    let assert_no_secret = |line: &str| {
        for word in secret {
            assert!(!line.contains(word), "{word} in {line}");
        }
    };
    assert_no_secret(&line);

    // Personal data in a body, a query, an unknown address, a path parameter and a request id.
    let forged = [("x-request-id", "440304190001010002")];
    let found = issuer
        .json(Method::POST, "/certificates/search", &forged, &json!({ "holder_code": holder.code }))
        .await;
    assert_eq!(found.status.as_u16(), 200);
    assert_eq!(found.headers["x-request-id"].len(), 32, "the server made a fresh id");
    for path in [
        format!("/catalog?q={}", holder.code),
        format!("/nowhere/{}", secret[3]),
        format!("/certificates/{}", secret[3]),
    ] {
        public.get(&path).await;
    }
    let text = taken();
    assert_eq!(requests(&text), 4, "{text}");
    assert!(text.contains("route=\"(none)\" status=404"), "{text}");
    assert_eq!(text.matches("caller=\"public\"").count(), 3, "{text}");
    assert_no_secret(&text);

    let system = System::registered(&city, &router).await;
    taken();
    let body = serde_json::to_vec(&testkit::asked()).unwrap();
    system.call("0123456789abcdef", &body, &body).await;
    let line = taken();
    assert!(
        line.contains("route=\"/api/v1/uses\"") && line.contains("caller=\"system\""),
        "{line}"
    );
    assert_no_secret(&line);
}
