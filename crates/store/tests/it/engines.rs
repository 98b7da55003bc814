//! What both engines must do: changes with their records, the log, files, jobs and readers.

use domain::id::{Bucket, fresh};
use ledger::proof::{verify_consistency, verify_inclusion};
use store::evidence::FindingKind;
use store::{Error, LogEntry, Store, UnitRow};

use crate::databases::{Database, databases, keys};

/// A new database of one engine, with a store opened on it and a clock.
struct Bench {
    store: Store,
    database: Database,
    clock: i64,
}

async fn benches() -> Vec<Bench> {
    let mut benches = vec![];
    for database in databases().await {
        let store = database.open(keys()).await.unwrap();
        benches.push(Bench { store, database, clock: 1_800_000_000_000 });
    }
    benches
}

impl Bench {
    async fn raw(&self, sql: &str) -> u64 {
        self.database.raw(sql).await
    }

    fn entry(&mut self, subject: &str) -> LogEntry {
        self.clock += 1;
        LogEntry {
            at: self.clock,
            time: domain::date::rfc3339(self.clock),
            event: "unit.registered".into(),
            outcome: "done".into(),
            actor: "program:test".into(),
            role: "program".into(),
            subject: subject.into(),
            details: Some((b"{\"name\":\"x\"}".to_vec(), [5; 28])),
            ..LogEntry::default()
        }
    }

    fn record_id(&self) -> String {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.clock.to_be_bytes());
        fresh(self.clock, Bucket::NONE, random)
    }

    async fn register(&mut self, code: &str) -> UnitRow {
        let mut row = UnitRow {
            unit_code: code.into(),
            name: format!("演示单位 {code}"),
            region: "440304".into(),
            parts: "issuing".into(),
            active: 1,
            ..UnitRow::default()
        };
        let entry = self.entry(&format!("unit {code}"));
        let mut change = self.store.change(self.record_id()).await.unwrap();
        change.insert_unit(&mut row).await.unwrap();
        change.commit(self.store.keys(), entry).await.unwrap();
        row
    }

    async fn findings(&self, checkpoint: Option<(u64, [u8; 32])>) -> Vec<FindingKind> {
        let report = self.store.verify(checkpoint, true).await.unwrap();
        report.findings.into_iter().map(|finding| finding.kind).collect()
    }
}

#[tokio::test]
async fn a_change_and_its_record_are_committed_or_dropped_together() {
    for mut bench in benches().await {
        bench.register("A").await;
        let mut row = {
            let mut reader = bench.store.read().await.unwrap();
            assert_eq!(reader.changes_of("unit A", "", 10).await.unwrap().len(), 1);
            reader.unit("A").await.unwrap().unwrap()
        };
        assert_eq!(row.version, 1);
        // A change that is dropped leaves neither row nor record.
        {
            let mut change = bench.store.change("00000000-dropped".into()).await.unwrap();
            row.name = "别名".into();
            change.update_unit(&mut row).await.unwrap();
        }
        let mut reader = bench.store.read().await.unwrap();
        assert_eq!(reader.unit("A").await.unwrap().unwrap().name, "演示单位 A");
        assert!(reader.record("00000000-dropped").await.unwrap().is_none());
        drop(reader);
        assert_eq!(bench.findings(None).await, []);
    }
}

#[tokio::test]
async fn saving_a_row_that_was_changed_since_it_was_read_is_a_conflict() {
    for mut bench in benches().await {
        let read_twice = bench.register("A").await;
        for (at, expected) in [true, false].into_iter().enumerate() {
            let mut row = UnitRow { name: format!("第{at}次"), ..read_twice.clone() };
            let entry = bench.entry("unit A");
            let mut change = bench.store.change(bench.record_id()).await.unwrap();
            let saved = change.update_unit(&mut row).await;
            assert_eq!(saved.is_ok(), expected);
            match saved {
                Ok(()) => drop(change.commit(bench.store.keys(), entry).await.unwrap()),
                Err(error) => assert!(matches!(error, Error::Conflict)),
            }
        }
        assert_eq!(bench.findings(None).await, []);
    }
}

