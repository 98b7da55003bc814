//! What the commands of the operator's shell may see: identifiers and states of certificates,
//! sealed files, and the health of the log. Lists contain no names and no facts, because the system
//! administrator must not read the content of certificates (等保: the three administrators are
//! separated).

use std::path::Path;

use domain::caller::Caller;
use domain::certificate::CertificateState;
use domain::event::{Event, EventKind};
use domain::job::JobState;
use domain::policy::Action;
use serde::Serialize;
use store::Store;
use store::evidence::{Depth, Listener};

use crate::kernel::{App, Error};
use crate::records::certificate::{load, place_of, state_of, subject};
use crate::records::checkpoint::{outside, read_newest};
use keys::{KeyFolder, log_key};

/// Number of rows that are loaded at a time.
const ROWS_PER_PAGE: i64 = 500;

/// A certificate as the shell lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedCertificate {
    pub identifier: String,
    /// Code of the certificate type.
    #[serde(rename = "type")]
    pub kind: String,
    pub status: CertificateState,
}

/// The result of a check of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogReport {
    /// Whether there are no findings.
    pub whole: bool,
    /// Number of records in the tree.
    pub size: u64,
    /// Root hash of the tree, in hexadecimal.
    pub root: String,
    /// Number of records that the sequencer has not placed yet.
    pub waiting: i64,
    /// Number of rows that were checked.
    pub rows: u64,
    /// Size of the newest outside checkpoint.
    pub checkpoint: Option<u64>,
    pub findings: Vec<LogFinding>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogFinding {
    pub kind: String,
    pub what: String,
}

impl App {
    /// Lists at most `limit` certificates that match the filter, in the order of buckets and
    /// identities.
    pub async fn list_certificates(
        &self,
        type_code: Option<&str>,
        status: Option<CertificateState>,
        limit: usize,
    ) -> Result<Vec<ListedCertificate>, Error> {
        let mut reader = self.read().await?;
        let (mut bucket, mut id) = (-1, String::new());
        let mut listed = Vec::new();
        loop {
            let page = reader.certificate_after(bucket, &id, ROWS_PER_PAGE).await?;
            let Some(last) = page.last() else { return Ok(listed) };
            (bucket, id) = (last.bucket, last.certificate_id.clone());
            for row in page {
                if listed.len() >= limit {
                    return Ok(listed);
                }
                let state = state_of(&row)?;
                let fits = type_code.is_none_or(|code| row.type_code == code)
                    && status.is_none_or(|status| status == state);
                if fits {
                    listed.push(ListedCertificate {
                        identifier: row.identifier,
                        kind: row.type_code,
                        status: state,
                    });
                }
            }
        }
    }

    /// Returns the sealed file to the operator. The download is recorded before the answer is
    /// returned (I2). Errors: [`Error::NotFound`] until the file is produced.
    pub async fn operator_file(&self, identifier: &str) -> Result<Vec<u8>, Error> {
        let mut work = self.begin(&Caller::program("shell")).await?;
        let row = load(work.rows(), identifier).await?;
        let (mut work, permit) = work.permit(Action::ProduceCertificate, &place_of(&row)?).await?;
        let name = row.file_name.as_ref().ok_or(Error::NotFound)?;
        let bytes = self.store().file_content(work.rows(), name).await?;
        let event = Event::new(EventKind::CertificateDownloaded, subject(&row));
        work.commit(permit.done((), event)).await?;
        Ok(bytes)
    }

    /// The number of parked jobs, at most 500.
    pub async fn parked_jobs(&self) -> Result<usize, Error> {
        Ok(self.read().await?.jobs_in_state(JobState::Parked.as_str(), ROWS_PER_PAGE).await?.len())
    }

    /// The last error of each job that failed and waits for its next try, for at most 500 jobs.
    pub async fn held_up_jobs(&self) -> Result<Vec<String>, Error> {
        let mut reader = self.read().await?;
        let waiting = reader.jobs_in_state(JobState::Waiting.as_str(), ROWS_PER_PAGE).await?;
        let why = waiting.into_iter().map(|job| job.last_error);
        Ok(why.filter(|error| !error.is_empty()).collect())
    }
}

/// Checks the log against the newest checkpoint in `folder`, and what is beside it to the given depth.
/// `listener` is told the progress. Findings are part of the answer. Errors: the database or the key of the log is not
/// available.
pub async fn verify_log(
    store: &Store,
    keys: &KeyFolder,
    folder: &Path,
    origin: &str,
    depth: Depth,
    listener: Listener<'_>,
) -> Result<LogReport, Error> {
    let public = keys.signer().public_key(&log_key());
    let public = public.map_err(|error| Error::Unavailable(error.to_string()))?;
    let mut findings = Vec::new();
    let checkpoint = match read_newest(folder, origin, &public) {
        Ok(Some(checkpoint)) => Some(checkpoint),
        Ok(None) if store.read().await?.tree().await?.0 == 0 => None,
        Ok(None) => {
            let (kind, what) =
                ("checkpoint".to_owned(), "the outside checkpoint is missing".to_owned());
            findings.push(LogFinding { kind, what });
            None
        }
        Err(error) => {
            let (kind, what) = ("checkpoint".to_owned(), error.to_string());
            findings.push(LogFinding { kind, what });
            None
        }
    };
    let report = store.verify_with(checkpoint.as_ref().map(outside), depth, listener).await?;
    findings.extend(report.findings.iter().map(|finding| LogFinding {
        kind: finding.kind.as_str().to_owned(),
        what: finding.what.clone(),
    }));
    Ok(LogReport {
        whole: findings.is_empty(),
        size: report.size,
        root: hex::encode(report.root),
        waiting: report.waiting,
        rows: report.rows,
        checkpoint: checkpoint.map(|checkpoint| checkpoint.size),
        findings,
    })
}
