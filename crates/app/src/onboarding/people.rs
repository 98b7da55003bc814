//! 人员与岗位 (people and posts, Art. 7, 25): who may log in, and which posts they hold.

use domain::caller::{Actor, Caller, Role};
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::id::Bucket;
use domain::policy::{Action, Citywide, Place, Scope, permit_new, scope};
use domain::region::Region;
use domain::standing::StandingState;
use domain::{Code, FieldFinding, Refusal, grant, text};
use serde::{Deserialize, Serialize};
use store::{PersonRow, Receipt};

use super::passwords;
use crate::kernel::{App, Error};
use crate::records::person::{HeldPost, held_posts, hold, name_slot, posts_of};
use crate::records::unit::{refuse_unknown_unit, unit_place};

/// Longest account name, in characters.
const MAX_ACCOUNT: usize = 40;
/// Largest number of characters of a name; a seal takes the name of its unit.
const MAX_NAME: usize = 64;

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
    /// Registers a person. The posts are proposed and wait for their confirmation; only the program, when
    /// it makes a demo city, gives them at once. A password that somebody else has chosen must be changed
    /// at the first login. Errors: the account is taken or malformed; the unit is unknown; the password is
    /// too weak; a post cannot be held by a person, or two posts exclude each other.
    pub async fn register_person(
        &self,
        caller: &Caller,
        person: &NewPerson,
    ) -> Result<(PersonId, Receipt), Error> {
        self.permit_people(caller, &person.unit).await?;
        check_name(&person.name)?;
        // Hashing is slow on purpose, so it comes before the change begins (decision 0001).
        let password = match &person.password {
            Some(password) => self.hashed(password, &person.account).await?,
            None => String::new(),
        };
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &person.unit).await?;
        let (work, permit) = work.permit_new(Action::RegisterPerson, &place).await?;
        let (mut work, _) = work.permit_new(Action::GrantRole, &place).await?;
        check_account(&person.account)?;
        grant::compatible(&person.roles)?;
        for role in &person.roles {
            grant::within_reach(permit.role(), *role)?;
        }
        if work.rows().person_by_account(&person.account).await?.is_some() {
            return Err(of_field(Code::AccountTaken, "account").into());
        }
        let by_program = matches!(caller.actor, Actor::Program(_));
        let mut row = self.new_person(person, password, work.now())?;
        row.must_change_password = i64::from(!by_program && person.password.is_some());
        let person_id = row.person_id.clone();
        work.rows().insert_person(&mut row).await?;
        let period = grant::Period { first: Some(work.today()), last: None };
        for role in distinct(&person.roles) {
            if by_program && self.is_demo() {
                hold(work.rows(), &person_id, role, period).await?;
            } else {
                self.insert_proposal(&mut work, &row, role, period).await?;
            }
        }
        let event = Event::new(EventKind::PersonRegistered, format!("person {person_id}"));
        work.commit(permit.done(PersonId { person_id }, event)).await
    }

    /// Asks before anything slow is done whether the caller may register people in a unit. Errors: the unit is
    /// unknown, for whoever may register people at all.
    async fn permit_people(&self, caller: &Caller, unit: &str) -> Result<(), Error> {
        let action = Action::RegisterPerson;
        if scope(caller, action) == Scope::Nothing {
            self.permit_read(caller, action, &Citywide).await?;
        }
        let place = unit_place(&mut *self.read().await?, unit).await?;
        match permit_new(caller, action, &place) {
            Ok(_) => Ok(()),
            Err(denied) => {
                self.record_denial(caller, &denied).await?;
                Err(Error::Denied(denied))
            }
        }
    }

    /// The row of a person who is active and has `password` as hash.
    fn new_person(
        &self,
        person: &NewPerson,
        password: String,
        now: i64,
    ) -> Result<PersonRow, Error> {
        let person_id = self.fresh_id(now, Bucket::NONE)?;
        Ok(PersonRow {
            account: person.account.clone(),
            name_sealed: self.seal(name_slot(&person_id), &person.name)?,
            unit_code: person.unit.clone(),
            password,
            active: 1,
            person_id,
            ..PersonRow::default()
        })
    }

    /// Whether the city was made by `yinxin init` and is no demo.
    pub async fn was_bootstrapped(&self) -> Result<bool, Error> {
        Ok(self.read().await?.has_event(EventKind::CityBootstrapped.as_str()).await?)
    }

    /// Registers the three administrators of a new city with their posts, in one change: nobody exists yet
    /// who could propose and confirm them. Errors: somebody has held the post of an administrator before;
    /// accounts or passwords are the same, or malformed.
    pub async fn bootstrap(
        &self,
        caller: &Caller,
        administrators: [(NewPerson, Role); 3],
    ) -> Result<Receipt, Error> {
        check_administrators(&administrators)?;
        let mut passwords = Vec::new();
        for (person, _) in &administrators {
            passwords.push(match &person.password {
                Some(password) => self.hashed(password, &person.account).await?,
                None => String::new(),
            });
        }
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::BootstrapCity, &Citywide).await?;
        for (_, role) in &administrators {
            if work.rows().holders_ever(role.as_str()).await? > 0 {
                return Err(Refusal::new(Code::CityBootstrapped).into());
            }
        }
        let mut subject = String::from("persons");
        for ((person, role), password) in administrators.iter().zip(passwords) {
            let mut row = self.new_person(person, password, work.now())?;
            // Whoever makes the city chose the passwords, so their owners choose others first.
            row.must_change_password = i64::from(person.password.is_some());
            work.rows().insert_person(&mut row).await?;
            let period = grant::Period { first: Some(work.today()), last: None };
            hold(work.rows(), &row.person_id, *role, period).await?;
            subject.push_str(&format!(" {} {role}", row.person_id));
        }
        let event = Event::new(EventKind::CityBootstrapped, subject);
        Ok(work.commit(permit.done((), event)).await?.1)
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
    /// The posts that the person holds today.
    pub posts: Vec<Role>,
    /// The same with their days, and the posts that begin later.
    pub held: Vec<HeldPost>,
    pub state: StandingState,
    /// Whether the person must change the password at the next login.
    pub must_change_password: bool,
    pub row_version: i64,
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
    /// whose people everybody who works in it may see; other units need the right to register people there, or
    /// to read the log, in which people act.
    /// Calling systems see nobody.
    pub async fn people(&self, caller: &Caller, unit: &str) -> Result<Vec<PersonView>, Error> {
        let unit = if unit.is_empty() { caller.unit.as_str() } else { unit };
        // Reading units is a right of staff. Calling systems do not have it, and read no people.
        let own = unit == caller.unit;
        let reads_log = scope(caller, Action::ReadAuditLog) != Scope::Nothing;
        let action = match (own, reads_log) {
            (true, _) => Action::ReadUnit,
            (false, true) => Action::ReadAuditLog,
            (false, false) => Action::RegisterPerson,
        };
        let mut reader = self.read().await?;
        if own || reads_log || scope(caller, action) == Scope::Nothing {
            self.permit_read(caller, action, &Citywide).await?;
        }
        if !own {
            if scope(caller, action) == Scope::City {
                refuse_unknown_unit(&mut reader, unit).await?;
            }
            let known = reader.unit_shown(unit).await?.ok_or(Error::NotFound);
            let known = self.present(caller, action, known).await?;
            let place = Place { region: Region::parse(&known.region)?, unit: known.unit_code };
            self.permit_read(caller, action, &place).await?;
        }
        let mut people = Vec::new();
        let today = Date::at(self.now());
        for row in reader.people_of_unit(unit, "", MAX_LISTED).await? {
            let roles = reader.roles_of(&row.person_id).await?;
            people.push(PersonView {
                name: self.open(name_slot(&row.person_id), &row.name_sealed)?,
                id: row.person_id,
                account: row.account,
                unit_code: row.unit_code,
                posts: posts_of(&roles, today),
                held: held_posts(&roles, today)?,
                state: StandingState::of(row.active),
                must_change_password: row.must_change_password == 1,
                row_version: row.version,
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
                let posts = posts_of(&roles, Date::at(self.now()));
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

/// Checks the name of a city, a unit or a person. Errors: it is empty or longer than 64 characters, or it begins
/// or ends with white space, or contains characters that cannot be printed.
pub fn check_name(name: &str) -> Result<(), Refusal> {
    if text::is_title(name, MAX_NAME) { Ok(()) } else { Err(of_field(Code::NameInvalid, "name")) }
}

/// A refusal about one field, in the words of its code.
pub(super) fn of_field(code: Code, field: &str) -> Refusal {
    Refusal::of_fields(code, vec![FieldFinding::new(field, code, code.zh())])
}

/// Errors: the account name is malformed.
pub fn check_account(account: &str) -> Result<(), Refusal> {
    let fits = (2..=MAX_ACCOUNT).contains(&account.len())
        && account.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    if fits { Ok(()) } else { Err(of_field(Code::AccountInvalid, "account")) }
}

/// Checks the first administrators of a city. Errors: the posts are not the three administrators, the three
/// are not separate people, or an account or password is malformed.
pub fn check_administrators(administrators: &[(NewPerson, Role); 3]) -> Result<(), Refusal> {
    for (person, _) in administrators {
        check_account(&person.account)?;
        if let Some(password) = &person.password {
            passwords::check(password, &person.account)?;
        }
    }
    check_separate(administrators)
}

/// The part of [`check_administrators`] that compares the three with each other.
pub fn check_separate(administrators: &[(NewPerson, Role); 3]) -> Result<(), Refusal> {
    for (at, (person, role)) in administrators.iter().enumerate() {
        if !grant::is_administrator(*role) {
            return Err(Refusal::new(Code::RequestInvalid).with("post", role.as_str()));
        }
        for (other, post) in administrators.iter().take(at) {
            let alike = person.account.eq_ignore_ascii_case(&other.account)
                || (person.password.is_some() && person.password == other.password);
            if alike || role == post {
                return Err(Refusal::new(Code::AdministratorsAlike));
            }
        }
    }
    Ok(())
}

/// The posts without repetitions, in their order.
fn distinct(roles: &[Role]) -> Vec<Role> {
    let mut seen = Vec::new();
    for role in roles {
        if !seen.contains(role) {
            seen.push(*role);
        }
    }
    seen
}
