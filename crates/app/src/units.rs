//! 单位接入 (Art. 6): units and the matters they handle.

use domain::caller::Caller;
use domain::code::UnifiedSocialCreditCode;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Place};
use domain::purpose::Matter;
use domain::region::Region;
use domain::unit::{Unit, UnitPart};
use domain::{Code, Refusal};
use store::{MatterRow, Queries, Receipt, UnitRow};

use crate::door::App;
use crate::error::Error;

impl App {
    /// A unit joins the system. Errors: wrong code, unknown region, already there.
    pub async fn register_unit(&self, caller: &Caller, unit: &Unit) -> Result<Receipt, Error> {
        UnifiedSocialCreditCode::parse(&unit.code)?;
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(Action::RegisterUnit, unit).await?;
        if work.rows().unit(&unit.code).await?.is_some() {
            return Err(Error::Conflict);
        }
        let parts: Vec<&str> = unit.parts.iter().map(|part| part_name(*part)).collect();
        let mut row = UnitRow {
            unit_code: unit.code.clone(),
            name: unit.name.clone(),
            region: unit.region.as_str().to_owned(),
            parts: parts.join(","),
            active: i64::from(unit.active),
            ..UnitRow::default()
        };
        work.rows().insert_unit(&mut row).await?;
        let event = Event::new(EventKind::UnitRegistered, format!("unit {}", unit.code));
        Ok(work.commit(permit.done((), event)).await?.1)
    }

    /// A matter of a unit: which certificate types it needs and yields.
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

/// Place of an active unit. Errors: unknown or suspended.
pub(crate) async fn unit_place(rows: &mut Queries, unit_code: &str) -> Result<Place, Error> {
    let row = rows.unit(unit_code).await?.filter(|row| row.active == 1);
    let row = row.ok_or_else(|| Refusal::new(Code::UnitUnknown).with("unit", unit_code))?;
    Ok(Place { region: Region::parse(&row.region)?, unit: row.unit_code })
}

fn part_name(part: UnitPart) -> &'static str {
    match part {
        UnitPart::Issuing => "issuing",
        UnitPart::Using => "using",
        UnitPart::Manager => "manager",
    }
}
