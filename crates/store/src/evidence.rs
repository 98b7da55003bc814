//! The check of the log and of the rows it vouches for: names every edit, deletion, insertion,
//! reordering, truncation and back-dating made behind the program's back.

use std::collections::BTreeMap;
use std::fmt;

use ledger::Hash;
use ledger::record::{Record, hex};
use ledger::tree::{Frontier, leaf_hash};
use store_schema::*;

use crate::engine::Store;
use crate::error::Error;
use crate::log::frontier_of;
use crate::transaction::Reader;

const PAGE: i64 = 1_000;
/// Records of parallel changes may stand a little out of order; more is a finding.
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

/// One place where what is stored is not what was done.
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

/// Result of a check; honest when `findings` is empty.
#[derive(Debug)]
pub struct Report {
    pub size: u64,
    pub root: Hash,
    pub waiting: i64,
    pub rows: u64,
    pub findings: Vec<Finding>,
}

type Vouched = BTreeMap<(String, String), (i64, Hash)>;

impl Store {
    /// Checks the whole log, against `checkpoint` (size, root) from outside the database if there
    /// is one, and with `rows` every row against the record of its last save.
    pub async fn verify(
        &self,
        checkpoint: Option<(u64, Hash)>,
        rows: bool,
    ) -> Result<Report, Error> {
        let mut reader = self.read().await?;
        let mut check = Check { findings: Vec::new(), vouched: Vouched::new() };
        let frontier = check.places(self, &mut reader, checkpoint).await?;
        check.unplaced(self, &mut reader).await?;
        let head = reader.head().await?;
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
        let mut counted = 0;
        if rows {
            counted = check.rows(&mut reader).await?;
        }
        Ok(Report {
            size: frontier.size(),
            root: frontier.root(),
            waiting: reader.pending_count().await?,
            rows: counted,
            findings: check.findings,
        })
    }
}

struct Check {
    findings: Vec<Finding>,
    vouched: Vouched,
}

