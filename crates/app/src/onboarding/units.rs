//! 单位接入 (Art. 6): registering, correcting and listing units.

use domain::Code;
use domain::caller::Caller;
use domain::code::UnifiedSocialCreditCode;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Citywide, Place};
use domain::region::{Region, Regions};
use domain::unit::{Unit, UnitPart};
use serde::{Deserialize, Serialize};
use store::{Receipt, UnitRow};

use super::people::{check_name, of_field};
use crate::kernel::{App, Error};
use crate::records::unit::{parts_column, parts_of};

/// Largest number of units that are listed.
const MAX_LISTED: i64 = 2_000;

impl App {
    /// Registers a unit. Errors: the check character of its code is wrong; its name is malformed, or no seal
    /// of an issuing unit can show it; its region does not exist; it plays no part; it is registered already.
    pub async fn register_unit(&self, caller: &Caller, unit: &Unit) -> Result<Receipt, Error> {
        // Whoever may not register units is told so; there is nothing to hide in what does not exist yet.
        self.permit_read(caller, Action::RegisterUnit, &Citywide).await?;
        UnifiedSocialCreditCode::parse(&unit.code)?;
        self.check_particulars(&unit.name, &unit.parts).await?;
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit_new(Action::RegisterUnit, unit).await?;
        let today = work.today();
        self.regions(work.rows(), today).await?.find(&unit.region)?;
        if work.rows().unit(&unit.code).await?.is_some() {
            return Err(of_field(Code::UnitTaken, "code").into());
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

    /// Corrects name, region and parts of a unit. Seals and certificates that exist keep the name under which
    /// they were made. Errors: the unit is unknown, or was changed since; otherwise as for
    /// [`Self::register_unit`].
    pub async fn correct_unit(
        &self,
        caller: &Caller,
        code: &str,
        seen: i64,
        correct: &UnitParticulars,
    ) -> Result<(UnitView, Receipt), Error> {
        let known = self.read().await?.unit(code).await?;
        let known = known.ok_or_else(|| of_field(Code::UnitUnknown, "code"))?;
        let place = Place { unit: code.to_owned(), region: Region::parse(&known.region)? };
        self.permit_read(caller, Action::RegisterUnit, &place).await?;
        self.check_particulars(&correct.name, &correct.parts).await?;
        let mut work = self.begin(caller).await?;
        let row = work.rows().unit(code).await?;
        let mut row = row.ok_or_else(|| of_field(Code::UnitUnknown, "code"))?;
        let before = Place { unit: code.to_owned(), region: Region::parse(&row.region)? };
        let after = Place { unit: code.to_owned(), region: correct.region.clone() };
        let (work, _) = work.permit(Action::RegisterUnit, &before).await?;
        let (mut work, permit) = work.permit(Action::RegisterUnit, &after).await?;
        if row.version != seen {
            return Err(Error::Conflict);
        }
        let today = work.today();
        let regions = self.regions(work.rows(), today).await?;
        // A unit whose region was abolished keeps it until somebody corrects it.
        if row.region != correct.region.as_str() {
            regions.find(&correct.region)?;
        }
        correct.name.clone_into(&mut row.name);
        correct.region.as_str().clone_into(&mut row.region);
        row.parts = parts_column(&correct.parts);
        work.rows().update_unit(&mut row).await?;
        let event = Event::new(EventKind::UnitCorrected, format!("unit {code}"));
        let view = unit_view(row, &regions)?;
        work.commit(permit.done(view, event)).await
    }

    /// Errors: the name is malformed; the unit plays no part; no seal of an issuing unit can show the name.
    /// The limits of the seal are checked here, so that the unit does not learn of them when it issues.
    async fn check_particulars(&self, name: &str, parts: &[UnitPart]) -> Result<(), Error> {
        check_name(name)?;
        if parts.is_empty() {
            return Err(of_field(Code::RequestInvalid, "parts").into());
        }
        if parts.contains(&UnitPart::Issuing) {
            let (app, name) = (self.clone(), name.to_owned());
            self.heavy(move || app.seal_picture(&name, "").map(drop)).await??;
        }
        Ok(())
    }
}

/// What can be corrected of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitParticulars {
    pub name: String,
    pub region: Region,
    pub parts: Vec<UnitPart>,
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

impl App {
    /// Lists the units of the city, ordered by code.
    pub async fn units(&self, caller: &Caller) -> Result<Vec<UnitView>, Error> {
        self.permit_read(caller, Action::ReadUnit, &Citywide).await?;
        let mut reader = self.read().await?;
        let regions = self.regions(&mut reader, Date::at(self.now())).await?;
        let rows = reader.unit_after("", MAX_LISTED).await?;
        rows.into_iter().map(|row| unit_view(row, &regions)).collect()
    }
}

fn unit_view(row: UnitRow, regions: &Regions) -> Result<UnitView, Error> {
    Ok(UnitView {
        region_name: regions.name(&Region::parse(&row.region)?),
        parts: parts_of(&row)?,
        active: row.active == 1,
        row_version: row.version,
        code: row.unit_code,
        name: row.name,
        region: row.region,
    })
}
