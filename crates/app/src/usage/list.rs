//! The list of uses (Art. 15), for the unit that made them and for the managing units of its region and of
//! the city (Art. 6).

use domain::caller::{Actor, Caller, CallerKind, Channel};
use domain::date::rfc3339;
use domain::order::ListOrder;
use domain::policy::{Action, Scope, scope};
use domain::region::RegionLevel;
use serde::{Deserialize, Serialize};
use store::{Queries, Reader, UsageRow};

use crate::kernel::page::{MOST_COUNTED, Page, Period, Sieve, Total, unfit};
use crate::kernel::{App, Error};
use crate::records::actor::{ActorView, Actors, unit_shown};
use crate::records::catalog::refuse_unknown_type;
use crate::records::unit::unit_place;
use crate::records::usage::place_of;

/// A use as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UseView {
    pub use_code: String,
    pub at: String,
    pub certificate_identifier: String,
    pub type_code: String,
    pub type_name: String,
    pub matter_code: String,
    pub matter_name: String,
    /// 事项版本: the version of the matter by which the use was judged; 0 for uses of earlier releases.
    pub matter_version: i64,
    pub case_number: String,
    pub unit_code: String,
    pub unit_name: String,
    /// `person:<id>` or `client:<id>/<operator>`; never a name. A calling system is not told the identity
    /// of a person.
    pub actor: String,
    /// Who that is. A calling system is told only whether it was a person.
    pub by: ActorView,
    /// manual or api (Art. 15).
    pub channel: Channel,
}

/// The filter of the list of uses. An empty filter admits all uses in the caller's reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UseFilter {
    /// Code of the unit that made the uses.
    pub unit: String,
    pub type_code: String,
    pub matter_code: String,
    /// The whole number of the case for which the certificate was used.
    pub case_number: String,
    pub period: Period,
    /// Newest first if absent.
    pub order: Option<ListOrder>,
}

impl UseFilter {
    /// Whether the conditions admit a use that was read along an index of one of them.
    fn admits(&self, row: &UsageRow) -> bool {
        let fits = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        fits(&self.unit, &row.unit_code)
            && fits(&self.type_code, &row.type_code)
            && fits(&self.matter_code, &row.matter_code)
            && fits(&self.case_number, &row.case_number)
    }
}

/// The index along which uses are read.
enum Along {
    Case(String),
    Unit(String),
    Region(String),
    City,
}

impl App {
    /// Lists the uses in the reach of the caller: by the own unit, by the units of the region, or in the
    /// whole city. Errors: a parameter names something that does not exist or lies outside the reach.
    pub async fn uses(
        &self,
        caller: &Caller,
        filter: &UseFilter,
        after: &str,
        limit: i64,
    ) -> Result<Page<UseView>, Error> {
        let reach = scope(caller, Action::ReadUsage);
        if reach == Scope::Nothing {
            return Ok(Page::empty());
        }
        let mut reader = self.read().await?;
        let along = along(&mut reader, &reach, filter).await?;
        refuse_unknown(&mut reader, filter).await?;
        let span = filter.period.span();
        let admits =
            |row: &UsageRow| filter.admits(row) && place_of(row).is_ok_and(|at| reach.admits(&at));
        let total = match after {
            "" => along.count(&mut reader, &reach, filter, &span).await?,
            _ => None,
        };
        let oldest_first = filter.order == Some(ListOrder::Oldest);
        let (first, end) = match (after, oldest_first) {
            ("", _) => span,
            (after, true) => (span.0.max(after.to_owned()), span.1),
            (after, false) => (span.0, span.1.min(after.to_owned())),
        };
        let mut sieve = Sieve::new(if oldest_first { &first } else { &end }, limit);
        while sieve.wants() {
            let rows = match oldest_first {
                true => along.oldest(&mut reader, &sieve.at(), &end, limit + 1).await?,
                false => along.newest(&mut reader, &first, &sieve.at(), limit + 1).await?,
            };
            sieve.add(rows, |row| &row.use_code, admits);
        }
        let (next, mut actors) = (sieve.next(), Actors::default());
        let mut items = Vec::with_capacity(sieve.kept.len());
        for row in sieve.kept {
            items.push(self.use_view(&mut reader, caller, &mut actors, row).await?);
        }
        Ok(Page { items, next, total })
    }

