//! 编目、发布、停用、认领 (Art. 9): drafting, submitting, publishing, retiring and adopting catalog
//! entries. A published version never changes.

use domain::caller::Caller;
use domain::catalog::{CatalogEntry, CatalogState, CatalogStep};
use domain::event::{Event, EventKind};
use domain::policy::Action;
use domain::{Code, Refusal};
use store::{AdoptionRow, CatalogRow, Receipt};

use crate::drawing::issue::refuse_template;
use crate::kernel::{App, Error};
use crate::records::catalog::{CatalogVersion, is_public, load, move_on, named, place_of, subject};
use crate::records::unit::unit_place;

/// Largest number of versions of one type that are loaded.
const MAX_VERSIONS: i64 = 1_000;

impl App {
    /// Creates a draft: the first version of a type, or its next version. Errors: the description
    /// has findings, or another draft of the type is open.
    pub async fn draft_catalog(
        &self,
        caller: &Caller,
        entry: &CatalogEntry,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        refuse_findings(entry)?;
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &entry.defining_unit).await?;
        let (mut work, permit) = work.permit(Action::DraftCatalog, &place).await?;
        let versions = work.rows().catalog_versions_of(&entry.code, MAX_VERSIONS).await?;
        let open = |row: &&CatalogRow| !is_public(row);
        if let Some(row) = versions.iter().find(open) {
            return Err(Refusal::new(Code::CatalogState).with("state", &row.state).into());
        }
        let mut row = CatalogRow {
            type_code: entry.code.clone(),
            number: versions.first().map_or(1, |newest| newest.number + 1),
            state: CatalogState::Draft.as_str().to_owned(),
            name: entry.name.clone(),
            kind: entry.kind.as_str().to_owned(),
            unit_code: place.unit,
            region: place.region.as_str().to_owned(),
            entry: serde_json::to_string(entry)?,
            ..CatalogRow::default()
        };
        work.rows().insert_catalog_version(&mut row).await?;
        let event = Event::new(EventKind::CatalogDrafted, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }

