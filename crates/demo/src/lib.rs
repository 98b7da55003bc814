//! The demo city: units, people, matters, types and certificates in all states. It is made by
//! calling the same use cases that people and systems call. All of its data are invented.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::background::Worked;
use app::certificate::CertificateVersion;
use app::collect::Content;
use app::onboarding::NewPerson;
use app::{App, Clock, Error, Parts};
use base64::Engine as _;
use domain::caller::{Actor, Caller, Channel, Role};
use domain::catalog::{CatalogEntry, IssueStep};
use domain::certificate::Revocation;
use domain::date::Date;
use domain::purpose::Matter;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use rust_embed::RustEmbed;
use serde::Deserialize;
use store::CertificateRow;
use tokio::task::JoinSet;

mod samples;
#[cfg(test)]
mod tests;
mod upkeep;
mod uses;

use samples::Samples;

#[derive(RustEmbed)]
#[folder = "data"]
struct Files;

/// How many days before now the history of the city begins, so that some certificates have expired.
const LIFE_DAYS: i64 = 700;
/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// Number of certificates that are made at the same time.
const CONCURRENT: usize = 10;

/// What happens to a certificate depends on its number modulo this; see `one`.
const CYCLE: usize = 40;

#[derive(Deserialize)]
struct City {
    city: Named,
    units: Vec<DemoUnit>,
    people: Vec<DemoPerson>,
    matters: Vec<Matter>,
    samples: Samples,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct DemoUnit {
    code: String,
    name: String,
    region: String,
    roles: Vec<UnitPart>,
}

#[derive(Deserialize)]
struct DemoPerson {
    account: String,
    name: String,
    unit: String,
    posts: Vec<String>,
}

/// A clock that the seeding moves, so that the history of the city is in order.
pub struct SeedClock(AtomicI64);

impl SeedClock {
    /// A clock that begins so early that the seeding ends before `now` (milliseconds since 1970
    /// UTC).
    pub fn before(now: i64) -> Self {
        Self(AtomicI64::new(now - LIFE_DAYS * DAY))
    }

    fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::Relaxed);
    }
}

impl Clock for SeedClock {
    fn now(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }

    /// The seeding leaves out long times.
    fn doubt(&self, _newest: Option<i64>) -> Option<String> {
        None
    }
}

/// Name of the demo city.
pub fn city_name() -> Result<String, Error> {
    Ok(city()?.city.name)
}

/// Fills an empty database with the demo city and `certificates` certificates, which are issued and
/// then partly suspended, revoked or updated. Some open applications are added. `progress` is
/// called with the number of certificates that are done.
pub async fn seed(
    parts: Parts,
    clock: Arc<SeedClock>,
    certificates: usize,
    progress: impl Fn(usize),
) -> Result<(), Error> {
    let city = city()?;
    let app = App::new(Parts { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..parts });
    settle(&app, &city).await?;
    let entries = publish(&app, &city).await?;
    let pause = (LIFE_DAYS - 20) * DAY / i64::try_from(certificates.max(1)).unwrap_or(1);
    let (city, entries) = (Arc::new(city), Arc::new(entries));
    let mut running = JoinSet::new();
    for number in 0..certificates {
        let (one_app, city, entries) = (app.clone(), Arc::clone(&city), Arc::clone(&entries));
        running.spawn(async move { one(&one_app, &city, &entries, number).await });
        // The clock advances only between groups, so that no lease of a job ends within a group.
        if running.len() == CONCURRENT || number + 1 == certificates {
            let group = i64::try_from(running.len()).unwrap_or(1);
            while !running.is_empty() {
                finished(running.join_next().await)?;
            }
            clock.advance(pause * group);
            progress(number + 1);
        }
    }
    open_applications(&app, &city, &entries, certificates).await?;
    upkeep::upkeep(&app, &city, &entries, &clock).await?;
    uses::uses(&app, &city, &entries, &clock).await?;
    loop {
        app.store().sequence().await?;
        if app.read().await?.pending_count().await? == 0 {
            return Ok(());
        }
    }
}

fn finished(done: Option<Result<Result<(), Error>, tokio::task::JoinError>>) -> Result<(), Error> {
    match done {
        Some(Err(error)) => Err(Error::Internal(error.to_string())),
        Some(Ok(done)) => done,
        None => Ok(()),
    }
}

