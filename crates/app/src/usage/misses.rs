//! 缺证台账 (ledger of misses, Art. 4(5), 8, 13, 19): which certificates matters needed and holders did not have.
//! Using units see what they missed, issuing units what they are missed for, managing units those of their reach
//! (Art. 6). No holder is named.

use std::collections::BTreeMap;

use domain::caller::Caller;
use domain::date::{Date, rfc3339};
use domain::export::{ExportFormat, ListName};
use domain::miss::MissCause;
use domain::policy::{Action, Place, Scope, scope};
use domain::region::{Region, RegionLevel};
use domain::usage::Lack;
use serde::{Deserialize, Serialize};
use store::{MissKindRow, MissRow, Queries, Reader, Receipt};

use super::miss_answers::AnswerView;
use crate::kernel::page::{MOST_COUNTED, Page, Period, Sieve, unfit};
use crate::kernel::{App, Error};
use crate::records::actor::unit_shown;
use crate::records::catalog::refuse_unknown_type;
use crate::records::export::{BATCH, Exported, ExportedList, Gathering};
use crate::records::miss::{issuing_place, using_place};
use crate::records::table::local;

/// Largest number of kinds that are shown as counts.
const MOST_KINDS: usize = 500;

/// A miss as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Miss)]
pub struct MissView {
    pub id: String,
    pub at: String,
    pub unit_code: String,
    pub unit_name: String,
    pub matter_code: String,
    pub matter_name: String,
    pub type_code: String,
    pub type_name: String,
    /// The unit that answers for it; empty if the type is unknown.
    pub issuer: String,
    pub issuer_name: String,
    pub cause: MissCause,
    pub why: Lack,
}

/// How many misses of a kind there are, and what the issuing unit says about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MissCount {
    pub issuer: String,
    pub issuer_name: String,
    pub type_code: String,
    pub type_name: String,
    pub cause: MissCause,
    pub why: Lack,
    pub count: usize,
    /// How many of all that are recent wait for the issuing unit, up to 200.
    pub open: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerView>,
}

/// The counts of misses in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MissCounts {
    /// The most frequent kind first.
    pub items: Vec<MissCount>,
    /// Number of misses that were counted.
    pub total: usize,
    /// Whether there are more misses, which nobody counted: the newest 10,000 are.
    pub is_more: bool,
}

/// The filter of the ledger. An empty filter admits all misses in the caller's reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissFilter {
    /// Code of the using unit.
    pub unit: String,
    /// Code of the unit that answers.
    pub issuer: String,
    pub type_code: String,
    pub cause: Option<MissCause>,
    pub period: Period,
}

impl MissFilter {
    fn admits(&self, row: &MissRow) -> bool {
        let fits = |wanted: &str, value: &str| wanted.is_empty() || wanted == value;
        fits(&self.unit, &row.unit_code)
            && fits(&self.issuer, &row.issuer_code)
            && fits(&self.type_code, &row.type_code)
            && self.cause.is_none_or(|cause| cause_of(row).is_ok_and(|own| own == cause))
    }
}

fn cause_of(row: &MissRow) -> Result<MissCause, Error> {
    Ok(MissCause::of(row.why.parse()?).0)
}

/// The index along which misses are read.
enum Along {
    Unit(String),
    Issuer(String),
    Region(String),
    City,
}

impl App {
    /// Lists the misses in the reach of the caller, newest first. Errors: a parameter names something that does
    /// not exist or lies outside the reach.
    pub async fn misses(
        &self,
        caller: &Caller,
        filter: &MissFilter,
        before: &str,
        limit: i64,
    ) -> Result<Page<MissView>, Error> {
        let reach = scope(caller, Action::ReadMisses);
        if reach == Scope::Nothing {
            return Ok(Page::empty());
        }
        let mut reader = self.read().await?;
        let along = along(&mut reader, caller, &reach, filter).await?;
        let (first, end) = filter.period.span();
        let end = if before.is_empty() { end } else { end.min(before.to_owned()) };
        let mut sieve = Sieve::new(&end, limit);
        while sieve.wants() {
            let rows = along.newest(&mut reader, &first, &sieve.at(), limit + 1).await?;
            sieve.add(rows, |row| &row.miss_id, |row| filter.admits(row) && within(&reach, row));
        }
        let (next, mut items) = (sieve.next(), Vec::with_capacity(sieve.kept.len()));
        for row in sieve.kept {
            items.push(miss_view(&mut reader, row).await?);
        }
        Ok(Page { items, next, total: None })
    }

