//! 人员 (people): the name and the posts of a person.

use domain::caller::{Actor, Caller, Role};
use store::PersonRoleRow;
use store::cipher::Slot;

/// Column and row for which the name of a person is encrypted.
pub(crate) fn name_slot(person_id: &str) -> Slot<'_> {
    Slot { table: "person", column: "name", row: person_id }
}

/// How a row names the one who made a decision: a person by the identity, any other actor as in
/// records.
pub(crate) fn person(caller: &Caller) -> String {
    match &caller.actor {
        Actor::Person(id) => id.clone(),
        // A calling system writes no such rows; its operator would not stand in them.
        Actor::Client { .. } | Actor::Program(_) | Actor::Public => caller.actor.record_text(),
    }
}

/// The posts that a person holds, from the rows of the table `person_role`.
pub(crate) fn posts_of(rows: &[PersonRoleRow]) -> Vec<Role> {
    rows.iter().filter_map(|row| Role::parse(&row.role)).collect()
}
