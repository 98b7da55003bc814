//! 区划 (regions): the regions that exist, to choose from when a unit is registered.

use domain::caller::Caller;
use domain::date::Date;
use domain::policy::{Action, Citywide};
use domain::region::{Region, RegionLevel};
use serde::{Deserialize, Serialize};

use crate::kernel::page::unfit;
use crate::kernel::{App, Error};

/// A region as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Region)]
pub struct RegionView {
    /// Six digits.
    pub code: String,
    pub name: String,
    pub level: RegionLevel,
    /// Whether the city added it, because GB/T 2260 has no code for it.
    pub local: bool,
}

impl App {
    /// Lists the regions in force that lie in `within`, itself included, by code. Without `within`: those of
    /// the city of the caller's unit. Errors: `within` is no region in force.
    pub async fn regions_within(
        &self,
        caller: &Caller,
        within: &str,
    ) -> Result<Vec<RegionView>, Error> {
        self.permit_read(caller, Action::ReadUnit, &Citywide).await?;
        let regions = self.regions(&mut *self.read().await?, Date::at(self.now())).await?;
        let outer = match (within, &caller.region) {
            ("", Some(own)) => regions.city_of(own),
            (within, _) => Region::parse(within)
                .and_then(|outer| regions.find(&outer).map(|found| found.region.clone()))
                .map_err(|_| unfit("within", "没有这个区划"))?,
        };
        let shown = regions.within(&outer).map(|entry| RegionView {
            code: entry.region.as_str().to_owned(),
            name: entry.name.clone(),
            level: entry.region.level(),
            local: entry.local,
        });
        Ok(shown.collect())
    }
}
