//! 人员 (people): the name and the posts of a person.

use domain::caller::{Actor, Caller, Role};
use store::cipher::Slot;
use store::{Change, PersonRoleRow, Queries};

use crate::kernel::{App, Error};

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

/// Gives a person a post, as part of a change.
pub(crate) async fn hold(rows: &mut Change, person_id: &str, role: Role) -> Result<(), Error> {
    match rows.person_role(person_id, role.as_str()).await? {
        Some(mut row) => {
            row.active = 1;
            rows.update_person_role(&mut row).await?;
        }
        None => {
            let mut row = PersonRoleRow {
                person_id: person_id.to_owned(),
                role: role.as_str().to_owned(),
                active: 1,
                ..PersonRoleRow::default()
            };
            rows.insert_person_role(&mut row).await?;
        }
    }
    Ok(())
}

/// The posts that a person holds, from the rows of the table `person_role`.
pub(crate) fn posts_of(rows: &[PersonRoleRow]) -> Vec<Role> {
    rows.iter().filter_map(|row| Role::parse(&row.role)).collect()
}

impl App {
    /// The name of a person whom a row names; the text of the row itself if it names no known person, such
    /// as the program.
    pub(crate) async fn name_of_person(
        &self,
        rows: &mut Queries,
        id: &str,
    ) -> Result<String, Error> {
        match rows.person(id).await? {
            Some(known) => self.open(name_slot(&known.person_id), &known.name_sealed),
            None => Ok(id.to_owned()),
        }
    }
}
