//! 电子印章 (seal): the register of seals, their states and their owners. Besides the units, the
//! platform itself has a seal. It seals archive copies with it (Art. 16), because the platform
//! confirms that a copy agrees with the original; the copy is not a second original of the issuing
//! unit.

use domain::event::EventKind;
use domain::policy::Place;
use domain::region::Region;
use domain::seal::SealState;
use seal::eseal::Stamper;
use seal::verify::SealStatus;
use seal::x509::X509;
use store::{Queries, SealRow};

use crate::kernel::{App, Error};
use crate::records::unit::unit_place;

/// The platform as owner of a seal in the register. It cannot be the code of a unit, which has 18
/// characters.
pub const PLATFORM: &str = "platform";
/// Follows the name of the city in the name of the platform's seal.
const PLATFORM_NAME: &str = "电子证照";

/// The owner of a seal, as the seal names it.
pub(crate) struct Owner {
    pub place: Place,
    pub name: String,
    /// The text in the lower part of the seal.
    pub purpose: &'static str,
}

/// A seal that is ready to stamp documents.
pub struct UnitSeal {
    pub seal_id: String,
    pub stamper: Stamper,
}

impl App {
    /// The owner of seals with this code, which is a unit or [`PLATFORM`]. Errors: the unit is
    /// unknown.
    pub(crate) async fn seal_owner(&self, rows: &mut Queries, code: &str) -> Result<Owner, Error> {
        if code != PLATFORM {
            let place = unit_place(rows, code).await?;
            let unit = rows.unit(code).await?.ok_or(Error::NotFound)?;
            return Ok(Owner { place, name: unit.name, purpose: "电子证照专用章" });
        }
        let name = format!("{}{PLATFORM_NAME}", self.keys().city());
        let place = Place { unit: PLATFORM.to_owned(), region: self.city_region(rows).await? };
        Ok(Owner { place, name, purpose: "存档副本专用章" })
    }

    /// The region of the city. All units lie in one city, so the first four digits of any unit's
    /// region name it.
    async fn city_region(&self, rows: &mut Queries) -> Result<Region, Error> {
        let any = rows.unit_after("", 1).await?.into_iter().next().ok_or(Error::NotFound)?;
        rows.confirm(&any).await?;
        let city = any.region.get(..4).unwrap_or_default();
        Ok(Region::parse(&format!("{city}00"))?)
    }
}

/// The newest active seal of a unit. Errors: the unit has no active seal.
pub async fn seal_of(rows: &mut Queries, unit_code: &str) -> Result<UnitSeal, Error> {
    let row =
        rows.seals_of_unit(unit_code, SealState::Active.as_str(), 1).await?.into_iter().next();
    let row =
        row.ok_or_else(|| Error::Unavailable(format!("unit {unit_code} has no active seal")))?;
    let wrong = |error: &dyn std::fmt::Display| Error::Internal(format!("seal: {error}"));
    let x509 = X509::from_der(&row.x509).map_err(|error| wrong(&error))?;
    let stamper = Stamper::new(&row.seal, ofd::write::PROPERTY, &x509);
    Ok(UnitSeal { seal_id: row.seal_id, stamper: stamper.map_err(|error| wrong(&error))? })
}

/// The status of a seal in the register; `None` if the seal is not registered in this city.
pub(crate) async fn seal_status(
    rows: &mut Queries,
    seal_id: &str,
) -> Result<Option<SealStatus>, Error> {
    let Some(row) = rows.seal(seal_id).await? else { return Ok(None) };
    let since = changed_at(rows, seal_id).await?.unwrap_or(row.made_at) / 1000;
    Ok(Some(match state_of(&row)? {
        SealState::Active => SealStatus::Active,
        SealState::Suspended => SealStatus::Suspended { since },
        SealState::Lost | SealState::Replaced | SealState::Revoked => SealStatus::Revoked { since },
    }))
}

/// When the state of the seal last changed, in milliseconds since 1970 UTC, from the log; `None` if
/// it never changed.
pub(crate) async fn changed_at(rows: &mut Queries, seal_id: &str) -> Result<Option<i64>, Error> {
    let changed = EventKind::SealChanged.as_str();
    let newest = rows.records_of_kind(&subject(seal_id), changed, 1).await?;
    Ok(newest.first().filter(|record| rows.is_genuine(record)).map(|record| record.at))
}

pub(crate) fn state_of(row: &SealRow) -> Result<SealState, Error> {
    Ok(row.state.parse()?)
}

pub(crate) fn subject(seal_id: &str) -> String {
    format!("seal {seal_id}")
}
