//! 导出 (export, Art. 21): a list as a file. It is recorded with who took it, by what filter and how many rows,
//! before the file leaves (I2), and the file itself names unit, person, time and record.

use domain::caller::{Actor, Caller};
use domain::date::rfc3339;
use domain::event::{Event, EventKind};
use domain::export::{ExportFormat, ListName};
use domain::policy::{Action, Citywide};
use serde_json::{Value, json};
use store::Receipt;

use super::actor::{ActorView, Actors, unit_shown};
use super::table::{Table, local};
use crate::kernel::{App, Error, Page};

/// Number of rows that an export has at most.
const MOST_EXPORTED: usize = 10_000;
/// Number of rows that are read at a time.
pub(crate) const BATCH: i64 = 200;
/// Number of readings at most: a narrow filter on a long list must not read all of it.
const MOST_BATCHES: usize = MOST_EXPORTED / 200;

/// An exported list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Name of the file.
    pub name: String,
    pub bytes: Vec<u8>,
    pub rows: usize,
    /// Whether the list goes on behind the last row of the file.
    pub is_cut: bool,
}

/// A list to be exported, without its rows.
pub(crate) struct ExportedList {
    pub(crate) name: ListName,
    pub(crate) columns: &'static [&'static str],
    /// The right by which the caller reads the list.
    pub(crate) action: Action,
}

/// The rows of an export, gathered page by page as the list shows them, so that nothing is in the file that
/// is masked on the page.
pub(crate) struct Gathering {
    pub(crate) rows: Vec<Vec<String>>,
    next: Option<String>,
    batches: usize,
}

impl Gathering {
    pub(crate) fn new() -> Self {
        Self { rows: Vec::new(), next: Some(String::new()), batches: 0 }
    }

    /// The key of the page to read; `None` when all is read that is to be read.
    pub(crate) fn after(&self) -> Option<String> {
        let goes_on = self.batches < MOST_BATCHES && self.rows.len() < MOST_EXPORTED;
        self.next.clone().filter(|_| goes_on)
    }

    pub(crate) fn add<T>(&mut self, page: Page<T>, cells: impl Fn(T) -> Vec<String>) {
        self.batches += 1;
        self.next = page.next;
        self.rows.extend(page.items.into_iter().map(cells));
    }
}

impl App {
    /// Records the export and writes the file. Errors: the caller may not read the list.
    pub(crate) async fn hand_out(
        &self,
        caller: &Caller,
        list: ExportedList,
        filter: Value,
        gathered: Gathering,
        format: ExportFormat,
    ) -> Result<(Exported, Receipt), Error> {
        let work = self.begin(caller).await?;
        let (mut work, permit) = work.permit(list.action, &Citywide).await?;
        let by = Actors::default().view(self, work.rows(), &actor_of(caller)).await?;
        let unit = unit_shown(work.rows(), &caller.unit).await?;
        let (rows, is_cut) = (gathered.rows.len(), gathered.next.is_some());
        let at = local(&rfc3339(work.now()));
        let details = json!({
            "format": format.as_str(), "filter": filter, "rows": rows, "is_cut": is_cut,
        });
        let event = Event::new(EventKind::ListExported, format!("list {}", list.name));
        let done = permit.done((), event.with_details(details));
        let ((), receipt) = work.commit(done).await?;
        let many = match is_cut {
            true => format!("仅前 {rows} 行，后面还有"),
            false => format!("共 {rows} 行"),
        };
        let mark = format!(
            "导出：{unit}（{}） {} {at} 日志记录 {} {many}",
            caller.unit,
            who(&by),
            receipt.record_id
        );
        let name = format!("{}-{}.{}", list.name, receipt.record_id, format.as_str());
        let table =
            Table { title: list.name.zh(), columns: list.columns, rows: gathered.rows, mark };
        let bytes = self.heavy_on(move || table.written(format)).await?;
        Ok((Exported { name, bytes, rows, is_cut }, receipt))
    }
}

fn actor_of(caller: &Caller) -> String {
    match &caller.actor {
        Actor::Client { client, operator } => format!("client:{client}/{operator}"),
        Actor::Person(_) | Actor::Program(_) | Actor::Public => caller.actor.record_text(),
    }
}

fn who(by: &ActorView) -> String {
    match by.account.as_str() {
        "" => by.shown(),
        account => format!("{}（{account}）", by.shown()),
    }
}
