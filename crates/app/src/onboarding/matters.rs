//! 事项 (matters, Art. 8, 14): what a unit handles for applicants, and which certificate types that needs and
//! yields. A use must name a matter of the using unit that needs the type.

use domain::Code;
use domain::caller::Caller;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::Action;
use domain::purpose::{Matter, MatterDifferences, first_day};
use serde::{Deserialize, Serialize};
use store::{MatterRow, Receipt};

use super::matter_versions::followed;
use super::people::{check_name, of_field};
use super::standing::RowVersion;
use crate::kernel::page::unfit;
use crate::kernel::{App, Error};
use crate::records::matter::{matter_of, newest_number};
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
    /// Number of the newest version, which is the one shown here.
    pub number: i64,
    /// First day of that version; empty if the matter was registered by an earlier release.
    pub first_day: String,
    /// Last day on which the matter is handled; empty if it goes on.
    pub last_day: String,
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
        let today = work.today();
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
            first_day: today.to_string(),
            ..MatterRow::default()
        };
        work.rows().insert_matter(&mut row).await?;
        let event = Event::new(EventKind::MatterRegistered, format!("matter {}", matter.code));
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Changes name and certificate types of a matter: a new version, which begins on a day, today if `first` is
    /// empty. The matter stays with its unit, because uses name both. Errors: the matter is unknown or belongs to
    /// another unit; it has ended; the day is past; nothing would change; it was changed since.
    pub async fn change_matter(
        &self,
        caller: &Caller,
        matter: &Matter,
        seen: i64,
        first: &str,
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
        let (today, now) = (work.today(), work.now());
        if !row.last_day.is_empty() && row.last_day < today.to_string() {
            return Err(of_field(Code::MatterEnded, "code").into());
        }
        let differs = MatterDifferences::between(&matter_of(row.clone()), matter);
        if differs.is_empty() {
            return Err(of_field(Code::MatterUnchanged, "needs").into());
        }
        let day = first_day(first, Date::parse(&row.first_day), today)?;
        work.rows().insert_matter_version(&mut followed(&row, now)).await?;
        matter.name.clone_into(&mut row.name);
        row.needs = matter.needs.join(",");
        row.yields = matter.yields.join(",");
        row.changes += 1;
        row.first_day = day.to_string();
        work.rows().update_matter(&mut row).await?;
        let event = Event::new(EventKind::MatterChanged, format!("matter {}", matter.code));
        let event = event.with_details(serde_json::json!({
            "number": newest_number(&row), "first_day": row.first_day, "differences": differs,
        }));
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
pub(super) fn check(matter: &Matter) -> Result<(), Error> {
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
    let (row_version, number) = (row.version, newest_number(&row));
    let (first_day, last_day) = (row.first_day.clone(), row.last_day.clone());
    let matter = matter_of(row);
    MatterView {
        code: matter.code,
        name: matter.name,
        unit_code: matter.unit,
        needs: matter.needs,
        yields: matter.yields,
        row_version,
        number,
        first_day,
        last_day,
    }
}
