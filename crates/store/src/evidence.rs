//! The check of the log and of everything that is compared with it. It reports every edit, deletion,
//! insertion, reordering, truncation and back-dating that was made behind the program.
//!
//! `records` checks the log itself, `rows` the evident rows, and `beside` what is no evidence but gives
//! rights or numbers: MACs, look-ups and files. The same check runs as a whole on one view of the database,
//! and in small steps beside the work of a server ([`Store::audit`]).

mod beside;
mod records;
mod rows;
mod spill;
mod view;

use std::fmt;
use std::time::Duration;

use ledger::Hash;

use crate::engine::Store;
use crate::error::Error;
use crate::transaction::walk_all;

pub(crate) use rows::Rows;
pub(crate) use view::View;

/// Number of rows or records that are read at once.
pub(crate) const PAGE: i64 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    RecordEdited,
    RecordDeleted,
    RecordInserted,
    RecordMoved,
    /// The program itself wrote a text that does not follow the grammar of records.
    RecordMalformed,
    /// The erasable details of a record are missing without a record of their erasure, or are not those that
    /// the record names.
    DetailsMissing,
    DetailsEdited,
    LogTruncated,
    LogRewritten,
    RowEdited,
    RowDeleted,
    RowInserted,
    /// A session, job or counter that the program did not write.
    MacFalse,
    /// A look-up does not lead to its certificate, or is missing.
    LookupMoved,
    FileMissing,
    FileEdited,
    /// A trigger, view, rule or policy in the database. The program makes none.
    ForeignCode,
    /// A table or index is not as declared, or an index does not agree with its table.
    SchemaEdited,
    /// A value that the program cannot read, so that what depends on it was not checked.
    Unreadable,
}

impl FindingKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RecordEdited => "record_edited",
            Self::RecordDeleted => "record_deleted",
            Self::RecordInserted => "record_inserted",
            Self::RecordMoved => "record_moved",
            Self::RecordMalformed => "record_malformed",
            Self::DetailsMissing => "details_missing",
            Self::DetailsEdited => "details_edited",
            Self::LogTruncated => "log_truncated",
            Self::LogRewritten => "log_rewritten",
            Self::RowEdited => "row_edited",
            Self::RowDeleted => "row_deleted",
            Self::RowInserted => "row_inserted",
            Self::MacFalse => "mac_false",
            Self::LookupMoved => "lookup_moved",
            Self::FileMissing => "file_missing",
            Self::FileEdited => "file_edited",
            Self::ForeignCode => "foreign_code",
            Self::SchemaEdited => "schema_edited",
            Self::Unreadable => "unreadable",
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

/// How much is checked. Each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The records, their details and the tree.
    Log,
    /// Also the evident rows, look-ups, counters, sessions and jobs.
    Rows,
    /// Also the content of all files.
    Files,
}

impl Store {
    /// Checks the whole log. With a `checkpoint` (size and root) that was kept outside the database, it also
    /// finds a log that was cut back as a whole. With `rows`, everything beside the log is checked too.
    pub async fn verify(
        &self,
        checkpoint: Option<(u64, Hash)>,
        rows: bool,
    ) -> Result<Report, Error> {
        let depth = if rows { Depth::Files } else { Depth::Log };
        self.verify_with(checkpoint, depth, &mut |_| {}).await
    }

    /// Does the same as [`Store::verify`] to a given depth, and reports its progress to `listener`.
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
        depth: Depth,
        listener: Listener<'_>,
    ) -> Result<Report, Error> {
        let view = View::One(self.read().await?);
        self.check(view, checkpoint, depth, listener).await
    }

    /// Checks everything in small steps beside other work: each page is read in a transaction of its own, and
    /// `pause` comes before each. Rows that are saved meanwhile are no findings. Findings raise alarms.
    ///
    /// # Errors
    /// As for [`Store::verify_with`].
    pub async fn audit(
        &self,
        checkpoint: Option<(u64, Hash)>,
        pause: Duration,
    ) -> Result<Report, Error> {
        let view = View::Steps { reader: self.read().await?, pause };
        let report = self.check(view, checkpoint, Depth::Files, &mut |_| {}).await?;
        for finding in &report.findings {
            self.watch().raise(&finding.to_string());
        }
        Ok(report)
    }

    async fn check(
        &self,
        mut view: View,
        checkpoint: Option<(u64, Hash)>,
        depth: Depth,
        listener: Listener<'_>,
    ) -> Result<Report, Error> {
        let rows = if depth >= Depth::Rows { Some(Rows::new()?) } else { None };
        let mut check = records::Check::new(self, checkpoint, rows, listener);
        let placed = check.places(&mut view).await;
        let read = check.readable(placed)?;
        let unplaced = check.unplaced(&mut view, false).await;
        let read = check.readable(unplaced)? && read;
        if let Some(rows) = &mut check.rows {
            let walked = walk_all(self, &mut view, rows, check.listener).await;
            rows.now_late();
            // Rows cannot be judged if some of them or of their records were not read.
            if !check.readable(walked)? || !read {
                check.rows = None;
            } else {
                // What was saved while the rows were read.
                check.places(&mut view).await?;
                check.unplaced(&mut view, true).await?;
            }
        }
        if depth >= Depth::Rows {
            let beside = beside::check(self, &mut view, &mut check.findings).await;
            check.readable(beside)?;
        }
        if depth >= Depth::Files {
            let files = beside::check_files(self, &mut view, &mut check.findings).await;
            check.readable(files)?;
        }
        for what in self.foreign_code().await? {
            check.findings.push(Finding { kind: FindingKind::ForeignCode, what });
        }
        for what in self.schema_faults().await? {
            check.findings.push(Finding { kind: FindingKind::SchemaEdited, what });
        }
        let records::Check { mut findings, rows, frontier, listener, .. } = check;
        let counted = match rows {
            Some(rows) => {
                let Progress { stage, done, .. } = rows.progress();
                listener(Progress { stage, done, total: done });
                rows.judge(&mut findings, &mut |name, version, digest| {
                    self.deny_others(name, version, digest);
                })?
            }
            None => 0,
        };
        findings.iter_mut().for_each(|finding| finding.what = one_line(&finding.what));
        Ok(Report {
            size: frontier.size(),
            root: frontier.root(),
            waiting: view.next(self).await?.pending_count().await?,
            rows: counted,
            findings,
        })
    }
}

/// A text from the database on one line, so that a line break in an edited value cannot look like a result.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() { line.extend(c.escape_unicode()) } else { line.push(c) }
    }
    line
}
