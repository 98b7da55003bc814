//! A client of the API that sends requests as a browser does, with session cookie and page token.

use app::App;
use app::onboarding::NewPerson;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use domain::caller::{Caller, Role};
use serde_json::Value;
use tower::ServiceExt;

use crate::document::check_answer;
use testkit::City;

/// The host that browsers ask.
pub const HOST: &str = "zz.example";

pub fn router(city: &City) -> Router {
    router_with(city, false)
}

/// A server behind TLS, if the cookie is secure.
pub fn router_with(city: &City, secure_cookie: bool) -> Router {
    let settings = web::Settings { secure_cookie, origin: "test/log".into() };
    web::router(city.app.clone(), settings)
}

/// A server of an application with rules of its own.
pub fn router_of(app: &App) -> Router {
    let settings = web::Settings { secure_cookie: false, origin: "test/log".into() };
    web::router(app.clone(), settings)
}

/// The answer to one request.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }

    /// Code of the problem; empty if the answer is not a problem.
    pub fn code(&self) -> String {
        let problem = self
            .headers
            .get("content-type")
            .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind == "application/problem+json"));
        if !problem {
            return String::new();
        }
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}

#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookie: String,
    pub token: String,
}

impl Browser {
    /// A visitor who has not logged in.
    pub fn public(router: &Router) -> Self {
        Self { router: router.clone(), cookie: String::new(), token: String::new() }
    }

    /// Registers a person with this post in the unit and logs them in.
    pub async fn of(city: &City, router: &Router, unit: &str, role: Role) -> Self {
        let account = format!("{}-{}", role.as_str(), unit.split_at(10).1);
        let person = NewPerson {
            account: account.clone(),
            name: "演示人员".into(),
            unit: unit.into(),
            password: None,
            roles: vec![role],
        };
        // The program of a demo city gives posts at once.
        city.app.register_person(&Caller::program("setup"), &person).await.unwrap();
        let secret = city.app.log_in_demo(&account).await.unwrap().secret;
        Self::with_cookie(router, &format!("yinxin={secret}")).await
    }

    /// Sends this cookie, and the page token of its session.
    pub async fn with_cookie(router: &Router, cookie: &str) -> Self {
        let mut browser = Self::public(router);
        cookie.clone_into(&mut browser.cookie);
        let session = browser.get("/session").await.json();
        session["csrf_token"].as_str().unwrap_or_default().clone_into(&mut browser.token);
        browser
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Vec::new()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::POST, path, &[], body).await
    }

    pub async fn json(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> Answer {
        let mut headers = headers.to_vec();
        headers.push(("content-type", "application/json"));
        self.send(method, path, &headers, body.to_string().into_bytes()).await
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(format!("/api/v1{path}"));
        request = request.header("host", HOST);
        if !self.cookie.is_empty() {
            request = request.header("cookie", &self.cookie).header("x-csrf-token", &self.token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let answer = Answer { status: parts.status, headers: parts.headers, bytes };
        check_answer(&method, path, answer.status.as_u16(), &answer.code());
        answer
    }
}