fn city() -> Result<City, Error> {
    let file = Files::get("city.json").ok_or_else(|| Error::Internal("city.json".into()))?;
    Ok(serde_json::from_slice(&file.data)?)
}

fn entries() -> Result<Vec<CatalogEntry>, Error> {
    let names = Files::iter().filter(|name| name.starts_with("catalog/"));
    let mut entries = Vec::new();
    for name in names {
        let file = Files::get(&name).ok_or_else(|| Error::Internal(name.to_string()))?;
        entries.push(serde_json::from_slice(&file.data)?);
    }
    entries.sort_by(|a: &CatalogEntry, b| a.code.cmp(&b.code));
    Ok(entries)
}

/// A certificate type of the demo city, named by its file, and the contents of `count` applications
/// for it.
pub fn examples(file: &str, count: usize) -> Result<(CatalogEntry, Vec<Content>), Error> {
    let entry = Files::get(file).ok_or_else(|| Error::Internal(file.to_owned()))?;
    let (entry, city): (CatalogEntry, City) = (serde_json::from_slice(&entry.data)?, city()?);
    let contents = (0..count).map(|number| content(&city, &entry, number, samples::WRITTEN));
    let contents = contents.collect::<Result<_, _>>()?;
    Ok((entry, contents))
}

/// Registers units, seals, people and matters.
async fn settle(app: &App, city: &City) -> Result<(), Error> {
    let setup = Caller::program("setup");
    for unit in &city.units {
        let unit = Unit {
            code: unit.code.clone(),
            name: unit.name.clone(),
            region: Region::parse(&unit.region)?,
            parts: unit.roles.clone(),
            active: true,
        };
        app.register_unit(&setup, &unit).await?;
        if unit.parts.contains(&UnitPart::Issuing) {
            app.register_seal(&setup, &unit.code).await?;
        }
    }
    for person in &city.people {
        let person = NewPerson {
            account: person.account.clone(),
            name: person.name.clone(),
            unit: person.unit.clone(),
            password: None,
            roles: person.posts.iter().filter_map(|post| Role::parse(post)).collect(),
        };
        app.register_person(&setup, &person).await?;
    }
    for matter in &city.matters {
        app.register_matter(&setup, matter).await?;
    }
    Ok(())
}

async fn publish(app: &App, city: &City) -> Result<Vec<CatalogEntry>, Error> {
    let manager = city.caller(app, &city.units[0].code, Role::CityManager).await?;
    let entries = entries()?;
    for entry in &entries {
        let editor = city.caller(app, &entry.defining_unit, Role::CatalogEditor).await?;
        let (draft, _) = app.draft_catalog(&editor, entry).await?;
        let (declared, _) = app.declare_catalog(&editor, &draft).await?;
        let (submitted, _) = app.submit_catalog(&editor, &declared).await?;
        app.publish_catalog(&manager, &submitted).await?;
    }
    Ok(entries)
}

impl City {
    /// A caller who is a person of the unit with the post.
    async fn caller(&self, app: &App, unit: &str, role: Role) -> Result<Caller, Error> {
        let holds = |person: &&DemoPerson| {
            person.unit == unit && person.posts.iter().any(|post| post == role.as_str())
        };
        let nobody = || Error::Internal(format!("no {} in {unit}", role.as_str()));
        let person = self.people.iter().find(holds).ok_or_else(nobody)?;
        let row = app.read().await?.person_by_account(&person.account).await?;
        let region = self.units.iter().find(|known| known.code == unit).ok_or_else(nobody)?;
        Ok(Caller {
            actor: Actor::Person(row.ok_or_else(nobody)?.person_id),
            unit: unit.to_owned(),
            region: Some(Region::parse(&region.region)?),
            roles: vec![role],
            channel: Channel::Manual,
            proved: true,
        })
    }
}

