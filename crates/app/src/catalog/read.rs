//! 开放目录 (open catalog, Art. 9): entries as lists and pages show them. Everybody may read
//! published entries.

use domain::caller::Caller;
use domain::catalog::acts::CatalogAct;
use domain::catalog::{CatalogState, Kind};
use domain::date::{Date, rfc3339};
use domain::holder::HolderKind;
use domain::policy::{Action, Scope, scope};
use domain::sharing::Sharing;
use serde::{Deserialize, Serialize};
use store::{CatalogRow, Queries};

use crate::catalog::comments::CommentView;
use crate::kernel::{App, Error};
use crate::records::catalog::{
    is_open_to_comments, is_public, is_published, issues, place_of, state_of, subject,
};
use crate::records::catalog_upkeep::{confirmed, return_reason_slot};
use crate::records::unit::unit_name;

/// Largest number of entries that a list loads for each state. A city has a few hundred types.
const MAX_ENTRIES: i64 = 5_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogSummary {
    pub code: String,
    pub version: i64,
    pub basic_code: String,
    pub name: String,
    /// licence, proof, approval, appraisal, result.
    pub kind: Kind,
    /// draft, submitted, published, retired.
    pub state: CatalogState,
    pub holder_kind: HolderKind,
    pub defining_unit: String,
    pub defining_unit_name: String,
    pub sharing: Sharing,
    pub field_count: usize,
    pub published_at: Option<String>,
    /// Whether the caller's unit issues certificates of the type: only then may its clerks apply for one.
    pub issued: bool,
}

/// A catalog entry with its version, state and adoptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CatalogEntry)]
pub struct CatalogView {
    /// The description as the editor drafted it: code, name, kind, fields, face and so on.
    #[serde(flatten)]
    #[schema(value_type = domain::catalog::CatalogEntry)]
    pub entry: serde_json::Map<String, serde_json::Value>,
    pub version: i64,
    pub state: CatalogState,
    pub defining_unit_name: String,
    pub adopted_by: Vec<AdoptedBy>,
    pub published_at: Option<String>,
    pub row_version: i64,
    /// Warnings about the face, in Chinese, for those who may work on the entry; empty for others.
    pub notes: Vec<String>,
    /// What the caller may do to this version now.
    pub acts: Vec<CatalogAct>,
    /// Whether the using units are asked for comments on this draft.
    pub circulated: bool,
    /// The declaration that the entry contains no state secret (Art. 3).
    pub declared: Option<Declared>,
    /// Why the manager returned the draft; empty if not, and for those who do not work on it.
    pub reason: String,
    /// What using units say about it; others than those who work on it see what their own unit said.
    pub comments: Vec<CommentView>,
    /// The yearly confirmations by the issuing units, for those who work on the entry; others see that of
    /// their own unit.
    pub confirmations: Vec<Confirmation>,
    /// The task for which it was compiled, or empty.
    pub task: String,
}

/// 不涉密声明 (Art. 3): who declared when that an entry contains no state secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CatalogDeclaration)]
pub struct Declared {
    /// Name of the person, for staff; empty for the public.
    pub by: String,
    /// RFC 3339.
    pub at: String,
}

/// 年度确认: when an issuing unit confirmed a published entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CatalogConfirmation)]
pub struct Confirmation {
    pub unit: String,
    pub unit_name: String,
    /// Name of the person; empty if the unit never confirmed the entry.
    pub confirmed_by: String,
    /// RFC 3339; null if the unit never confirmed the entry.
    pub confirmed_at: Option<String>,
    /// Last day on which the unit confirms it again.
    pub due: String,
    pub overdue: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AdoptedBy {
    pub unit: String,
    pub unit_name: String,
    pub region: String,
}

/// The filter of a list of entries. An empty filter admits everything that the caller may see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogFilter {
    pub kind: Option<Kind>,
    pub state: Option<CatalogState>,
    /// A part of the name or of the code.
    pub text: String,
}

