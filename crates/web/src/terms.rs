//! The terms that each handler declares: who may call it, the articles of the regulation that it serves,
//! and the codes with which it may refuse (decision 0013).
//!
//! They become the member `x-yinxin` of the operation in the OpenAPI document. The responses of the
//! document (`problem::describe`), `docs/tables/routes.txt` and the test that calls every route in every
//! post are derived from them.

use domain::Code;
use domain::policy::Action;
use serde_json::{Value, json};

/// The member of an operation in the OpenAPI document that holds its terms.
pub const TERMS: &str = "x-yinxin";

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Everybody, without logging in.
    Everybody,
    /// Everybody who is logged in; the answer contains only what the posts of the caller may see.
    LoggedIn,
    /// A caller who may do the action in the unit that owns the thing.
    OnItsUnit(Action),
    /// A caller who may do the action in the own unit.
    InOwnUnit(Action),
    /// A caller who may do the action in the whole city.
    InTheCity(Action),
}

impl Who {
    /// The code in the document, and the action that the policy decides about.
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

/// The terms of a route. `articles` are those of the regulation (深府办函〔2018〕77号) and may be empty;
/// `refusals` are the codes beside those that every route may answer with (`problem::common`).
pub fn terms(who: Who, articles: &[u8], refusals: &[Code]) -> Value {
    let (who, action) = who.coded();
    json!({ "who": who, "action": action, "articles": articles, "refusals": refusals })
}