    /// Saves a changed draft. Errors: the description has findings or the code of another type; the
    /// version is not a draft; the row was saved since the caller read it.
    pub async fn amend_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
        entry: &CatalogEntry,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        refuse_findings(entry)?;
        if entry.code != version.type_code {
            return Err(Refusal::new(Code::TypeCodeInvalid).with("value", &entry.code).into());
        }
        let (action, kind) = (Action::DraftCatalog, EventKind::CatalogDrafted);
        let text = serde_json::to_string(entry)?;
        self.step_catalog(caller, version, CatalogStep::Save, action, kind, |row| {
            row.name.clone_from(&entry.name);
            entry.kind.as_str().clone_into(&mut row.kind);
            row.entry = text;
        })
        .await
    }

    /// Submits a draft to the manager for publication. Errors: the face cannot be drawn with every
    /// value that the fields allow; the version is not a draft; the row was saved since.
    pub async fn submit_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let row = self.read().await?.catalog_version(&version.type_code, version.number).await?;
        if let Some(row) = row {
            self.permit_read(caller, Action::DraftCatalog, &place_of(&row)?).await?;
            // A draft may be incomplete, but the face of a submitted version must have room for the
            // longest value of every field.
            let entry = self.templates().entry(&row)?;
            let app = self.clone();
            let checked = self.heavy(move || app.templates().check(&entry)).await?;
            checked.map_err(|found| refuse_template(&found))?;
        }
        let (action, kind) = (Action::DraftCatalog, EventKind::CatalogSubmitted);
        self.step_catalog(caller, version, CatalogStep::Submit, action, kind, |_| {}).await
    }

    /// Returns a submitted version to its editor. Errors: the reason is empty; the version is not
    /// submitted; the row was saved since.
    pub async fn return_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
        reason: &str,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let mut row = load(work.rows(), version).await?;
        let (mut work, permit) = work.permit(Action::PublishCatalog, &place_of(&row)?).await?;
        refuse_stale(&row, version)?;
        move_on(&mut row, CatalogStep::Return)?;
        if reason.trim().is_empty() {
            return Err(Refusal::new(Code::ReasonMissing).into());
        }
        work.rows().update_catalog_version(&mut row).await?;
        let event = Event::new(EventKind::CatalogReturned, subject(&row))
            .with_details(serde_json::json!({ "reason": reason.trim() }));
        work.commit(permit.done(named(&row), event)).await
    }

    /// Publishes a version and retires the version that was published before, in the same commit.
    /// Errors: the version is not submitted; the row was saved since.
    pub async fn publish_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let mut row = load(work.rows(), version).await?;
        let (mut work, permit) = work.permit(Action::PublishCatalog, &place_of(&row)?).await?;
        refuse_stale(&row, version)?;
        let before = work.rows().catalog_published(&row.type_code).await?;
        move_on(&mut row, CatalogStep::Publish)?;
        row.published_at = work.now();
        if let Some(mut before) = before {
            move_on(&mut before, CatalogStep::Retire)?;
            work.rows().update_catalog_version(&mut before).await?;
        }
        work.rows().update_catalog_version(&mut row).await?;
        let event = Event::new(EventKind::CatalogPublished, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }

    /// Retires a published version, so that no new application can use it. Certificates that were
    /// issued under it stay valid. Errors: the version is not published; the row was saved since.
    pub async fn retire_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let (action, kind) = (Action::RetireCatalog, EventKind::CatalogRetired);
        self.step_catalog(caller, version, CatalogStep::Retire, action, kind, |_| {}).await
    }

    /// 认领 (adoption): the caller's unit adopts a published entry for its region. Errors: no
    /// version is published; the unit has adopted the entry already.
    pub async fn adopt_catalog(&self, caller: &Caller, type_code: &str) -> Result<Receipt, Error> {
        let mut work = self.begin(caller).await?;
        let published = work.rows().catalog_published(type_code).await?;
        let unit = work.caller().unit.clone();
        let place = unit_place(work.rows(), &unit).await?;
        let (mut work, permit) = work.permit(Action::AdoptCatalog, &place).await?;
        if published.is_none() {
            return Err(Refusal::new(Code::CatalogNotPublished).with("type", type_code).into());
        }
        if work.rows().adoption(type_code, &unit).await?.is_some() {
            return Err(Error::Conflict);
        }
        let mut row = AdoptionRow {
            type_code: type_code.to_owned(),
            unit_code: unit,
            region: place.region.as_str().to_owned(),
            active: 1,
            ..AdoptionRow::default()
        };
        work.rows().insert_adoption(&mut row).await?;
        let event = Event::new(EventKind::CatalogAdopted, format!("catalog {type_code}"));
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    async fn step_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
        step: CatalogStep,
        action: Action,
        kind: EventKind,
        edit: impl FnOnce(&mut CatalogRow),
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let mut row = load(work.rows(), version).await?;
        let (mut work, permit) = work.permit(action, &place_of(&row)?).await?;
        refuse_stale(&row, version)?;
        move_on(&mut row, step)?;
        edit(&mut row);
        work.rows().update_catalog_version(&mut row).await?;
        let event = Event::new(kind, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }
}

/// Refuses a change of a row that was saved since the caller read it. Call it after the permit, so
/// that a caller without rights cannot learn from the answer that the row exists.
fn refuse_stale(row: &CatalogRow, version: &CatalogVersion) -> Result<(), Error> {
    if row.version == version.row_version { Ok(()) } else { Err(Error::Conflict) }
}

fn refuse_findings(entry: &CatalogEntry) -> Result<(), Refusal> {
    let findings = entry.findings();
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Refusal::of_fields(Code::CatalogInvalid, findings))
    }
}
