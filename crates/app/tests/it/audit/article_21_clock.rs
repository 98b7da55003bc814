//! 第二十一条 (Art. 21): time never runs backwards in the evidence. A clock that is wrong writes nothing, and
//! the honest records that are made later are in order (decision 0020).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use app::{App, Clock, Error, Parts};
use domain::caller::Role;
use domain::event::EventKind;
use testkit::{BUREAU, City, LICENCE, asked, cities, content, licence};

const HOUR: i64 = 3_600_000;
const YEAR: i64 = 365 * 24 * HOUR;

/// The clock of a second process, which can be set.
struct Set(AtomicI64);

impl Clock for Set {
    fn now(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A process with a wrong clock on the same database.
fn process(city: &City, at: i64) -> (App, Arc<Set>) {
    let clock = Arc::new(Set(AtomicI64::new(at)));
    let parts = Parts { clock: Arc::clone(&clock) as Arc<dyn Clock>, ..city.app.parts() };
    (App::new(parts), clock)
}

async fn drafts(city: &City, app: &App) -> Result<(), Error> {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    app.draft_application(&clerk, LICENCE, content()).await.map(drop)
}

fn stopped<T: std::fmt::Debug>(answer: Result<T, Error>, what: &str) {
    assert!(matches!(answer, Err(Error::Stopped(_))), "{what}: {answer:?}");
}

#[tokio::test]
async fn a_clock_that_is_wrong_writes_nothing_and_goes_on_when_it_is_right() {
    for city in cities().await {
        city.publish(&licence()).await;
        let window = city.window().await;
        city.issued(content()).await;
        city.registered(content()).await;
        city.app.store().sequence().await.unwrap();
        for (wrong, what) in [(-HOUR, "back"), (-11_000, "a little back"), (10 * YEAR, "ahead")] {
            let now = city.app.now();
            let (app, clock) = process(&city, now + wrong);
            let before = city.recorded_in_all().await;
            assert!(app.guard_clock().await.unwrap().is_some(), "{what}");
            stopped(drafts(&city, &app).await, what);
            stopped(app.use_certificates(&window, &asked()).await, what);
            stopped(app.work_once().await, what);
            assert_eq!(city.recorded_in_all().await, before, "{what}: nothing is written");
            assert!(!app.store().alarms().is_empty());
            clock.0.store(city.app.now(), Ordering::Relaxed);
            assert_eq!(app.guard_clock().await.unwrap(), None);
            drafts(&city, &app).await.unwrap();
            app.store().sequence().await.unwrap();
        }
        city.check_everything().await;
    }
}

/// Records that were written by a clock that was wrong, for example by an earlier version.
#[tokio::test]
async fn honest_records_after_a_wrong_clock_are_in_order_once_an_operator_accepts_the_clock() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.app.store().sequence().await.unwrap();
        // A clock that is a month ahead is believed: the city might not have been used.
        let (ahead, _) = process(&city, city.app.now() + 30 * 24 * HOUR);
        drafts(&city, &ahead).await.unwrap();
        ahead.store().sequence().await.unwrap();
        city.app.guard_clock().await.unwrap();
        stopped(drafts(&city, &city.app).await, "the honest clock is behind now");
        city.app.accept_clock().await.unwrap();
        assert_eq!(city.recorded(EventKind::ClockAccepted.as_str()).await, 1);
        city.app.guard_clock().await.unwrap();
        drafts(&city, &city.app).await.unwrap();
        city.check_everything().await;
        // Without the record of the operator, the order is a finding.
        city.tamper("UPDATE audit_record SET event = 'x' WHERE event = 'clock.accepted'").await;
        assert!(city.findings().await.contains(&"record_moved"));
    }
}