    async fn use_view(
        &self,
        reader: &mut Reader,
        caller: &Caller,
        actors: &mut Actors,
        row: UsageRow,
    ) -> Result<UseView, Error> {
        let matter = reader.matter(&row.matter_code).await?;
        let published = reader.catalog_published(&row.type_code).await?;
        let system = matches!(caller.actor, Actor::Client { .. });
        let used_by = self.used_by(&row)?;
        let (actor, by) = match system && used_by.starts_with("person:") {
            true => ("person".to_owned(), ActorView::unnamed(CallerKind::Person)),
            false => (used_by.clone(), actors.view(self, reader, &used_by).await?),
        };
        Ok(UseView {
            actor,
            by,
            at: rfc3339(row.used_at),
            type_name: published.map_or_else(String::new, |row| row.name),
            matter_name: matter.map_or_else(String::new, |row| row.name),
            unit_name: unit_shown(reader, &row.unit_code).await?,
            use_code: row.use_code,
            certificate_identifier: row.identifier,
            type_code: row.type_code,
            matter_code: row.matter_code,
            matter_version: row.matter_version,
            case_number: row.case_number,
            unit_code: row.unit_code,
            channel: row.channel.parse()?,
        })
    }
}

/// The narrowest index for the reach and the unit of the filter.
async fn along(rows: &mut Queries, reach: &Scope, filter: &UseFilter) -> Result<Along, Error> {
    if !filter.unit.is_empty() {
        let place = unit_place(rows, &filter.unit).await;
        let within = place.is_ok_and(|place| reach.admits(&place));
        if !within {
            // Whether the unit exists is not told to those whose reach does not cover it.
            return Err(unfit("unit", "没有这个单位，或不在可查看的范围内").into());
        }
    }
    if !filter.case_number.is_empty() {
        return Ok(Along::Case(filter.case_number.clone()));
    }
    if !filter.unit.is_empty() {
        return Ok(Along::Unit(filter.unit.clone()));
    }
    Ok(match reach {
        Scope::Unit(unit) => Along::Unit(unit.clone()),
        Scope::Region(region) if region.level() == RegionLevel::District => {
            Along::Region(region.as_str().to_owned())
        }
        // A larger region is read along the city, and each use is asked for its region.
        Scope::Region(_) | Scope::City | Scope::Nothing => Along::City,
    })
}

/// A mistyped filter would look like a list without entries.
async fn refuse_unknown(rows: &mut Queries, filter: &UseFilter) -> Result<(), Error> {
    let (of_type, matter) = (filter.type_code.as_str(), filter.matter_code.as_str());
    if !of_type.is_empty() {
        refuse_unknown_type(rows, of_type).await?;
    }
    if !matter.is_empty() && rows.matter(matter).await?.is_none() {
        return Err(unfit("matter_code", "没有此事项").into());
    }
    Ok(())
}

impl Along {
    async fn newest(
        &self,
        rows: &mut Queries,
        first: &str,
        before: &str,
        limit: i64,
    ) -> Result<Vec<UsageRow>, Error> {
        Ok(match self {
            Self::Case(case) => rows.usages_of_case(case, first, before, limit).await?,
            Self::Unit(unit) => rows.usages_of_unit(unit, first, before, limit).await?,
            Self::Region(region) => rows.usages_of_region(region, first, before, limit).await?,
            Self::City => rows.usages_of_city(first, before, limit).await?,
        })
    }

    async fn oldest(
        &self,
        rows: &mut Queries,
        after: &str,
        end: &str,
        limit: i64,
    ) -> Result<Vec<UsageRow>, Error> {
        Ok(match self {
            Self::Case(case) => rows.usages_of_case_onward(case, after, end, limit).await?,
            Self::Unit(unit) => rows.usages_of_unit_onward(unit, after, end, limit).await?,
            Self::Region(region) => rows.usages_of_region_onward(region, after, end, limit).await?,
            Self::City => rows.usages_of_city_onward(after, end, limit).await?,
        })
    }

    /// How many uses there are; `None` if counting would have to read them.
    async fn count(
        &self,
        rows: &mut Queries,
        reach: &Scope,
        filter: &UseFilter,
        (first, end): &(String, String),
    ) -> Result<Option<Total>, Error> {
        if !filter.type_code.is_empty() || !filter.matter_code.is_empty() {
            return Ok(None);
        }
        let most = MOST_COUNTED + 1;
        let counted = match self {
            Self::Unit(unit) => rows.count_usages_of_unit(unit, first, end, most).await?,
            Self::Region(region) => rows.count_usages_of_region(region, first, end, most).await?,
            Self::City if *reach == Scope::City => {
                rows.count_usages_of_city(first, end, most).await?
            }
            Self::City | Self::Case(_) => return Ok(None),
        };
        Ok(Some(Total::of(counted)))
    }
}
