//! 岗位授予 (granting posts, Art. 7, 25, decision 0023): one administrator proposes, another one confirms.
//!
//! Nobody has a part in giving a post to himself. The three administrators (等保三级, GB/T 22239) exclude each
//! other and every other post, so that whoever grants posts, runs the system or reads the log does nothing else.

use crate::caller::Role;
use crate::date::Date;
use crate::refusal::{Code, FieldFinding, Refusal};

/// Days before its last day from which a post is about to end, so that somebody sees to it in time.
pub const ENDING_DAYS: i64 = 30;

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

vocabulary! {
    /// 任职状态: how the holding of a post stands on a day. It is computed and never stored (I6).
    pub enum Tenure {
        Upcoming = "upcoming", "尚未开始", "Not begun";
        Held = "held", "在任", "Held";
        /// The last day is near.
        Ending = "ending", "即将到期", "About to end";
        Ended = "ended", "任期已满", "Ended";
        Withdrawn = "withdrawn", "已撤销", "Withdrawn";
    }
}

/// The days on which a post is held, in the city's calendar. That a post has begun or ended is computed from
/// them and never stored (I6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first day; `None` for a post that was given before the days were written down.
    pub first: Option<Date>,
    /// The last day; `None` if the post is held until it is withdrawn.
    pub last: Option<Date>,
}

impl Period {
    /// The period that columns of a row state, where an empty text stands for `None`. A text that is no day
    /// gives nobody a post: it is no period.
    pub fn of_columns(first: &str, last: &str) -> Option<Self> {
        let day = |text: &str| match text {
            "" => Some(None),
            text => Date::parse(text).map(Some),
        };
        Some(Self { first: day(first)?, last: day(last)? })
    }

    /// The period that a proposal asks for. Without a first day it begins today.
    ///
    /// # Errors
    /// Refuses a first day that has passed, because nobody has held a post before it was given, and a last
    /// day before the first one.
    pub fn proposed(first: Option<Date>, last: Option<Date>, today: Date) -> Result<Self, Refusal> {
        let first = first.unwrap_or(today);
        if first < today {
            return Err(days_refused("first_day"));
        }
        if last.is_some_and(|last| last < first) {
            return Err(days_refused("last_day"));
        }
        Ok(Self { first: Some(first), last })
    }

    /// The period of a proposal that is confirmed `today`: what has passed meanwhile was not held.
    ///
    /// # Errors
    /// Refuses a period that has ended.
    pub fn confirmed(self, today: Date) -> Result<Self, Refusal> {
        if self.has_ended(today) {
            return Err(days_refused("last_day"));
        }
        Ok(Self { first: Some(self.first.map_or(today, |first| first.max(today))), ..self })
    }

    /// Whether the post is held on `day`.
    pub fn holds_on(self, day: Date) -> bool {
        self.first.is_none_or(|first| first <= day) && !self.has_ended(day)
    }

    /// Whether the last day has passed.
    pub fn has_ended(self, today: Date) -> bool {
        self.last.is_some_and(|last| last < today)
    }

    /// How a post that was not withdrawn stands on `today`.
    pub fn tenure(self, today: Date) -> Tenure {
        if self.has_ended(today) {
            return Tenure::Ended;
        }
        match self.last {
            _ if !self.holds_on(today) => Tenure::Upcoming,
            Some(last) if last <= today.plus_days(ENDING_DAYS) => Tenure::Ending,
            _ => Tenure::Held,
        }
    }

    /// Whether the two periods have a day in common.
    pub fn meets(self, other: Self) -> bool {
        let ends_before = |one: Self, other: Self| match (one.last, other.first) {
            (Some(last), Some(first)) => last < first,
            _ => false,
        };
        !ends_before(self, other) && !ends_before(other, self)
    }

    /// This period, prolonged by one that begins within it or on the day after it, and ends later. `None` if
    /// `longer` does none of that: a post has one period, and no gap in it.
    pub fn prolonged(self, longer: Self) -> Option<Self> {
        let last = self.last?;
        let begins = longer.first?;
        let touches = self.first.is_none_or(|first| first <= begins) && begins <= last.next();
        let later = longer.last.is_none_or(|end| end > last);
        (touches && later).then_some(Self { first: self.first, last: longer.last })
    }
}

