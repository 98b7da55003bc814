//! The check of what is no evidence itself but gives rights, numbers or content (I14): the MACs of counters,
//! sessions and jobs, the look-ups of certificates, and the files.

use store_schema::*;

use super::{Finding, FindingKind, PAGE, View};
use crate::engine::Store;
use crate::error::Error;
use crate::reliance::is_authentic;

/// Checks the MACs and the look-ups.
pub(super) async fn check(
    store: &Store,
    view: &mut View,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    serials(store, view, findings).await?;
    sessions(store, view, findings).await?;
    jobs(store, view, findings).await?;
    identifiers(store, view, findings).await?;
    numbers(store, view, findings).await
}

fn add(findings: &mut Vec<Finding>, kind: FindingKind, what: String) {
    findings.push(Finding { kind, what });
}

async fn serials(store: &Store, view: &mut View, findings: &mut Vec<Finding>) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        let page = view.next(store).await?.serials_after(&after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.name);
        for row in page.iter().filter(|row| !is_authentic(store.keys(), *row)) {
            let what = format!("counter {:?} was set to {}", row.name, row.last);
            add(findings, FindingKind::MacFalse, what);
        }
    }
}

async fn sessions(
    store: &Store,
    view: &mut View,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    let mut after = Vec::new();
    loop {
        let page = view.next(store).await?.sessions_after(&after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.session_digest);
        for row in page.iter().filter(|row| !is_authentic(store.keys(), *row)) {
            let what =
                format!("a session of person {} was not opened by the program", row.person_id);
            add(findings, FindingKind::MacFalse, what);
        }
    }
}

async fn jobs(store: &Store, view: &mut View, findings: &mut Vec<Finding>) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        let page = view.next(store).await?.jobs_after(&after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after.clone_from(&last.job_id);
        // Jobs that were done before jobs had a MAC have none, and are never run again.
        let open = page.iter().filter(|row| row.state != "done" || !row.mac.is_empty());
        for row in open.filter(|row| !is_authentic(store.keys(), *row)) {
            let what = format!("job {} was not enqueued by the program", row.job_id);
            add(findings, FindingKind::MacFalse, what);
        }
    }
}

/// Every identifier leads to the certificate that has it, and each certificate is led to.
async fn identifiers(
    store: &Store,
    view: &mut View,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    let mut after = String::new();
    loop {
        let reader = view.next(store).await?;
        let page = reader.identifiers_after(&after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.identifier);
        for IdentifierRow { identifier, certificate_id } in &page {
            let bucket = bucket_of(certificate_id);
            if !reader.has_identifier(bucket, certificate_id, identifier).await? {
                let what = format!("identifier {identifier} leads to {certificate_id}");
                add(findings, FindingKind::LookupMoved, what);
            }
        }
    }
    let reader = view.next(store).await?;
    for identifier in reader.identifiers_unknown(PAGE).await? {
        let what = format!("identifier {identifier} leads to no certificate");
        add(findings, FindingKind::LookupMoved, what);
    }
    Ok(())
}

/// The same for printed numbers, whose look-ups lead to the newest versions.
async fn numbers(store: &Store, view: &mut View, findings: &mut Vec<Finding>) -> Result<(), Error> {
    let mut after = NumberRow::default();
    loop {
        let reader = view.next(store).await?;
        let NumberRow { type_code, unit_code, number, .. } = &after;
        let page = reader.numbers_after(type_code, unit_code, number, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.clone();
        for row in &page {
            if !reader.has_number(bucket_of(&row.certificate_id), row).await? {
                let what = format!("number {} leads to {}", row.number, row.certificate_id);
                add(findings, FindingKind::LookupMoved, what);
            }
        }
    }
    let reader = view.next(store).await?;
    for number in reader.numbers_unknown(PAGE).await? {
        let what = format!("number {number} leads to no certificate");
        add(findings, FindingKind::LookupMoved, what);
    }
    Ok(())
}

/// Checks that every file of a certificate and of an archive copy is there and has its digest.
pub(super) async fn check_files(
    store: &Store,
    view: &mut View,
    findings: &mut Vec<Finding>,
) -> Result<(), Error> {
    let (mut bucket, mut id) = (i64::MIN, String::new());
    loop {
        let reader = view.next(store).await?;
        let page = reader.certificate_after(bucket, &id, PAGE).await?;
        let Some(last) = page.last() else { break };
        (bucket, id) = (last.bucket, last.certificate_id.clone());
        for row in &page {
            if let (Some(name), Some(sm3)) = (&row.file_name, &row.file_sm3) {
                let of = format!("the file of certificate {}", row.identifier);
                findings.extend(file(store, reader, (name, sm3), of).await?);
            }
        }
    }
    let (mut bucket, mut id) = (i64::MIN, String::new());
    loop {
        let reader = view.next(store).await?;
        let page = reader.archive_copy_after(bucket, &id, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        (bucket, id) = (last.bucket, last.copy_id.clone());
        for row in &page {
            let of = format!("the file of archive copy {}", row.copy_id);
            findings.extend(file(store, reader, (&row.file_name, &row.file_sm3), of).await?);
        }
    }
}

async fn file(
    store: &Store,
    reader: &mut crate::transaction::Reader,
    (name, sm3): (&[u8], &[u8]),
    of: String,
) -> Result<Option<Finding>, Error> {
    if reader.file(name).await?.is_none() {
        return Ok(Some(Finding { kind: FindingKind::FileMissing, what: of }));
    }
    match store.file_content(reader, name).await {
        Ok(content) if ledger::sm3(&content).as_slice() == sm3 => Ok(None),
        Ok(_) | Err(Error::Corrupt(_)) => {
            Ok(Some(Finding { kind: FindingKind::FileEdited, what: of }))
        }
        Err(error) => Err(error),
    }
}

fn bucket_of(id: &str) -> i64 {
    domain::id::bucket_of(id).map_or(-1, domain::id::Bucket::number)
}