#[tokio::test]
async fn the_sequencer_gives_every_record_one_place_and_the_proofs_verify() {
    for mut bench in benches().await {
        let mut checkpoints = vec![];
        for round in 0..5 {
            for unit in 0..=round * 3 {
                bench.register(&format!("U{round}-{unit}")).await;
            }
            checkpoints.push(bench.store.sequence().await.unwrap());
        }
        let (size, root) = *checkpoints.last().unwrap();
        assert_eq!(size, 35);
        assert_eq!(
            bench.store.sequence().await.unwrap(),
            (size, root),
            "no record gets a second place"
        );
        let mut reader = bench.store.read().await.unwrap();
        assert_eq!(reader.tree().await.unwrap(), (size, root));
        for row in reader.places_from(0, 100).await.unwrap() {
            let index = row.place as u64;
            let proof = reader.inclusion(index, size).await.unwrap();
            let leaf = row.leaf.as_slice().try_into().unwrap();
            assert_eq!(verify_inclusion(&leaf, index, size, &root, &proof), Ok(()));
        }
        for (old, old_root) in checkpoints {
            assert_eq!(reader.root_at(old).await.unwrap(), old_root);
            let proof = reader.consistency(old, size).await.unwrap();
            assert_eq!(verify_consistency(old, &old_root, size, &root, &proof), Ok(()));
        }
        drop(reader);
        assert_eq!(bench.findings(Some((size, root))).await, []);
    }
}

#[tokio::test]
async fn every_edit_that_bypasses_the_program_is_found() {
    // What the intruder does and what must be found, each on a database that was intact before.
    let cases: &[(&str, FindingKind)] = &[
        ("UPDATE unit SET name = 'x' WHERE unit_code = 'B'", FindingKind::RowEdited),
        ("UPDATE unit SET active = 0 WHERE unit_code = 'B'", FindingKind::RowEdited),
        ("DELETE FROM unit WHERE unit_code = 'B'", FindingKind::RowDeleted),
        (
            "INSERT INTO unit SELECT 'Z', name, region, parts, active, version, record_id, session_generation \
             FROM unit WHERE unit_code = 'B'",
            FindingKind::RowInserted,
        ),
        (
            "UPDATE audit_record SET body = replace(body, 'unit A', 'unit Q')",
            FindingKind::RecordEdited,
        ),
        (
            "UPDATE audit_record SET subject = 'unit Q' WHERE subject = 'unit A'",
            FindingKind::RecordEdited,
        ),
        (
            "UPDATE audit_record SET at = at - 86400000 WHERE subject = 'unit C'",
            FindingKind::RecordEdited,
        ),
        ("UPDATE audit_record SET leaf = mac WHERE subject = 'unit A'", FindingKind::RecordEdited),
        ("CREATE VIEW more AS SELECT 1 AS one", FindingKind::ForeignCode),
        ("DELETE FROM audit_record WHERE subject = 'unit B'", FindingKind::RecordDeleted),
        ("DELETE FROM audit_place WHERE place = 1", FindingKind::RecordDeleted),
        ("DELETE FROM audit_place WHERE place = 2", FindingKind::LogTruncated),
        (
            "INSERT INTO audit_record SELECT 'ffff', at, event, outcome, actor, unit_code, \
             subject, body, leaf, mac FROM audit_record WHERE subject = 'unit B'",
            FindingKind::RecordInserted,
        ),
        (
            "UPDATE audit_place SET place = CASE place WHEN 0 THEN 100 ELSE 0 END \
             WHERE place IN (0, 1); UPDATE audit_place SET place = 1 WHERE place = 100",
            FindingKind::LogRewritten,
        ),
        ("UPDATE audit_head SET size = 2", FindingKind::LogRewritten),
    ];
    for (sql, expected) in cases {
        for mut bench in benches().await {
            for unit in ["A", "B", "C"] {
                bench.register(unit).await;
            }
            let checkpoint = bench.store.sequence().await.unwrap();
            // Negative control: the database is intact before, with the same checkpoint.
            assert_eq!(bench.findings(Some(checkpoint)).await, [], "before {sql}");
            // SQLite checks uniqueness after each row, so the swap needs a free place in between.
            let sql = if matches!(bench.database, Database::Sqlite { .. }) && sql.contains("CASE") {
                "UPDATE audit_place SET place = 100 WHERE place = 0; \
                 UPDATE audit_place SET place = 0 WHERE place = 1; \
                 UPDATE audit_place SET place = 1 WHERE place = 100"
            } else {
                sql
            };
            bench.raw(sql).await;
            let found = bench.findings(Some(checkpoint)).await;
            assert!(found.contains(expected), "{sql}: {found:?}");
        }
    }
}

