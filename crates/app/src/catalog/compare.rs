//! 版本比较: what a version changes, and how much hangs on its type, for those who compile and publish it.

use std::collections::{BTreeMap, BTreeSet};

use domain::caller::Caller;
use domain::catalog::CatalogEntry;
use domain::catalog::compare::{CatalogChange, compare};
use domain::date::Date;
use domain::policy::Action;
use serde::{Deserialize, Serialize};
use store::{CatalogRow, Queries};

use crate::catalog::edit::MAX_VERSIONS;
use crate::kernel::{App, Error};
use crate::records::catalog::{is_public, is_published, place_of};
use crate::records::unit::unit_name;

/// Certificates and applications are counted up to this number, so that a question never scans what a city
/// has stored.
pub const MAX_COUNTED: i64 = 10_000;
/// Largest number of units that have adopted a type.
const MAX_ADOPTIONS: i64 = 5_000;

/// What a version changes, and what hangs on its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogComparison {
    pub version: i64,
    /// The version that it is compared with: the published one, or for a version that was published
    /// the one before; null for the first version of a type.
    pub compared_with: Option<i64>,
    pub changes: Vec<CatalogChange>,
    /// Certificates of the type that are in force, counted up to `counted_to`.
    pub certificates_in_force: i64,
    /// Applications of the type that have not ended, counted up to `counted_to`.
    pub applications_open: i64,
    pub counted_to: i64,
}

impl App {
    /// Compares a version with the one that it replaces, and counts what hangs on the type. Errors:
    /// [`Error::NotFound`] if there is no such version that the caller may see.
    pub async fn catalog_comparison(
        &self,
        caller: &Caller,
        type_code: &str,
        number: i64,
    ) -> Result<CatalogComparison, Error> {
        let mut reader = self.read().await?;
        let loaded = self.visible(&mut reader, caller, type_code, Some(number)).await;
        let row = self.present(caller, Action::ReadCatalogDraft, loaded).await?;
        self.permit_read(caller, Action::ReadCatalogDraft, &place_of(&row)?).await?;
        let versions = reader.catalog_versions_of(type_code, MAX_VERSIONS).await?;
        let replaced = |version: &&CatalogRow| {
            if is_public(&row) {
                is_public(version) && version.number < row.number
            } else {
                is_published(version)
            }
        };
        let before = versions.iter().find(replaced);
        let changes = match before {
            None => Vec::new(),
            Some(before) => self.changes(&mut reader, before, &row).await?,
        };
        let certificates = self.in_force(&mut reader, type_code, &versions).await?;
        Ok(CatalogComparison {
            version: row.number,
            compared_with: before.map(|before| before.number),
            changes,
            certificates_in_force: certificates,
            applications_open: reader.open_applications_of_type(type_code, MAX_COUNTED).await?,
            counted_to: MAX_COUNTED,
        })
    }

    async fn changes(
        &self,
        rows: &mut Queries,
        before: &CatalogRow,
        after: &CatalogRow,
    ) -> Result<Vec<CatalogChange>, Error> {
        let (before, after) = (self.templates().entry(before)?, self.templates().entry(after)?);
        let mut names = BTreeMap::new();
        for unit in units(&before).chain(units(&after)) {
            if !names.contains_key(unit) {
                names.insert(unit.to_owned(), unit_name(rows, unit).await?);
            }
        }
        let name = |unit: &str| match names.get(unit) {
            Some(name) if !name.is_empty() => name.clone(),
            Some(_) | None => unit.to_owned(),
        };
        Ok(compare(&before, &after, &name))
    }

    /// The number of certificates of a type in force: those of every unit that a version names or that has
    /// adopted the type.
    async fn in_force(
        &self,
        rows: &mut Queries,
        type_code: &str,
        versions: &[CatalogRow],
    ) -> Result<i64, Error> {
        let mut issuers = BTreeSet::new();
        for version in versions {
            issuers.extend(self.templates().entry(version)?.issuing_units.iter().cloned());
        }
        let adoptions = rows.adoptions_of(type_code, MAX_ADOPTIONS).await?;
        issuers.extend(adoptions.into_iter().map(|adoption| adoption.unit_code));
        let day = Date::at(self.now()).to_string();
        let mut count = 0;
        for unit in issuers {
            let room = MAX_COUNTED - count;
            if room <= 0 {
                break;
            }
            count += rows.certificates_in_force(&unit, type_code, &day, room).await?;
        }
        Ok(count)
    }
}

fn units(entry: &CatalogEntry) -> impl Iterator<Item = &str> {
    std::iter::once(entry.defining_unit.as_str())
        .chain(entry.issuing_units.iter().map(String::as_str))
}
