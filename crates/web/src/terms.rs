//! What stands beside each handler: who may call it, the articles it rests on, and how it may refuse.
//!
//! The declaration is the member `x-yinxin` of the operation in the OpenAPI document. From it come
//! the responses of the document (`problem::describe`), `docs/tables/routes.txt`, and the test that
//! sends every route from every post.

use domain::Code;
use domain::policy::Action;
use serde_json::{Value, json};

/// Member of an operation that carries its terms.
pub const TERMS: &str = "x-yinxin";

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody needs to log in.
    Everybody,
    /// Whoever is logged in gets an answer; its content is what their posts may see.
    LoggedIn,
    /// The action, on the unit that the thing belongs to.
    OnItsUnit(Action),
    /// The action, in the caller's own unit.
    InOwnUnit(Action),
    /// The action, on the city as a whole.
    InTheCity(Action),
}

impl Who {
    /// The stable code in the document, and the action that the policy is asked about.
    fn coded(self) -> (&'static str, Option<Action>) {
        match self {
            Self::Everybody => ("everybody", None),
            Self::LoggedIn => ("logged_in", None),
            Self::OnItsUnit(action) => ("on_its_unit", Some(action)),
            Self::InOwnUnit(action) => ("in_own_unit", Some(action)),
            Self::InTheCity(action) => ("in_the_city", Some(action)),
        }
    }
}

/// The terms of a route; `refusals` beyond the common ones (`problem::common`). Articles are those of
/// the measure (深府办函〔2018〕77号); a route that serves no article has none.
pub fn terms(who: Who, articles: &[u8], refusals: &[Code]) -> Value {
    let (who, action) = who.coded();
    json!({ "who": who, "action": action, "articles": articles, "refusals": refusals })
}
