//! 人员: rows of people.

use domain::caller::{Actor, Caller, Role};
use store::PersonRoleRow;
use store::cipher::Slot;

/// Slot of a person's name.
pub(crate) fn name_slot(person_id: &str) -> Slot<'_> {
    Slot { table: "person", column: "name", row: person_id }
}

/// How the row of a decision names whoever made it.
pub(crate) fn person(caller: &Caller) -> String {
    match &caller.actor {
        Actor::Person(id) => id.clone(),
        Actor::Client { .. } | Actor::Program(_) | Actor::Public => caller.actor.record_text(),
    }
}

/// The posts that rows of the table of posts give.
pub(crate) fn posts_of(rows: &[PersonRoleRow]) -> Vec<Role> {
    rows.iter().filter_map(|row| Role::parse(&row.role)).collect()
}
