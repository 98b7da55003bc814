//! 事项版本 (versions of a matter, Art. 8, 14): a change begins on a day; the versions before stay readable, and a use
//! names the one by which it was judged. A matter ends on a last day.

use domain::Code;
use domain::caller::Caller;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Place, scope};
use domain::purpose::{Matter, MatterDifferences, last_day};
use domain::region::Region;
use serde::{Deserialize, Serialize};
use store::{MatterRow, MatterVersionRow, Receipt};

use super::people::of_field;
use super::standing::RowVersion;
use crate::kernel::{App, Error};
use crate::records::matter::{former_matter, matter_of, newest_number};
use crate::records::unit::unit_place;

/// Largest number of versions of a matter that are listed, the newest ones.
const MAX_VERSIONS: i64 = 200;

/// A version of a matter, with what it changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = MatterVersion)]
pub struct MatterVersionView {
    pub number: i64,
    pub name: String,
    pub needs: Vec<String>,
    pub yields: Vec<String>,
    /// First day of the version; empty if the matter was registered by an earlier release.
    pub first_day: String,
    /// What differs from the version before; absent for the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<MatterDifferences>,
}

/// The row of the version that the newest one, which `row` still holds, is to follow.
pub(super) fn followed(row: &MatterRow, now: i64) -> MatterVersionRow {
    MatterVersionRow {
        matter_code: row.matter_code.clone(),
        number: newest_number(row),
        unit_code: row.unit_code.clone(),
        name: row.name.clone(),
        needs: row.needs.clone(),
        yields: row.yields.clone(),
        first_day: row.first_day.clone(),
        followed_at: now,
        ..MatterVersionRow::default()
    }
}

impl App {
    /// Lists the versions of a matter, newest first: to the unit that handles it and to whoever registers its
    /// matters. To others the list is empty.
    pub async fn matter_versions(
        &self,
        caller: &Caller,
        code: &str,
    ) -> Result<Vec<MatterVersionView>, Error> {
        let mut reader = self.read().await?;
        let newest = reader.matter(code).await?;
        let Some(newest) = newest else { return Ok(Vec::new()) };
        if newest.unit_code != caller.unit {
            let unit = reader.unit_shown(&newest.unit_code).await?;
            let place = unit.map(|unit| Region::parse(&unit.region)).transpose()?;
            let place = place.map(|region| Place { unit: newest.unit_code.clone(), region });
            let reach = scope(caller, Action::RegisterUnit);
            if !place.is_some_and(|place| reach.admits(&place)) {
                return Ok(Vec::new());
            }
        }
        let former = reader.matter_versions_of(code, MAX_VERSIONS).await?;
        let head = (newest_number(&newest), newest.first_day.clone(), matter_of(newest));
        let rest = former.into_iter().map(|row| {
            let (number, first_day) = (row.number, row.first_day.clone());
            (number, first_day, former_matter(row))
        });
        let versions: Vec<(i64, String, Matter)> = std::iter::once(head).chain(rest).collect();
        let before = versions.iter().skip(1).map(Some).chain(std::iter::once(None));
        let view = |((number, first_day, matter), before): (&(i64, String, Matter), _)| {
            let before: Option<&(i64, String, Matter)> = before;
            MatterVersionView {
                number: *number,
                name: matter.name.clone(),
                needs: matter.needs.clone(),
                yields: matter.yields.clone(),
                first_day: first_day.clone(),
                changes: before.map(|(_, _, before)| MatterDifferences::between(before, matter)),
            }
        };
        Ok(versions.iter().zip(before).map(view).collect())
    }

    /// Sets the last day on which a matter is handled, or takes it back with an empty day. Errors: the matter is
    /// unknown or belongs to another unit; the day is past; it was changed since.
    pub async fn end_matter(
        &self,
        caller: &Caller,
        unit: &str,
        code: &str,
        last: &str,
        seen: i64,
    ) -> Result<(RowVersion, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), unit).await?;
        let (mut work, permit) = work.permit(Action::RegisterUnit, &place).await?;
        let day = last_day(last, work.today())?;
        let row = work.rows().matter(code).await?.filter(|row| row.unit_code == unit);
        let mut row = row.ok_or_else(|| of_field(Code::MatterUnknown, "code"))?;
        if row.version != seen {
            return Err(Error::Conflict);
        }
        row.last_day = day.map_or_else(String::new, |day| day.to_string());
        work.rows().update_matter(&mut row).await?;
        let event = Event::new(EventKind::MatterEnded, format!("matter {code}"));
        let event = event.with_details(serde_json::json!({ "last_day": row.last_day }));
        work.commit(permit.done(RowVersion { row_version: row.version }, event)).await
    }
}
