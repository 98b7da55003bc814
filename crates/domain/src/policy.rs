//! The access policy: one table of posts and actions (`rights`), written as a function. No other code decides
//! who may do what (decision 0001).
//!
//! `docs/tables/policy.txt` prints the table. Rules that do not depend on posts stand elsewhere: that
//! reviewer and submitter differ in `application`, sharing (Art. 13) in `sharing`, purpose (Art. 14) in
//! `purpose`.

mod rights;

use crate::caller::{Caller, Role};
use crate::event::Event;
use crate::region::Region;

pub use rights::Action;
use rights::rights;

/// How far a right reaches, from the narrowest to the widest; [`scope`] relies on this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    Never,
    OwnUnit,
    OwnRegion,
    City,
}

/// The place of a row: the unit that owns it and the region of that unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub unit: String,
    pub region: Region,
}

/// Anything the policy can be asked about.
pub trait Placed {
    /// The place of the thing; `None` if it belongs to the whole city, as the log and the public catalog
    /// do.
    fn place(&self) -> Option<Place>;
}

impl Placed for Place {
    fn place(&self) -> Option<Place> {
        Some(self.clone())
    }
}

/// The whole city, for actions that concern no single unit.
pub struct Citywide;

impl Placed for Citywide {
    fn place(&self) -> Option<Place> {
        None
    }
}

/// Which rows a list may show. Every function that lists rows takes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    Nothing,
    Unit(String),
    Region(Region),
    City,
}

impl Scope {
    /// Whether a row at `place` lies in this scope.
    pub fn admits(&self, place: &Place) -> bool {
        match self {
            Scope::Nothing => false,
            Scope::Unit(unit) => *unit == place.unit,
            Scope::Region(region) => region.contains(&place.region),
            Scope::City => true,
        }
    }
}

/// The refusal of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    pub action: Action,
    /// Whether the caller may not even learn that the thing exists, so that the answer must be "not
    /// found".
    pub hidden: bool,
}

/// Proof that the policy permits one action. It cannot be cloned and only [`permit`] makes one, so that
/// every change needs a decision of its own (decision 0001).
#[derive(Debug)]
pub struct Permit {
    action: Action,
    role: Role,
    scope: Scope,
}

/// A finished change that is ready to be committed: the value for the caller and the event for the log.
/// Only a [`Permit`] makes one.
#[derive(Debug)]
pub struct Done<T> {
    pub value: T,
    pub event: Event,
    pub permit: Permit,
}

impl Permit {
    /// Uses up the permit for a finished change.
    pub fn done<T>(self, value: T, event: Event) -> Done<T> {
        Done { value, event, permit: self }
    }

    pub fn action(&self) -> Action {
        self.action
    }

    /// The post that gave the caller the right; the record names it (Art. 25).
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether a row at `place` may be changed under this permit.
    pub fn covers(&self, place: &Place) -> bool {
        self.scope.admits(place)
    }
}

/// Decides whether `caller` may do `action` to `on`.
pub fn permit(caller: &Caller, action: Action, on: &impl Placed) -> Result<Permit, Denied> {
    let place = on.place();
    let granted = caller.roles.iter().find_map(|role| {
        let scope = scope_of(caller, reach(*role, action));
        let fits = match &place {
            Some(place) => scope.admits(place),
            None => scope != Scope::Nothing,
        };
        fits.then_some(Permit { action, role: *role, scope })
    });
    granted.ok_or_else(|| Denied {
        action,
        hidden: place.is_some_and(|place| !may_know(caller, &place)),
    })
}

/// Like [`permit`], for something that the act is to make: a denial has nothing to hide.
pub fn permit_new(caller: &Caller, action: Action, on: &impl Placed) -> Result<Permit, Denied> {
    permit(caller, action, on).map_err(|denied| Denied { hidden: false, ..denied })
}

/// The widest scope in which `caller` may do `action`, for lists.
pub fn scope(caller: &Caller, action: Action) -> Scope {
    let widest = caller.roles.iter().map(|role| reach(*role, action)).max();
    scope_of(caller, widest.unwrap_or(Reach::Never))
}

/// The actions that the caller may do in some scope. The pages show their buttons accordingly.
pub fn actions(caller: &Caller) -> Vec<Action> {
    let may = |action: &Action| scope(caller, *action) != Scope::Nothing;
    Action::ALL.iter().copied().filter(may).collect()
}

fn scope_of(caller: &Caller, reach: Reach) -> Scope {
    match reach {
        Reach::Never => Scope::Nothing,
        Reach::OwnUnit if caller.unit.is_empty() => Scope::Nothing,
        Reach::OwnUnit => Scope::Unit(caller.unit.clone()),
        Reach::OwnRegion => caller.region.clone().map_or(Scope::Nothing, Scope::Region),
        Reach::City => Scope::City,
    }
}

/// Whether the caller's posts can reach something of `unit` or let the caller know of it. If not, nothing is
/// looked up for the caller. Which region a manager may see, [`permit`] decides.
pub fn may_concern(caller: &Caller, action: Action, unit: &str) -> bool {
    let manages =
        |role: &Role| matches!(role, Role::CityManager | Role::DistrictManager | Role::Auditor);
    caller.unit == unit
        || caller.roles.iter().any(manages)
        || matches!(scope(caller, action), Scope::Region(_) | Scope::City)
}

/// Whether the caller may learn that a row at `place` exists: it belongs to the caller's unit or to the
/// region that the caller manages, or the caller is the city manager or an auditor.
fn may_know(caller: &Caller, place: &Place) -> bool {
    let manages = |role: &Role| matches!(role, Role::CityManager | Role::Auditor);
    caller.unit == place.unit
        || caller.roles.iter().any(manages)
        || (caller.roles.contains(&Role::DistrictManager)
            && caller.region.as_ref().is_some_and(|region| region.contains(&place.region)))
}

/// How far the right of a post to an action reaches.
pub fn reach(role: Role, action: Action) -> Reach {
    use Action as A;
    if matches!(action, A::ReadPublicCatalog | A::VerifyFile) {
        return Reach::City;
    }
    let staff = !matches!(role, Role::Public | Role::Program | Role::CallingSystem);
    if staff && matches!(action, A::ReadUnit | A::OpenSession) {
        return Reach::City;
    }
    let (own_unit, own_region, city) = rights(role);
    if city.contains(&action) {
        Reach::City
    } else if own_region.contains(&action) {
        Reach::OwnRegion
    } else if own_unit.contains(&action) {
        Reach::OwnUnit
    } else {
        Reach::Never
    }
}

/// The table as tab-separated text for `docs/tables/policy.txt`: one line for each action, one column that
/// says whether it asks for a recent proof of who somebody is, and one for each post.
pub fn table() -> String {
    let mut text = String::from("action\t中文\tEnglish\tproof");
    for role in Role::ALL {
        text.push_str(&format!("\t{role}"));
    }
    text.push('\n');
    for action in Action::ALL {
        let proof = if action.asks_proof() { "asked" } else { "-" };
        text.push_str(&format!("{action}\t{}\t{}\t{proof}", action.zh(), action.en()));
        for role in Role::ALL {
            text.push('\t');
            text.push_str(match reach(*role, *action) {
                Reach::Never => "-",
                Reach::OwnUnit => "unit",
                Reach::OwnRegion => "region",
                Reach::City => "city",
            });
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests;
