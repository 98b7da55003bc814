//! 单位接入 (Art. 6): registering and listing units and the matters that they handle.

use domain::caller::Caller;
use domain::code::UnifiedSocialCreditCode;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide};
use domain::purpose::Matter;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use serde::{Deserialize, Serialize};
use store::{MatterRow, Receipt, UnitRow};

use super::people::check_name;
use crate::kernel::{App, Error};
use crate::records::matter::matter_of;
use crate::records::unit::{parts_column, parts_of, unit_place};

/// Largest number of units, and of matters of one unit, that are listed.
const MAX_LISTED: i64 = 2_000;

impl App {
    /// Registers a unit. Errors: the check character of its code is wrong; the unit is registered
    /// already.
    pub async fn register_unit(&self, caller: &Caller, unit: &Unit) -> Result<Receipt, Error> {
        UnifiedSocialCreditCode::parse(&unit.code)?;
        check_name(&unit.name)?;
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::RegisterUnit, unit).await?;
        let today = work.today();
        self.regions(work.rows(), today).await?.find(&unit.region)?;
        if work.rows().unit(&unit.code).await?.is_some() {
            return Err(Error::Conflict);
        }
        let mut row = UnitRow {
            unit_code: unit.code.clone(),
            name: unit.name.clone(),
            region: unit.region.as_str().to_owned(),
            parts: parts_column(&unit.parts),
            active: i64::from(unit.active),
            ..UnitRow::default()
        };
        work.rows().insert_unit(&mut row).await?;
        let event = Event::new(EventKind::UnitRegistered, format!("unit {}", unit.code));
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// Registers a matter of a unit: which certificate types it needs and yields. Errors: the unit
    /// is unknown; the code of the matter is taken.
    pub async fn register_matter(
        &self,
        caller: &Caller,
        matter: &Matter,
    ) -> Result<Receipt, Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &matter.unit).await?;
        let (mut work, permit) = work.permit(Action::RegisterUnit, &place).await?;
        let mut row = MatterRow {
            matter_code: matter.code.clone(),
            name: matter.name.clone(),
            unit_code: matter.unit.clone(),
            needs: matter.needs.join(","),
            yields: matter.yields.join(","),
            ..MatterRow::default()
        };
        work.rows().insert_matter(&mut row).await?;
        let event = Event::new(EventKind::UnitRegistered, format!("matter {}", matter.code));
        Ok(work.commit(permit.done((), event)).await?.1)
    }
}

/// A unit as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Unit)]
pub struct UnitView {
    pub code: String,
    pub name: String,
    pub region: String,
    pub region_name: String,
    /// issuing, using, manager.
    pub parts: Vec<UnitPart>,
    pub active: bool,
    pub row_version: i64,
}

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
}

impl App {
    /// Lists the units of the city, ordered by code.
    pub async fn units(&self, caller: &Caller) -> Result<Vec<UnitView>, Error> {
        self.permit_read(caller, Action::ReadUnit, &Citywide).await?;
        let mut reader = self.read().await?;
        let regions = self.regions(&mut reader, Date::at(self.now())).await?;
        let rows = reader.unit_after("", MAX_LISTED).await?;
        let shown = |row: UnitRow| -> Result<UnitView, Error> {
            Ok(UnitView {
                region_name: regions.name(&Region::parse(&row.region)?),
                parts: parts_of(&row)?,
                active: row.active == 1,
                row_version: row.version,
                code: row.unit_code,
                name: row.name,
                region: row.region,
            })
        };
        rows.into_iter().map(shown).collect()
    }

    /// Lists the matters of the caller's unit.
    pub async fn matters(&self, caller: &Caller) -> Result<Vec<MatterView>, Error> {
        let rows = self.read().await?.matters_of_unit(&caller.unit, "", MAX_LISTED).await?;
        Ok(rows.into_iter().map(|row| matter_view(matter_of(row))).collect())
    }
}

fn matter_view(matter: Matter) -> MatterView {
    MatterView {
        code: matter.code,
        name: matter.name,
        unit_code: matter.unit,
        needs: matter.needs,
        yields: matter.yields,
    }
}
