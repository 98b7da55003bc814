//! The job queue and the schedules on both engines (decision 0014).

use std::sync::Arc;

use store::{JobRow, LogEntry, Operation, Store};

use crate::databases::{databases, keys};

fn job(id: &str, priority: i64, due_at: i64) -> JobRow {
    JobRow {
        job_id: id.into(),
        kind: "produce".into(),
        subject: id.into(),
        state: "waiting".into(),
        priority,
        due_at,
        ..JobRow::default()
    }
}

async fn stores() -> Vec<(crate::databases::Database, Store)> {
    let mut stores = vec![];
    for database in databases().await {
        let store = database.open(keys()).await.unwrap();
        stores.push((database, store));
    }
    stores
}

async fn enqueue(store: &Store, jobs: &[JobRow]) {
    let mut operation = store.operation().await.unwrap();
    for job in jobs {
        assert!(operation.enqueue_job(job).await.unwrap());
    }
    operation.commit().await.unwrap();
}

async fn claim(store: &Store, owner: &str, now: i64) -> Option<JobRow> {
    let mut operation = store.operation().await.unwrap();
    let claimed = operation.claim_next_job(owner, now, now + 100).await.unwrap();
    operation.commit().await.unwrap();
    claimed
}

/// Runs `work` in a transaction and commits it.
async fn operate<T>(store: &Store, work: impl AsyncFnOnce(&mut Operation) -> T) -> T {
    let mut operation = store.operation().await.unwrap();
    let answer = work(&mut operation).await;
    operation.commit().await.unwrap();
    answer
}

#[tokio::test]
async fn an_occurrence_is_enqueued_once_and_a_subject_may_have_several() {
    for (_database, store) in stores().await {
        enqueue(&store, &[job("a", 0, 0)]).await;
        let again = JobRow { job_id: "b".into(), ..job("a", 0, 0) };
        let other = JobRow { job_id: "c".into(), occurrence: "2".into(), ..job("a", 0, 0) };
        let (repeated, second) = operate(&store, async |operation| {
            let repeated = operation.enqueue_job(&again).await.unwrap();
            (repeated, operation.enqueue_job(&other).await.unwrap())
        })
        .await;
        assert_eq!((repeated, second), (false, true));
        let mut reader = store.read().await.unwrap();
        assert_eq!(reader.job_of("produce", "a", "").await.unwrap().unwrap().job_id, "a");
        assert_eq!(reader.job_of("produce", "a", "2").await.unwrap().unwrap().job_id, "c");
        assert_eq!(reader.job_count("waiting", 100).await.unwrap(), 2);
        assert_eq!(
            reader.job_count("waiting", 1).await.unwrap(),
            1,
            "the count stops at its limit"
        );
        let pages = [("z", vec!["c", "a"]), ("c", vec!["a"]), ("a", vec![])];
        for (before, expected) in pages {
            let page = reader.jobs_in_state_before("waiting", before, 10).await.unwrap();
            let ids: Vec<_> = page.iter().map(|job| job.job_id.as_str()).collect();
            assert_eq!(ids, expected, "before {before}");
        }
    }
}

#[tokio::test]
async fn the_next_job_is_chosen_by_priority_and_then_by_the_time_it_has_waited() {
    for (_database, store) in stores().await {
        let jobs =
            [job("batch", 10, 1), job("late", 0, 5), job("early", 0, 2), job("future", 0, 90)];
        enqueue(&store, &jobs).await;
        let mut order = vec![];
        while let Some(claimed) = claim(&store, "w", 50).await {
            assert_eq!((claimed.state.as_str(), claimed.tries), ("running", 1));
            assert_eq!((claimed.owner.as_str(), claimed.locked_until), ("w", 150));
            order.push(claimed.job_id);
        }
        assert_eq!(order, ["early", "late", "batch"]);
    }
}

#[tokio::test]
async fn a_worker_that_has_lost_its_lease_cannot_change_the_job() {
    for (_database, store) in stores().await {
        enqueue(&store, &[job("a", 0, 0)]).await;
        assert_eq!(claim(&store, "first", 10).await.unwrap().job_id, "a");
        assert_eq!(claim(&store, "second", 10).await, None, "the first worker holds it");
        let held = operate(&store, async |operation| {
            let held = operation.extend_job("a", "first", 200).await.unwrap();
            assert!(operation.note_job_progress("a", "first", 3, 7).await.unwrap());
            assert_eq!(operation.free_expired_jobs("died", 199).await.unwrap(), 0);
            assert_eq!(operation.free_expired_jobs("died", 200).await.unwrap(), 1);
            held
        })
        .await;
        assert!(held);
        let second = claim(&store, "second", 200).await.unwrap();
        assert_eq!((second.tries, second.progress_done, second.progress_total), (2, 3, 7));
        operate(&store, async |operation| {
            assert!(!operation.extend_job("a", "first", 900).await.unwrap());
            assert!(!operation.note_job_progress("a", "first", 1, 1).await.unwrap());
            assert!(!operation.finish_job("a", "first", 201).await.unwrap());
            assert!(!operation.postpone_job("a", "first", 201, "x").await.unwrap());
            assert!(!operation.park_job("a", "first", 201, "x").await.unwrap());
            assert!(operation.finish_job("a", "second", 201).await.unwrap(), "negative control");
            assert!(!operation.finish_job("a", "second", 202).await.unwrap(), "it is done");
        })
        .await;
        let done = store.read().await.unwrap().job("a").await.unwrap().unwrap();
        assert_eq!((done.state.as_str(), done.finished_at), ("done", 201));
        assert_eq!(claim(&store, "third", 999).await, None);
    }
}

