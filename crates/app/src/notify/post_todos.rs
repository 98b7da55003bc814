//! 岗位待办 (Art. 25): the proposals of posts that wait for another administrator, and the posts that are about to
//! end.

use domain::caller::{Caller, Role};
use domain::date::{Date, rfc3339};
use domain::grant::{self, ENDING_DAYS, GrantState};
use domain::policy::{Action, Scope, scope};
use domain::todo::TodoKind;
use store::Reader;

use super::todos::{MAX_ITEMS, TodoItem, Todos};
use crate::kernel::page::NEWEST;
use crate::kernel::{App, Error};
use crate::records::person::{name_slot, person};

impl App {
    /// Adds the proposals that the caller may confirm, and the posts about to end that the caller may propose
    /// anew.
    pub(super) async fn post_todos(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        todos: &mut Todos,
    ) -> Result<(), Error> {
        if scope(caller, Action::ConfirmRole) != Scope::Nothing {
            self.proposed_posts(reader, caller, todos).await?;
        }
        match scope(caller, Action::GrantRole) {
            Scope::Nothing | Scope::Unit(_) => {}
            Scope::Region(region) => {
                self.ending_posts(reader, caller, region.bounds(), todos).await?;
            }
            Scope::City => {
                let everywhere = ("0".to_owned(), "9".to_owned());
                self.ending_posts(reader, caller, everywhere, todos).await?;
            }
        }
        Ok(())
    }

    /// Nobody confirms what they proposed or are to hold.
    async fn proposed_posts(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        todos: &mut Todos,
    ) -> Result<(), Error> {
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

    /// Of units whose region lies between two codes. A post that is proposed anew already, or whose holder is
    /// suspended, needs no act; one that only the security administrator proposes is a task of theirs.
    async fn ending_posts(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        (first, last): (String, String),
        todos: &mut Todos,
    ) -> Result<(), Error> {
        let (own, today) = (person(caller), Date::at(self.now()));
        let until = today.plus_days(ENDING_DAYS).to_string();
        let proposed = GrantState::Proposed.as_str();
        for row in reader.posts_ending(&today.to_string(), &until, &first, &last, MAX_ITEMS).await?
        {
            let known = reader.person_shown(&row.person_id).await?;
            let known = known.filter(|known| known.active == 1 && known.person_id != own);
            let Some(known) = known else { continue };
            let open = reader.grants_of_person(&row.person_id, proposed, MAX_ITEMS).await?;
            if open.iter().any(|grant| grant.role == row.role) {
                continue;
            }
            let post: Role = row.role.parse()?;
            if caller.roles.iter().all(|role| grant::within_reach(*role, post).is_err()) {
                continue;
            }
            let name: String = self.open(name_slot(&known.person_id), &known.name_sealed)?;
            todos.posts_ending += 1;
            let since = Date::parse(&row.last_day).unwrap_or(today).plus_days(-ENDING_DAYS);
            todos.items.push(TodoItem {
                kind: TodoKind::EndingPost,
                title: format!("{} {name}（{}）", post.zh(), known.account),
                id: format!("{}/{}/{post}", known.unit_code, row.person_id),
                holder: None,
                since: rfc3339(since.begins_at()),
                due: Some(row.last_day),
                overdue: false,
            });
        }
        Ok(())
    }
}
