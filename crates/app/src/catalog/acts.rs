//! What a caller may do to a catalog version now. The answer for an entry carries these acts, and every
//! use case asks the same functions again at the door (decision 8).

use domain::caller::Caller;
use domain::catalog::CatalogStep;
use domain::catalog::acts::{CatalogAct, Circumstances};
use domain::event::{Event, EventKind};
use domain::policy::{self, Place};
use store::{CatalogRow, Queries, Receipt};

use crate::catalog::edit::{MAX_VERSIONS, refuse_stale};
use crate::kernel::{App, Error};
use crate::records::catalog::{
    CatalogVersion, is_public, issues, load, move_on, named, place_of, state_of, subject,
};

impl App {
    /// What the acts on a version depend on, for a caller of `unit`.
    pub(super) async fn circumstances(
        &self,
        rows: &mut Queries,
        row: &CatalogRow,
        unit: &str,
    ) -> Result<Circumstances, Error> {
        let entry = self.templates().entry(row)?;
        let versions = rows.catalog_versions_of(&row.type_code, MAX_VERSIONS).await?;
        let other = |version: &CatalogRow| {
            version.number > row.number || (!is_public(version) && version.number != row.number)
        };
        Ok(Circumstances {
            state: state_of(row)?,
            circulated: row.circulated == 1,
            declared: row.declared_at > 0,
            succeeded: versions.iter().any(other),
            issues: issues(rows, &entry, &row.type_code, unit).await?,
        })
    }

    /// The acts that the caller may do on a version now: those that the policy permits at their place and
    /// that the circumstances allow.
    pub(super) async fn acts_on(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        row: &CatalogRow,
    ) -> Result<Vec<CatalogAct>, Error> {
        let now = self.circumstances(rows, row, &caller.unit).await?;
        let defining = place_of(row)?;
        let own = caller.region.clone().map(|region| Place { unit: caller.unit.clone(), region });
        let may = |act: &CatalogAct| {
            let place = if act.is_of_own_unit() { own.as_ref() } else { Some(&defining) };
            place.is_some_and(|place| policy::permit(caller, act.action(), place).is_ok())
                && act.allowed(now).is_ok()
        };
        Ok(CatalogAct::ALL.iter().copied().filter(may).collect())
    }

    /// Does an act of the defining unit or its manager that changes one version and nothing else. `edit`
    /// changes the row; it is given the instant and the identity of the caller. Errors: the circumstances
    /// do not allow the act; the row was saved since the caller read it.
    pub(super) async fn act_on(
        &self,
        caller: &Caller,
        version: &CatalogVersion,
        act: CatalogAct,
        kind: EventKind,
        edit: impl FnOnce(&mut CatalogRow, i64),
    ) -> Result<(CatalogVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let mut row = load(work.rows(), version).await?;
        let (mut work, permit) = work.permit(act.action(), &place_of(&row)?).await?;
        refuse_stale(&row, version)?;
        let now = self.circumstances(work.rows(), &row, &caller.unit).await?;
        act.allowed(now)?;
        if let Some(step) = step_of(act) {
            move_on(&mut row, step)?;
            row.changed_at = work.now();
        }
        let at = work.now();
        edit(&mut row, at);
        work.rows().update_catalog_version(&mut row).await?;
        let event = Event::new(kind, subject(&row));
        work.commit(permit.done(named(&row), event)).await
    }
}

/// The step of the state that an act makes, if it makes one on this version.
fn step_of(act: CatalogAct) -> Option<CatalogStep> {
    match act {
        CatalogAct::Amend => Some(CatalogStep::Save),
        CatalogAct::Submit => Some(CatalogStep::Submit),
        CatalogAct::Return => Some(CatalogStep::Return),
        CatalogAct::Publish => Some(CatalogStep::Publish),
        CatalogAct::Retire => Some(CatalogStep::Retire),
        CatalogAct::Circulate
        | CatalogAct::Declare
        | CatalogAct::Renew
        | CatalogAct::Adopt
        | CatalogAct::Confirm
        | CatalogAct::Comment
        | CatalogAct::Apply => None,
    }
}
