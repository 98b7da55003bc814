//! 事项 (matters, Art. 8, 14): what a unit handles for applicants, and which certificate types that needs and
//! yields. A use must name a matter of the using unit that needs the type.

use domain::Code;
use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::policy::Action;
use domain::purpose::Matter;
use serde::{Deserialize, Serialize};
use store::{MatterRow, Receipt};

use super::people::{check_name, of_field};
use super::standing::RowVersion;
use crate::kernel::page::unfit;
use crate::kernel::{App, Error};
use crate::records::matter::matter_of;
use crate::records::unit::unit_place;

/// Largest number of matters of one unit that are listed.
const MAX_LISTED: i64 = 2_000;

/// A matter as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Matter)]
pub struct MatterView {
    pub code: String,
    pub name: String,
    pub unit_code: String,
    /// Codes of the certificate types, as in `yields`.
    pub needs: Vec<String>,
    pub yields: Vec<String>,
    pub row_version: i64,
}

impl App {
    /// Registers a matter of a unit: which certificate types it needs and yields. Errors: the unit is
    /// unknown; code or name is malformed; the code of the matter is taken.
    pub async fn register_matter(
        &self,
        caller: &Caller,
        matter: &Matter,
    ) -> Result<Receipt, Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &matter.unit).await?;
        let (mut work, permit) = work.permit(Action::RegisterUnit, &place).await?;
        check(matter)?;
        if work.rows().matter(&matter.code).await?.is_some() {
            return Err(of_field(Code::MatterTaken, "code").into());
        }
        let mut row = MatterRow {
            matter_code: matter.code.clone(),
            name: matter.name.clone(),
            unit_code: matter.unit.clone(),
            needs: matter.needs.join(","),
            yields: matter.yields.join(","),
            ..MatterRow::default()
        };
        work.rows().insert_matter(&mut row).await?;
        let event = Event::new(EventKind::MatterRegistered, format!("matter {}", matter.code));
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Changes name and certificate types of a matter; it stays with its unit, because uses name both.
    /// Errors: the matter is unknown or belongs to another unit; it was changed since.
    pub async fn change_matter(
        &self,
        caller: &Caller,
        matter: &Matter,
        seen: i64,
    ) -> Result<(RowVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &matter.unit).await?;
        let (mut work, permit) = work.permit(Action::RegisterUnit, &place).await?;
        check(matter)?;
        let row = work.rows().matter(&matter.code).await?;
        let row = row.filter(|row| row.unit_code == matter.unit);
        let mut row = row.ok_or_else(|| of_field(Code::MatterUnknown, "code"))?;
        if row.version != seen {
            return Err(Error::Conflict);
        }
        matter.name.clone_into(&mut row.name);
        row.needs = matter.needs.join(",");
        row.yields = matter.yields.join(",");
        work.rows().update_matter(&mut row).await?;
        let event = Event::new(EventKind::MatterChanged, format!("matter {}", matter.code));
        work.commit(permit.done(RowVersion { row_version: row.version }, event)).await
    }

    /// Lists the matters of a unit: the caller's own with an empty `unit`, others for whoever registers them.
    pub async fn matters(&self, caller: &Caller, unit: &str) -> Result<Vec<MatterView>, Error> {
        let unit = if unit.is_empty() { caller.unit.as_str() } else { unit };
        if unit != caller.unit {
            let place = match unit_place(&mut *self.read().await?, unit).await {
                Err(Error::Refused(_)) => Err(unfit("unit", "没有这个单位，或单位已停用").into()),
                other => other,
            }?;
            self.permit_read(caller, Action::RegisterUnit, &place).await?;
        }
        let rows = self.read().await?.matters_of_unit(unit, "", MAX_LISTED).await?;
        Ok(rows.into_iter().map(matter_view).collect())
    }
}

/// Errors: code or name is malformed, or a type code contains a comma, which separates them in the row.
fn check(matter: &Matter) -> Result<(), Error> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !(1..=64).contains(&matter.code.len()) || !matter.code.chars().all(plain) {
        return Err(of_field(Code::RequestInvalid, "code").into());
    }
    check_name(&matter.name)?;
    let typed = |code: &String| !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphanumeric());
    for (field, codes) in [("needs", &matter.needs), ("yields", &matter.yields)] {
        if !codes.iter().all(typed) {
            return Err(of_field(Code::TypeCodeInvalid, field).into());
        }
    }
    Ok(())
}

fn matter_view(row: MatterRow) -> MatterView {
    let row_version = row.version;
    let matter = matter_of(row);
    MatterView {
        code: matter.code,
        name: matter.name,
        unit_code: matter.unit,
        needs: matter.needs,
        yields: matter.yields,
        row_version,
    }
}
