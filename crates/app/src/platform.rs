//! The platform's own seal, which archive copies bear (Art. 16): a copy is the platform's word that
//! it agrees with the original, not a second original of the bureau.

use domain::caller::Caller;
use domain::policy::Place;
use domain::region::Region;
use domain::seal::SealState;
use store::Queries;

use crate::door::App;
use crate::error::Error;
use crate::seals::{UnitSeal, seal_of};
use crate::units::unit_place;

/// Whose the seal is, in the register of seals. No unit has this code: theirs have 18 characters.
pub const PLATFORM: &str = "platform";
/// Below the city's name on the seal.
const NAME: &str = "电子证照";

/// What a seal says of its owner.
pub(crate) struct Owner {
    pub place: Place,
    pub name: String,
    /// Text below the emblem.
    pub purpose: &'static str,
}

impl App {
    /// Whose seals `code` names: a unit's, or the platform's. Errors: unit unknown.
    pub(crate) async fn seal_owner(&self, rows: &mut Queries, code: &str) -> Result<Owner, Error> {
        if code != PLATFORM {
            let place = unit_place(rows, code).await?;
            let unit = rows.unit(code).await?.ok_or(Error::NotFound)?;
            return Ok(Owner { place, name: unit.name, purpose: "电子证照专用章" });
        }
        let name = format!("{}{NAME}", self.workshop().keys().city());
        let place = Place { unit: PLATFORM.to_owned(), region: self.city_region(rows).await? };
        Ok(Owner { place, name, purpose: "存档副本专用章" })
    }

    /// The city above the units' districts.
    async fn city_region(&self, rows: &mut Queries) -> Result<Region, Error> {
        let any = rows.unit_after("", 1).await?.into_iter().next().ok_or(Error::NotFound)?;
        let city = any.region.get(..4).unwrap_or_default();
        Ok(Region::parse(&format!("{city}00"))?)
    }

    /// The platform's seal; made when the first copy needs it. Errors: it is out of use, and people
    /// have to register another one.
    pub(crate) async fn platform_seal(&self) -> Result<UnitSeal, Error> {
        let mut reader = self.read().await?;
        let mut known = false;
        for state in SealState::ALL {
            known |= !reader.seals_of_unit(PLATFORM, state.as_str(), 1).await?.is_empty();
        }
        drop(reader);
        if !known {
            self.register_seal(&Caller::program("platform"), PLATFORM).await?;
        }
        seal_of(&mut *self.read().await?, PLATFORM).await
    }
}
