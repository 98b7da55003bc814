//! 第十九条 (Art. 19): stable operation. The system administrator sees parked jobs and has them
//! tried again, and a schedule is run by one process at a time.

use app::background::{DIED, Worked};
use domain::Code;
use domain::caller::Role;
use domain::job::{JobKind, JobState, ScheduleKind};
use store::JobRow;
use testkit::{BUREAU, City, cities, content, licence};

/// Claims the waiting production and parks it, as a worker does when the content is refused.
async fn parked(city: &City) -> JobRow {
    let mut operation = city.app.store().operation().await.unwrap();
    let job = operation.claim_next_job("test", i64::MAX - 1, i64::MAX).await.unwrap().unwrap();
    assert!(operation.park_job(&job.job_id, "test", 1, "no glyph").await.unwrap());
    operation.commit().await.unwrap();
    job
}

#[tokio::test]
async fn the_system_administrator_lists_parked_jobs_and_has_them_tried_again() {
    for city in cities().await {
        city.publish(&licence()).await;
        let admin = city.person("系统管理员", BUREAU, Role::SystemAdmin);
        let identifier = city.registered(content()).await;
        let before = city.app.job_overview(&admin).await.unwrap();
        assert_eq!((before.waiting, before.running, before.parked), (1, 0, 0));
        let job = parked(&city).await;

        let listed = city.app.jobs(&admin, JobState::Parked, "", 10).await.unwrap().items;
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].kind, listed[0].last_error.as_str()), (JobKind::Produce, "no glyph"));
        assert_eq!(listed[0].subject, job.subject, "the subject is the identity of a row");
        let clerk = city.person("经办甲", BUREAU, Role::Clerk);
        let denied = city.app.jobs(&clerk, JobState::Parked, "", 10).await.unwrap_err();
        assert_eq!(denied.code(), Code::Denied);

        let (again, _) = city.app.retry_job(&admin, &job.job_id).await.unwrap();
        assert_eq!((again.state, again.tries), (JobState::Waiting, 0));
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        assert_eq!(city.status(&identifier).await, "active");
        let done = city.app.retry_job(&admin, &job.job_id).await.unwrap_err();
        assert_eq!(done.code(), Code::JobState, "a job that is done is not run again");
        let nothing = city.app.retry_job(&admin, "no-such-job").await.unwrap_err();
        assert_eq!(nothing.code(), Code::NotFound);
        assert_eq!(city.recorded("job.retried").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_can_neither_finish_nor_postpone_nor_extend_the_job() {
    for city in cities().await {
        city.publish(&licence()).await;
        let identifier = city.registered(content()).await;
        // The first worker claims the job and does not extend its lease.
        let mut operation = city.app.store().operation().await.unwrap();
        let now = city.app.now();
        let job = operation.claim_next_job("first", now, now + 10).await.unwrap().unwrap();
        operation.commit().await.unwrap();
        let held = city.app.work_once().await.unwrap();
        assert_eq!(held, Worked::NothingToDo, "the first worker still holds the job");
        city.clock.forward(20);
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done, "the lease has ended");
        // The first worker goes on, without knowing that it has lost its lease.
        let mut operation = city.app.store().operation().await.unwrap();
        assert!(!operation.finish_job(&job.job_id, "first", now).await.unwrap());
        assert!(!operation.postpone_job(&job.job_id, "first", now, "late").await.unwrap());
        assert!(!operation.extend_job(&job.job_id, "first", i64::MAX).await.unwrap());
        operation.commit().await.unwrap();
        assert_eq!(city.status(&identifier).await, "active");
        assert_eq!(city.recorded("certificate.issued").await, 1);
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_job_whose_process_ends_again_and_again_is_parked() {
    for city in cities().await {
        city.publish(&licence()).await;
        let admin = city.person("系统管理员", BUREAU, Role::SystemAdmin);
        let identifier = city.registered(content()).await;
        for tries in 1..=5 {
            let mut operation = city.app.store().operation().await.unwrap();
            let now = city.app.now();
            operation.free_expired_jobs(DIED, now).await.unwrap();
            let job = operation.claim_next_job("dies", now, now + 10).await.unwrap().unwrap();
            operation.commit().await.unwrap();
            assert_eq!(job.tries, tries, "negative control: it is claimed until then");
            city.clock.forward(20);
        }
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Parked);
        let listed = city.app.jobs(&admin, JobState::Parked, "", 10).await.unwrap().items;
        assert!(listed[0].last_error.contains("the process ended"), "{}", listed[0].last_error);
        city.app.retry_job(&admin, &listed[0].id).await.unwrap();
        assert_eq!(city.app.work_once().await.unwrap(), Worked::Done);
        assert_eq!(city.status(&identifier).await, "active");
        city.check_everything().await;
    }
}

#[tokio::test]
async fn a_schedule_is_run_by_one_process_at_a_time_and_is_due_again_later() {
    for city in cities().await {
        let admin = city.person("系统管理员", BUREAU, Role::SystemAdmin);
        let complain = |what: &'static str, error: &app::Error| panic!("{what}: {error}");
        city.app.run_due_schedules(complain).await;
        let first = city.app.job_overview(&admin).await.unwrap().schedules;
        assert_eq!(first.len(), ScheduleKind::ALL.len());
        assert!(first.iter().all(|schedule| schedule.last_at.is_some()), "{first:?}");
        city.app.run_due_schedules(complain).await;
        let second = city.app.job_overview(&admin).await.unwrap().schedules;
        assert_eq!(first, second, "nothing is due yet");
        city.clock.forward(25 * 3_600_000);
        // Another process has taken one of the schedules; this process runs the others.
        let mut operation = city.app.store().operation().await.unwrap();
        let now = city.app.now();
        let taken = operation.take_schedule(first[0].kind.as_str(), "other", now, now + 60_000);
        let taken = taken.await.unwrap().unwrap();
        operation.commit().await.unwrap();
        city.app.run_due_schedules(complain).await;
        let third = city.app.job_overview(&admin).await.unwrap().schedules;
        for (before, after) in second.iter().zip(&third) {
            let done = before.last_at != after.last_at;
            assert_eq!(done, before.kind.as_str() != taken.kind, "{}", before.kind);
        }
        city.check_everything().await;
    }
}
