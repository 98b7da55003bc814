//! 发布、退回、停用、认领、年度确认 (Art. 9): what managers and issuing units do with an entry.

use domain::caller::Caller;
use domain::catalog::acts::CatalogAct;
use domain::catalog::upkeep::{TaskState, TaskStep, task_step};
use domain::catalog::{CatalogState, CatalogStep};
use domain::event::{Event, EventKind};
use domain::policy::Action;
use domain::{Code, Refusal, text};
use store::{AdoptionRow, CatalogConfirmationRow, CatalogRow, Change, Receipt};

use crate::catalog::edit::refuse_stale;
use crate::kernel::{App, Error};
use crate::records::catalog::{CatalogVersion, load, move_on, named, place_of, subject};
use crate::records::catalog_upkeep::{load_task, return_reason_slot, task_state};
use crate::records::person::person;
use crate::records::unit::unit_place;

impl App {
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
        let reason = text::reason(reason)?;
        row.changed_at = work.now();
        row.reason_sealed = self.seal(return_reason_slot(&subject(&row)), &reason)?;
        work.rows().update_catalog_version(&mut row).await?;
        let event = Event::new(EventKind::CatalogReturned, subject(&row))
            .with_details(serde_json::json!({ "reason": reason }));
        work.commit(permit.done(named(&row), event)).await
    }

    /// Publishes a version, retires the version that was published before, and ends the task for which
    /// it was compiled, in the same commit. Errors: the version is not submitted; nobody has declared that
    /// it contains no state secret; the row was saved since.
    pub async fn publish_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let mut row = load(work.rows(), version).await?;
        let (mut work, permit) = work.permit(Action::PublishCatalog, &place_of(&row)?).await?;
        refuse_stale(&row, version)?;
        let now = self.circumstances(work.rows(), &row, &caller.unit).await?;
        CatalogAct::Publish.allowed(now)?;
        let before = work.rows().catalog_published(&row.type_code).await?;
        move_on(&mut row, CatalogStep::Publish)?;
        row.published_at = work.now();
        row.changed_at = work.now();
        if let Some(mut before) = before {
            move_on(&mut before, CatalogStep::Retire)?;
            before.changed_at = work.now();
            work.rows().update_catalog_version(&mut before).await?;
        }
        work.rows().update_catalog_version(&mut row).await?;
        finish_task(work.rows(), &row).await?;
        let declared = serde_json::json!({
            "no_state_secret": { "declared_by": row.declared_by, "declared_at": row.declared_at }
        });
        let event = Event::new(EventKind::CatalogPublished, subject(&row)).with_details(declared);
        work.commit(permit.done(named(&row), event)).await
    }

    /// Retires a published version, so that no new application can use it. Certificates that were
    /// issued under it stay valid. Errors: the version is not published; the row was saved since.
    pub async fn retire_catalog(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let (act, kind) = (CatalogAct::Retire, EventKind::CatalogRetired);
        self.act_on(caller, version, act, kind, |_, _| {}).await
    }

    /// 认领 (adoption): the caller's unit adopts a published entry for its region. Errors: no
    /// version is published; the unit issues the type already, because the entry lists it or it has
    /// adopted the entry before.
    pub async fn adopt_catalog(&self, caller: &Caller, type_code: &str) -> Result<Receipt, Error> {
        let mut work = self.begin(caller).await?;
        let published = work.rows().catalog_published(type_code).await?;
        let unit = work.caller().unit.clone();
        let place = unit_place(work.rows(), &unit).await?;
        let (mut work, permit) = work.permit(Action::AdoptCatalog, &place).await?;
        let unpublished = || Refusal::new(Code::CatalogNotPublished).with("type", type_code);
        let published = published.ok_or_else(unpublished)?;
        let now = self.circumstances(work.rows(), &published, &unit).await?;
        CatalogAct::Adopt.allowed(now)?;
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

    /// 年度确认: the caller's unit, which issues the type, confirms that the published entry is still
    /// right. Errors: no version is published; the unit does not issue the type.
    pub async fn confirm_catalog(
        &self,
        caller: &Caller,
        type_code: &str,
    ) -> Result<Receipt, Error> {
        let mut work = self.begin(caller).await?;
        let published = work.rows().catalog_published(type_code).await?;
        let unit = work.caller().unit.clone();
        let place = unit_place(work.rows(), &unit).await?;
        let (mut work, permit) = work.permit(Action::ConfirmCatalog, &place).await?;
        let unpublished = || Refusal::new(Code::CatalogNotPublished).with("type", type_code);
        let published = published.ok_or_else(unpublished)?;
        let now = self.circumstances(work.rows(), &published, &unit).await?;
        CatalogAct::Confirm.allowed(now)?;
        let known = work.rows().catalog_confirmation(type_code, &unit).await?;
        let is_new = known.is_none();
        let mut row = CatalogConfirmationRow {
            type_code: type_code.to_owned(),
            unit_code: unit,
            region: place.region.as_str().to_owned(),
            number: published.number,
            confirmed_by: person(work.caller()),
            confirmed_at: work.now(),
            ..known.unwrap_or_default()
        };
        if is_new {
            work.rows().insert_catalog_confirmation(&mut row).await?;
        } else {
            work.rows().update_catalog_confirmation(&mut row).await?;
        }
        let event = Event::new(EventKind::CatalogConfirmed, subject(&published));
        Ok(work.commit(permit.done((), event)).await?.1)
    }
}

/// Ends the task for which a version was compiled, unless it was withdrawn meanwhile.
async fn finish_task(rows: &mut Change, published: &CatalogRow) -> Result<(), Error> {
    if published.state != CatalogState::Published.as_str() || published.task_id.is_empty() {
        return Ok(());
    }
    let mut task = load_task(rows, &published.task_id).await?;
    if task_state(&task)? == TaskState::Open {
        task_step(TaskState::Open, TaskStep::Finish)?.as_str().clone_into(&mut task.state);
        rows.update_catalog_task(&mut task).await?;
    }
    Ok(())
}
