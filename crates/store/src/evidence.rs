//! The check of the log and of the rows that its records vouch for. It reports every edit, deletion,
//! insertion, reordering, truncation and back-dating that was made behind the program.

mod rows;
mod spill;

use std::collections::BTreeMap;
use std::fmt;

use ledger::Hash;
use ledger::record::Record;
use ledger::tree::{Frontier, leaf_hash};
use store_schema::*;

use crate::engine::Store;
use crate::error::Error;
use crate::log::frontier_of;
use crate::transaction::{Reader, walk_all};

pub(crate) use rows::Rows;

/// Number of rows or records that are read at once.
pub(crate) const PAGE: i64 = 1_000;
/// Records of parallel changes may be placed out of the order of their instants by this many milliseconds;
/// a larger difference is a finding.
const ORDER_TOLERANCE_MILLIS: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    RecordEdited,
    RecordDeleted,
    RecordInserted,
    RecordMoved,
    LogTruncated,
    LogRewritten,
    RowEdited,
    RowDeleted,
    RowInserted,
}

impl FindingKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RecordEdited => "record_edited",
            Self::RecordDeleted => "record_deleted",
            Self::RecordInserted => "record_inserted",
            Self::RecordMoved => "record_moved",
            Self::LogTruncated => "log_truncated",
            Self::LogRewritten => "log_rewritten",
            Self::RowEdited => "row_edited",
            Self::RowDeleted => "row_deleted",
            Self::RowInserted => "row_inserted",
        }
    }
}

/// One thing that is stored differently from what the log says was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: FindingKind,
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.as_str(), self.what)
    }
}

/// The result of a check. Nothing was altered if `findings` is empty.
#[derive(Debug)]
pub struct Report {
    pub size: u64,
    pub root: Hash,
    pub waiting: i64,
    pub rows: u64,
    pub findings: Vec<Finding>,
}

/// The progress of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    pub done: u64,
    pub total: u64,
}

/// The stage of a check: it reads first the records, then the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Records,
    Rows,
}

/// Is called with the progress of a check after each page.
pub type Listener<'a> = &'a mut (dyn FnMut(Progress) + Send);

impl Store {
    /// Checks the whole log. With a `checkpoint` (size and root) that was kept outside the database, it also
    /// finds a log that was cut back as a whole. With `rows`, every evident row is compared with the record
    /// of its last save.
    pub async fn verify(
        &self,
        checkpoint: Option<(u64, Hash)>,
        rows: bool,
    ) -> Result<Report, Error> {
        self.verify_with(checkpoint, rows, &mut |_| {}).await
    }

    /// Does the same as [`Store::verify`] and reports its progress to `listener`.
    ///
    /// The memory it needs does not grow with the log. What the records say about rows is written to
    /// unnamed temporary files, about 100 bytes for each save of a row and for each row. The system
    /// removes them when the check ends, even after a crash.
    ///
    /// # Errors
    /// The database cannot be read, or there is no room for the temporary files.
    pub async fn verify_with(
        &self,
        checkpoint: Option<(u64, Hash)>,
        rows: bool,
        listener: Listener<'_>,
    ) -> Result<Report, Error> {
        let mut reader = self.read().await?;
        let head = reader.head().await?;
        let total = head.as_ref().map_or(0, |head| head.size.unsigned_abs());
        let rows = if rows { Some(Rows::new()?) } else { None };
        let mut check = Check { findings: Vec::new(), rows, listener, total };
        let frontier = check.places(self, &mut reader, checkpoint).await?;
        check.unplaced(self, &mut reader).await?;
        match frontier_of(head.as_ref()) {
            Ok(head) if head == frontier => {}
            Ok(head) if head.size() > frontier.size() => check.add(
                FindingKind::LogTruncated,
                format!("{} records, the head says {}", frontier.size(), head.size()),
            ),
            Ok(_) | Err(_) => {
                check.add(FindingKind::LogRewritten, "the head does not fit the records");
            }
        }
        let Check { mut findings, rows, listener, .. } = check;
        let mut counted = 0;
        if let Some(mut rows) = rows {
            rows.tell(listener);
            walk_all(&mut reader, &mut rows).await?;
            counted = rows.judge(&mut findings)?;
        }
        Ok(Report {
            size: frontier.size(),
            root: frontier.root(),
            waiting: reader.pending_count().await?,
            rows: counted,
            findings,
        })
    }
}

struct Check<'a> {
    findings: Vec<Finding>,
    /// `None` if rows are not checked.
    rows: Option<Rows<'a>>,
    listener: Listener<'a>,
    /// Number of records according to the head.
    total: u64,
}

/// The records and the nodes of the tree that belong to one page of places.
struct Page {
    records: BTreeMap<String, RecordRow>,
    nodes: BTreeMap<(u32, i64), Vec<u8>>,
}

impl Page {
    async fn read(reader: &mut Reader, places: &[PlaceRow]) -> Result<Self, Error> {
        let mut page = Self { records: BTreeMap::new(), nodes: BTreeMap::new() };
        let (Some(first), Some(last)) = (places.first(), places.last()) else { return Ok(page) };
        // A gap in the places ends the check, so the records behind it are not read.
        let (from, to) = (first.place, last.place.min(first.place.saturating_add(PAGE - 1)));
        let to = to.saturating_add(1);
        for record in reader.records_placed(from, to).await? {
            page.records.insert(record.record_id.clone(), record);
        }
        // The subtrees that become complete when the records of this page are appended.
        for level in 1..i64::BITS - 1 {
            let (from, to) = (from >> level, to >> level);
            if to == 0 {
                break;
            }
            for node in reader.nodes_between(i64::from(level), from, to).await? {
                page.nodes.insert((level, node.place), node.hash);
            }
        }
        Ok(page)
    }
}