#[tokio::test]
async fn a_log_that_was_cut_back_as_a_whole_is_found_only_with_a_checkpoint() {
    for mut bench in benches().await {
        bench.register("A").await;
        let (_, _) = bench.store.sequence().await.unwrap();
        let mut reader = bench.store.read().await.unwrap();
        let head = reader.head().await.unwrap().unwrap();
        drop(reader);
        bench.register("B").await;
        let checkpoint = bench.store.sequence().await.unwrap();
        // The intruder removes every trace of the second change, including the head and the nodes.
        let frontier: String = head.frontier.iter().map(|b| format!("{b:02x}")).collect();
        let literal = match bench.database {
            Database::Sqlite { .. } => format!("x'{frontier}'"),
            Database::Postgres { .. } => format!("'\\x{frontier}'"),
        };
        bench
            .raw(&format!(
                "DELETE FROM unit WHERE unit_code = 'B'; DELETE FROM audit_place WHERE place = 1; \
                 DELETE FROM audit_record WHERE subject = 'unit B'; DELETE FROM audit_node; \
                 UPDATE audit_head SET size = 1, frontier = {literal}"
            ))
            .await;
        assert_eq!(bench.findings(None).await, [], "the database alone does not show it");
        assert_eq!(bench.findings(Some(checkpoint)).await, [FindingKind::LogTruncated]);
    }
}

#[tokio::test]
async fn a_forged_record_gets_no_place() {
    for mut bench in benches().await {
        bench.register("A").await;
        bench
            .raw(
                "INSERT INTO audit_record SELECT 'ffff', at, event, outcome, actor, unit_code, \
                 subject, body, leaf, mac FROM audit_record; \
                 INSERT INTO audit_pending (record_id) VALUES ('ffff')",
            )
            .await;
        let (size, _) = bench.store.sequence().await.unwrap();
        assert_eq!(size, 1, "the sequencer places only records that the program wrote");
        assert_eq!(bench.findings(None).await, [FindingKind::RecordInserted]);
    }
}

/// A line break in an edited value could otherwise show a verdict of its own.
#[tokio::test]
async fn a_finding_is_one_line() {
    for mut bench in benches().await {
        bench.register("A").await;
        bench
            .raw(
                "INSERT INTO audit_record SELECT 'x\nWHOLE', at, event, outcome, actor, unit_code, \
                 subject, body, leaf, mac FROM audit_record",
            )
            .await;
        let report = bench.store.verify(None, true).await.unwrap();
        assert!(!report.findings.is_empty());
        assert!(report.findings.iter().all(|finding| !finding.what.contains('\n')));
    }
}

/// More forged records than the sequencer reads at once, all older than those of the program.
#[tokio::test]
async fn forged_records_do_not_keep_others_from_their_places() {
    for mut bench in benches().await {
        bench.register("A").await;
        bench.store.sequence().await.unwrap();
        bench
            .raw(
                "WITH RECURSIVE n(i) AS (SELECT 10000 UNION ALL SELECT i + 1 FROM n WHERE i < 14999) \
                 INSERT INTO audit_record SELECT '0000' || i, at, event, outcome, actor, unit_code, \
                 subject, body, leaf, mac FROM audit_record, n; \
                 INSERT INTO audit_pending (record_id) SELECT record_id FROM audit_record WHERE \
                 record_id LIKE '0000%'",
            )
            .await;
        bench.register("B").await;
        let (size, _) = bench.store.sequence().await.unwrap();
        assert_eq!(size, 2, "the record of the program has its place");
        assert!(!bench.store.alarms().is_empty());
    }
}

