//! 缺证待办 (Art. 8, 19): the misses of types for which the caller's unit answers, until it says what it does about
//! them or the cause has gone.

use domain::caller::Caller;
use domain::date::{Date, rfc3339};
use domain::policy::{Action, Scope, scope};
use domain::todo::TodoKind;
use domain::usage::Lack;
use store::Reader;

use super::todos::{MAX_ITEMS, TodoItem, Todos};
use crate::kernel::{App, Error};
use crate::records::miss::kinds_missed;

impl App {
    /// Adds the kinds of misses that wait for the caller's unit.
    pub(super) async fn miss_todos(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        todos: &mut Todos,
    ) -> Result<(), Error> {
        let Scope::Unit(unit) = scope(caller, Action::AnswerMisses) else { return Ok(()) };
        let today = Date::at(self.now());
        let most = usize::try_from(MAX_ITEMS).unwrap_or(usize::MAX);
        for kind in kinds_missed(reader, &unit, today).await?.into_iter().take(most) {
            let (type_code, why) = (&kind.type_code, &kind.why);
            let answer = reader.miss_answer(&unit, type_code, why).await?;
            let open = self.open_misses(reader, &kind, answer.as_ref(), today).await?;
            let Some(oldest) = open.first() else { continue };
            let lack: Lack = why.parse()?;
            let newest = reader.catalog_versions_of(type_code, 1).await?.pop();
            let name = newest.map_or_else(|| type_code.clone(), |version| version.name);
            todos.misses_open += 1;
            todos.items.push(TodoItem {
                kind: TodoKind::Misses,
                id: format!("{type_code}/{why}"),
                title: format!("{name}：{}（{} 次）", lack.zh(), open.len()),
                holder: None,
                since: rfc3339(*oldest),
                due: None,
                overdue: false,
            });
        }
        Ok(())
    }
}
