//! The terms that each handler declares: who may call it, the articles of the regulation that it serves,
//! the codes with which it may refuse, and how large a body it takes (decision 0013).
//!
//! They become the member `x-yinxin` of the operation in the OpenAPI document. The responses of the
//! document (`problem::describe`), `docs/tables/routes.txt`, the test that calls every route in every
//! post, and what the gate asks for before it reads a body ([`Routes`]) are derived from them.

use std::collections::HashMap;

use axum::http::Method;
use domain::Code;
use domain::policy::Action;
use serde::Serialize;
use serde_json::Value;

/// The member of an operation in the OpenAPI document that holds its terms.
pub const TERMS: &str = "x-yinxin";

/// Largest body of a request to a route that declares nothing else, in bytes.
pub const SMALL_BODY: usize = 256 * 1024;

/// Largest body of a request with content that may contain pictures or long texts, in bytes.
pub const LARGE_BODY: usize = 4 * 1024 * 1024;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, without logging in.
    Everybody,
    /// Everybody who is logged in; the answer contains only what the posts of the caller may see.
    LoggedIn,
    /// A caller who may do the action in the unit that owns the thing.
    OnItsUnit(Action),
    /// A caller who may do the action in the place where the thing is to be made. A denial hides nothing.
    OnNew(Action),
    /// A caller who may do the action in the own unit.
    InOwnUnit(Action),
    /// A caller who may do the action in the whole city.
    InTheCity(Action),
}

/// The code of [`Who::Everybody`] in the document.
const EVERYBODY: &str = "everybody";

impl Who {
    /// The code in the document, and the action that the policy decides about.
    fn coded(self) -> (&'static str, Option<Action>) {
        match self {
            Self::Everybody => (EVERYBODY, None),
            Self::LoggedIn => ("logged_in", None),
            Self::OnItsUnit(action) => ("on_its_unit", Some(action)),
            Self::OnNew(action) => ("on_new", Some(action)),
            Self::InOwnUnit(action) => ("in_own_unit", Some(action)),
            Self::InTheCity(action) => ("in_the_city", Some(action)),
        }
    }
}

/// The terms of a route as they stand in the document.
#[derive(Debug, Serialize)]
pub struct Terms<'a> {
    who: &'static str,
    action: Option<Action>,
    articles: &'a [u8],
    refusals: &'a [Code],
    /// Largest body in bytes. A request without a body of its own (GET) takes none.
    max_body: usize,
}

impl Terms<'_> {
    /// The same terms for a route that takes larger bodies than [`SMALL_BODY`].
    pub fn taking(self, max_body: usize) -> Self {
        Self { max_body, ..self }
    }
}

/// The terms of a route. `articles` are those of the regulation (深府办函〔2018〕77号) and may be empty;
/// `refusals` are the codes beside those that every route may answer with (`problem::common`).
pub fn terms<'a>(who: Who, articles: &'a [u8], refusals: &'a [Code]) -> Terms<'a> {
    let (who, action) = who.coded();
    Terms { who, action, articles, refusals, max_body: SMALL_BODY }
}

/// What the gate knows of a route before it reads the body of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// Whether everybody may call it without logging in.
    pub public: bool,
    /// Largest body in bytes.
    pub max_body: usize,
}

/// All routes by their template, such as `/certificates/{identifier}`, and their method.
#[derive(Debug, Default)]
pub struct Routes(HashMap<String, Vec<(Method, Route)>>);

impl Routes {
    /// Reads the routes from the document. An operation without terms is not among them, so that its
    /// bodies are not read at all; a test names it.
    pub fn of(document: &Value) -> Self {
        let mut routes = Self::default();
        let paths = document.get("paths").and_then(Value::as_object);
        for (path, operations) in paths.into_iter().flatten() {
            for (method, operation) in operations.as_object().into_iter().flatten() {
                let (Some(terms), Ok(method)) =
                    (operation.get(TERMS), method.to_uppercase().parse::<Method>())
                else {
                    continue;
                };
                let public = terms.get("who").and_then(Value::as_str) == Some(EVERYBODY);
                let most = terms.get("max_body").and_then(Value::as_u64).unwrap_or_default();
                let most = if method == Method::GET { 0 } else { most };
                let max_body = usize::try_from(most).unwrap_or_default();
                routes.add(path, method, Route { public, max_body });
            }
        }
        routes
    }

    pub fn add(&mut self, path: &str, method: Method, route: Route) {
        self.0.entry(path.to_owned()).or_default().push((method, route));
    }

    /// The route of a template and a method. HEAD is answered by the route of GET.
    pub fn find(&self, path: &str, method: &Method) -> Option<Route> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let found = self.0.get(path)?.iter().find(|(known, _)| known == method);
        found.map(|(_, route)| *route)
    }
}
