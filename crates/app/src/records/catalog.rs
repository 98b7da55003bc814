//! 目录 (catalog, Art. 9): loading rows of catalog versions, their states, and the catalog entry
//! that applies to an application or a certificate.

use std::sync::Arc;

use domain::catalog::{self, CatalogEntry, CatalogState, CatalogStep};
use domain::policy::Place;
use domain::region::Region;
use domain::{Code, Refusal};
use serde::{Deserialize, Serialize};
use store::{ApplicationRow, CatalogRow, Queries, UnitRow};

use crate::kernel::page::unfit;
use crate::kernel::{App, Error};

/// Names a catalog version in a request for a change. `row_version` is the version of the row that
/// the caller read: the change is refused if somebody saved the row since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogVersion {
    pub type_code: String,
    pub number: i64,
    pub row_version: i64,
}

pub(crate) async fn load(
    rows: &mut Queries,
    version: &CatalogVersion,
) -> Result<CatalogRow, Error> {
    rows.catalog_version(&version.type_code, version.number).await?.ok_or(Error::NotFound)
}

pub(crate) fn state_of(row: &CatalogRow) -> Result<CatalogState, Error> {
    Ok(row.state.parse()?)
}

pub(crate) fn move_on(row: &mut CatalogRow, step: CatalogStep) -> Result<(), Error> {
    catalog::step(state_of(row)?, step)?.as_str().clone_into(&mut row.state);
    Ok(())
}

/// Whether new applications may be made under this version.
pub(crate) fn is_published(row: &CatalogRow) -> bool {
    matches!(state_of(row), Ok(CatalogState::Published))
}

/// Whether everybody may read this version. Retired versions stay public, because certificates that
/// were issued under them are still in use.
pub(crate) fn is_public(row: &CatalogRow) -> bool {
    matches!(state_of(row), Ok(CatalogState::Published | CatalogState::Retired))
}

/// Whether the using units may comment on this version: it waits for publication, or its draft was shown to
/// them.
pub(crate) fn is_open_to_comments(row: &CatalogRow) -> bool {
    match state_of(row) {
        Ok(CatalogState::Submitted) => true,
        Ok(CatalogState::Draft) => row.circulated == 1,
        Ok(CatalogState::Published | CatalogState::Retired) | Err(_) => false,
    }
}

pub(crate) fn place_of(row: &CatalogRow) -> Result<Place, Error> {
    Ok(Place { unit: row.unit_code.clone(), region: Region::parse(&row.region)? })
}

pub(crate) fn named(row: &CatalogRow) -> CatalogVersion {
    CatalogVersion {
        type_code: row.type_code.clone(),
        number: row.number,
        row_version: row.version,
    }
}

pub(crate) fn subject(row: &CatalogRow) -> String {
    format!("catalog {}/{}", row.type_code, row.number)
}

/// The published entry under which `unit` makes new applications, with the number of its version.
/// Errors: no version is published; the entry does not list the unit and the unit has not adopted
/// it.
pub(crate) async fn usable_entry(
    app: &App,
    rows: &mut Queries,
    type_code: &str,
    unit: &str,
) -> Result<(Arc<CatalogEntry>, i64), Error> {
    let row = rows.catalog_published(type_code).await?;
    let row = row.ok_or_else(|| Refusal::new(Code::CatalogNotPublished).with("type", type_code))?;
    let entry = app.templates().entry(&row)?;
    if issues(rows, &entry, type_code, unit).await? {
        Ok((entry, row.number))
    } else {
        Err(Refusal::new(Code::CatalogNotAdopted).with("type", type_code).into())
    }
}

/// The entry that an application follows: the version under which it was drafted, as long as the type is published and
/// the unit issues it. A newer version changes nothing for it until somebody moves it on purpose. Errors: as for
/// [`usable_entry`].
pub(crate) async fn followed_entry(
    app: &App,
    rows: &mut Queries,
    row: &ApplicationRow,
) -> Result<Arc<CatalogEntry>, Error> {
    usable_entry(app, rows, &row.type_code, &row.unit_code).await?;
    let version = rows.catalog_version(&row.type_code, row.catalog_number).await?;
    match version.filter(is_public) {
        Some(version) => app.templates().entry(&version),
        None => Err(Refusal::new(Code::CatalogNotPublished).with("type", &row.type_code).into()),
    }
}

/// Refuses the parameter `type_code` of a list if there is no such type: a mistyped code would otherwise look like a
/// list without entries.
pub(crate) async fn refuse_unknown_type(rows: &mut Queries, type_code: &str) -> Result<(), Error> {
    if rows.catalog_versions_of(type_code, 1).await?.is_empty() {
        return Err(unfit("type_code", "没有此证照类型").into());
    }
    Ok(())
}

/// Whether a unit issues certificates of a type: the entry lists it, or it has adopted the entry.
pub(crate) async fn issues(
    rows: &mut Queries,
    entry: &CatalogEntry,
    type_code: &str,
    unit: &str,
) -> Result<bool, Error> {
    if unit.is_empty() {
        return Ok(false);
    }
    if entry.issuing_units.iter().any(|code| code == unit) {
        return Ok(true);
    }
    Ok(rows.adoption(type_code, unit).await?.is_some_and(|row| row.active == 1))
}

/// Largest number of units that issue one type by adoption.
const MAX_ADOPTIONS: i64 = 500;

/// The units that issue a type, suspended ones too: those that the entry lists, and those that adopted it.
pub(crate) async fn issuers(
    rows: &mut Queries,
    entry: &CatalogEntry,
    type_code: &str,
) -> Result<Vec<UnitRow>, Error> {
    let mut codes = entry.issuing_units.clone();
    let adopted = rows.adoptions_of(type_code, MAX_ADOPTIONS).await?;
    codes.extend(adopted.into_iter().map(|row| row.unit_code));
    let mut units = Vec::with_capacity(codes.len());
    for code in codes {
        units.extend(rows.unit(&code).await?);
    }
    Ok(units)
}

/// Whether a unit that issues the type is active. If an entry names no unit that is known here, it is not for the
/// suspension of units that nobody issues.
pub(crate) async fn is_issued(
    rows: &mut Queries,
    entry: &CatalogEntry,
    type_code: &str,
) -> Result<bool, Error> {
    let units = issuers(rows, entry, type_code).await?;
    Ok(units.is_empty() || units.iter().any(|unit| unit.active == 1))
}

impl App {
    /// The catalog entry under which a certificate or an application was made.
    pub(crate) async fn entry_of(
        &self,
        rows: &mut Queries,
        type_code: &str,
        number: i64,
    ) -> Result<Arc<CatalogEntry>, Error> {
        if let Some(known) = self.templates().known_entry(type_code, number) {
            return Ok(known);
        }
        let row = rows.catalog_version(type_code, number).await?;
        let row = row.ok_or_else(|| Error::Internal(format!("catalog {type_code}/{number}")))?;
        self.templates().entry(&row)
    }
}
