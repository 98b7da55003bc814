//! 事项导入 (import of matters, Art. 8, 14) from a table: a dry run says what each row would do and what is wrong with
//! it; the import does it as a whole or not at all. The same file again changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::Code;
use domain::Refusal;
use domain::caller::Caller;
use domain::date::Date;
use domain::event::{Event, EventKind};
use domain::policy::{Action, Place, Scope, scope};
use domain::purpose::{Matter, MatterDifferences, first_day};
use domain::region::Region;
use serde::{Deserialize, Serialize};
use store::{MatterRow, MatterVersionRow, Queries, Receipt};

use super::matter_versions::followed;
use super::matters::check;
use crate::kernel::{App, Error};
use crate::records::matter::matter_of;
use crate::records::sheet::{self, SheetRow};
use crate::records::unit::unit_place;

/// Largest number of rows of a table with its head, and of findings that are told.
const MOST_ROWS: usize = 2_001;
const MOST_FINDINGS: usize = 500;

/// The columns of the table, by their heads.
const COLUMNS: [&str; 6] =
    ["事项编码", "事项名称", "单位代码", "所需证照类型", "办理结果证照类型", "生效日期"];

/// The first of the columns that may be left out.
const REQUIRED: usize = 3;

/// What an import does, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MatterImport {
    pub rows: usize,
    pub registered: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// What is wrong, in the order of the lines; nothing is imported as long as something is.
    pub findings: Vec<ImportFinding>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportFinding {
    /// Line of the file; the head is line 1.
    pub line: usize,
    /// Head of the column.
    pub column: String,
    /// What is wrong, in Chinese.
    pub message: String,
}

/// What is to be saved for a row: the version that is followed, if there is one, and the new row.
struct Planned {
    followed: Option<MatterVersionRow>,
    row: MatterRow,
}

struct Plan {
    told: MatterImport,
    planned: Vec<Planned>,
}

/// The table to fill in, with one row as an example.
pub fn matter_table(unit: &str) -> Vec<u8> {
    let heads = COLUMNS.join(",");
    format!("\u{feff}{heads}\r\nYSSX-0001,示例事项,{unit},,,\r\n").into_bytes()
}

impl App {
    /// Says what the import of a table would do. Errors: the caller registers no matters; the table cannot be read
    /// or has no such columns.
    pub async fn check_matter_import(
        &self,
        caller: &Caller,
        bytes: &[u8],
    ) -> Result<MatterImport, Error> {
        let mut reader = self.read().await?;
        let place = unit_place(&mut reader, &caller.unit).await?;
        self.permit_read(caller, Action::RegisterUnit, &place).await?;
        let (today, now) = (Date::at(self.now()), self.now());
        Ok(plan(&mut reader, caller, bytes, today, now).await?.told)
    }

    /// Imports a table. Errors: as for [`Self::check_matter_import`]; something is wrong with a row.
    pub async fn import_matters(
        &self,
        caller: &Caller,
        bytes: &[u8],
    ) -> Result<(MatterImport, Receipt), Error> {
        let mut work = self.begin(caller).await?;
        let place = unit_place(work.rows(), &caller.unit).await?;
        let (mut work, permit) = work.permit(Action::RegisterUnit, &place).await?;
        let (today, now) = (work.today(), work.now());
        let Plan { told, planned } = plan(work.rows(), caller, bytes, today, now).await?;
        if let Some(first) = told.findings.first() {
            let refusal = Refusal::new(Code::TableInvalid).with("line", first.line.to_string());
            return Err(refusal
                .with("what", format!("{}：{}", first.column, first.message))
                .into());
        }
        for Planned { followed, mut row } in planned {
            match followed {
                Some(mut former) => {
                    work.rows().insert_matter_version(&mut former).await?;
                    work.rows().update_matter(&mut row).await?;
                }
                None => work.rows().insert_matter(&mut row).await?,
            }
        }
        let event = Event::new(EventKind::MattersImported, format!("unit {}", caller.unit));
        let details = serde_json::json!({
            "rows": told.rows, "registered": told.registered, "changed": told.changed,
            "unchanged": told.unchanged,
        });
        work.commit(permit.done(told, event.with_details(details))).await
    }
}

