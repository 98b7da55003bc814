//! 人员与岗位 (people and posts, Art. 7, 25): who may log in, and which posts they hold.

use domain::caller::{Caller, Role};
use domain::event::{Event, EventKind};
use domain::id::Bucket;
use domain::policy::{Action, Citywide};
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{PersonRoleRow, PersonRow, Receipt};

use super::passwords;
use crate::kernel::{App, Error};
use crate::records::person::{name_slot, posts_of};
use crate::records::unit::unit_place;

/// Longest account name, in characters.
pub(crate) const MAX_ACCOUNT: usize = 40;

/// Largest number of people of one unit, and of units, that are listed.
const MAX_LISTED: i64 = 1_000;

/// A person to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPerson {
    pub account: String,
    pub name: String,
    pub unit: String,
    /// With `None`, the person cannot log in with a password.
    pub password: Option<String>,
    pub roles: Vec<Role>,
}

/// Names a person who was registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PersonId {
    pub person_id: String,
}

impl App {
    /// Registers a person with their posts. Errors: the account is taken or malformed; the unit is
    /// unknown; the password is too weak; a post cannot be held by a person.
    pub async fn register_person(
        &self,
        caller: &Caller,
        person: &NewPerson,
    ) -> Result<(PersonId, Receipt), Error> {
        self.permit_read(caller, Action::RegisterPerson, &Citywide).await?;
        // Hashing is slow on purpose, so it comes before the change begins (decision 0001).
        let password = match &person.password {
            Some(password) => {
                let (app, password) = (self.clone(), password.clone());
                let account = person.account.clone();
                self.heavy(move || passwords::hash(&app, &password, &account)).await??
            }
            None => String::new(),
        };
        let work = self.begin(caller).await?;
        let (work, permit) = work.permit(Action::RegisterPerson, &Citywide).await?;
        let (mut work, _) = work.permit(Action::GrantRole, &Citywide).await?;
        check_account(&person.account, &person.roles)?;
        unit_place(work.rows(), &person.unit).await?;
        if work.rows().person_by_account(&person.account).await?.is_some() {
            return Err(Refusal::new(Code::AccountTaken).with("account", &person.account).into());
        }
        let person_id = self.fresh_id(work.now(), Bucket::NONE)?;
        let mut row = PersonRow {
            account: person.account.clone(),
            name_sealed: self.seal(name_slot(&person_id), &person.name)?,
            unit_code: person.unit.clone(),
            password,
            active: 1,
            person_id: person_id.clone(),
            ..PersonRow::default()
        };
        work.rows().insert_person(&mut row).await?;
        for role in &person.roles {
            let mut row = PersonRoleRow {
                person_id: person_id.clone(),
                role: role.as_str().to_owned(),
                active: 1,
                ..PersonRoleRow::default()
            };
            work.rows().insert_person_role(&mut row).await?;
        }
        let event = Event::new(EventKind::PersonRegistered, format!("person {person_id}"));
        work.commit(permit.done(PersonId { person_id }, event)).await
    }

    /// Grants a post to a person, or takes it away if `active` is false. Errors: the person is
    /// unknown; the post cannot be held by a person.
    pub async fn grant_role(
        &self,
        caller: &Caller,
        person_id: &str,
        role: Role,
        active: bool,
    ) -> Result<Receipt, Error> {
        check_account("any", &[role])?;
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::GrantRole, &Citywide).await?;
        if work.rows().person(person_id).await?.is_none() {
            return Err(Refusal::new(Code::PersonUnknown).into());
        }
        match work.rows().person_role(person_id, role.as_str()).await? {
            Some(mut row) => {
                row.active = i64::from(active);
                work.rows().update_person_role(&mut row).await?;
            }
            None => {
                let mut row = PersonRoleRow {
                    person_id: person_id.to_owned(),
                    role: role.as_str().to_owned(),
                    active: i64::from(active),
                    ..PersonRoleRow::default()
                };
                work.rows().insert_person_role(&mut row).await?;
            }
        }
        let deed = if active { "granted" } else { "taken" };
        let subject = format!("person {person_id} {} {deed}", role.as_str());
        Ok(work.commit(permit.done((), Event::new(EventKind::RoleGranted, subject))).await?.1)
    }
}

/// A person as a list shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Person)]
pub struct PersonView {
    pub id: String,
    pub account: String,
    pub name: String,
    pub unit_code: String,
    pub posts: Vec<Role>,
}

/// An account of the demo city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DemoAccount {
    pub account: String,
    pub name: String,
    pub unit_code: String,
    pub unit_name: String,
    pub posts: Vec<Role>,
    pub posts_zh: Vec<String>,
}

impl App {
    /// Lists the people of a unit with their posts. An empty `unit` means the caller's own unit,
    /// whose people everybody in it may see; other units need the right to register people.
    pub async fn people(&self, caller: &Caller, unit: &str) -> Result<Vec<PersonView>, Error> {
        let unit = if unit.is_empty() { caller.unit.as_str() } else { unit };
        // Reading units is a right of staff. Calling systems do not have it, and read no people.
        let own = unit == caller.unit;
        let action = if own { Action::ReadUnit } else { Action::RegisterPerson };
        self.permit_read(caller, action, &Citywide).await?;
        let mut reader = self.read().await?;
        let mut people = Vec::new();
        for row in reader.people_of_unit(unit, "", MAX_LISTED).await? {
            let roles = reader.roles_of(&row.person_id).await?;
            people.push(PersonView {
                name: self.open(name_slot(&row.person_id), &row.name_sealed)?,
                id: row.person_id,
                account: row.account,
                unit_code: row.unit_code,
                posts: posts_of(&roles),
            });
        }
        Ok(people)
    }

    /// Lists the accounts of the demo city, which can log in without a password. Errors:
    /// [`Error::NotFound`] if this is not a demo.
    pub async fn demo_accounts(&self) -> Result<Vec<DemoAccount>, Error> {
        if !self.is_demo() {
            return Err(Error::NotFound);
        }
        let mut reader = self.read().await?;
        let mut accounts = Vec::new();
        for unit in reader.unit_after("", MAX_LISTED).await? {
            for row in reader.people_of_unit(&unit.unit_code, "", MAX_LISTED).await? {
                let roles = reader.roles_of(&row.person_id).await?;
                let posts = posts_of(&roles);
                accounts.push(DemoAccount {
                    name: self.open(name_slot(&row.person_id), &row.name_sealed)?,
                    account: row.account,
                    unit_code: unit.unit_code.clone(),
                    unit_name: unit.name.clone(),
                    posts_zh: posts.iter().map(|role| role.zh().to_owned()).collect(),
                    posts,
                });
            }
        }
        Ok(accounts)
    }
}

/// Errors: the account name is malformed, or a post cannot be held by a person.
fn check_account(account: &str, roles: &[Role]) -> Result<(), Refusal> {
    let fits = (2..=MAX_ACCOUNT).contains(&account.len())
        && account.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let for_people =
        |role: &Role| !matches!(role, Role::Program | Role::Public | Role::CallingSystem);
    if fits && roles.iter().all(for_people) {
        Ok(())
    } else {
        Err(Refusal::new(Code::RequestInvalid).with("account", account))
    }
}