    /// Counts the misses in the reach of the caller by cause, type and issuing unit. Errors: as for
    /// [`Self::misses`].
    pub async fn miss_counts(
        &self,
        caller: &Caller,
        filter: &MissFilter,
    ) -> Result<MissCounts, Error> {
        let reach = scope(caller, Action::ReadMisses);
        if reach == Scope::Nothing {
            return Ok(MissCounts { items: Vec::new(), total: 0, is_more: false });
        }
        let mut reader = self.read().await?;
        let along = along(&mut reader, caller, &reach, filter).await?;
        let (first, end) = filter.period.span();
        let mut rows = along.newest(&mut reader, &first, &end, MOST_COUNTED + 1).await?;
        let most = usize::try_from(MOST_COUNTED).unwrap_or(usize::MAX);
        let is_more = rows.len() > most;
        rows.truncate(most);
        rows.retain(|row| filter.admits(row) && within(&reach, row));
        let mut kinds: BTreeMap<[String; 3], usize> = BTreeMap::new();
        let total = rows.len();
        for MissRow { issuer_code, type_code, why, .. } in rows {
            *kinds.entry([issuer_code, type_code, why]).or_default() += 1;
        }
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let mut items = Vec::new();
        let today = Date::at(self.now());
        for ([issuer_code, type_code, why], count) in kinds.into_iter().take(MOST_KINDS) {
            let kind = MissKindRow { issuer_code, type_code, why };
            items.push(self.miss_count(&mut reader, kind, count, today).await?);
        }
        Ok(MissCounts { items, total, is_more })
    }

    async fn miss_count(
        &self,
        reader: &mut Reader,
        kind: MissKindRow,
        count: usize,
        today: Date,
    ) -> Result<MissCount, Error> {
        let (issuer, type_code, why) = (&kind.issuer_code, &kind.type_code, &kind.why);
        let row = reader.miss_answer(issuer, type_code, why).await?;
        let open = self.open_misses(reader, &kind, row.as_ref(), today).await?;
        let answer = row.as_ref().map(|row| self.answer_view(row)).transpose()?;
        let why: Lack = why.parse()?;
        Ok(MissCount {
            issuer_name: unit_shown(reader, issuer).await?,
            type_name: type_name(reader, type_code).await?,
            issuer: kind.issuer_code,
            type_code: kind.type_code,
            cause: MissCause::of(why).0,
            why,
            count,
            open: open.len(),
            answer,
        })
    }

    /// Exports what [`App::misses`] lists.
    pub async fn export_misses(
        &self,
        caller: &Caller,
        filter: &MissFilter,
        format: ExportFormat,
    ) -> Result<(Exported, Receipt), Error> {
        let mut gathered = Gathering::new();
        while let Some(after) = gathered.after() {
            let page = self.misses(caller, filter, &after, BATCH).await?;
            gathered.add(page, cells);
        }
        let told = serde_json::json!({
            "unit": filter.unit, "issuer": filter.issuer, "type_code": filter.type_code,
            "cause": filter.cause, "period": filter.period.to_string(),
        });
        self.hand_out(caller, LIST, told, gathered, format).await
    }
}

const LIST: ExportedList = ExportedList {
    name: ListName::Misses,
    columns: &[
        "时间",
        "使用单位",
        "使用单位代码",
        "办理事项",
        "事项编码",
        "证照类型",
        "证照类型代码",
        "签发单位",
        "签发单位代码",
        "缺证原因",
        "说明",
    ],
    action: Action::ReadMisses,
};

fn cells(row: MissView) -> Vec<String> {
    vec![
        local(&row.at),
        row.unit_name,
        row.unit_code,
        row.matter_name,
        row.matter_code,
        row.type_name,
        row.type_code,
        row.issuer_name,
        row.issuer,
        row.cause.zh().to_owned(),
        row.why.zh().to_owned(),
    ]
}

