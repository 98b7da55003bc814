//! 岗位待办 (Art. 25): the proposals of posts that wait for another administrator.

use domain::caller::{Caller, Role};
use domain::date::rfc3339;
use domain::grant::GrantState;
use domain::policy::{Action, Scope, scope};
use domain::todo::TodoKind;
use store::Reader;

use super::todos::{MAX_ITEMS, TodoItem, Todos};
use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error};
use crate::records::person::{name_slot, person};

impl App {
    /// Adds the proposals that the caller may confirm: nobody confirms what they proposed or are to hold.
    pub(super) async fn post_todos(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        todos: &mut Todos,
    ) -> Result<(), Error> {
        if scope(caller, Action::ConfirmRole) == Scope::Nothing {
            return Ok(());
        }
        let own = person(caller);
        let proposed = GrantState::Proposed.as_str();
        for row in reader.grants_in_state(proposed, NEWEST, MAX_ITEMS).await? {
            if row.proposed_by == own || row.person_id == own {
                continue;
            }
            let Some(known) = reader.person_shown(&row.person_id).await? else { continue };
            let name: String = self.open(name_slot(&known.person_id), &known.name_sealed)?;
            let post: Role = row.role.parse()?;
            todos.posts_proposed += 1;
            todos.items.push(TodoItem {
                kind: TodoKind::ProposedPost,
                id: row.grant_id,
                title: format!("{} {name}（{}）", post.zh(), known.account),
                holder: None,
                since: rfc3339(row.proposed_at),
                due: None,
                overdue: false,
            });
        }
        Ok(())
    }
}