/// The refusal of a day of a post, by the name of its field.
pub fn days_refused(field: &str) -> Refusal {
    let why = Code::PostPeriod;
    Refusal::of_fields(why, vec![FieldFinding::new(field, why, why.zh())])
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

/// Whether somebody who acts under the post `by` may give or take the post `post`, or stop whoever holds it. A
/// district manager decides about the posts of the units' daily work; managers and administrators are left to the
/// security administrator (Art. 6, 25).
///
/// # Errors
/// [`Code::PostReserved`].
pub fn within_reach(by: Role, post: Role) -> Result<(), Refusal> {
    let daily = matches!(
        post,
        Role::Clerk
            | Role::Reviewer
            | Role::Issuer
            | Role::Window
            | Role::CatalogEditor
            | Role::Archivist
    );
    match by == Role::DistrictManager && !daily {
        true => Err(Refusal::new(Code::PostReserved).with("post", post.as_str())),
        false => Ok(()),
    }
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

/// Checks that a post can be held in `period` beside other posts and their periods: posts that exclude each
/// other may follow each other, but share no day.
///
/// # Errors
/// As [`compatible`].
pub fn compatible_in(role: Role, period: Period, others: &[(Role, Period)]) -> Result<(), Refusal> {
    compatible(&[role])?;
    let mut beside = others.iter().filter(|(_, other)| other.meets(period));
    beside.try_for_each(|(other, _)| compatible(&[*other, role]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    fn period(first: &str, last: &str) -> Period {
        Period::of_columns(first, last).unwrap()
    }

    #[test]
    fn a_post_is_held_from_its_first_to_its_last_day() {
        let post = period("2026-11-23", "2026-11-30");
        for (today, holds) in [
            ("2026-11-22", false),
            ("2026-11-23", true),
            ("2026-11-30", true),
            ("2026-12-01", false),
        ] {
            assert_eq!(post.holds_on(day(today)), holds, "{today}");
            assert!(period("", "").holds_on(day(today)), "given before days were written down");
        }
        assert!(period("2026-11-23", "").holds_on(day("2099-01-01")), "until it is withdrawn");
        assert_eq!(Period::of_columns("2026-13-01", ""), None);
    }

    #[test]
    fn a_post_is_about_to_end_from_thirty_days_before_its_last_day() {
        let post = period("2026-11-23", "2026-12-31");
        for (today, tenure) in [
            ("2026-11-22", Tenure::Upcoming),
            ("2026-11-30", Tenure::Held),
            ("2026-12-01", Tenure::Ending),
            ("2026-12-31", Tenure::Ending),
            ("2027-01-01", Tenure::Ended),
        ] {
            assert_eq!(post.tenure(day(today)), tenure, "{today}");
        }
        assert_eq!(period("", "").tenure(day("2026-12-01")), Tenure::Held);
    }

    #[test]
    fn nobody_is_given_a_post_for_days_that_have_passed() {
        let today = day("2026-11-23");
        let refused = |first: &str, last: &str| {
            let day = |text: &str| Date::parse(text);
            Period::proposed(day(first), day(last), today).map_err(|refusal| refusal.code())
        };
        assert_eq!(refused("2026-11-22", ""), Err(Code::PostPeriod));
        assert_eq!(refused("2026-11-24", "2026-11-23"), Err(Code::PostPeriod));
        assert_eq!(refused("", ""), Ok(period("2026-11-23", "")));
        assert_eq!(refused("2026-11-24", "2026-11-24"), Ok(period("2026-11-24", "2026-11-24")));
        // What passes between proposal and confirmation was not held.
        let late = period("2026-11-20", "2026-12-01").confirmed(today);
        assert_eq!(late.unwrap(), period("2026-11-23", "2026-12-01"));
        let over = period("2026-11-20", "2026-11-22").confirmed(today);
        assert_eq!(over.unwrap_err().code(), Code::PostPeriod);
        let ahead = period("2026-11-25", "");
        assert_eq!(ahead.confirmed(today).unwrap(), ahead);
    }

    #[test]
    fn a_post_is_prolonged_without_a_gap() {
        let held = period("2026-01-01", "2026-11-30");
        let whole = Some(period("2026-01-01", "2026-12-31"));
        assert_eq!(held.prolonged(period("2026-11-23", "2026-12-31")), whole);
        assert_eq!(held.prolonged(period("2026-12-01", "2026-12-31")), whole);
        assert_eq!(held.prolonged(period("2026-12-02", "2026-12-31")), None, "a gap");
        assert_eq!(held.prolonged(period("2026-11-23", "2026-11-30")), None, "no longer");
        assert_eq!(held.prolonged(period("2025-12-31", "")), None, "it begins earlier");
        assert_eq!(held.prolonged(period("2026-12-01", "")), Some(period("2026-01-01", "")));
        assert_eq!(period("2026-01-01", "").prolonged(held), None, "it has no end");
    }

    #[test]
    fn posts_that_exclude_each_other_may_follow_each_other() {
        let clerk = [(Role::Clerk, period("2026-01-01", "2026-11-30"))];
        let audit = |first: &str| {
            let checked = compatible_in(Role::Auditor, period(first, ""), &clerk);
            checked.map_err(|refusal| refusal.code())
        };
        assert_eq!(audit("2026-11-30"), Err(Code::PostsExclude));
        assert_eq!(audit("2026-12-01"), Ok(()));
        let nobody = compatible_in(Role::Program, period("2026-12-01", ""), &[]);
        assert_eq!(nobody.unwrap_err().code(), Code::RequestInvalid);
    }

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