#[tokio::test]
async fn files_come_back_byte_by_byte_and_a_damaged_file_is_refused() {
    for bench in benches().await {
        let document = |number: u32| -> Vec<u8> {
            let mut bytes: Vec<u8> =
                (0..20_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
            bytes.extend(format!("证照 {number}").bytes());
            bytes
        };
        let mut stored = vec![];
        for number in 0..3 {
            let content = document(number);
            let kept = bench.store.keep_file(&content, Some("t1/s1"), [number as u8; 12]).await;
            let kept = kept.unwrap();
            stored.push(kept.stored_bytes);
            let mut reader = bench.store.read().await.unwrap();
            let back = bench.store.file_content(&mut reader, &kept.file_name).await.unwrap();
            assert!(back == content);
        }
        assert!(stored[0] > 50_000 && stored[1] < 1_000 && stored[2] < 1_000, "{stored:?}");
        let kept = bench.store.keep_file(&document(1), Some("t1/s1"), [77; 12]).await.unwrap();
        bench.raw("UPDATE file SET length = length - 1 WHERE reference IS NOT NULL").await;
        let mut reader = bench.store.read().await.unwrap();
        assert!(bench.store.file_content(&mut reader, &kept.file_name).await.is_err());
    }
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused() {
    for bench in benches().await {
        bench
            .raw(
                "INSERT INTO schema_step (number, name, digest, applied_at) \
                 VALUES (999, 'future', 'x', 1)",
            )
            .await;
        bench.store.close().await;
        let reopened = bench.database.open(keys()).await;
        assert!(matches!(reopened, Err(Error::Schema(_))));
    }
}

#[tokio::test]
async fn parallel_workers_claim_each_job_once() {
    for mut bench in benches().await {
        let entry = bench.entry("jobs");
        let mut change = bench.store.change(bench.record_id()).await.unwrap();
        for number in 0..20 {
            let job = store::JobRow {
                job_id: format!("j{number:02}"),
                kind: "produce".into(),
                subject: "s".into(),
                occurrence: number.to_string(),
                state: "waiting".into(),
                ..store::JobRow::default()
            };
            change.insert_job(&job).await.unwrap();
        }
        change.commit(bench.store.keys(), entry).await.unwrap();
        let store = std::sync::Arc::new(bench.store);
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut claimed = vec![];
                    // Another worker may claim the same job first; then the answer is `None` although more
                    // jobs are due. So each worker asks more often than there are jobs.
                    for _ in 0..60 {
                        let mut operation = store.operation().await.unwrap();
                        claimed.extend(operation.claim_next_job("worker", 10, 99).await.unwrap());
                        operation.commit().await.unwrap();
                    }
                    claimed.into_iter().map(|job| job.job_id).collect::<Vec<_>>()
                })
            })
            .collect();
        let mut all = vec![];
        for worker in workers {
            all.extend(worker.await.unwrap());
        }
        all.sort();
        let expected: Vec<String> = (0..20).map(|number| format!("j{number:02}")).collect();
        assert_eq!(all, expected);
    }
}

#[tokio::test]
async fn a_reader_sees_one_state_while_others_write() {
    for mut bench in benches().await {
        let mut reader = bench.store.read().await.unwrap();
        assert_eq!(reader.pending_count().await.unwrap(), 0);
        bench.register("A").await;
        assert_eq!(
            reader.pending_count().await.unwrap(),
            0,
            "the reader does not see the later record"
        );
        assert_eq!(bench.store.read().await.unwrap().pending_count().await.unwrap(), 1);
    }
}