impl App {
    /// Lists entries, ordered by code and with the newest version first. Everybody sees published
    /// versions; other versions are listed for those who may work on them.
    pub async fn catalog(
        &self,
        caller: &Caller,
        filter: &CatalogFilter,
    ) -> Result<Vec<CatalogSummary>, Error> {
        let mut reader = self.read().await?;
        let mut items = Vec::new();
        for state in CatalogState::ALL {
            if filter.state.is_some_and(|wanted| wanted != *state) {
                continue;
            }
            for row in reader.catalog_in_state(state.as_str(), "", MAX_ENTRIES).await? {
                // Retired versions are in the list of their versions.
                let hidden = *state != CatalogState::Published && !may_see(caller, &row)?
                    || *state == CatalogState::Retired && !works_on(caller, &row)?;
                let fits = filter.kind.is_none_or(|kind| row.kind == kind.as_str())
                    && (row.name.contains(&filter.text) || row.type_code.contains(&filter.text));
                if fits && !hidden {
                    items.push(self.catalog_summary(&mut reader, caller, row).await?);
                }
            }
        }
        items.sort_by(|a, b| (&a.code, b.version).cmp(&(&b.code, a.version)));
        Ok(items)
    }

    /// Returns the version `number` of an entry, or without a number the published one, or else the
    /// newest that the caller may see. Errors: [`Error::NotFound`] if there is none.
    pub async fn catalog_entry(
        &self,
        caller: &Caller,
        type_code: &str,
        number: Option<i64>,
    ) -> Result<CatalogView, Error> {
        let mut reader = self.read().await?;
        let row = self.visible(&mut reader, caller, type_code, number).await?;
        let mut adopted_by = Vec::new();
        for adoption in reader.adoptions_of(type_code, MAX_ENTRIES).await? {
            adopted_by.push(AdoptedBy {
                unit_name: unit_name(&mut reader, &adoption.unit_code).await?,
                unit: adoption.unit_code,
                region: adoption.region,
            });
        }
        let defining_unit_name = unit_name(&mut reader, &row.unit_code).await?;
        let works = works_on(caller, &row)?;
        let acts = self.acts_on(&mut reader, caller, &row).await?;
        let comments = self.comments_on(&mut reader, caller, &row, works).await?;
        let confirmations = self.confirmations_of(&mut reader, caller, &row, works).await?;
        let declared = self.declaration_of(&mut reader, caller, &row).await?;
        drop(reader);
        let reason: String = if works && !row.reason_sealed.is_empty() {
            self.open(return_reason_slot(&subject(&row)), &row.reason_sealed)?
        } else {
            String::new()
        };
        let notes = if works {
            let (app, row, unit) = (self.clone(), row.clone(), defining_unit_name.clone());
            self.heavy(move || app.face_notes(&row, &unit)).await??
        } else {
            vec![]
        };
        Ok(CatalogView {
            entry: serde_json::from_str(&row.entry)?,
            notes,
            acts,
            circulated: row.circulated == 1,
            declared,
            reason,
            comments,
            confirmations,
            task: if works { row.task_id.clone() } else { String::new() },
            version: row.number,
            state: state_of(&row)?,
            defining_unit_name,
            adopted_by,
            published_at: (row.published_at > 0).then(|| rfc3339(row.published_at)),
            row_version: row.version,
        })
    }

    /// All versions of a type that the caller may see, newest first. Errors: [`Error::NotFound`] if
    /// there is none.
    pub async fn catalog_versions(
        &self,
        caller: &Caller,
        type_code: &str,
    ) -> Result<Vec<CatalogSummary>, Error> {
        let mut reader = self.read().await?;
        let mut items = Vec::new();
        for row in reader.catalog_versions_of(type_code, MAX_ENTRIES).await? {
            if may_see(caller, &row)? {
                items.push(self.catalog_summary(&mut reader, caller, row).await?);
            }
        }
        if items.is_empty() { Err(Error::NotFound) } else { Ok(items) }
    }