/// What the rows of a table do.
async fn plan(
    rows: &mut Queries,
    caller: &Caller,
    bytes: &[u8],
    today: Date,
    now: i64,
) -> Result<Plan, Error> {
    let mut table = sheet::rows(bytes, MOST_ROWS)?.into_iter();
    let places = columns(table.next())?;
    let mut plan = Plan { told: MatterImport::default(), planned: Vec::new() };
    let (reach, mut seen) = (scope(caller, Action::RegisterUnit), BTreeSet::new());
    let mut units = BTreeMap::new();
    for row in table {
        plan.told.rows += 1;
        let cell = |at: usize| {
            let place = places.get(at).copied().flatten();
            place.and_then(|place| row.cells.get(place)).map_or("", String::as_str)
        };
        let matter = Matter {
            code: cell(0).to_owned(),
            name: cell(1).to_owned(),
            unit: cell(2).to_owned(),
            needs: types(cell(3)),
            yields: types(cell(4)),
        };
        let mut wrong = Vec::new();
        if !seen.insert(matter.code.clone()) {
            wrong.push((0, "与前面的行重复".to_owned()));
        }
        if !units.contains_key(&matter.unit) {
            let inside = is_inside(rows, &reach, &matter.unit).await?;
            units.insert(matter.unit.clone(), inside);
        }
        if units.get(&matter.unit) != Some(&true) {
            wrong.push((2, "没有这个单位，或不在可办理的范围内".to_owned()));
        }
        if let Err(Error::Refused(refusal)) = check(&matter) {
            let field = refusal.findings().first().map_or("", |finding| finding.field.as_str());
            let at = ["code", "name", "unit", "needs", "yields"].iter().position(|f| *f == field);
            wrong.push((at.unwrap_or(0), refusal.code().zh().to_owned()));
        }
        if wrong.is_empty() {
            let known = rows.matter(&matter.code).await?;
            match next(known, &matter, cell(5), today, now) {
                Ok(None) => plan.told.unchanged += 1,
                Ok(Some(planned)) => {
                    match planned.followed {
                        Some(_) => plan.told.changed += 1,
                        None => plan.told.registered += 1,
                    }
                    plan.planned.push(planned);
                }
                Err((at, words)) => wrong.push((at, words)),
            }
        }
        for (at, message) in wrong {
            if plan.told.findings.len() < MOST_FINDINGS {
                let column = COLUMNS.get(at).copied().unwrap_or_default().to_owned();
                plan.told.findings.push(ImportFinding { line: row.line, column, message });
            }
        }
    }
    Ok(plan)
}

/// What a row without faults does; `None` if the matter is so already.
fn next(
    known: Option<MatterRow>,
    matter: &Matter,
    day: &str,
    today: Date,
    now: i64,
) -> Result<Option<Planned>, (usize, String)> {
    let follows = known.as_ref().and_then(|row| Date::parse(&row.first_day));
    let followed = match &known {
        None => None,
        Some(row) if row.unit_code != matter.unit => {
            return Err((0, "事项编码已被其他单位使用".to_owned()));
        }
        Some(row) if MatterDifferences::between(&matter_of(row.clone()), matter).is_empty() => {
            return Ok(None);
        }
        Some(row) if !row.last_day.is_empty() && row.last_day < today.to_string() => {
            return Err((0, Code::MatterEnded.zh().to_owned()));
        }
        Some(row) => Some(followed(row, now)),
    };
    let day =
        first_day(day, follows, today).map_err(|refusal| (5, refusal.code().zh().to_owned()))?;
    let before = known.unwrap_or_default();
    let row = MatterRow {
        matter_code: matter.code.clone(),
        name: matter.name.clone(),
        unit_code: matter.unit.clone(),
        needs: matter.needs.join(","),
        yields: matter.yields.join(","),
        changes: before.changes + i64::from(followed.is_some()),
        first_day: day.to_string(),
        ..before
    };
    Ok(Some(Planned { followed, row }))
}

/// Where each of the columns stands in the table.
fn columns(head: Option<SheetRow>) -> Result<[Option<usize>; 6], Refusal> {
    let heads = head.map(|row| row.cells).unwrap_or_default();
    let places = COLUMNS.map(|name| heads.iter().position(|head| head == name));
    match COLUMNS.iter().zip(places).take(REQUIRED).find(|(_, place)| place.is_none()) {
        None => Ok(places),
        Some((name, _)) => {
            let what = format!("表头缺少“{name}”；请下载模板填写");
            Err(Refusal::new(Code::TableInvalid).with("line", "1").with("what", what))
        }
    }
}

/// The type codes of a cell, which stand between commas, semicolons, blanks or their Chinese forms.
fn types(cell: &str) -> Vec<String> {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '、' | '，' | '；');
    cell.split(between).filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

async fn is_inside(rows: &mut Queries, reach: &Scope, code: &str) -> Result<bool, Error> {
    let unit = rows.unit(code).await?.filter(|unit| unit.active == 1);
    let place = unit.map(|unit| Region::parse(&unit.region)).transpose()?;
    let place = place.map(|region| Place { unit: code.to_owned(), region });
    Ok(place.is_some_and(|place| reach.admits(&place)))
}