/// Whether the caller may see a miss: it lies within the reach by the unit that missed it or by the one that answers.
fn within(reach: &Scope, row: &MissRow) -> bool {
    let issuing =
        || issuing_place(row).is_ok_and(|place| place.is_some_and(|at| reach.admits(&at)));
    using_place(row).is_ok_and(|place| reach.admits(&place)) || issuing()
}

/// The narrowest index for the reach and the filter. Whoever sees the own unit only and asks for nothing else sees
/// what the unit missed, if the post uses certificates, and otherwise what the unit is missed for.
async fn along(
    rows: &mut Queries,
    caller: &Caller,
    reach: &Scope,
    filter: &MissFilter,
) -> Result<Along, Error> {
    let (unit, issuer) = (filter.unit.as_str(), filter.issuer.as_str());
    if !filter.type_code.is_empty() {
        refuse_unknown_type(rows, &filter.type_code).await?;
    }
    let mut inside = [false; 2];
    for (at, code) in [unit, issuer].into_iter().enumerate() {
        if !code.is_empty() {
            let known = rows.unit_shown(code).await?;
            inside[at] = known.is_some_and(|row| {
                let place = Region::parse(&row.region);
                place.is_ok_and(|region| reach.admits(&Place { unit: row.unit_code, region }))
            });
        }
    }
    match (unit, issuer, inside) {
        (_, _, [true, _]) => return Ok(Along::Unit(unit.to_owned())),
        (_, _, [_, true]) => return Ok(Along::Issuer(issuer.to_owned())),
        ("", "", _) => (),
        // Whether the unit exists is not told to those whose reach does not cover it.
        _ if matches!(reach, Scope::Unit(_)) || !unit.is_empty() => {
            let name = if unit.is_empty() { "issuer" } else { "unit" };
            return Err(unfit(name, "没有这个单位，或不在可查看的范围内").into());
        }
        _ => (),
    }
    Ok(match reach {
        Scope::Unit(own) if scope(caller, Action::UseCertificate) != Scope::Nothing => {
            Along::Unit(own.clone())
        }
        Scope::Unit(own) => Along::Issuer(own.clone()),
        Scope::Region(region) if region.level() == RegionLevel::District => {
            Along::Region(region.as_str().to_owned())
        }
        // A larger region is read along the city, and each miss is asked for its region.
        Scope::Region(_) | Scope::City | Scope::Nothing => Along::City,
    })
}

impl Along {
    async fn newest(
        &self,
        rows: &mut Queries,
        first: &str,
        before: &str,
        limit: i64,
    ) -> Result<Vec<MissRow>, Error> {
        Ok(match self {
            Self::Unit(unit) => rows.misses_of_unit(unit, first, before, limit).await?,
            Self::Issuer(unit) => rows.misses_of_issuer(unit, first, before, limit).await?,
            Self::Region(region) => rows.misses_of_region(region, first, before, limit).await?,
            Self::City => rows.misses_of_city(first, before, limit).await?,
        })
    }
}

async fn miss_view(reader: &mut Reader, row: MissRow) -> Result<MissView, Error> {
    let matter = reader.matter_shown(&row.matter_code).await?;
    let why: Lack = row.why.parse()?;
    Ok(MissView {
        at: rfc3339(row.missed_at),
        unit_name: unit_shown(reader, &row.unit_code).await?,
        matter_name: matter.map_or_else(String::new, |matter| matter.name),
        type_name: type_name(reader, &row.type_code).await?,
        issuer_name: unit_shown(reader, &row.issuer_code).await?,
        cause: MissCause::of(why).0,
        why,
        id: row.miss_id,
        unit_code: row.unit_code,
        matter_code: row.matter_code,
        type_code: row.type_code,
        issuer: row.issuer_code,
    })
}

/// The name of a type, also of one that is published no more.
async fn type_name(reader: &mut Reader, type_code: &str) -> Result<String, Error> {
    let newest = reader.catalog_versions_of(type_code, 1).await?.pop();
    Ok(newest.map_or_else(String::new, |version| version.name))
}