/// Makes one certificate, from the application to what its number says: some are suspended, revoked
/// or updated.
async fn one(app: &App, city: &City, entries: &[CatalogEntry], number: usize) -> Result<(), Error> {
    let entry = &entries[number % entries.len()];
    let round = number / entries.len();
    let unit = &entry.issuing_units[round % entry.issuing_units.len()];
    let clerk = city.caller(app, unit, Role::Clerk).await?;
    let reviewer = city.caller(app, unit, Role::Reviewer).await?;
    let issuer = city.caller(app, unit, Role::Issuer).await?;
    let content = content(city, entry, number, Date::at(app.now()))?;
    let (draft, _) = app.draft_application(&clerk, &entry.code, content.clone()).await?;
    let (submitted, _) = app.submit_application(&clerk, &draft).await?;
    let (name, _) = app.approve_application(&reviewer, &submitted, &[]).await?;
    let fate = number % CYCLE;
    if entry.issue_step == IssueStep::Separate {
        if fate == 1 {
            return Ok(());
        }
        app.issue_certificate(&issuer, &version(app, &name.identifier).await?, "").await?;
    }
    produce(app, &name.identifier).await?;
    match fate {
        3 => {
            let now = version(app, &name.identifier).await?;
            app.suspend_certificate(&issuer, &now, "演示：接到举报，核查期间冻结").await?;
        }
        7 | 17 | 27 | 37 => {
            let kind = ["cancelled", "penalised", "withdrawn", "voided"][fate / 10];
            let revocation = Revocation::checked(kind, "演示：依申请办理", "演示依据第一条")?;
            let now = version(app, &name.identifier).await?;
            app.revoke_certificate(&issuer, &now, &revocation).await?;
        }
        11 => {
            let mut content = content;
            content.update_reason = Some(domain::application::UpdateReason::Change);
            let (draft, _) = app.draft_update(&clerk, &name.identifier, content).await?;
            let (submitted, _) = app.submit_application(&clerk, &draft).await?;
            let (newer, _) = app.approve_application(&reviewer, &submitted, &[]).await?;
            if entry.issue_step == IssueStep::Separate {
                app.issue_certificate(&issuer, &version(app, &newer.identifier).await?, "").await?;
            }
            produce(app, &newer.identifier).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Makes applications that are drafts or wait for review, so that the to-do lists of the posts are
/// not empty.
async fn open_applications(
    app: &App,
    city: &City,
    entries: &[CatalogEntry],
    from: usize,
) -> Result<(), Error> {
    for (at, entry) in entries.iter().enumerate() {
        for (back, unit) in entry.issuing_units.iter().enumerate() {
            let number = from + at * 10 + back;
            let clerk = city.caller(app, unit, Role::Clerk).await?;
            let content = content(city, entry, number, Date::at(app.now()))?;
            let (draft, _) = app.draft_application(&clerk, &entry.code, content).await?;
            if !number.is_multiple_of(3) {
                app.submit_application(&clerk, &draft).await?;
            }
        }
    }
    Ok(())
}

/// Runs jobs until the certificate is issued. Another task may run the job of this certificate.
async fn produce(app: &App, identifier: &str) -> Result<(), Error> {
    loop {
        match app.work_once().await? {
            Worked::Done | Worked::Lost | Worked::NothingToDo => {}
            other @ (Worked::Parked | Worked::Postponed) => {
                let parked = app.read().await?.jobs_in_state("parked", 1).await?;
                let why = parked.first().map_or_else(String::new, |job| job.last_error.clone());
                return Err(Error::Internal(format!("production ended {other:?}: {why}")));
            }
        }
        let row = row_of(app, identifier).await?;
        if row.issued_at > 0 {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
}

/// The current row of the certificate.
async fn row_of(app: &App, identifier: &str) -> Result<CertificateRow, Error> {
    let mut reader = app.read().await?;
    let id = reader.certificate_of_identifier(identifier).await?.ok_or(Error::NotFound)?;
    let bucket = domain::id::bucket_of(&id).ok_or(Error::NotFound)?;
    reader.certificate(bucket.number(), &id).await?.ok_or(Error::NotFound)
}

async fn version(app: &App, identifier: &str) -> Result<CertificateVersion, Error> {
    let row = row_of(app, identifier).await?;
    Ok(CertificateVersion { identifier: identifier.to_owned(), row_version: row.version })
}

fn content(
    city: &City,
    entry: &CatalogEntry,
    number: usize,
    today: Date,
) -> Result<Content, Error> {
    let photo = Files::get("photo.png").ok_or_else(|| Error::Internal("photo.png".into()))?;
    let photo = base64::engine::general_purpose::STANDARD.encode(&photo.data);
    let holder = city.samples.holder(entry.holder_kind, number);
    let facts = city.samples.facts_of(entry, &holder, number, &photo, today);
    Ok(Content {
        holder,
        facts,
        valid_from: None,
        valid_to: None,
        paper_number: String::new(),
        update_reason: None,
        correction_basis: String::new(),
        as_issued: Vec::new(),
    })
}
