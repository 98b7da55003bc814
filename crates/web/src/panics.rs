//! A panic in a handler is a mistake in the program. The caller gets 500 as a problem document instead of a lost
//! connection, and the panic is counted, so that `/health` and the operator see that it happened.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Request, State as Shared};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::Code;
use futures_util::FutureExt as _;

use crate::problem::Problem;

/// The number of panics in handlers since the start.
#[derive(Debug, Default)]
pub struct Panics(AtomicU64);

impl Panics {
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Runs a request, and answers 500 if its handler panics. What the handler held is dropped: an open transaction is
/// rolled back, so that nothing of the request stays.
pub async fn caught(Shared(panics): Shared<Arc<Panics>>, request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            // The panic hook has written the message and its place to standard error. They are not repeated here,
            // because the message may contain what somebody typed (I10).
            panics.0.fetch_add(1, Ordering::Relaxed);
            tracing::error!("a handler panicked");
            Problem::of(Code::Internal).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::http::{StatusCode, header};
    use axum::middleware;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::*;

    async fn fails() -> &'static str {
        let text = "中".to_owned();
        assert!(text.len() < 2, "as a mistake of the program would");
        "never"
    }

    #[tokio::test]
    async fn a_panic_is_answered_as_a_problem_and_counted() {
        let panics = Arc::new(Panics::default());
        let router = Router::new()
            .route("/good", get(async || "good"))
            .route("/bad", get(fails))
            .layer(middleware::from_fn_with_state(Arc::clone(&panics), caught));
        let ask = async |path: &str| {
            let request = Request::get(path).body(Body::empty()).unwrap();
            router.clone().oneshot(request).await.unwrap()
        };
        assert_eq!(ask("/good").await.status(), StatusCode::OK);
        assert_eq!(panics.count(), 0);
        let answer = ask("/bad").await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(panics.count(), 1);
        assert_eq!(ask("/good").await.status(), StatusCode::OK, "the next request is served");
    }
}
