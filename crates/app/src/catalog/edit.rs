//! 编制目录 (Art. 9): new types, new versions of published entries, drafts and their submission. A published
//! version never changes.

use domain::caller::Caller;
use domain::catalog::acts::CatalogAct;
use domain::catalog::{CatalogEntry, CatalogState};
use domain::event::{Event, EventKind};
use domain::identifier::TypeCode;
use domain::policy::{Action, Place};
use domain::{Code, FieldFinding, Refusal};
use store::{CatalogRow, Queries, Receipt};

use crate::catalog::cover::{hidden, refuse_named, uncovered};
use crate::catalog::tasks::task_for;
use crate::kernel::{App, Error};
use crate::records::catalog::{CatalogVersion, is_public, is_published, named, place_of, subject};
use crate::records::person::person;
use crate::records::unit::unit_place;

/// Largest number of versions of one type that are loaded.
pub(super) const MAX_VERSIONS: i64 = 1_000;
/// Largest number of types of one unit: their codes end in three digits.
const MAX_TYPES: i64 = 1_000;

impl App {
    /// Creates the first version of a new type. An entry without a code gets the next free one of its
    /// defining unit. Errors: the description has findings; the code is taken.
    pub async fn draft_catalog(
        &self,
        caller: &Caller,
        entry: &CatalogEntry,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        self.draft_catalog_for(caller, entry, "").await
    }

    /// Like [`Self::draft_catalog`], for the task that a manager gave the unit; an empty task is none.
    /// Errors: also, the task is of another unit or has ended.
    pub async fn draft_catalog_for(
        &self,
        caller: &Caller,
        entry: &CatalogEntry,
        task_id: &str,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let mut entry = entry.clone();
        entry.code = entry.code.trim().to_owned();
        let assigned = entry.code.is_empty();
        if assigned {
            // For the check of everything else; the free code is known only inside the change.
            entry.code = format!("{}001", entry.defining_unit);
        }
        refuse_findings(&entry)?;
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &entry.defining_unit).await?;
        let (mut work, permit) = work.permit(Action::DraftCatalog, &place).await?;
        if assigned {
            entry.code = next_code(work.rows(), &entry.defining_unit).await?;
        }
        if !work.rows().catalog_versions_of(&entry.code, 1).await?.is_empty() {
            return Err(taken(&entry.code).into());
        }
        let task_id = task_for(work.rows(), task_id, &place.unit, "").await?;
        let now = work.now();
        let mut row = drafted(&entry, 1, place, now, task_id)?;
        work.rows().insert_catalog_version(&mut row).await?;
        let event = Event::new(EventKind::CatalogDrafted, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }

    /// 编制新版本: begins the next version of an entry as a draft with the description of the published one,
    /// or of the one that was retired last. Errors: no version was ever published; another version is a draft
    /// or waits for publication; the task is of another unit or type or has ended.
    pub async fn renew_catalog(
        &self,
        caller: &Caller,
        type_code: &str,
        task_id: &str,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let versions = work.rows().catalog_versions_of(type_code, MAX_VERSIONS).await?;
        let newest = versions.first().map_or(0, |newest| newest.number);
        let (published, others): (Vec<_>, Vec<_>) = versions.into_iter().partition(is_published);
        let base = published.into_iter().chain(others.into_iter().filter(is_public)).next();
        let unpublished = || Refusal::new(Code::CatalogNotPublished).with("type", type_code);
        let published = base.ok_or_else(unpublished)?;
        let place = place_of(&published)?;
        let (mut work, permit) = work.permit(Action::DraftCatalog, &place).await?;
        let now = self.circumstances(work.rows(), &published, &caller.unit).await?;
        CatalogAct::Renew.allowed(now)?;
        let task_id = task_for(work.rows(), task_id, &place.unit, type_code).await?;
        let entry: CatalogEntry = serde_json::from_str(&published.entry)?;
        let at = work.now();
        let mut row = drafted(&entry, newest + 1, place, at, task_id)?;
        work.rows().insert_catalog_version(&mut row).await?;
        let event = Event::new(EventKind::CatalogRenewed, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }

    /// The code that a new type of a unit would get now. Errors: the unit is unknown; the codes of the
    /// unit are used up.
    pub async fn next_type_code(&self, caller: &Caller, unit: &str) -> Result<String, Error> {
        let mut reader = self.read().await?;
        let place = unit_place(&mut reader, unit).await?;
        self.permit_read(caller, Action::DraftCatalog, &place).await?;
        next_code(&mut reader, &place.unit).await
    }

    /// Saves a changed draft. A declaration that it contains no state secret was about the old text and is
    /// gone. Errors: the description has findings or the code of another type; the version is not a
    /// draft; the row was saved since the caller read it.
    pub async fn amend_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
        entry: &CatalogEntry,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        refuse_findings(entry)?;
        let defining = TypeCode::parse(&version.type_code)?;
        for (field, code, differs) in [
            ("code", Code::TypeCodeInvalid, entry.code != version.type_code),
            (
                "defining_unit",
                Code::TypeCodeInvalid,
                entry.defining_unit != defining.defining_unit(),
            ),
        ] {
            if differs {
                let found = FieldFinding::new(field, code, "已保存的目录不能改用其他证照类型代码");
                return Err(Refusal::of_fields(code, vec![found]).into());
            }
        }
        let text = serde_json::to_string(entry)?;
        let (act, kind) = (CatalogAct::Amend, EventKind::CatalogDrafted);
        self.act_on(caller, version, act, kind, |row, _| {
            row.name.clone_from(&entry.name);
            entry.kind.as_str().clone_into(&mut row.kind);
            row.entry = text;
            row.declared_by.clear();
            row.declared_at = 0;
        })
        .await
    }

