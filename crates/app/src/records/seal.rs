//! 电子印章: rows of the register of seals, their states, and whose they are. The platform has a seal of
//! its own, which archive copies bear (Art. 16): a copy is the platform's word that it agrees with the
//! original, not a second original of the bureau.

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

/// Whose the seal is, in the register of seals. No unit has this code: theirs have 18 characters.
pub const PLATFORM: &str = "platform";
/// Below the city's name on the seal.
const PLATFORM_NAME: &str = "电子证照";

/// Records of one seal that are searched for its last change of state.
const MAX_RECORDS: i64 = 500;

/// What a seal says of its owner.
pub(crate) struct Owner {
    pub place: Place,
    pub name: String,
    /// Text below the emblem.
    pub purpose: &'static str,
}

/// A unit's seal, ready to stamp.
pub struct UnitSeal {
    pub seal_id: String,
    pub stamper: Stamper,
}

impl App {
    /// Whose seals `code` names: a unit's, or the platform's. Errors: unit unknown.
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

    /// The city above the units' districts.
    async fn city_region(&self, rows: &mut Queries) -> Result<Region, Error> {
        let any = rows.unit_after("", 1).await?.into_iter().next().ok_or(Error::NotFound)?;
        let city = any.region.get(..4).unwrap_or_default();
        Ok(Region::parse(&format!("{city}00"))?)
    }
}

/// The unit's newest active seal. Errors: it has none.
pub async fn seal_of(rows: &mut Queries, unit_code: &str) -> Result<UnitSeal, Error> {
    let row =
        rows.seals_of_unit(unit_code, SealState::Active.as_str(), 1).await?.into_iter().next();
    let row = row.ok_or_else(|| Error::Unavailable(format!("unit {unit_code} has no seal")))?;
    let wrong = |error: &dyn std::fmt::Display| Error::Internal(format!("seal: {error}"));
    let x509 = X509::from_der(&row.x509).map_err(|error| wrong(&error))?;
    let stamper = Stamper::new(&row.seal, ofd::write::PROPERTY, &x509);
    Ok(UnitSeal { seal_id: row.seal_id, stamper: stamper.map_err(|error| wrong(&error))? })
}
/// What the register says of a seal; `None` if it is not of this city.
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

/// When the seal's state last changed: the log knows, milliseconds.
pub(crate) async fn changed_at(rows: &mut Queries, seal_id: &str) -> Result<Option<i64>, Error> {
    let records = rows.records_of(&subject(seal_id), "", MAX_RECORDS).await?;
    let changed = EventKind::SealChanged.as_str();
    Ok(records.iter().rfind(|record| record.event == changed).map(|record| record.at))
}

pub(crate) fn state_of(row: &SealRow) -> Result<SealState, Error> {
    Ok(row.state.parse()?)
}

pub(crate) fn subject(seal_id: &str) -> String {
    format!("seal {seal_id}")
}
