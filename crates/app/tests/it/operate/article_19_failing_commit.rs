//! 第十九条 (Art. 19): a commit that fails, as with a full disk or a failed fsync, does not keep later ones
//! from working (decision 0020).

use domain::caller::Role;
use testkit::{BUREAU, City, LICENCE, cities, content, licence};

async fn drafts(city: &City) -> Result<(), app::Error> {
    let clerk = city.person("经办甲", BUREAU, Role::Clerk);
    city.app.draft_application(&clerk, LICENCE, content()).await.map(drop)
}

/// Makes every commit fail that writes a record: the statements succeed, and the deferred check at the end of
/// the transaction does not.
const SQLITE: &str = "CREATE TABLE broken (unit_code TEXT REFERENCES unit (unit_code) DEFERRABLE
  INITIALLY DEFERRED); CREATE TRIGGER breaking AFTER INSERT ON audit_record BEGIN INSERT INTO
  broken VALUES ('none'); END";
const POSTGRES: &str = "CREATE FUNCTION breaking() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN RAISE EXCEPTION ''disk full'' USING ERRCODE = ''53100''; END';
  CREATE CONSTRAINT TRIGGER breaking AFTER INSERT ON audit_record DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION breaking()";

#[tokio::test]
async fn writing_goes_on_after_failed_commits_without_a_restart() {
    for city in cities().await {
        city.publish(&licence()).await;
        drafts(&city).await.unwrap();
        assert_eq!(city.app.store().write_failure(), None);
        let sqlite = city.app.store().engine_name() == "sqlite";
        city.tamper(if sqlite { SQLITE } else { POSTGRES }).await;
        // More often than there are connections.
        for _ in 0..20 {
            assert!(drafts(&city).await.is_err());
        }
        assert!(city.app.store().write_failure().is_some(), "health tells it");
        city.tamper(if sqlite {
            "DROP TRIGGER breaking"
        } else {
            "DROP TRIGGER breaking ON audit_record"
        })
        .await;
        drafts(&city).await.unwrap();
        assert_eq!(city.app.store().write_failure(), None);
        city.app.store().try_writing().await.unwrap();
        city.check_everything().await;
    }
}

#[tokio::test]
async fn leases_and_pauses_of_a_clock_that_was_ahead_do_not_hold_up_work() {
    for city in cities().await {
        city.publish(&licence()).await;
        city.registered(content()).await;
        let far = city.app.now() + 10 * 365 * 24 * 3_600_000_i64;
        city.tamper(&format!("UPDATE job SET due_at = {far}")).await;
        assert_eq!(city.app.work_once().await.unwrap(), app::background::Worked::NothingToDo);
        city.app.run_due_schedules(|_, _| {}).await;
        assert_eq!(city.app.work_once().await.unwrap(), app::background::Worked::Done);
        city.tamper(&format!("UPDATE schedule SET next_at = {far}, locked_until = {far}")).await;
        city.app.run_due_schedules(|_, _| {}).await;
        let schedules = city.app.read().await.unwrap().schedules().await.unwrap();
        assert!(schedules.iter().all(|schedule| schedule.next_at < far), "{schedules:?}");
        city.check_everything().await;
    }
}