    /// 不涉密声明 (Art. 3): the caller declares that a version contains no state secret. Errors: it is
    /// declared already, or the version is neither a draft nor submitted; the row was saved since.
    pub async fn declare_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let (act, kind) = (CatalogAct::Declare, EventKind::CatalogDeclared);
        self.act_on(caller, version, act, kind, |row, at| {
            row.declared_by = person(caller);
            row.declared_at = at;
        })
        .await
    }

    /// Submits a draft to the manager for publication. Errors: a required field is not on the face; the
    /// face cannot be drawn with every value that the fields allow; the version is not a draft; the row
    /// was saved since.
    pub async fn submit_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let row = self.read().await?.catalog_version(&version.type_code, version.number).await?;
        if let Some(row) = row {
            self.permit_read(caller, Action::DraftCatalog, &place_of(&row)?).await?;
            // A draft may be incomplete, but the face of a submitted version must have room for the
            // longest value of every field, and show every field without which nothing is issued.
            let entry = self.templates().entry(&row)?;
            let app = self.clone();
            let checked = self.heavy(move || {
                app.templates().check(&entry).map_err(|found| refuse_named(&entry, &found))?;
                let missing = uncovered(&entry);
                if missing.is_empty() {
                    Ok(())
                } else {
                    Err(Refusal::of_fields(Code::FaceInvalid, missing))
                }
            });
            checked.await??;
        }
        let (act, kind) = (CatalogAct::Submit, EventKind::CatalogSubmitted);
        self.act_on(caller, version, act, kind, |row, _| row.reason_sealed.clear()).await
    }
}

/// A new draft of an entry.
fn drafted(
    entry: &CatalogEntry,
    number: i64,
    place: Place,
    now: i64,
    task_id: String,
) -> Result<CatalogRow, Error> {
    Ok(CatalogRow {
        type_code: entry.code.clone(),
        number,
        state: CatalogState::Draft.as_str().to_owned(),
        name: entry.name.clone(),
        kind: entry.kind.as_str().to_owned(),
        unit_code: place.unit,
        region: place.region.as_str().to_owned(),
        entry: serde_json::to_string(entry)?,
        changed_at: now,
        task_id,
        ..CatalogRow::default()
    })
}

/// The next free type code of a unit.
async fn next_code(rows: &mut Queries, unit: &str) -> Result<String, Error> {
    let (first, last) = (format!("{unit}000"), format!("{unit}999"));
    let taken = rows.type_codes_between(&first, &last, MAX_TYPES).await?;
    let free = TypeCode::next_free(unit, &taken)?;
    let free = free.ok_or_else(|| Refusal::new(Code::TypeCodesExhausted).with("unit", unit))?;
    Ok(free.as_str().to_owned())
}

/// The refusal of a new type with a code that is in use.
fn taken(code: &str) -> Refusal {
    let found = FieldFinding::new("code", Code::TypeCodeTaken, Code::TypeCodeTaken.zh());
    Refusal::of_fields(Code::TypeCodeTaken, vec![found]).with("value", code)
}

/// Refuses a change of a row that was saved since the caller read it. Call it after the permit, so
/// that a caller without rights cannot learn from the answer that the row exists.
pub(super) fn refuse_stale(row: &CatalogRow, version: &CatalogVersion) -> Result<(), Error> {
    if row.version == version.row_version { Ok(()) } else { Err(Error::Conflict) }
}

fn refuse_findings(entry: &CatalogEntry) -> Result<(), Refusal> {
    let mut findings = entry.findings();
    findings.extend(hidden(entry));
    if findings.is_empty() {
        Ok(())
    } else {
        Err(Refusal::of_fields(Code::CatalogInvalid, findings))
    }
}
