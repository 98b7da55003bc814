//! Who did something, in words for people: the log and the rows name an actor by an identity (I10), and
//! those whose right covers the list are told name, posts and unit.

use std::collections::BTreeMap;

use domain::caller::{CallerKind, Role};
use domain::date::Date;
use domain::dated::DataName;
use domain::event::{LoginFailure, SubjectKind};
use domain::export::ListName;
use domain::policy::Action;
use domain::standing::StandingStep;
use serde::{Deserialize, Serialize};
use store::Queries;

use super::person::{name_slot, posts_of};
use crate::kernel::{App, Error};

/// An actor as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Actor)]
pub struct ActorView {
    pub kind: CallerKind,
    /// The name of the person or of the calling system; empty if it is not known or not to be told.
    pub name: String,
    /// The account of the person, or the operator that the calling system named.
    pub account: String,
    pub unit_code: String,
    pub unit_name: String,
    /// The posts that the person holds today.
    pub posts: Vec<Role>,
    pub posts_zh: Vec<String>,
}

impl ActorView {
    /// The name, or what the actor is where it has none.
    pub(crate) fn shown(&self) -> String {
        let kind = self.kind.zh();
        match (self.kind, self.name.as_str()) {
            (_, "") => kind.to_owned(),
            (CallerKind::System, name) => format!("{kind} {name}"),
            (_, name) => name.to_owned(),
        }
    }

    /// An actor of whom only the kind is told.
    pub(crate) fn unnamed(kind: CallerKind) -> Self {
        Self {
            kind,
            name: String::new(),
            account: String::new(),
            unit_code: String::new(),
            unit_name: String::new(),
            posts: Vec::new(),
            posts_zh: Vec::new(),
        }
    }
}

/// The actors of a list, each looked up once. They are only shown: an edited row shows what stands there,
/// and the check of everything names it, so that nobody hides the list by an edit.
#[derive(Default)]
pub(crate) struct Actors(BTreeMap<String, ActorView>);

impl Actors {
    /// The actor with the text of a record or a row: `person:<id>`, `client:<id>/<operator>`,
    /// `program:<activity>` or `public`.
    pub(crate) async fn view(
        &mut self,
        app: &App,
        rows: &mut Queries,
        actor: &str,
    ) -> Result<ActorView, Error> {
        if let Some(known) = self.0.get(actor) {
            return Ok(known.clone());
        }
        let view = match actor.split_once(':') {
            Some(("person", id)) => person(app, rows, id).await?,
            Some(("client", id)) => system(rows, id).await?,
            Some(_) => ActorView::unnamed(CallerKind::Program),
            None => ActorView::unnamed(CallerKind::Public),
        };
        self.0.insert(actor.to_owned(), view.clone());
        Ok(view)
    }

    /// What people call the thing that a record is about, where it is not called by its code: the name of a
    /// person, a unit, a calling system or a matter with the post or the step that the subject names behind it,
    /// and the words of a vocabulary. Empty for everything else.
    pub(crate) async fn subject(
        &mut self,
        app: &App,
        rows: &mut Queries,
        subject: &str,
    ) -> Result<String, Error> {
        let (kind, rest) = SubjectKind::of(subject);
        let mut words = rest.split(' ');
        let code = words.next().unwrap_or_default();
        let name = match kind {
            Some(SubjectKind::Person) => {
                self.view(app, rows, &format!("person:{code}")).await?.name
            }
            Some(SubjectKind::Client) => {
                self.view(app, rows, &format!("client:{code}")).await?.name
            }
            Some(SubjectKind::Unit | SubjectKind::Responsibility) => unit_shown(rows, code).await?,
            Some(SubjectKind::Matter) => {
                rows.matter_shown(code).await?.map_or_else(String::new, |matter| matter.name)
            }
            Some(kind) => in_words(kind, code),
            None => String::new(),
        };
        if name.is_empty() {
            return Ok(name);
        }
        let shown = |word| {
            let post = Role::parse(word).map(Role::zh);
            post.or_else(|| StandingStep::parse(word).map(StandingStep::zh)).unwrap_or(word)
        };
        Ok(std::iter::once(name.as_str()).chain(words.map(shown)).collect::<Vec<_>>().join(" "))
    }
}

/// The code of a subject in the words of its vocabulary; empty if it has none.
fn in_words(kind: SubjectKind, code: &str) -> String {
    let word = match kind {
        SubjectKind::Action => Action::parse(code).map(Action::zh),
        SubjectKind::List => ListName::parse(code).map(ListName::zh),
        SubjectKind::Login => LoginFailure::parse(code).map(LoginFailure::zh),
        SubjectKind::Data => {
            let (name, number) = code.split_once('/').unwrap_or((code, ""));
            let name = DataName::parse(name).map(DataName::zh);
            return name.map_or_else(String::new, |name| format!("{name}第 {number} 版"));
        }
        SubjectKind::Application
        | SubjectKind::Catalog
        | SubjectKind::CatalogTask
        | SubjectKind::Certificate
        | SubjectKind::Client
        | SubjectKind::Findings
        | SubjectKind::History
        | SubjectKind::Job
        | SubjectKind::Log
        | SubjectKind::Matter
        | SubjectKind::Miss
        | SubjectKind::Person
        | SubjectKind::Persons
        | SubjectKind::Record
        | SubjectKind::Responsibility
        | SubjectKind::Seal
        | SubjectKind::Session
        | SubjectKind::Unit
        | SubjectKind::Use => None,
    };
    word.unwrap_or_default().to_owned()
}

/// The name of a unit for showing it; empty if the unit is unknown.
pub(crate) async fn unit_shown(rows: &mut Queries, code: &str) -> Result<String, Error> {
    Ok(rows.unit_shown(code).await?.map_or_else(String::new, |unit| unit.name))
}

async fn person(app: &App, rows: &mut Queries, id: &str) -> Result<ActorView, Error> {
    let mut view = ActorView::unnamed(CallerKind::Person);
    let Some(row) = rows.person_shown(id).await? else { return Ok(view) };
    view.name = app.open(name_slot(&row.person_id), &row.name_sealed).unwrap_or_default();
    view.posts = posts_of(&rows.roles_shown(id).await?, Date::at(app.now()));
    view.posts_zh = view.posts.iter().map(|post| post.zh().to_owned()).collect();
    view.unit_name = unit_shown(rows, &row.unit_code).await?;
    view.unit_code = row.unit_code;
    view.account = row.account;
    Ok(view)
}

async fn system(rows: &mut Queries, actor: &str) -> Result<ActorView, Error> {
    let mut view = ActorView::unnamed(CallerKind::System);
    let (id, operator) = actor.split_once('/').unwrap_or((actor, ""));
    let Some(row) = rows.client_shown(id).await? else { return Ok(view) };
    view.name = row.name;
    view.unit_name = unit_shown(rows, &row.unit_code).await?;
    view.unit_code = row.unit_code;
    // A record of the log holds a keyed hash instead of the operator (I10), which tells people nothing.
    let hashed = operator.len() == 32 && operator.bytes().all(|b| b.is_ascii_hexdigit());
    if !hashed {
        operator.clone_into(&mut view.account);
    }
    Ok(view)
}