impl Check<'_> {
    fn add(&mut self, kind: FindingKind, what: impl Into<String>) {
        self.findings.push(Finding { kind, what: what.into() });
    }

    async fn places(
        &mut self,
        store: &Store,
        reader: &mut Reader,
        checkpoint: Option<(u64, Hash)>,
    ) -> Result<Frontier, Error> {
        let mut frontier = Frontier::default();
        let mut newest = i64::MIN;
        let mut seen = checkpoint.filter(|(size, _)| *size > 0);
        loop {
            let from = frontier.size() as i64;
            let places = reader.places_from(from, PAGE).await?;
            if places.is_empty() {
                break;
            }
            let page = Page::read(reader, &places).await?;
            for row in places {
                if row.place != frontier.size() as i64 {
                    let what = format!("place {} of the log is empty", frontier.size());
                    self.add(FindingKind::RecordDeleted, what);
                    return Ok(frontier);
                }
                newest = self.record(store, &page, &row, newest)?;
                self.append(&mut frontier, &page, &row);
                if let Some((size, root)) = seen
                    && size == frontier.size()
                {
                    seen = None;
                    if root != frontier.root() {
                        let what = format!("the first {size} records are not the checkpoint's");
                        self.add(FindingKind::LogRewritten, what);
                    }
                }
            }
            let done = frontier.size();
            let total = self.total.max(done);
            (self.listener)(Progress { stage: Stage::Records, done, total });
        }
        if let Some((size, _)) = seen {
            let what = format!("{} records, the checkpoint has {size}", frontier.size());
            self.add(FindingKind::LogTruncated, what);
        }
        Ok(frontier)
    }

    /// Adds a leaf to the tree and compares the subtrees that it completes with the stored ones.
    fn append(&mut self, frontier: &mut Frontier, page: &Page, row: &PlaceRow) {
        let leaf = row.leaf.as_slice().try_into().unwrap_or([0; 32]);
        for (at, hash) in frontier.append(leaf).into_iter().skip(1) {
            let stored = page.nodes.get(&(at.level, at.index as i64));
            if stored.map(Vec::as_slice) != Some(&hash) {
                let (from, to) = (at.index << at.level, (at.index + 1) << at.level);
                let what = format!("the tree does not fit records {from} to {}", to - 1);
                self.add(FindingKind::LogRewritten, what);
            }
        }
    }

    /// Checks one placed record; returns the newest instant so far.
    fn record(
        &mut self,
        store: &Store,
        page: &Page,
        place: &PlaceRow,
        newest: i64,
    ) -> Result<i64, Error> {
        let name = format!("record {} at place {}", place.record_id, place.place);
        let Some(row) = page.records.get(&place.record_id) else {
            self.add(FindingKind::RecordDeleted, name);
            return Ok(newest);
        };
        if leaf_hash(row.body.as_bytes()).as_slice() != place.leaf || !columns_fit(row) {
            self.add(FindingKind::RecordEdited, name.clone());
        }
        if store.keys().record_mac(&row.record_id, &place.leaf).as_slice() != row.mac {
            self.add(FindingKind::RecordInserted, format!("{name} was not written by the program"));
        }
        if row.at < newest.saturating_sub(ORDER_TOLERANCE_MILLIS) {
            self.add(FindingKind::RecordMoved, format!("{name} is older than those before it"));
        }
        self.vouch(&row.body)?;
        Ok(newest.max(row.at))
    }

    fn vouch(&mut self, body: &str) -> Result<(), Error> {
        match &mut self.rows {
            Some(rows) => rows.vouch(body),
            None => Ok(()),
        }
    }

    /// Checks the records without a place: each must be on the work list and be written by the program.
    async fn unplaced(&mut self, store: &Store, reader: &mut Reader) -> Result<(), Error> {
        let mut after = String::new();
        loop {
            let page = reader.records_without_place(&after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.record_id);
            for row in &page {
                let leaf = leaf_hash(row.body.as_bytes());
                let own = store.keys().record_mac(&row.record_id, &leaf).as_slice() == row.mac;
                if !own || !reader.is_pending(&row.record_id).await? {
                    let what = format!("record {} has no place in the log", row.record_id);
                    self.add(FindingKind::RecordInserted, what);
                }
                if own {
                    self.vouch(&row.body)?;
                }
            }
        }
    }
}

/// Whether the columns of a record repeat its text. They exist for searching, and an edit of a column or of
/// the text makes them differ.
fn columns_fit(row: &RecordRow) -> bool {
    let fits =
        |name: &str, column: &str| Record::value(&row.body, name).unwrap_or_default() == column;
    fits("id", &row.record_id)
        && fits("event", &row.event)
        && fits("outcome", &row.outcome)
        && fits("actor", &row.actor)
        && fits("unit", &row.unit_code)
        && fits("subject", &row.subject)
        && Record::value(&row.body, "time")
            .is_some_and(|time| *time == *domain::date::rfc3339(row.at))
}