impl Check {
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
            let page = reader.places_from(from, PAGE).await?;
            if page.is_empty() {
                break;
            }
            for row in page {
                if row.place != frontier.size() as i64 {
                    let what = format!("place {} of the log is empty", frontier.size());
                    self.add(FindingKind::RecordDeleted, what);
                    return Ok(frontier);
                }
                newest = self.record(store, reader, &row, newest).await?;
                let leaf = row.leaf.as_slice().try_into().unwrap_or([0; 32]);
                for (at, hash) in frontier.append(leaf).into_iter().skip(1) {
                    let stored = reader.node(i64::from(at.level), at.index as i64).await?;
                    if stored.as_deref() != Some(&hash) {
                        let (from, to) = (at.index << at.level, (at.index + 1) << at.level);
                        let what = format!("the tree does not fit records {from} to {}", to - 1);
                        self.add(FindingKind::LogRewritten, what);
                    }
                }
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
        }
        if let Some((size, _)) = seen {
            let what = format!("{} records, the checkpoint has {size}", frontier.size());
            self.add(FindingKind::LogTruncated, what);
        }
        Ok(frontier)
    }

    /// Judges one placed record; returns the newest instant so far.
    async fn record(
        &mut self,
        store: &Store,
        reader: &mut Reader,
        place: &PlaceRow,
        newest: i64,
    ) -> Result<i64, Error> {
        let name = format!("record {} at place {}", place.record_id, place.place);
        let Some(row) = reader.record(&place.record_id).await? else {
            self.add(FindingKind::RecordDeleted, name);
            return Ok(newest);
        };
        if leaf_hash(row.body.as_bytes()).as_slice() != place.leaf || !columns_fit(&row) {
            self.add(FindingKind::RecordEdited, name.clone());
        }
        if store.keys().record_mac(&row.record_id, &place.leaf).as_slice() != row.mac {
            self.add(FindingKind::RecordInserted, format!("{name} was not written by the program"));
        }
        if row.at < newest.saturating_sub(ORDER_TOLERANCE_MILLIS) {
            self.add(FindingKind::RecordMoved, format!("{name} is older than those before it"));
        }
        self.vouch(&row.body);
        Ok(newest.max(row.at))
    }

    /// Notes the newest version of every row that a record speaks for.
    fn vouch(&mut self, body: &str) {
        for evidence in Record::rows_of(body) {
            let entry = self.vouched.entry((evidence.table, evidence.key)).or_insert((0, [0; 32]));
            if evidence.version > entry.0 {
                *entry = (evidence.version, evidence.digest);
            }
        }
    }

    /// Records without a place must wait for one, and must be the program's own.
    async fn unplaced(&mut self, store: &Store, reader: &mut Reader) -> Result<(), Error> {
        let mut after = String::new();
        loop {
            let page = reader.records_after(&after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.record_id);
            for row in &page {
                if reader.place_of(&row.record_id).await?.is_some() {
                    continue;
                }
                let leaf = leaf_hash(row.body.as_bytes());
                let own = store.keys().record_mac(&row.record_id, &leaf).as_slice() == row.mac;
                if !own || !reader.is_pending(&row.record_id).await? {
                    let what = format!("record {} has no place in the log", row.record_id);
                    self.add(FindingKind::RecordInserted, what);
                }
                if own {
                    self.vouch(&row.body);
                }
            }
        }
    }

    fn row(&mut self, row: &impl Evident) {
        let Evidence { table, key, version, digest } = row.evidence();
        let name = format!("{table} {key} version {version}");
        match self.vouched.remove(&(table.to_owned(), key)) {
            None => self.add(FindingKind::RowInserted, format!("{name}: no record made it")),
            Some((newest, found)) if newest == version && found == digest => {}
            Some((newest, found)) => self.add(
                FindingKind::RowEdited,
                format!("{name}: the log has version {newest} {}", &hex(&found)[..16]),
            ),
        }
    }

    async fn rows(&mut self, reader: &mut Reader) -> Result<u64, Error> {
        let mut count = 0;
        macro_rules! walk {
            ($page:ident($($start:expr),*), |$row:ident| ($($next:expr),*)) => {{
                let mut key = ($($start,)*);
                loop {
                    let page = walk!(@call reader $page key $($start),*);
                    let Some($row) = page.last() else { break };
                    let next = ($($next,)*);
                    count += page.len() as u64;
                    page.iter().for_each(|row| self.row(row));
                    key = next;
                }
            }};
            (@call $reader:ident $page:ident $key:ident $a:expr) => {
                $reader.$page(&$key.0, PAGE).await?
            };
            (@call $reader:ident $page:ident $key:ident $a:expr, $b:expr) => {
                $reader.$page($key.0.part(), $key.1.part(), PAGE).await?
            };
        }
        walk!(unit_after(String::new()), |row| (row.unit_code.clone()));
        walk!(person_after(String::new()), |row| (row.person_id.clone()));
        walk!(person_role_after(String::new(), String::new()), |row| (
            row.person_id.clone(),
            row.role.clone()
        ));
        walk!(matter_after(String::new()), |row| (row.matter_code.clone()));
        walk!(catalog_version_after(String::new(), 0_i64), |row| (
            row.type_code.clone(),
            row.number
        ));
        walk!(adoption_after(String::new(), String::new()), |row| (
            row.type_code.clone(),
            row.unit_code.clone()
        ));
        walk!(application_after(-1_i64, String::new()), |row| (
            row.bucket,
            row.application_id.clone()
        ));
        walk!(certificate_after(-1_i64, String::new()), |row| (
            row.bucket,
            row.certificate_id.clone()
        ));
        walk!(usage_after(-1_i64, String::new()), |row| (row.bucket, row.use_code.clone()));
        walk!(notice_after(-1_i64, String::new()), |row| (row.bucket, row.notice_id.clone()));
        walk!(client_after(String::new()), |row| (row.client_id.clone()));
        walk!(seal_after(String::new()), |row| (row.seal_id.clone()));
        walk!(archive_copy_after(-1_i64, String::new()), |row| (row.bucket, row.copy_id.clone()));
        let left = std::mem::take(&mut self.vouched);
        for ((table, key), (version, _)) in left {
            self.add(FindingKind::RowDeleted, format!("{table} {key} version {version} is gone"));
        }
        Ok(count)
    }
}

/// A key part as a query takes it.
trait Part {
    type Argument<'a>
    where
        Self: 'a;
    fn part(&self) -> Self::Argument<'_>;
}

impl Part for String {
    type Argument<'a> = &'a str;
    fn part(&self) -> &str {
        self
    }
}

impl Part for i64 {
    type Argument<'a> = i64;
    fn part(&self) -> i64 {
        *self
    }
}

/// The searchable columns of a record repeat its text; an edit of either shows.
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
