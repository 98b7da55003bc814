//! A long test: the memory that the check of the log needs does not grow with the log.
//!
//! Run it with `cargo test -p store --test flat -- --ignored --nocapture`. YINXIN_RECORDS sets the number
//! of records of the largest log (300,000 by default).
#![expect(clippy::unwrap_used, reason = "a test stops at the first failure")]

use domain::id::{Bucket, fresh};
use store::cipher::KeyRing;
use store::evidence::{Progress, Stage};
use store::{LogEntry, NoticeRow, Store, Sync};

/// Number of changes in one transaction.
const CHANGES_PER_COMMIT: u64 = 2_000;
/// Largest resident memory of the process during a check, in KiB.
const MAX_MEMORY_KIB: u64 = 200 * 1024;
/// Instant of the first record, in milliseconds since 1970 UTC.
const START: i64 = 1_800_000_000_000;

fn id(number: u64) -> String {
    let mut random = [0; 10];
    random[..8].copy_from_slice(&number.to_be_bytes());
    fresh(START + number.cast_signed(), Bucket::NONE, random)
}

fn entry(number: u64) -> LogEntry {
    let at = START + number.cast_signed();
    LogEntry {
        at,
        time: domain::date::rfc3339(at),
        event: "certificate.activated".into(),
        outcome: "done".into(),
        actor: "program:rig".into(),
        subject: format!("certificate {number}"),
        ..LogEntry::default()
    }
}

/// Adds records `from..to`, each with one new row.
async fn fill(store: &Store, from: u64, to: u64) {
    for first in (from..to).step_by(CHANGES_PER_COMMIT as usize) {
        let last = to.min(first + CHANGES_PER_COMMIT);
        let mut change = store.change(id(first)).await.unwrap();
        for number in first..last {
            let mut row = NoticeRow {
                bucket: (number % 4096).cast_signed(),
                notice_id: id(number),
                certificate_id: id(number),
                identifier: format!("1.2.156.3005.2.{number}"),
                unit_code: "11440300MBXX000197".into(),
                region: "440300".into(),
                kind: "issued".into(),
                state: "queued".into(),
                recipient_sealed: vec![7; 60],
                ..NoticeRow::default()
            };
            change.insert_notice(&mut row).await.unwrap();
            change.go_on(store.keys(), entry(number), id(number + 1)).await.unwrap();
        }
        change.finish().await.unwrap();
        store.sequence().await.unwrap();
    }
    while store.read().await.unwrap().pending_count().await.unwrap() > 0 {
        store.sequence().await.unwrap();
    }
}

/// The value of a line of `/proc/self/status`, in KiB.
fn memory(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
#[ignore = "takes some minutes"]
async fn the_check_of_a_long_log_needs_no_more_memory_than_that_of_a_short_one() {
    let most = std::env::var("YINXIN_RECORDS").map_or(300_000, |text| text.parse().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let keys = KeyRing::new([(1, [7; 16])], [8; 32], [9; 32]).unwrap();
    let path = dir.path().join("yinxin.db");
    let store = Store::open_file(&path, keys, 1, Sync::Off).await.unwrap();
    let mut size = 0;
    for part in [most / 8, most / 2, most] {
        fill(&store, size, part).await;
        size = part;
        // Resets the peak (VmHWM), so that it does not include the filling.
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = memory("VmRSS");
        let mut last = None;
        let mut listener = |progress: Progress| last = Some(progress);
        let report =
            store.verify_with(None, store::evidence::Depth::Rows, &mut listener).await.unwrap();
        assert_eq!((report.findings, report.size, report.rows), (vec![], size, size));
        assert_eq!(last.unwrap().stage, Stage::Rows);
        let peak = memory("VmHWM");
        println!(
            "{size} records, {size} rows: peak {} MiB, {} MiB before; {} KiB more per million records",
            peak / 1024,
            before / 1024,
            peak.saturating_sub(before) * 1_000_000 / size,
        );
        assert!(peak < MAX_MEMORY_KIB, "{peak} KiB");
    }
}