#[tokio::test]
async fn a_job_can_be_postponed_parked_and_retried() {
    for (_database, store) in stores().await {
        enqueue(&store, &[job("a", 0, 0)]).await;
        claim(&store, "w", 1).await.unwrap();
        operate(&store, async |operation| operation.postpone_job("a", "w", 30, "busy").await)
            .await
            .unwrap();
        assert_eq!(claim(&store, "w", 29).await, None, "not due yet");
        assert_eq!(claim(&store, "w", 30).await.unwrap().last_error, "busy");
        operate(&store, async |operation| operation.park_job("a", "w", 31, "no glyph").await)
            .await
            .unwrap();
        assert_eq!(claim(&store, "w", 999).await, None, "a parked job is not claimed");
        let parked = store.read().await.unwrap().job("a").await.unwrap().unwrap();
        assert_eq!((parked.state.as_str(), parked.last_error.as_str()), ("parked", "no glyph"));

        let mut change = store.change("01900000-0000-7000-8000-000000000001".into()).await.unwrap();
        assert!(change.retry_job("a", 40).await.unwrap());
        let entry = LogEntry { time: domain::date::rfc3339(0), ..LogEntry::default() };
        change.commit(store.keys(), entry).await.unwrap();
        let again = claim(&store, "w", 40).await.unwrap();
        let mut change = store.change("01900000-0000-7000-8000-000000000002".into()).await.unwrap();
        assert!(!change.retry_job("a", 41).await.unwrap(), "a running job is not tried again");
        drop(change);
        assert_eq!((again.tries, again.finished_at), (1, 0));
    }
}

#[tokio::test]
async fn parallel_workers_claim_each_job_of_any_priority_once() {
    for (_database, store) in stores().await {
        let jobs: Vec<JobRow> = (0..20).map(|at| job(&format!("j{at:02}"), at % 3, 0)).collect();
        enqueue(&store, &jobs).await;
        let store = Arc::new(store);
        let workers: Vec<_> = (0..4)
            .map(|worker| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut claimed = vec![];
                    // Another worker may claim the same job first; then the answer is `None` although more
                    // jobs are due. So each worker asks more often than there are jobs.
                    for _ in 0..60 {
                        claimed.extend(claim(&store, &format!("w{worker}"), 10).await);
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
        assert_eq!(all, jobs.into_iter().map(|job| job.job_id).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn a_schedule_that_is_due_is_taken_by_one_process() {
    for (_database, store) in stores().await {
        operate(&store, async |operation| {
            operation.upsert_schedule("daily", 1_000, 50).await.unwrap();
            operation.upsert_schedule("hourly", 100, 20).await.unwrap();
            assert_eq!(operation.take_schedule("hourly", "p1", 19, 90).await.unwrap(), None);
            let taken = operation.take_schedule("hourly", "p1", 60, 90).await.unwrap().unwrap();
            assert_eq!((taken.kind.as_str(), taken.owner.as_str()), ("hourly", "p1"));
            operation.take_schedule("daily", "p2", 60, 90).await.unwrap().unwrap();
            assert_eq!(operation.take_schedule("hourly", "p3", 60, 90).await.unwrap(), None);
            assert!(!operation.finish_schedule("hourly", "p2", 61, 120).await.unwrap());
            assert!(operation.finish_schedule("hourly", "p1", 61, 120).await.unwrap());
            // The lease of the second process has expired, so another process takes its schedule.
            let lost = operation.take_schedule("daily", "p3", 90, 200).await.unwrap().unwrap();
            assert_eq!((lost.kind.as_str(), lost.owner.as_str()), ("daily", "p3"));
            assert!(!operation.finish_schedule("daily", "p2", 91, 1_050).await.unwrap());
            // Making the schedule again changes its interval but not when it is due next.
            operation.upsert_schedule("hourly", 200, 0).await.unwrap();
        })
        .await;
        let all = store.read().await.unwrap().schedules().await.unwrap();
        let hourly = &all[1];
        assert_eq!((hourly.every_millis, hourly.last_at, hourly.next_at), (200, 61, 120));
    }
}
