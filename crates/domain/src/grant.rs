//! 岗位授予 (granting posts, Art. 7, 25, decision 0023): one administrator proposes, another one confirms.
//!
//! Nobody has a part in giving a post to himself. The three administrators (等保三级, GB/T 22239) exclude each
//! other and every other post, so that whoever grants posts, runs the system or reads the log does nothing else.

use crate::caller::Role;
use crate::refusal::{Code, Refusal};

vocabulary! {
    /// Stored states of a proposal.
    pub enum GrantState {
        Proposed = "proposed", "待确认", "Waiting for confirmation";
        /// The person holds the post until it is withdrawn.
        Confirmed = "confirmed", "已授予", "Granted";
        Declined = "declined", "不予确认", "Declined";
        Withdrawn = "withdrawn", "已撤回", "Withdrawn";
    }
}

vocabulary! {
    /// What can be done to a proposal.
    pub enum GrantStep {
        Confirm = "confirm", "确认", "Confirm";
        Decline = "decline", "不予确认", "Decline";
        Withdraw = "withdraw", "撤回", "Withdraw";
    }
}

/// Who takes part in a proposal, as identities of persons.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'p> {
    /// The person who is to hold the post.
    pub person: &'p str,
    pub proposed_by: &'p str,
    /// Who takes the step.
    pub acting: &'p str,
}

/// Returns the state after the step.
///
/// # Errors
/// Refuses a decision by the person who proposed or who is to hold the post, and a step that the state does
/// not allow.
pub fn step(
    state: GrantState,
    step: GrantStep,
    parties: Parties<'_>,
) -> Result<GrantState, Refusal> {
    let own = parties.acting == parties.person || parties.acting == parties.proposed_by;
    match (state, step) {
        (GrantState::Proposed, GrantStep::Confirm | GrantStep::Decline) if own => {
            Err(Refusal::new(Code::GrantForOneself))
        }
        (GrantState::Proposed, GrantStep::Confirm) => Ok(GrantState::Confirmed),
        (GrantState::Proposed, GrantStep::Decline) => Ok(GrantState::Declined),
        (GrantState::Proposed, GrantStep::Withdraw) => Ok(GrantState::Withdrawn),
        (
            GrantState::Confirmed | GrantState::Declined | GrantState::Withdrawn,
            GrantStep::Confirm | GrantStep::Decline | GrantStep::Withdraw,
        ) => Err(Refusal::new(Code::GrantState)
            .with("state", state.as_str())
            .with("step", step.as_str())),
    }
}

/// Whether a person may begin or end the holding of a post by `person`: not by oneself.
///
/// # Errors
/// Refuses an act for oneself.
pub fn for_another(person: &str, acting: &str) -> Result<(), Refusal> {
    if person == acting { Err(Refusal::new(Code::GrantForOneself)) } else { Ok(()) }
}

/// Whether the post is one of the three administrators.
pub fn is_administrator(role: Role) -> bool {
    match role {
        Role::SystemAdmin | Role::SecurityAdmin | Role::Auditor => true,
        Role::Clerk
        | Role::Reviewer
        | Role::Issuer
        | Role::Window
        | Role::CatalogEditor
        | Role::DistrictManager
        | Role::CityManager
        | Role::Archivist
        | Role::CallingSystem
        | Role::Program
        | Role::Public => false,
    }
}

/// Checks that a person may hold all of these posts together.
///
/// # Errors
/// Refuses a role that is no post of people, and names the first two posts that exclude each other.
pub fn compatible(posts: &[Role]) -> Result<(), Refusal> {
    let no_post = |role: &&Role| matches!(role, Role::Program | Role::Public | Role::CallingSystem);
    if let Some(role) = posts.iter().find(no_post) {
        return Err(Refusal::new(Code::RequestInvalid).with("post", role.as_str()));
    }
    let Some(admin) = posts.iter().find(|role| is_administrator(**role)) else { return Ok(()) };
    match posts.iter().find(|role| *role != admin) {
        Some(other) => Err(Refusal::new(Code::PostsExclude)
            .with("post", admin.as_str())
            .with("excludes", other.as_str())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parties<'p>(acting: &'p str) -> Parties<'p> {
        Parties { person: "person", proposed_by: "proposer", acting }
    }

    #[test]
    fn the_table_of_states_is_up_to_date() {
        crate::vocabulary::tests::prints_the_machine::<GrantState, GrantStep>(
            "grant",
            |state, what| step(state, what, parties("another")).ok(),
        );
    }

    #[test]
    fn neither_the_proposer_nor_the_person_concerned_decides() {
        for what in [GrantStep::Confirm, GrantStep::Decline] {
            assert!(step(GrantState::Proposed, what, parties("another")).is_ok(), "the control");
            for own in ["person", "proposer"] {
                let refused = step(GrantState::Proposed, what, parties(own)).unwrap_err();
                assert_eq!(refused.code(), Code::GrantForOneself, "{what} by the {own}");
            }
        }
        assert_eq!(for_another("a", "a").unwrap_err().code(), Code::GrantForOneself);
        assert!(for_another("a", "b").is_ok());
    }

    #[test]
    fn each_administrator_excludes_every_other_post() {
        for one in Role::ALL {
            let of_people =
                |role: &Role| !matches!(role, Role::Program | Role::Public | Role::CallingSystem);
            if !of_people(one) {
                assert_eq!(compatible(&[*one]).unwrap_err().code(), Code::RequestInvalid, "{one}");
                continue;
            }
            assert!(compatible(&[*one]).is_ok(), "{one} alone");
            for other in Role::ALL.iter().filter(|other| of_people(other) && *other != one) {
                let excluded = is_administrator(*one) || is_administrator(*other);
                let checked = compatible(&[*one, *other]);
                assert_eq!(checked.is_err(), excluded, "{one} and {other}");
                if let Err(refusal) = checked {
                    assert_eq!(refusal.code(), Code::PostsExclude);
                    let named: Vec<&str> =
                        refusal.facts().iter().map(|(_, v)| v.as_str()).collect();
                    assert!(named.contains(&one.as_str()) && named.contains(&other.as_str()));
                }
            }
        }
    }
}
