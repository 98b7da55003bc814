//! The check of the records: their texts, MACs and details, their order, and the tree.

use std::collections::BTreeMap;

use domain::event::EventKind;
use ledger::Hash;
use ledger::record::{Record, details_digest, hex};
use ledger::tree::{Frontier, leaf_hash};
use store_schema::*;

use super::{Finding, FindingKind, Listener, PAGE, Progress, Rows, Stage, View};
use crate::cipher::Slot;
use crate::engine::Store;
use crate::error::Error;
use crate::log::frontier_of;
use crate::reliance::is_genuine;
use crate::transaction::Reader;

/// Records of parallel changes may be placed out of the order of their instants by this many milliseconds;
/// a larger difference is a finding.
const ORDER_TOLERANCE_MILLIS: i64 = 10_000;

/// The check of the records. Its progress can be continued: what was read stays read.
pub(super) struct Check<'a> {
    pub findings: Vec<Finding>,
    /// `None` if rows are not checked.
    pub rows: Option<Rows>,
    pub listener: Listener<'a>,
    /// The tree of the records that were read.
    pub frontier: Frontier,
    store: &'a Store,
    /// The outside checkpoint, until its size is reached.
    outside: Option<(u64, Hash)>,
    /// Newest instant so far, in milliseconds since 1970 UTC.
    newest: i64,
    /// Whether a gap in the places has ended the check.
    broken_off: bool,
}

/// The records, their details and the nodes of the tree that belong to one page of places.
struct Page {
    records: BTreeMap<String, RecordRow>,
    details: BTreeMap<String, DetailRow>,
    nodes: BTreeMap<(u32, i64), Vec<u8>>,
}