    async fn catalog_summary(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        row: CatalogRow,
    ) -> Result<CatalogSummary, Error> {
        let (entry, state) = (self.templates().entry(&row)?, state_of(&row)?);
        let issued = issues(rows, &entry, &row.type_code, &caller.unit).await?;
        Ok(CatalogSummary {
            issued,
            defining_unit_name: unit_name(rows, &row.unit_code).await?,
            code: row.type_code,
            version: row.number,
            basic_code: entry.basic_code.clone(),
            name: row.name,
            kind: entry.kind,
            state,
            holder_kind: entry.holder_kind,
            defining_unit: row.unit_code,
            sharing: entry.sharing,
            field_count: entry.fields.len(),
            published_at: (row.published_at > 0).then(|| rfc3339(row.published_at)),
        })
    }

    /// Loads the version `number`, or without a number the published one, or else the newest that
    /// the caller may see. Errors: [`Error::NotFound`] if there is none.
    pub(crate) async fn visible(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        type_code: &str,
        number: Option<i64>,
    ) -> Result<CatalogRow, Error> {
        let versions = match number {
            Some(number) => rows.catalog_version(type_code, number).await?.into_iter().collect(),
            None => rows.catalog_versions_of(type_code, MAX_ENTRIES).await?,
        };
        // The published version comes first, although a draft may be newer: a caller who works on
        // the draft asks for its number.
        let (open, others): (Vec<_>, Vec<_>) = versions.into_iter().partition(is_published);
        for row in open.into_iter().chain(others) {
            if may_see(caller, &row)? {
                return Ok(row);
            }
        }
        Err(Error::NotFound)
    }

    async fn declaration_of(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        row: &CatalogRow,
    ) -> Result<Option<Declared>, Error> {
        if row.declared_at == 0 {
            return Ok(None);
        }
        let by = if caller.unit.is_empty() {
            String::new()
        } else {
            self.name_of_person(rows, &row.declared_by).await?
        };
        Ok(Some(Declared { by, at: rfc3339(row.declared_at) }))
    }

    /// The yearly confirmations of a published version by the units that issue the type.
    async fn confirmations_of(
        &self,
        rows: &mut Queries,
        caller: &Caller,
        row: &CatalogRow,
        works: bool,
    ) -> Result<Vec<Confirmation>, Error> {
        if !is_published(row) {
            return Ok(Vec::new());
        }
        let entry = self.templates().entry(row)?;
        let mut units = Vec::new();
        if works {
            units.extend(entry.issuing_units.iter().cloned());
            let adoptions = rows.adoptions_of(&row.type_code, MAX_ENTRIES).await?;
            units.extend(adoptions.into_iter().map(|adoption| adoption.unit_code));
        } else if issues(rows, &entry, &row.type_code, &caller.unit).await? {
            units.push(caller.unit.clone());
        }
        let (now, mut confirmations) = (self.now(), Vec::new());
        let today = Date::at(now);
        let months = self.confirmation_months(rows, today, now).await?;
        for unit in units {
            let last = confirmed(rows, row, &unit, months).await?;
            let confirmed_by = match last.by.as_str() {
                "" => String::new(),
                id => self.name_of_person(rows, id).await?,
            };
            confirmations.push(Confirmation {
                unit_name: unit_name(rows, &unit).await?,
                unit,
                confirmed_by,
                confirmed_at: (last.at > 0).then(|| rfc3339(last.at)),
                due: last.due.to_string(),
                overdue: last.due < today,
            });
        }
        Ok(confirmations)
    }
}

/// Whether the caller works on the entry: compiles it, or publishes it as its manager.
fn works_on(caller: &Caller, row: &CatalogRow) -> Result<bool, Error> {
    Ok(scope(caller, Action::ReadCatalogDraft).admits(&place_of(row)?))
}

/// Whether the caller may see a version: everybody sees those that were published, those who work on it all,
/// and those who may comment a version that waits for comments.
fn may_see(caller: &Caller, row: &CatalogRow) -> Result<bool, Error> {
    let comments = scope(caller, Action::CommentCatalog) != Scope::Nothing;
    Ok(is_public(row) || works_on(caller, row)? || (comments && is_open_to_comments(row)))
}
