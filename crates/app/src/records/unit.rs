//! 单位 (unit): the place, name and parts of a unit.

use domain::policy::Place;
use domain::region::Region;
use domain::unit::UnitPart;
use domain::{Code, Refusal};
use store::{Queries, UnitRow};

use crate::kernel::Error;
use crate::kernel::page::unfit;

/// Unit and region of an active unit. Errors: the unit is unknown or suspended.
pub(crate) async fn unit_place(rows: &mut Queries, unit_code: &str) -> Result<Place, Error> {
    let row = rows.unit(unit_code).await?.filter(|row| row.active == 1);
    let row = row.ok_or_else(|| Refusal::new(Code::UnitUnknown).with("unit", unit_code))?;
    Ok(Place { region: Region::parse(&row.region)?, unit: row.unit_code })
}

/// Refuses the parameter `unit` of a list if there is no such unit: a mistyped code would otherwise look like a list
/// without entries.
pub(crate) async fn refuse_unknown_unit(rows: &mut Queries, unit_code: &str) -> Result<(), Error> {
    match rows.unit_shown(unit_code).await? {
        Some(_) => Ok(()),
        None => Err(unfit("unit", "没有这个单位").into()),
    }
}

/// The name of a unit; empty if the unit is unknown.
pub(crate) async fn unit_name(rows: &mut Queries, code: &str) -> Result<String, Error> {
    Ok(rows.unit(code).await?.map_or_else(String::new, |unit| unit.name))
}

/// Parses the column `parts`: the parts that a unit plays, separated by commas.
pub(crate) fn parts_of(row: &UnitRow) -> Result<Vec<UnitPart>, Error> {
    let parts = row.parts.split(',').filter(|part| !part.is_empty());
    Ok(parts.map(str::parse).collect::<Result<_, _>>()?)
}

/// The column `parts` for the parts that a unit plays.
pub(crate) fn parts_column(parts: &[UnitPart]) -> String {
    parts.iter().map(|part| part.as_str()).collect::<Vec<_>>().join(",")
}