impl Page {
    async fn read(reader: &mut Reader, places: &[PlaceRow]) -> Result<Self, Error> {
        let mut page =
            Self { records: BTreeMap::new(), details: BTreeMap::new(), nodes: BTreeMap::new() };
        let (Some(first), Some(last)) = (places.first(), places.last()) else { return Ok(page) };
        // A gap in the places ends the check, so the records behind it are not read.
        let (from, to) = (first.place, last.place.min(first.place.saturating_add(PAGE - 1)));
        let to = to.saturating_add(1);
        for record in reader.records_placed(from, to).await? {
            page.records.insert(record.record_id.clone(), record);
        }
        for detail in reader.details_placed(from, to).await? {
            page.details.insert(detail.record_id.clone(), detail);
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

impl<'a> Check<'a> {
    pub fn new(
        store: &'a Store,
        outside: Option<(u64, Hash)>,
        rows: Option<Rows>,
        listener: Listener<'a>,
    ) -> Self {
        Self {
            findings: Vec::new(),
            rows,
            listener,
            frontier: Frontier::default(),
            store,
            outside: outside.filter(|(size, _)| *size > 0),
            newest: i64::MIN,
            broken_off: false,
        }
    }

    fn add(&mut self, kind: FindingKind, what: impl Into<String>) {
        self.findings.push(Finding { kind, what: what.into() });
    }

    /// Turns a value that cannot be read into a finding. Returns whether everything was read.
    ///
    /// # Errors
    /// The database is away.
    pub fn readable(&mut self, read: Result<(), Error>) -> Result<bool, Error> {
        match read {
            Ok(()) => Ok(true),
            Err(Error::Edited(what) | Error::Corrupt(what) | Error::Database(what)) => {
                self.add(FindingKind::Unreadable, what);
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Reads the records from where the check stands to the end of the log, and compares the tree with the
    /// stored head and the outside checkpoint.
    pub async fn places(&mut self, view: &mut View) -> Result<(), Error> {
        while !self.broken_off {
            let reader = view.next(self.store).await?;
            let head = reader.head().await?;
            let from = self.frontier.size() as i64;
            let places = reader.places_from(from, PAGE).await?;
            if places.is_empty() {
                for row in reader.places_before_all(PAGE).await? {
                    let what = format!("record {} at place {}", row.record_id, row.place);
                    self.add(FindingKind::RecordMoved, what);
                }
                self.end(head.as_ref());
                return Ok(());
            }
            let page = Page::read(reader, &places).await?;
            for row in places {
                if row.place != self.frontier.size() as i64 {
                    let what = format!("place {} of the log is empty", self.frontier.size());
                    self.add(FindingKind::RecordDeleted, what);
                    self.broken_off = true;
                    break;
                }
                self.record(&page, &row, reader).await?;
                self.append(&page, &row);
                self.compare_outside();
            }
            let done = self.frontier.size();
            let total = head.map_or(0, |head| head.size.unsigned_abs()).max(done);
            (self.listener)(Progress { stage: Stage::Records, done, total });
        }
        Ok(())
    }

    /// Compares the tree with the outside checkpoint when it has reached its size.
    fn compare_outside(&mut self) {
        let Some((size, root)) = self.outside.filter(|(size, _)| *size == self.frontier.size())
        else {
            return;
        };
        self.outside = None;
        if root != self.frontier.root() {
            let what = format!("the first {size} records are not the checkpoint's");
            self.add(FindingKind::LogRewritten, what);
        }
    }

    /// Compares the tree with the head at the end of the log.
    fn end(&mut self, head: Option<&HeadRow>) {
        let size = self.frontier.size();
        if let Some((expected, _)) = self.outside.take() {
            let what = format!("{size} records, the checkpoint has {expected}");
            self.add(FindingKind::LogTruncated, what);
        }
        match frontier_of(head) {
            Ok(head) if head == self.frontier => {}
            Ok(head) if head.size() > size => self.add(
                FindingKind::LogTruncated,
                format!("{size} records, the head says {}", head.size()),
            ),
            Ok(_) | Err(_) => {
                self.add(FindingKind::LogRewritten, "the head does not fit the records");
            }
        }
    }

    /// Adds a leaf to the tree and compares the subtrees that it completes with the stored ones.
    fn append(&mut self, page: &Page, row: &PlaceRow) {
        let leaf = row.leaf.as_slice().try_into().unwrap_or([0; 32]);
        for (at, hash) in self.frontier.append(leaf).into_iter().skip(1) {
            let stored = page.nodes.get(&(at.level, at.index as i64));
            if stored.map(Vec::as_slice) != Some(&hash) {
                let (from, to) = (at.index << at.level, (at.index + 1) << at.level);
                let what = format!("the tree does not fit records {from} to {}", to - 1);
                self.add(FindingKind::LogRewritten, what);
            }
        }
    }

    /// Checks one placed record.
    async fn record(
        &mut self,
        page: &Page,
        place: &PlaceRow,
        reader: &mut Reader,
    ) -> Result<(), Error> {
        let name = format!("record {} at place {}", place.record_id, place.place);
        let Some(row) = page.records.get(&place.record_id) else {
            self.add(FindingKind::RecordDeleted, name);
            return Ok(());
        };
        let own = self.store.keys().record_mac(&row.record_id, &place.leaf).as_slice() == row.mac;
        let whole = leaf_hash(row.body.as_bytes()).as_slice() == place.leaf;
        match Columns::of(row) {
            Columns::Fit if whole => {}
            Columns::FitAsWrittenBefore if whole && own => self.add(
                FindingKind::RecordMalformed,
                format!("{name} has a value that is not made of plain words"),
            ),
            Columns::Fit | Columns::FitAsWrittenBefore | Columns::Differ => {
                self.add(FindingKind::RecordEdited, name.clone());
            }
        }
        if !own {
            self.add(FindingKind::RecordInserted, format!("{name} was not written by the program"));
        }
        if own && row.event == EventKind::ClockAccepted.as_str() {
            // The clock was wrong before; order begins again here.
            self.newest = row.at;
        }
        if row.at < self.newest.saturating_sub(ORDER_TOLERANCE_MILLIS) {
            self.add(FindingKind::RecordMoved, format!("{name} is older than those before it"));
        }
        self.newest = self.newest.max(row.at);
        if own {
            self.details(row, page.details.get(&row.record_id), reader).await?;
        }
        self.vouch(&row.body)
    }

    /// Checks that the details of a record are those that it names, or that a record says that they were
    /// erased.
    async fn details(
        &mut self,
        row: &RecordRow,
        detail: Option<&DetailRow>,
        reader: &mut Reader,
    ) -> Result<(), Error> {
        let expected = Record::value(&row.body, "details");
        let name = format!("details of record {}", row.record_id);
        match (expected, detail) {
            (None, None) => {}
            (None, Some(_)) => self.add(FindingKind::DetailsEdited, format!("{name}: it has none")),
            (Some(_), None) => {
                let subject = format!("record {}", row.record_id);
                let erased =
                    reader.records_of_kind(&subject, EventKind::DetailsErased.as_str(), 1).await?;
                let own = |record: &RecordRow| {
                    is_genuine(self.store.keys(), record)
                        && matches!(Columns::of(record), Columns::Fit)
                };
                if !erased.iter().any(own) {
                    self.add(FindingKind::DetailsMissing, name);
                }
            }
            (Some(expected), Some(detail)) => {
                let slot =
                    Slot { table: "audit_detail", column: "details", row: row.record_id.as_str() };
                let clear = self.store.keys().open(slot, &detail.details_sealed);
                let same =
                    clear.is_ok_and(|clear| hex(&details_digest(&detail.salt, &clear)) == expected);
                if !same {
                    self.add(FindingKind::DetailsEdited, name);
                }
            }
        }
        Ok(())
    }

    fn vouch(&mut self, body: &str) -> Result<(), Error> {
        match &mut self.rows {
            Some(rows) => rows.vouch(body),
            None => Ok(()),
        }
    }

    /// Checks the records without a place: each must be on the work list and be written by the program. The
    /// work list must name nothing else.
    ///
    /// With `again`, the records were checked before, and only what they vouch for is read.
    pub async fn unplaced(&mut self, view: &mut View, again: bool) -> Result<(), Error> {
        let mut after = String::new();
        loop {
            let reader = view.next(self.store).await?;
            let page = reader.records_without_place(&after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.record_id);
            for row in &page {
                let own = is_genuine(self.store.keys(), row);
                if own {
                    self.vouch(&row.body)?;
                }
                if again {
                    continue;
                }
                if !own || !reader.is_pending(&row.record_id).await? {
                    let what = format!("record {} has no place in the log", row.record_id);
                    self.add(FindingKind::RecordInserted, what);
                }
                if own && matches!(Columns::of(row), Columns::Differ) {
                    self.add(FindingKind::RecordEdited, format!("record {}", row.record_id));
                }
                if own {
                    let detail = reader.detail(&row.record_id).await?;
                    self.details(row, detail.as_ref(), reader).await?;
                }
            }
        }
        if again {
            return Ok(());
        }
        for record_id in view.next(self.store).await?.pending_in_vain(PAGE).await? {
            let what = format!("record {record_id} waits for a place and is missing or has one");
            self.add(FindingKind::RecordDeleted, what);
        }
        Ok(())
    }
}

/// How the columns of a record agree with its text. They exist for searching, and an edit of a column or of
/// the text makes them differ.
enum Columns {
    Fit,
    /// They agree if control characters are read as spaces, as earlier versions wrote them into the text.
    FitAsWrittenBefore,
    Differ,
}

impl Columns {
    fn of(row: &RecordRow) -> Self {
        let pairs = [
            ("id", &row.record_id),
            ("event", &row.event),
            ("outcome", &row.outcome),
            ("actor", &row.actor),
            ("unit", &row.unit_code),
            ("subject", &row.subject),
        ];
        let value = |name: &str| Record::value(&row.body, name).unwrap_or_default();
        let own = value("time") == domain::date::rfc3339(row.at)
            && row.leaf == leaf_hash(row.body.as_bytes());
        let spaced = |column: &str| {
            let spaced = |c: char| if c.is_control() { ' ' } else { c };
            column.chars().map(spaced).collect::<String>()
        };
        if own && pairs.iter().all(|(name, column)| value(name) == column.as_str()) {
            Self::Fit
        } else if own && pairs.iter().all(|(name, column)| value(name) == spaced(column)) {
            Self::FitAsWrittenBefore
        } else {
            Self::Differ
        }
    }
}
